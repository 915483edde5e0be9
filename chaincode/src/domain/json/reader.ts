/**
 * The strict reader of I-JSON (RFC 8259 with RFC 7493): one text, one meaning, in every language.
 *
 * A scan proves that the text is I-JSON within the limits; only then the engine's own `JSON.parse`, which accepts
 * a superset, builds the value. What the scan cannot see cheaply, equal keys, shows in the result: of two members
 * with one name (also when one is spelled with escapes) `JSON.parse` keeps one, so the value holds fewer members
 * than the scan counted.
 */
import { MalformedError } from '../encoding/malformed';
import { decodeUtf8 } from '../encoding/utf8';
import { JSON_LIMITS, type JsonLimits } from './limits';
import { Scan } from './scan';
import type { JsonValue } from './value';

export { JSON_LIMITS, type JsonLimits } from './limits';

/** Members of all objects within `value`. */
function countMembers(value: JsonValue): number {
  if (typeof value !== 'object' || value === null) return 0;
  let count = 0;
  if (isArray(value)) {
    for (const item of value) if (typeof item === 'object') count += countMembers(item);
    return count;
  }
  for (const key of Object.keys(value)) {
    if (key === '__proto__') throw new MalformedError('forbidden-key', 'A JSON object has a forbidden key.');
    const member = value[key];
    count += typeof member === 'object' ? countMembers(member) + 1 : 1;
  }
  return count;
}

const isArray: (value: object) => value is readonly JsonValue[] = Array.isArray;

/**
 * The value of one I-JSON text.
 *
 * Refused beyond RFC 8259: equal keys, unpaired surrogates and noncharacters (RFC 7493 §§2.1, 2.3), numbers whose
 * decimal value a double does not hold or that lie outside ±(2^53−1) (§2.2), −0, which canonical JSON would turn
 * into another number, the key `__proto__`, and whatever passes a limit.
 *
 * @throws MalformedError `json-syntax`, `byte-order-mark`, `duplicate-key`, `forbidden-key`, `unpaired-surrogate`,
 * `noncharacter`, `number-not-exact`, `too-long`, `too-deep`, `too-many-keys`, `too-many-items`, `string-too-long`.
 */
export function readJson(text: string, limits?: Partial<JsonLimits>): JsonValue {
  const bounds = limits === undefined ? JSON_LIMITS : { ...JSON_LIMITS, ...limits };
  if (text.length > bounds.maxLength) throw tooLong();
  if (text.charCodeAt(0) === 0xfeff) {
    throw new MalformedError('byte-order-mark', 'The text begins with a byte order mark.');
  }
  const scan = new Scan(text, bounds);
  scan.whole();
  const value = JSON.parse(text) as JsonValue;
  if (scan.members > 0 && countMembers(value) !== scan.members) {
    throw new MalformedError('duplicate-key', 'A JSON object names one member twice.');
  }
  return value;
}

/** As {@link readJson}, from UTF-8. @throws MalformedError also `bad-utf8`. */
export function readJsonBytes(bytes: Uint8Array, limits?: Partial<JsonLimits>): JsonValue {
  // No UTF-16 unit takes more than three bytes of UTF-8: longer input is refused before it is decoded.
  if (bytes.length > 3 * (limits?.maxLength ?? JSON_LIMITS.maxLength)) throw tooLong();
  return readJson(decodeUtf8(bytes), limits);
}

function tooLong(): MalformedError {
  return new MalformedError('too-long', 'The JSON text is too long.');
}
