import {
  canonicalBytes,
  decodeBase64url,
  encodeBase64url,
  encodeUtf8,
  importVerificationKey,
  MalformedError,
  nobleProvider,
  verifyWith,
  type CryptoProvider,
  type JsonValue,
  type ReceiptKey,
} from '@huren/chaincode/domain';
import type { FactsAnswer } from './answers';

const FACTS_TYPE = 'huren-facts+jwt';

/**
 * Whether a gateway's receipt key signed these very facts and their ledger head (DETAILS 24), for a verifier that has
 * the facts from somebody else: a compact JWS over JCS `{v: 1, height, blockHash, time, factsDigest}`. Both sides write
 * canonical JSON, so the expected text is made anew and nothing of the answer is parsed.
 * @param key as a member's record has it; whether it is active is the caller's to look up
 */
export function isFactsSigned(
  { facts, freshness }: Pick<FactsAnswer, 'facts' | 'freshness'>,
  key: Pick<ReceiptKey, 'keyId' | 'suite' | 'publicKey'>,
  provider: CryptoProvider = nobleProvider,
): boolean {
  const { height, hash: blockHash, time } = facts.head;
  const factsDigest = encodeBase64url(
    provider.digest('sha-256', canonicalBytes(facts as unknown as JsonValue)),
  );
  const header = canonicalBytes({ alg: key.suite, kid: key.keyId, typ: FACTS_TYPE });
  const claims = canonicalBytes({ v: 1, height, blockHash, time, factsDigest });
  const input = `${encodeBase64url(header)}.${encodeBase64url(claims)}`;
  const dot = freshness.jws.lastIndexOf('.');
  const isSameHead =
    freshness.height === height && freshness.blockHash === blockHash && freshness.time === time;
  if (!isSameHead || freshness.jws.slice(0, dot) !== input) return false;
  try {
    const imported = importVerificationKey(key.suite, decodeBase64url(key.publicKey));
    const signature = decodeBase64url(freshness.jws.slice(dot + 1));
    return imported.id === key.keyId && verifyWith(provider, imported, encodeUtf8(input), signature);
  } catch (error) {
    if (error instanceof MalformedError) return false;
    throw error;
  }
}
