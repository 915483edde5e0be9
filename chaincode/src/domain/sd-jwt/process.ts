import type { CryptoProvider } from '../crypto/provider';
import { encodeBase64url } from '../encoding/base64url';
import type { JsonObject, JsonValue } from '../json/value';
import { isJsonObject } from '../json/value';
import type { Disclosure, ParsedSdJwt } from './parse';

/**
 * What can be wrong between a JWT and its disclosures (RFC 9901 §7.1). Each is a failure of integrity, found and
 * reported; none is passed over. Append-only.
 */
export type DisclosureProblemCode =
  /** No digest in the JWT (or in another disclosure) names it: forged, altered or of another credential. */
  | 'DISCLOSURE_UNREFERENCED'
  /** The same disclosure is sent twice. */
  | 'DISCLOSURE_REPEATED'
  /** A member's disclosure stands where an array's element belongs, or the reverse. */
  | 'DISCLOSURE_MISPLACED'
  /** One digest stands in two places. */
  | 'DIGEST_REPEATED'
  /** `_sd` is no array of strings. */
  | 'DIGEST_LIST_MALFORMED'
  /** `...` stands elsewhere than alone, with a string, in an array's element. */
  | 'PLACEHOLDER_MALFORMED'
  /** The disclosed claim is called `_sd`, `_sd_alg`, `...` or `__proto__`. */
  | 'CLAIM_NAME_RESERVED'
  /** The disclosed claim already exists beside it. */
  | 'CLAIM_NAME_TAKEN';

export interface DisclosureProblem {
  readonly code: DisclosureProblemCode;
}

export interface DisclosedClaims {
  /** The payload with every disclosure in its place, without `_sd`, `_sd_alg` and undisclosed elements. */
  readonly claims: JsonObject;
  /** Top-level claims that are, or hold, something disclosed; in the order of the digests, each once. */
  readonly disclosed: readonly string[];
  /** Empty when the disclosures are exactly what the JWT commits to. */
  readonly problems: readonly DisclosureProblem[];
}

const RESERVED = new Set(['_sd', '_sd_alg', '...', '__proto__']);

/** base64url of a digest by the provider's fastest way. */
export function digestText(provider: CryptoProvider, bytes: Uint8Array): string {
  return provider.digestBase64url?.('sha-256', bytes) ?? encodeBase64url(provider.digest('sha-256', bytes));
}

/** One walk over a payload; every digest and every disclosure is met at most once, so it is linear. */
class Expansion {
  readonly problems: DisclosureProblem[] = [];
  readonly disclosed = new Set<string>();
  readonly #waiting = new Map<string, Disclosure>();
  readonly #seen = new Set<string>();

  constructor(provider: CryptoProvider, disclosures: readonly Disclosure[]) {
    for (const disclosure of disclosures) {
      const digest = digestText(provider, disclosure.bytes);
      if (this.#waiting.has(digest)) this.#report('DISCLOSURE_REPEATED');
      else this.#waiting.set(digest, disclosure);
    }
  }

  /** Payload → claims; `_sd_alg` is a member of the top level alone. */
  whole(payload: JsonObject): JsonObject {
    const claims = this.#object(payload, '');
    for (let left = this.#waiting.size; left > 0; left--) this.#report('DISCLOSURE_UNREFERENCED');
    return claims;
  }

  #report(code: DisclosureProblemCode): void {
    this.problems.push({ code });
  }

  /** The disclosure behind a digest, if it was sent; it is handed out once. */
  #take(digest: string): Disclosure | undefined {
    if (this.#seen.has(digest)) {
      this.#report('DIGEST_REPEATED');
      return undefined;
    }
    this.#seen.add(digest);
    const disclosure = this.#waiting.get(digest);
    if (disclosure !== undefined) this.#waiting.delete(digest);
    return disclosure;
  }

  /** `top` is the top-level claim that is being walked; empty at the top itself. */
  #value(value: JsonValue, top: string): JsonValue {
    if (typeof value !== 'object' || value === null) return value;
    return isJsonObject(value) ? this.#object(value, top) : this.#array(value, top);
  }

  #object(object: JsonObject, top: string): JsonObject {
    const claims: Record<string, JsonValue> = {};
    for (const name of Object.keys(object)) {
      if (name === '_sd' || (name === '_sd_alg' && top === '')) continue;
      if (name === '...') this.#report('PLACEHOLDER_MALFORMED');
      claims[name] = this.#value(object[name] as JsonValue, top === '' ? name : top);
    }
    const digests = object['_sd'];
    if (digests === undefined) return claims;
    if (!Array.isArray(digests)) {
      this.#report('DIGEST_LIST_MALFORMED');
      return claims;
    }
    for (const digest of digests as readonly JsonValue[]) {
      if (typeof digest === 'string') this.#member(claims, digest, top);
      else this.#report('DIGEST_LIST_MALFORMED');
    }
    return claims;
  }

  #member(claims: Record<string, JsonValue>, digest: string, top: string): void {
    const disclosure = this.#take(digest);
    if (disclosure === undefined) return;
    const { name } = disclosure;
    if (name === undefined) this.#report('DISCLOSURE_MISPLACED');
    else if (RESERVED.has(name)) this.#report('CLAIM_NAME_RESERVED');
    else if (Object.hasOwn(claims, name)) this.#report('CLAIM_NAME_TAKEN');
    else {
      const claim = top === '' ? name : top;
      this.disclosed.add(claim);
      claims[name] = this.#value(disclosure.value, claim);
    }
  }

  #array(array: readonly JsonValue[], top: string): JsonValue[] {
    const items: JsonValue[] = [];
    for (const item of array) {
      if (!isJsonObject(item) || !Object.hasOwn(item, '...')) {
        items.push(this.#value(item, top));
        continue;
      }
      const digest = item['...'];
      if (typeof digest !== 'string' || Object.keys(item).length !== 1) {
        this.#report('PLACEHOLDER_MALFORMED');
        continue;
      }
      const disclosure = this.#take(digest);
      if (disclosure === undefined) continue;
      if (disclosure.name !== undefined) this.#report('DISCLOSURE_MISPLACED');
      else {
        this.disclosed.add(top);
        items.push(this.#value(disclosure.value, top));
      }
    }
    return items;
  }
}

/**
 * Puts the disclosures into the payload (RFC 9901 §7.1), also nested and array elements. Every disclosure is
 * referenced exactly once, or there is a problem; with a problem the claims are for display at most.
 */
export function discloseClaims(
  parsed: Pick<ParsedSdJwt, 'payload' | 'disclosures'>,
  provider: CryptoProvider,
): DisclosedClaims {
  const expansion = new Expansion(provider, parsed.disclosures);
  const claims = expansion.whole(parsed.payload);
  return { claims, disclosed: [...expansion.disclosed], problems: expansion.problems };
}

/**
 * Whether every disclosure of a flat SD-JWT is referenced exactly once and nothing else is amiss: then `discloseClaims`
 * finds no problem. False says nothing, but that `discloseClaims` must look: what is nested, what is not sorted, and
 * what is wrong.
 */
export function isPlainlyDisclosed(
  { payload, disclosures }: Pick<ParsedSdJwt, 'payload' | 'disclosures'>,
  provider: CryptoProvider,
): boolean {
  const digests = payload['_sd'];
  if (!Array.isArray(digests) || disclosures.length > digests.length) return false;
  // Issuers sort digests (RFC 9901 §4.2.4.1), and what ascends strictly names nothing twice.
  for (let at = 0, before = ''; at < digests.length; at++) {
    const digest: unknown = digests[at];
    if (typeof digest !== 'string' || digest <= before) return false;
    before = digest;
  }
  for (const name in payload) {
    if (name === '...' || (name !== '_sd' && typeof payload[name] === 'object')) return false;
  }
  const found: string[] = [];
  for (let at = 0; at < disclosures.length; at++) {
    const { name, value, bytes } = disclosures[at] as Disclosure;
    if (name === undefined || RESERVED.has(name) || typeof value === 'object') return false;
    if (Object.hasOwn(payload, name)) return false;
    for (let other = 0; other < at; other++) if (disclosures[other]?.name === name) return false;
    const digest = digestText(provider, bytes);
    if (!digests.includes(digest) || found.includes(digest)) return false;
    found.push(digest);
  }
  return true;
}
