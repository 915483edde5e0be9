import { importJwk } from '../crypto/jwk';
import type { CryptoProvider } from '../crypto/provider';
import { integer, literal, object, string } from '../json/shape';
import type { JsonObject } from '../json/value';
import { digest } from '../record/field';
import {
  isStatementSigned,
  parseStatement,
  type Statement,
  statementInput,
  statementJws,
} from '../verification/signed-statement';

/** `typ` of what a holder signs to be told how agents used their licence. */
export const USES_REQUEST_TYPE = 'huren-agent-uses+jwt';
/** `typ` of what a holder signs, whose key is unchanged, to get the licence that replaced theirs. */
export const RENEWAL_REQUEST_TYPE = 'huren-renewal+jwt';
export type HolderRequestType = typeof USES_REQUEST_TYPE | typeof RENEWAL_REQUEST_TYPE;
/** How far the holder's clock may be off, milliseconds. */
export const HOLDER_REQUEST_AGE_MS = 60_000;

/** `{v, aud, licence, nonce, iat}`: for one gateway, one licence and what its type says, good once. */
export interface HolderRequest {
  readonly v: 1;
  /** `urn:huren:gateway:<member>` */
  readonly aud: string;
  /** base64url SHA-256 of the issuer-signed JWT. */
  readonly licence: string;
  /** 128 fresh random bits, base64url. */
  readonly nonce: string;
  /** Seconds since 1970. */
  readonly iat: number;
}

const RequestShape = object({
  v: literal(1),
  aud: string({ min: 1, max: 128 }),
  licence: digest,
  nonce: string({ min: 22, max: 64, pattern: /^[A-Za-z0-9_-]+$/ }),
  iat: integer(),
});

/** The compact JWS of a request, signed where the holder's key is. */
export async function signHolderRequest(
  type: HolderRequestType,
  request: HolderRequest,
  holderKey: JsonObject,
  sign: (message: Uint8Array) => Promise<Uint8Array>,
): Promise<string> {
  const { id, suite } = importJwk(holderKey);
  const input = statementInput(type, { keyId: id, suite }, { ...request });
  return statementJws(input, await sign(input));
}

/** Reads one strictly; nobody's signature is believed yet. @throws MalformedError */
export function parseHolderRequest(jws: string, path = '/proof'): Statement<HolderRequest> {
  return parseStatement(jws, RequestShape, path);
}

/** Whether this holder asks this gateway for this, about this licence, just now; whether for the first time is not judged. */
export function isHolderRequestOf(
  statement: Statement<HolderRequest>,
  holderKey: JsonObject,
  {
    type,
    aud,
    licence,
    nowMs,
    provider,
  }: {
    readonly type: HolderRequestType;
    readonly aud: string;
    readonly licence: string;
    readonly nowMs: number;
    readonly provider: CryptoProvider;
  },
): boolean {
  const { payload } = statement;
  return (
    payload.aud === aud &&
    payload.licence === licence &&
    Math.abs(nowMs - payload.iat * 1000) <= HOLDER_REQUEST_AGE_MS &&
    isStatementSigned(provider, statement, type, importJwk(holderKey))
  );
}
