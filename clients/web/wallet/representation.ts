import type { HolderRepresentation } from '@huren/chaincode/domain';
import { useI18n } from 'vue-i18n';

/** Who presents in the holder's place and until when, in words. */
export function useRepresentation(): (by: HolderRepresentation) => string {
  const { t } = useI18n();
  return ({ relation, until }) => {
    const word = t(relation === 'guardian' ? 'guardian' : 'proxy');
    return until === undefined ? word : t('heldUntil', { relation: word, until });
  };
}
