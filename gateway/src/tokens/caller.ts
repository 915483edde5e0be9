import type { Authority } from '@huren/chaincode/domain';
import type { Staff } from '../staff/staff';

/** Who calls, as its token or session proves and the ledger knows. */
export interface Caller {
  readonly authority: Authority;
  /** Digest of the certificate whose key signed the token; absent for a session. */
  readonly kid?: string;
  /** The person at the screen, for a session. */
  readonly staff?: Staff;
}
