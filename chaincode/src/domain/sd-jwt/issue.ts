import type { CryptoProvider } from '../crypto/provider';
import { encodeBase64url } from '../encoding/base64url';
import { encodeUtf8 } from '../encoding/utf8';
import { canonicalBytes } from '../json/canonical';
import type { JsonObject, JsonValue } from '../json/value';
import type { JoseHeader } from './parse';
import { digestText } from './process';

/** 128 bits (RFC 9901 §4.2.1 recommends as many). */
export const SALT_LENGTH = 16;

export interface SdJwtDraft {
  readonly header: JoseHeader;
  /** Always open. */
  readonly claims: JsonObject;
  /** Each becomes one disclosure at the top level. */
  readonly disclosable: readonly (readonly [name: string, value: JsonValue])[];
  /** 16 fresh random bytes for each disclosable claim. */
  readonly salts: readonly Uint8Array[];
  readonly hash: 'sha-256';
  /** 32 fresh random bytes each: digests that hide how many claims there are (§4.2.5). */
  readonly decoys?: readonly Uint8Array[];
  /** The 64-byte signature over the signing input, by the key that `header` names. */
  readonly sign: (signingInput: Uint8Array) => Uint8Array;
}

export interface IssuedSdJwt {
  readonly jwt: string;
  readonly disclosures: readonly string[];
  /** `<JWT>~<disclosure>~…~` */
  readonly text: string;
}

function checkDraft({ claims, disclosable, salts, decoys = [] }: SdJwtDraft): void {
  const names = [...Object.keys(claims), ...disclosable.map(([name]) => name)];
  if (new Set(names).size !== names.length) throw new TypeError('a claim is named twice');
  if (names.some((name) => ['_sd', '_sd_alg', '...', '__proto__'].includes(name))) {
    throw new TypeError('a claim has a reserved name');
  }
  if (salts.length !== disclosable.length || salts.some((salt) => salt.length !== SALT_LENGTH)) {
    throw new TypeError('there is not one salt of 16 bytes for each disclosable claim');
  }
  if (new Set(salts.map(encodeBase64url)).size !== salts.length) throw new TypeError('a salt is used twice');
  if (decoys.some((decoy) => decoy.length !== 32)) throw new TypeError('a decoy is not 32 bytes');
}

/**
 * Issues a flat SD-JWT. Digests are sorted, so that their order says nothing of the claims (§4.2.4.1).
 * The same draft gives the same bytes, as far as `sign` does.
 * @throws TypeError for a draft that breaks the rules above: the caller's bug
 */
export function issueSdJwt(provider: CryptoProvider, draft: SdJwtDraft): IssuedSdJwt {
  checkDraft(draft);
  const { header, claims, disclosable, salts, decoys = [], sign } = draft;
  const disclosures = disclosable.map(([name, value], i) =>
    encodeBase64url(canonicalBytes([encodeBase64url(salts[i] as Uint8Array), name, value])),
  );
  const digests = disclosures.map((disclosure) => digestText(provider, encodeUtf8(disclosure)));
  const _sd = [...digests, ...decoys.map(encodeBase64url)].sort();
  const payload = _sd.length === 0 ? claims : { ...claims, _sd, _sd_alg: draft.hash };
  const input = `${encodeBase64url(canonicalBytes({ ...header }))}.${encodeBase64url(canonicalBytes(payload))}`;
  const jwt = `${input}.${encodeBase64url(sign(encodeUtf8(input)))}`;
  return { jwt, disclosures, text: [jwt, ...disclosures, ''].join('~') };
}
