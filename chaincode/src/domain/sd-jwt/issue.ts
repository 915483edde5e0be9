import type { CryptoProvider } from '../crypto/provider';
import { encodeBase64url } from '../encoding/base64url';
import { encodeUtf8 } from '../encoding/utf8';
import { canonicalBytes } from '../json/canonical';
import type { JsonObject, JsonValue } from '../json/value';
import type { JoseHeader } from './parse';
import { digestText } from './process';

/** 128 bits (RFC 9901 §4.2.1 recommends as many). */
export const SALT_LENGTH = 16;

/** One object with claims that stand open in it and claims that are disclosed one by one. */
export interface SdJwtPart {
  /** Always open. */
  readonly claims: JsonObject;
  /** Each becomes one disclosure of this object. */
  readonly disclosable: readonly (readonly [name: string, value: JsonValue])[];
}

export interface SdJwtDraft extends SdJwtPart {
  readonly header: JoseHeader;
  /** The objects of one open array, each with digests of its own (RFC 9901 §6.2). */
  readonly nested?: { readonly name: string; readonly parts: readonly SdJwtPart[] };
  /** 16 fresh random bytes for each disclosable claim: those of the top first, then those of each nested object. */
  readonly salts: readonly Uint8Array[];
  readonly hash: 'sha-256';
  /** 32 fresh random bytes each: digests that hide how many claims there are (§4.2.5). */
  readonly decoys?: readonly Uint8Array[];
  /** The 64-byte signature over the signing input, by the key that `header` names. */
  readonly sign: (signingInput: Uint8Array) => Uint8Array;
}

export interface IssuedSdJwt {
  readonly jwt: string;
  /** In the order of the salts. */
  readonly disclosures: readonly string[];
  /** `<JWT>~<disclosure>~…~` */
  readonly text: string;
}

const RESERVED = ['_sd', '_sd_alg', '...', '__proto__'];

function checkPart({ claims, disclosable }: SdJwtPart, further: readonly string[] = []): void {
  const names = [...Object.keys(claims), ...disclosable.map(([name]) => name), ...further];
  if (new Set(names).size !== names.length) throw new TypeError('a claim is named twice');
  if (names.some((name) => RESERVED.includes(name))) throw new TypeError('a claim has a reserved name');
}

function checkDraft(draft: SdJwtDraft): void {
  const { nested, salts, decoys = [] } = draft;
  checkPart(draft, nested && [nested.name]);
  for (const part of nested?.parts ?? []) checkPart(part);
  const all = [draft, ...(nested?.parts ?? [])];
  const count = all.reduce((sum, { disclosable }) => sum + disclosable.length, 0);
  if (salts.length !== count || salts.some((salt) => salt.length !== SALT_LENGTH)) {
    throw new TypeError('there is not one salt of 16 bytes for each disclosable claim');
  }
  if (new Set(salts.map(encodeBase64url)).size !== salts.length) throw new TypeError('a salt is used twice');
  if (decoys.some((decoy) => decoy.length !== 32)) throw new TypeError('a decoy is not 32 bytes');
}

/**
 * Issues an SD-JWT whose disclosures stand at the top or in the objects of one array. Digests are sorted, so that their
 * order says nothing of the claims (§4.2.4.1).
 * The same draft gives the same bytes, as far as `sign` does.
 * @throws TypeError for a draft that breaks the rules above: the caller's bug
 */
export function issueSdJwt(provider: CryptoProvider, draft: SdJwtDraft): IssuedSdJwt {
  checkDraft(draft);
  const { header, claims, nested, salts, decoys = [], sign } = draft;
  const disclosures: string[] = [];
  const digestsOf = ({ disclosable }: SdJwtPart): string[] =>
    disclosable.map(([name, value]) => {
      const salt = encodeBase64url(salts[disclosures.length] as Uint8Array);
      const disclosure = encodeBase64url(canonicalBytes([salt, name, value]));
      disclosures.push(disclosure);
      return digestText(provider, encodeUtf8(disclosure));
    });
  const top = [...digestsOf(draft), ...decoys.map(encodeBase64url)].sort();
  const inner = nested && {
    [nested.name]: nested.parts.map((part) => ({ ...part.claims, _sd: digestsOf(part).sort() })),
  };
  const isFlat = top.length === 0 && disclosures.length === 0;
  const payload = {
    ...claims,
    ...inner,
    ...(top.length > 0 && { _sd: top }),
    ...(!isFlat && { _sd_alg: draft.hash }),
  };
  const input = `${encodeBase64url(canonicalBytes({ ...header }))}.${encodeBase64url(canonicalBytes(payload))}`;
  const jwt = `${input}.${encodeBase64url(sign(encodeUtf8(input)))}`;
  return { jwt, disclosures, text: [jwt, ...disclosures, ''].join('~') };
}
