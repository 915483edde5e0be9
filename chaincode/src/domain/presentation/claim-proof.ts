import type { CryptoProvider } from '../crypto/provider';
import { importJwk } from '../crypto/jwk';
import { encodeBase64url } from '../encoding/base64url';
import { integer, object, string } from '../json/shape';
import type { JsonObject } from '../json/value';
import { isStatementSigned, parseStatement, statementInput } from '../verification/signed-statement';

/** `typ` of the proof by which a phone shows that it holds the key that a licence will be bound to. */
export const CLAIM_PROOF_TYPE = 'huren-claim+jwt';
/** How far the phone's clock may be off, milliseconds. */
export const CLAIM_PROOF_AGE_MS = 300_000;

/** `{aud, nonce, iat}`: for one gateway and one offer. */
export interface ClaimProof {
  /** `urn:huren:gateway:<member>` */
  readonly aud: string;
  /** Of the offer. */
  readonly nonce: string;
  /** Seconds since 1970. */
  readonly iat: number;
}

const ProofShape = object({
  aud: string({ max: 128 }),
  nonce: string({ min: 22, max: 64, pattern: /^[A-Za-z0-9_-]+$/ }),
  iat: integer(),
});

/** Audience of claim proofs, and of callers' tokens, at a member's gateway. */
export function gatewayAudience(member: string): string {
  return `urn:huren:gateway:${member}`;
}

/** The compact JWS of a proof, signed where the key is: a browser's key signs asynchronously. */
export async function signClaimProof(
  proof: ClaimProof,
  holderKey: JsonObject,
  sign: (message: Uint8Array) => Promise<Uint8Array>,
): Promise<string> {
  const { id, suite } = importJwk(holderKey);
  const input = statementInput(CLAIM_PROOF_TYPE, { keyId: id, suite }, proof as unknown as JsonObject);
  return `${String.fromCharCode(...input)}.${encodeBase64url(await sign(input))}`;
}

/**
 * Whether this key signed a proof for this gateway and offer, just now.
 * @throws MalformedError for what is no proof, or no holder key
 */
export function isClaimProven(
  jws: string,
  {
    holderKey,
    aud,
    nonce,
    nowMs,
    provider,
  }: {
    readonly holderKey: JsonObject;
    readonly aud: string;
    readonly nonce: string;
    readonly nowMs: number;
    readonly provider: CryptoProvider;
  },
): boolean {
  const statement = parseStatement(jws, ProofShape, '/proof');
  const { payload } = statement;
  return (
    payload.aud === aud &&
    payload.nonce === nonce &&
    Math.abs(nowMs - payload.iat * 1000) <= CLAIM_PROOF_AGE_MS &&
    isStatementSigned(provider, statement, CLAIM_PROOF_TYPE, importJwk(holderKey, '/holderKey'))
  );
}
