import type { CryptoProvider, SuiteName } from '../crypto/provider';
import { isSuiteName } from '../crypto/suites';
import { type VerificationKey, verifyWith } from '../crypto/verification-key';
import { decodeBase64url, encodeBase64url } from '../encoding/base64url';
import { MalformedError } from '../encoding/malformed';
import { encodeUtf8 } from '../encoding/utf8';
import { canonicalBytes } from '../json/canonical';
import { readJsonBytes } from '../json/reader';
import { object, type Shape, string } from '../json/shape';
import type { JsonObject } from '../json/value';

/** The `typ` of what a gateway's receipt key, or a holder's key, signs; one type never verifies as another (DETAILS 10). */
export type StatementType =
  | 'huren-receipt+jwt'
  | 'huren-trust+jwt'
  | 'oauth-authz-req+jwt'
  | 'huren-claim+jwt'
  | 'huren-renewal+jwt'
  | 'huren-delegation+jwt'
  | 'huren-agent-uses+jwt'
  | 'huren-case-request+jwt'
  | 'huren-consent+jwt'
  | 'huren-consent-refusal+jwt'
  | 'huren-consent-ask+jwt'
  | 'huren-rendezvous+jwt';

const MAX_JWS_LENGTH = 4_096;

/** `<header>.<payload>` of a compact JWS; header `{alg, kid, typ}`, both canonical JSON. ASCII. */
export function statementInput(
  typ: StatementType,
  key: { readonly keyId: string; readonly suite: SuiteName },
  payload: JsonObject,
): Uint8Array {
  const header = canonicalBytes({ alg: key.suite, kid: key.keyId, typ });
  return encodeUtf8(`${encodeBase64url(header)}.${encodeBase64url(canonicalBytes(payload))}`);
}

/** The compact JWS of a signing input and its 64-byte signature. */
export function statementJws(signingInput: Uint8Array, signature: Uint8Array): string {
  return `${String.fromCharCode(...signingInput)}.${encodeBase64url(signature)}`;
}

export interface Statement<T> {
  readonly typ: string;
  readonly keyId: string;
  readonly alg: SuiteName;
  readonly payload: T;
  readonly signingInput: Uint8Array;
  readonly signature: Uint8Array;
}

const HeaderShape = object({
  alg: string({ max: 16 }),
  kid: string({ pattern: /^[A-Za-z0-9_-]{43}$/ }),
  typ: string({ max: 64 }),
});

/** Reads a compact JWS whose payload has the given shape. @throws MalformedError */
export function parseStatement<T>(
  jws: string,
  payload: Shape<T>,
  path: string,
  maxLength = MAX_JWS_LENGTH,
): Statement<T> {
  const parts = jws.split('.');
  if (jws.length > maxLength || parts.length !== 3) {
    throw new MalformedError('bad-jws', 'The text is not a compact JWS of three parts.', path);
  }
  const [header = '', body = '', signature = ''] = parts;
  const { alg, kid, typ } = HeaderShape(readJsonBytes(decodeBase64url(header)), path);
  if (!isSuiteName(alg)) throw new MalformedError('unknown-algorithm', 'The algorithm is not known.', path);
  return {
    typ,
    keyId: kid,
    alg,
    payload: payload(readJsonBytes(decodeBase64url(body)), path),
    signingInput: encodeUtf8(`${header}.${body}`),
    signature: decodeBase64url(signature),
  };
}

/** Whether the key signed this statement as this type, by its own algorithm. */
export function isStatementSigned(
  provider: CryptoProvider,
  statement: Statement<unknown>,
  typ: StatementType,
  key: VerificationKey,
): boolean {
  return (
    statement.typ === typ &&
    statement.alg === key.suite &&
    statement.keyId === key.id &&
    verifyWith(provider, key, statement.signingInput, statement.signature)
  );
}
