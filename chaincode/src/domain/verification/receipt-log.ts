import type { CryptoProvider } from '../crypto/provider';
import { type Instant, instantToMs } from '../code/instant';
import { decodeBase64url } from '../encoding/base64url';
import { array, integer, object, type Shape } from '../json/shape';
import type { ReceiptHead } from '../member/member';
import { leafHash, verifyInclusion } from '../merkle';
import { digest } from '../record/field';
import type { ReceiptPayload } from './receipt';
import { receiptBytes, receiptDigest } from './receipts';

/** That a receipt stands among the first `size` of its key: base64url sibling hashes from it upwards (RFC 6962 §2.1.1). */
export interface LogProof {
  readonly size: number;
  readonly proof: readonly string[];
}

export const LogProofShape: Shape<LogProof> = object({
  size: integer({ min: 1 }),
  proof: array(digest, { max: 53 }),
});

/**
 * How a receipt stands to its key's newest head on the ledger: shown to be below it, younger than it, neither shown nor
 * refuted, or not at the place that its number names.
 */
export type Logged = 'in-log' | 'after-head' | 'unproven' | 'not-in-log';

/** What the ledger says of the log that a receipt is of, and what its gateway shows. */
export interface ReceiptLogEvidence {
  /** undefined: the ledger has none of the key. */
  readonly head: ReceiptHead | undefined;
  /** Block time of the head, epoch ms. */
  readonly headTime?: number;
  /** As the gateway of the key gives it, for the size of this head. */
  readonly proof?: LogProof;
}

/** A head counts every receipt but those that were made while it was on its way to the ledger. */
const ON_ITS_WAY_MS = 600_000;

/**
 * Holds a receipt against the head of its key's log. One that is numbered behind the head and dated well before it was
 * not there when the head was made; none is behind a final one. The head names its own receipt by digest; that another
 * one stands below takes a proof, and one for a log of another size says nothing about this head.
 */
export function loggedUnder(
  payload: ReceiptPayload,
  { head, headTime, proof }: ReceiptLogEvidence,
  provider: CryptoProvider,
): Logged {
  if (head === undefined) return 'after-head';
  if (payload.number > head.number) {
    if (head.final === true) return 'not-in-log';
    const madeAt = instantToMs(payload.time as Instant);
    return headTime !== undefined && madeAt < headTime - ON_ITS_WAY_MS ? 'not-in-log' : 'after-head';
  }
  const isNewest = payload.number === head.number;
  if (isNewest && receiptDigest(payload, provider) !== head.digest) return 'not-in-log';
  if (head.root === undefined || proof?.size !== head.number) return isNewest ? 'in-log' : 'unproven';
  const hash = (bytes: Uint8Array): Uint8Array => provider.digest('sha-256', bytes);
  const claim = {
    leafHash: leafHash(receiptBytes(payload), hash),
    index: payload.number - 1,
    size: proof.size,
    proof: proof.proof.map((node) => decodeBase64url(node)),
    root: decodeBase64url(head.root),
  };
  return verifyInclusion(claim, hash) ? 'in-log' : 'not-in-log';
}
