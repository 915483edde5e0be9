import type { JsonObject, SuiteName } from '@huren/chaincode/domain';

/** A holder's own key: whoever can sign with it is the holder of the licences that name it (`cnf`). */
export interface HolderKey {
  readonly suite: SuiteName;
  /** Public JWK, what the issuer puts into `cnf`. */
  readonly publicJwk: JsonObject;
  /** 64 bytes r‖s (or R‖S) over the whole message. */
  sign(message: Uint8Array): Promise<Uint8Array>;
}
