import { DEFAULT_POLICY, type Policy } from '@huren/chaincode/domain';
import { MATTER } from './matter';

/**
 * The demo members' policy. Two matters are checked by office (依职能查验), at a counter for freight and where animals
 * arrive: there the holder need not present. Everywhere else the holder's presentation is wanted.
 */
export const DEMO_POLICY: Policy = {
  ...DEFAULT_POLICY,
  holder: {
    otherwise: 'presentation',
    matters: { [MATTER.freightPermit]: 'none', [MATTER.animalArrival]: 'none' },
  },
};
