/** Canonical JSON: RFC 8785 (JCS), for the records that Huren itself makes and signs. */
import { encodeUtf8, isWellFormed } from '../encoding/utf8';
import type { JsonValue } from './value';

/** Deeper values are a bug of the caller, most likely a cycle. */
const MAX_DEPTH = 64;

/**
 * The canonical text of `value`: members in UTF-16 order of their names (§3.2.3), strings and numbers as ECMAScript
 * writes them (§3.2.2), no white space.
 *
 * @throws TypeError for what JSON cannot say: undefined (also as a member or a hole), NaN, infinities, bigint,
 * functions, unpaired surrogates, objects with a prototype of their own, nesting beyond 64.
 */
export function canonicalJson(value: JsonValue): string {
  return write(value, 0);
}

/** UTF-8 of {@link canonicalJson}. */
export function canonicalBytes(value: JsonValue): Uint8Array {
  return encodeUtf8(canonicalJson(value));
}

function write(value: unknown, depth: number): string {
  if (typeof value === 'string') return quoted(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError('A number that is not finite has no JSON text.');
    return String(value);
  }
  if (typeof value !== 'object') throw new TypeError(`A value of type ${typeof value} has no JSON text.`);
  if (depth === MAX_DEPTH) throw new TypeError('The value is nested too deeply for canonical JSON.');
  if (Array.isArray(value)) {
    let text = '[';
    for (let at = 0; at < value.length; at++) {
      if (at > 0) text += ',';
      text += write(value[at], depth + 1);
    }
    return text + ']';
  }
  return writeObject(value, depth);
}

function writeObject(value: object, depth: number): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  // A plain object of another realm has a root prototype that is not this realm's Object.prototype.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw new TypeError('Only plain objects have a JSON text.');
  }
  let text = '{';
  for (const key of Object.keys(value).sort()) {
    if (text.length > 1) text += ',';
    text += quoted(key) + ':' + write((value as Record<string, unknown>)[key], depth + 1);
  }
  return text + '}';
}

/** ECMAScript's QuoteJSONString is the serialization that RFC 8785 §3.2.2.2 asks for, but for lone surrogates. */
function quoted(text: string): string {
  const json = JSON.stringify(text);
  // A lone surrogate is written as an escape of six characters: text that was only put in quotes holds none.
  if (json.length !== text.length + 2 && !isWellFormed(text)) {
    throw new TypeError('An unpaired surrogate has no JSON text.');
  }
  return json;
}
