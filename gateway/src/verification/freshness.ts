import {
  canonicalBytes,
  type CryptoProvider,
  encodeBase64url,
  encodeUtf8,
  type Facts,
  type JsonObject,
  type Signer,
} from '@huren/chaincode/domain';

/** `typ` of a proof of freshness; signed by a gateway's receipt key and by nothing else. */
export const FACTS_TYPE = 'huren-facts+jwt';

export interface Freshness {
  readonly height: number;
  readonly blockHash: string;
  /** Block time, epoch ms. */
  readonly time: number;
  readonly jws: string;
}

/**
 * Says how fresh facts are and ties them to the signer: a compact JWS with header `{alg, kid, typ}` over JCS
 * `{v: 1, height, blockHash, time, factsDigest}`; factsDigest = base64url SHA-256 of the facts' JCS.
 */
export function signFreshness(facts: Facts, signer: Signer, provider: CryptoProvider): Freshness {
  const { height, hash: blockHash, time } = facts.head;
  const factsDigest = encodeBase64url(
    provider.digest('sha-256', canonicalBytes(facts as unknown as JsonObject)),
  );
  const header = canonicalBytes({ alg: signer.suite, kid: signer.keyId, typ: FACTS_TYPE });
  const claims = canonicalBytes({ v: 1, height, blockHash, time, factsDigest });
  const input = `${encodeBase64url(header)}.${encodeBase64url(claims)}`;
  const jws = `${input}.${encodeBase64url(signer.sign(encodeUtf8(input)))}`;
  return { height, blockHash, time, jws };
}
