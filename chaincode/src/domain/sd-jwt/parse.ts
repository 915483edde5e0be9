import type { SuiteName } from '../crypto/provider';
import { isSuiteName } from '../crypto/suites';
import { decodeBase64urlBytes, SCRATCH_LENGTH, scratchBase64url } from '../encoding/base64url';
import { MalformedError } from '../encoding/malformed';
import { decodeUtf8, encodeUtf8, isWellFormed } from '../encoding/utf8';
import { readJsonBytes } from '../json/reader';
import { NEEDS_LOOK } from '../json/scan';
import { isJsonObject, type JsonObject, type JsonValue } from '../json/value';

/** Both ends included. */
export interface SdJwtLimits {
  /** Characters of the whole text. */
  readonly maxLength: number;
  readonly maxDisclosures: number;
  /** Characters of one disclosure. */
  readonly maxDisclosureLength: number;
  /** Accepted `typ` of the issuer-signed JWT. */
  readonly types: readonly string[];
}

export const SD_JWT_LIMITS: SdJwtLimits = {
  maxLength: 65_536,
  maxDisclosures: 64,
  maxDisclosureLength: 16_384,
  types: ['dc+sd-jwt'],
};

/** JOSE header: nothing beside these members is understood, so nothing else is let through. */
export interface JoseHeader {
  readonly alg: SuiteName;
  readonly typ: string;
  readonly kid?: string;
}

/** `[salt, name, value]` of an object's member, `[salt, value]` of an array's element (RFC 9901 §4.2). */
export interface Disclosure {
  /** The base64url text as it came. */
  readonly text: string;
  /** Its ASCII bytes, what is hashed. */
  readonly bytes: Uint8Array;
  readonly salt: string;
  /** Absent for an array's element. */
  readonly name?: string;
  readonly value: JsonValue;
}

/**
 * A key-binding JWT (RFC 9901 §4.3): `{"alg","typ"}` .
 * `{"aud","consent_hash"?,"delegation_hash"?,"iat","nonce","sd_hash"}`.
 */
export interface KeyBindingJwt {
  readonly jwt: string;
  readonly header: JoseHeader;
  readonly payload: {
    readonly aud: string;
    readonly nonce: string;
    /** Seconds since 1970. */
    readonly iat: number;
    readonly sd_hash: string;
    /** Of the delegations by which an agent presents. */
    readonly delegation_hash?: string;
    /** Of other holders' consents. */
    readonly consent_hash?: string;
  };
  readonly signingInput: Uint8Array;
  readonly signature: Uint8Array;
}

/** An SD-JWT as read: grammar is settled, nothing is verified. */
export interface ParsedSdJwt {
  readonly text: string;
  /** The issuer-signed JWT, exact. */
  readonly jwt: string;
  /** Its ASCII bytes: what the anchor digests. */
  readonly jwtBytes: Uint8Array;
  readonly header: JoseHeader;
  readonly payload: JsonObject;
  readonly signingInput: Uint8Array;
  readonly signature: Uint8Array;
  readonly disclosures: readonly Disclosure[];
  readonly keyBinding?: KeyBindingJwt;
  /** Bytes up to and with the last tilde: what `sd_hash` digests. */
  readonly sdHashInput: Uint8Array;
}

const malformed = (code: string, message: string, path = ''): MalformedError =>
  new MalformedError(code, message, path);

/** What a reader refused, with where it stood before its path. */
function placed(error: unknown, path: string): unknown {
  return error instanceof MalformedError ? error.within(path) : error;
}

/** What texts are decoded into on their way to a string; nothing of it is handed out. */
const SCRATCH = new Uint8Array(SCRATCH_LENGTH);

function readJsonPart(ascii: Uint8Array, path: string): JsonValue {
  const end = scratchBase64url(ascii, 0, ascii.length, SCRATCH, 0);
  try {
    return readJsonBytes(end < 0 ? decodeBase64urlBytes(ascii) : SCRATCH.subarray(0, end));
  } catch (error) {
    throw placed(error, path);
  }
}

function readSignature(ascii: Uint8Array, path: string): Uint8Array {
  try {
    return decodeBase64urlBytes(ascii);
  } catch (error) {
    throw placed(error, path);
  }
}

function readObject(ascii: Uint8Array, path: string): JsonObject {
  const value = readJsonPart(ascii, path);
  if (!isJsonObject(value)) throw malformed('wrong-type', 'The value is not an object.', path);
  return value;
}

function readHeader(ascii: Uint8Array, path: string): JoseHeader {
  const { alg, typ, kid, ...rest } = readObject(ascii, path);
  if (!isSuiteName(alg))
    throw malformed('unknown-algorithm', 'The algorithm is not on the closed list.', path);
  if (Object.keys(rest).length > 0) {
    throw malformed('unknown-header', 'The header has a member that is not understood.', path);
  }
  if (typeof typ !== 'string') throw malformed('wrong-type', 'The type is not a string.', path);
  if (kid === undefined) return { alg, typ };
  if (typeof kid !== 'string') throw malformed('wrong-type', 'The kid is not a string.', path);
  return { alg, typ, kid };
}

/** Headers by their text: an issuer's licences share one, and the same text always means the same. */
const HEADERS = new Map<string, JoseHeader>();
const HEADERS_LIMIT = 256;

function sharedHeader(text: string, bytes: Uint8Array, path: string): JoseHeader {
  const known = HEADERS.get(text);
  if (known !== undefined) return known;
  const header = Object.freeze(readHeader(bytes, path));
  if (HEADERS.size >= HEADERS_LIMIT) HEADERS.clear();
  HEADERS.set(text, header);
  return header;
}

/** Header, payload, signature and signing input of a compact JWS (RFC 7515 §7.1), from its text and bytes. */
function readJws(jwt: string, bytes: Uint8Array, path: string) {
  const first = jwt.indexOf('.');
  const second = jwt.indexOf('.', first + 1);
  if (first < 0 || second < 0 || jwt.includes('.', second + 1)) {
    throw malformed('bad-jws', 'The text is not a compact JWS of three parts.', path);
  }
  return {
    header: sharedHeader(jwt.slice(0, first), bytes.subarray(0, first), `${path}/header`),
    payload: readObject(bytes.subarray(first + 1, second), `${path}/payload`),
    signingInput: bytes.subarray(0, second),
    signature: readSignature(bytes.subarray(second + 1), `${path}/signature`),
  };
}

/** Names of claims by their text: a name that came before is handed out again, so that it compares at once. */
const NAMES = new Map<string, string>();
const NAMES_LIMIT = 1_024;

function sharedName(name: string): string {
  const known = NAMES.get(name);
  if (known !== undefined) return known;
  if (NAMES.size >= NAMES_LIMIT) NAMES.clear();
  NAMES.set(name, name);
  return name;
}

/** Ends each disclosure among those that are decoded together. In a text it is allowed; then they are read singly. */
const SEPARATOR = 0x7f;
/**
 * All disclosures at once, when each is what issuers write for a text, `["salt","name","value"]`, without an escape or
 * anything that I-JSON looks at. Undefined when one is something else, or wrong: then each is read by itself, which
 * also says where the fault is.
 * @param ends places of the tildes in `text`: behind the JWT, and behind each disclosure
 */
function readPlainDisclosures(
  text: string,
  bytes: Uint8Array,
  ends: readonly number[],
): Disclosure[] | undefined {
  let length = 0;
  for (let at = 1; at < ends.length; at++) {
    const from = (ends[at - 1] as number) + 1;
    length = scratchBase64url(bytes, from, ends[at] as number, SCRATCH, length);
    if (length < 0 || length === SCRATCH_LENGTH) return undefined;
    SCRATCH[length++] = SEPARATOR;
  }
  let json: string;
  try {
    json = decodeUtf8(SCRATCH.subarray(0, length));
  } catch {
    return undefined;
  }
  if (NEEDS_LOOK.test(json)) return undefined;
  const disclosures: Disclosure[] = [];
  let from = 0;
  for (let at = 1; at < ends.length; at++) {
    const salt = from + 2;
    const name = json.indexOf('","', salt) + 3;
    const value = json.indexOf('","', name) + 3;
    const end = json.indexOf('"', value);
    if (name < salt + 3 || value < name + 3 || end < 0) return undefined;
    if (!json.startsWith('["', from) || !json.startsWith('"]', end)) return undefined;
    // The separator within a string would let one disclosure end in the next.
    if (json.indexOf('\u007f', from) !== end + 2) return undefined;
    // The first quote behind each beginning is the one that ends the string.
    if (json.indexOf('"', salt) !== name - 3 || json.indexOf('"', name) !== value - 3) return undefined;
    const begin = (ends[at - 1] as number) + 1;
    disclosures.push({
      text: text.slice(begin, ends[at]),
      bytes: bytes.subarray(begin, ends[at]),
      salt: json.slice(salt, name - 3),
      name: sharedName(json.slice(name, value - 3)),
      value: json.slice(value, end),
    });
    from = end + 3;
  }
  return from === json.length ? disclosures : undefined;
}

function readDisclosure(text: string, bytes: Uint8Array, path: string): Disclosure {
  const value = readJsonPart(bytes, path);
  const bad = (): MalformedError =>
    malformed('bad-disclosure', 'A disclosure is not [salt, name, value] or [salt, value].', path);
  if (!Array.isArray(value)) throw bad();
  const items = value as readonly JsonValue[];
  const [salt, name] = items;
  if (typeof salt !== 'string') throw bad();
  if (items.length === 2) return { text, bytes, salt, value: items[1] as JsonValue };
  if (items.length !== 3 || typeof name !== 'string') throw bad();
  return { text, bytes, salt, name, value: items[2] as JsonValue };
}

function readDisclosures(text: string, bytes: Uint8Array, ends: readonly number[]): Disclosure[] {
  return ends.slice(1).map((end, at) => {
    const from = (ends[at] as number) + 1;
    return readDisclosure(text.slice(from, end), bytes.subarray(from, end), `/disclosures/${String(at)}`);
  });
}

function readKeyBinding(jwt: string, bytes: Uint8Array): KeyBindingJwt {
  const path = '/keyBinding';
  const { header, payload, signature, signingInput } = readJws(jwt, bytes, path);
  const { aud, nonce, iat, sd_hash, delegation_hash, consent_hash, ...rest } = payload;
  // An unknown claim may narrow what the holder agreed to; it is not passed over.
  if (Object.keys(rest).length > 0) throw malformed('unknown-field', 'A claim is not understood.', path);
  if (typeof aud !== 'string' || typeof nonce !== 'string' || typeof sd_hash !== 'string') {
    throw malformed('wrong-type', 'aud, nonce and sd_hash are strings.', path);
  }
  if (typeof iat !== 'number' || !Number.isSafeInteger(iat) || iat < 0) {
    throw malformed('wrong-type', 'iat is not a whole number of seconds.', path);
  }
  if (delegation_hash !== undefined && typeof delegation_hash !== 'string') {
    throw malformed('wrong-type', 'delegation_hash is a string.', path);
  }
  if (consent_hash !== undefined && typeof consent_hash !== 'string') {
    throw malformed('wrong-type', 'consent_hash is a string.', path);
  }
  const bound = {
    aud,
    nonce,
    iat,
    sd_hash,
    ...(delegation_hash !== undefined && { delegation_hash }),
    ...(consent_hash !== undefined && { consent_hash }),
  };
  return { jwt, header, payload: bound, signingInput, signature };
}

/**
 * Reads `<JWT>~<disclosure>~…~[<KB-JWT>]` (RFC 9901 §4) strictly: canonical base64url, I-JSON inside, an
 * algorithm of the closed list, no unknown header members (so no crit), `_sd_alg` absent or sha-256.
 * Whether disclosures belong to the JWT is discloseClaims' question, and signatures are their verifiers'.
 *
 * @throws MalformedError `credential-too-long`, `not-an-sd-jwt`, `too-many-disclosures`, `disclosure-too-long`,
 * `bad-jws`, `unknown-algorithm`, `unknown-header`, `wrong-typ`, `unsupported-sd-alg`, `bad-disclosure`,
 * `unknown-field`, `wrong-type`, `bad-base64url`, and those of the JSON reader.
 */
export function parseSdJwt(text: string, limits: SdJwtLimits = SD_JWT_LIMITS): ParsedSdJwt {
  if (text.length > limits.maxLength) throw malformed('credential-too-long', 'The credential is too long.');
  const bytes = isWellFormed(text) ? encodeUtf8(text) : undefined;
  // In ASCII a position in the text is a position in the bytes.
  if (bytes?.length !== text.length) throw malformed('not-an-sd-jwt', 'The text is not ASCII.');
  const jwtEnd = text.indexOf('~');
  if (jwtEnd < 0) throw malformed('not-an-sd-jwt', 'An SD-JWT has a tilde after its JWT.');
  const jwt = text.slice(0, jwtEnd);
  const jwtBytes = bytes.subarray(0, jwtEnd);
  const { header, payload, signature, signingInput } = readJws(jwt, jwtBytes, '');
  if (!limits.types.includes(header.typ)) {
    throw malformed('wrong-typ', 'The JWT is of another type.', '/header/typ');
  }
  if (payload['_sd_alg'] !== undefined && payload['_sd_alg'] !== 'sha-256') {
    throw malformed('unsupported-sd-alg', 'Disclosures are digested with another hash.', '/payload/_sd_alg');
  }

  const ends = [jwtEnd];
  let at = jwtEnd + 1;
  for (let end = text.indexOf('~', at); end >= 0; end = text.indexOf('~', at)) {
    if (ends.length > limits.maxDisclosures) {
      throw malformed('too-many-disclosures', 'The credential has too many disclosures.');
    }
    if (end - at > limits.maxDisclosureLength) {
      throw malformed('disclosure-too-long', 'A disclosure is too long.', `/disclosures/${ends.length - 1}`);
    }
    ends.push(end);
    at = end + 1;
  }
  const disclosures = readPlainDisclosures(text, bytes, ends) ?? readDisclosures(text, bytes, ends);
  const sdHashInput = bytes.subarray(0, at);
  const parsed = { text, jwt, jwtBytes, header, payload, signingInput, signature, disclosures, sdHashInput };
  return at === text.length
    ? parsed
    : { ...parsed, keyBinding: readKeyBinding(text.slice(at), bytes.subarray(at)) };
}
