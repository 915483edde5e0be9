import type { CryptoProvider } from '../crypto/provider';
import { importJwk } from '../crypto/jwk';
import { encodeBase64url } from '../encoding/base64url';
import { MalformedError } from '../encoding/malformed';
import { encodeUtf8 } from '../encoding/utf8';
import { array, integer, literal, object, type Shape, string } from '../json/shape';
import type { JsonObject } from '../json/value';
import { CO_HOLDER_FIELD_LIMIT, CO_HOLDER_LIMIT } from '../licence/co-holders';
import { digest } from '../record/field';
import { digestText } from '../sd-jwt/process';
import { parseStatement, type Statement, statementInput } from '../verification/signed-statement';

/** `typ` of 共有人同意: one holder lets another one show fields of theirs, once. */
export const CONSENT_TYPE = 'huren-consent+jwt';

export const CONSENT_LIMITS = {
  /** Characters of one. */
  length: 4_096,
  /** Longest life, milliseconds: the counter's nonce, which it names, mostly ends sooner. */
  ageMs: 600_000,
} as const;

/**
 * Signed by the consenting holder's own key, which the header's `kid` names. It is good for one request of one authority
 * and matter, for one licence, for these fields, and in the hands of one other holder.
 */
export interface HolderConsent {
  readonly v: 1;
  /** `urn:huren:authority:<code>:matter:<matter>` */
  readonly aud: string;
  /** Of the counter's request. */
  readonly nonce: string;
  /** base64url SHA-256 of the issuer-signed JWT. */
  readonly licence: string;
  /** Key id of the holder who may show them. */
  readonly presenter: string;
  /** Digests of the disclosures, as the licence commits to them. */
  readonly disclosures: readonly string[];
  /** Seconds since 1970. */
  readonly iat: number;
}

const ConsentShape: Shape<HolderConsent> = object({
  v: literal(1),
  aud: string({ min: 1, max: 128 }),
  nonce: string({ min: 1, max: 64 }),
  licence: digest,
  presenter: digest,
  disclosures: array(digest, { min: 1, max: CO_HOLDER_FIELD_LIMIT, unique: true }),
  iat: integer(),
});

/** `["<JWS>", …]` as it travels beside a credential. */
export const ConsentsShape: Shape<readonly string[]> = array(string({ min: 1, max: CONSENT_LIMITS.length }), {
  min: 1,
  max: CO_HOLDER_LIMIT,
});

/** Consents beside a presentation: grammar is settled, nothing is verified. */
export interface HolderConsents {
  readonly statements: readonly Statement<HolderConsent>[];
  /** As they were given. */
  readonly texts: readonly string[];
}

/** Reads one strictly; nobody's signature is believed yet. @throws MalformedError */
export function parseConsent(jws: string, path = '/consent'): Statement<HolderConsent> {
  const statement = parseStatement(jws, ConsentShape, path, CONSENT_LIMITS.length);
  if (statement.typ === CONSENT_TYPE) return statement;
  throw new MalformedError('wrong-type', 'The statement is no consent.', path);
}

/** @throws MalformedError */
export function parseConsents(texts: readonly string[], path = '/consents'): HolderConsents {
  return { statements: texts.map((text, at) => parseConsent(text, `${path}/${String(at)}`)), texts };
}

/** base64url SHA-256 of the consents joined by tildes: what the presenter's key binding names as `consent_hash`. */
export function consentHash(provider: CryptoProvider, texts: readonly string[]): string {
  return digestText(provider, encodeUtf8(texts.join('~')));
}

/**
 * The compact JWS of a consent, signed where the holder's key is.
 * @throws MalformedError for what no reader would take
 */
export async function signConsent(
  consent: HolderConsent,
  holderKey: JsonObject,
  sign: (message: Uint8Array) => Promise<Uint8Array>,
): Promise<string> {
  const { id, suite } = importJwk(holderKey);
  const payload = consent as unknown as JsonObject;
  ConsentShape(payload);
  const input = statementInput(CONSENT_TYPE, { keyId: id, suite }, payload);
  return `${String.fromCharCode(...input)}.${encodeBase64url(await sign(input))}`;
}
