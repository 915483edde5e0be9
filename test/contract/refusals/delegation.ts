import { ISSUER } from '../demo-network';
import type { Row } from './row';

export const delegationRefusals: Readonly<Record<string, readonly Row[]>> = {
  'delegation:revoke': [
    ['MALFORMED_ARGUMENT', 'a secret that is too short', ISSUER, { secret: 'AAAA' }],
    ['MALFORMED_ARGUMENT', 'an id in place of the secret', ISSUER, { id: 'A'.repeat(43) }],
  ],
};
