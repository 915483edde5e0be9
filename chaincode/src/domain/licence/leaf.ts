import type { CryptoProvider, HashName } from '../crypto/provider';
import { leafHash } from '../merkle';

/** First byte of every leaf: its version (DETAILS 7). */
const LEAF_VERSION = 0x01;
const DIGEST_LENGTH = 32;

/** Digests of a licence's forms under the batch's hash; an absent form is 32 zero bytes. */
export interface LicenceForms {
  /** Digest of the issuer-signed JWT as ASCII. */
  readonly data?: Uint8Array;
  /** Digest of the OFD file. */
  readonly page?: Uint8Array;
}

/**
 * The leaf of a licence: 0x01 ‖ digest of the JWT ‖ digest of the OFD. One licence is one leaf, so that it cannot be
 * suspended in one form and alive in the other.
 * @throws TypeError when a digest is not 32 bytes or both forms are absent
 */
export function licenceLeaf({ data, page }: LicenceForms): Uint8Array {
  if (data === undefined && page === undefined) throw new TypeError('A licence has at least one form.');
  const leaf = new Uint8Array(1 + 2 * DIGEST_LENGTH);
  leaf[0] = LEAF_VERSION;
  for (const [at, digest] of [data, page].entries()) {
    if (digest === undefined) continue;
    if (digest.length !== DIGEST_LENGTH) throw new TypeError('A form is digested to 32 bytes.');
    leaf.set(digest, 1 + at * DIGEST_LENGTH);
  }
  return leaf;
}

/** The RFC 6962 leaf hash that stands in the batch's tree and keys the licence's status. */
export function licenceLeafHash(provider: CryptoProvider, hash: HashName, forms: LicenceForms): Uint8Array {
  return leafHash(licenceLeaf(forms), (bytes) => provider.digest(hash, bytes));
}
