import type { Authority } from '@huren/chaincode/domain';

/** Who calls, as its token proves and the ledger knows. */
export interface Caller {
  readonly authority: Authority;
  /** Digest of the certificate whose key signed the token. */
  readonly kid: string;
}
