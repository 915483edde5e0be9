import { type GroupTerms } from '@huren/chaincode/domain';
import { CITIES } from './city';

/** The theme that brings the seven neighbours' offices together across three provinces. */
export const GROUP: { readonly id: string; readonly parties: readonly string[]; readonly terms: GroupTerms } =
  {
    id: 'nenjiang',
    parties: CITIES.map(({ id }) => id),
    terms: {
      theme: { zh: '嫩江流域跨省通办（演示）', en: 'Services across the Nen River basin (demo)' },
      regions: CITIES.map(({ id }) => id),
      roles: ['issuing', 'relying', 'supervising'],
      types: '*',
      matterKinds: '*',
      // 兴安盟's housing fund centre stays outside until a superior has approved it.
      witnessed: false,
    },
  };
