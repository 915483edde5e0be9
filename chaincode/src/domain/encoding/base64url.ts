/**
 * Base 64 of RFC 4648: `base64url` without padding (§5, as RFC 7515 uses it) and `base64` with padding (§4).
 * One byte string has one spelling: unused low bits of the last character are zero, nothing foreign is skipped.
 */
import { MalformedError } from './malformed';
import { decodeUtf8 } from './utf8';

const encoder = new TextEncoder();

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

interface Alphabet {
  /** Code of the character of each 6-bit value. */
  readonly codes: Uint8Array;
  /** 6-bit value of each byte of text; 255 where there is none. */
  readonly values: Uint8Array;
  readonly fault: () => MalformedError;
}

function alphabet(text: string, code: string, message: string): Alphabet {
  const codes = new Uint8Array(64);
  const values = new Uint8Array(256).fill(255);
  for (let value = 0; value < 64; value++) {
    codes[value] = text.charCodeAt(value);
    values[text.charCodeAt(value)] = value;
  }
  return { codes, values, fault: () => new MalformedError(code, message) };
}

const URL_SAFE = alphabet(LETTERS + '-_', 'bad-base64url', 'The text is not canonical base64url.');
const STANDARD = alphabet(LETTERS + '+/', 'bad-base64', 'The text is not canonical base64.');

/** Up to so many characters one `String.fromCharCode` call is faster than the UTF-8 decoder. */
const SHORT = 64;
const PAD = 0x3d;

function encode(bytes: Uint8Array, codes: Uint8Array, padded: boolean): string {
  const tail = bytes.length % 3;
  const whole = bytes.length - tail;
  const plain = Math.ceil((bytes.length * 4) / 3);
  const out = new Uint8Array(padded ? Math.ceil(bytes.length / 3) * 4 : plain);
  let to = 0;
  for (let at = 0; at < whole; at += 3) {
    const group =
      ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number);
    out[to++] = codes[group >> 18] as number;
    out[to++] = codes[(group >> 12) & 63] as number;
    out[to++] = codes[(group >> 6) & 63] as number;
    out[to++] = codes[group & 63] as number;
  }
  if (tail > 0) {
    const group = ((bytes[whole] as number) << 16) | (tail === 2 ? (bytes[whole + 1] as number) << 8 : 0);
    out[to++] = codes[group >> 18] as number;
    out[to++] = codes[(group >> 12) & 63] as number;
    if (tail === 2) out[to++] = codes[(group >> 6) & 63] as number;
    while (to < out.length) out[to++] = PAD;
  }
  return out.length <= SHORT ? String.fromCharCode.apply(null, out as unknown as number[]) : decodeUtf8(out);
}

/**
 * Decodes the first `length` bytes of a text, none of which may be padding. Bytes are read twice as fast as
 * characters; a character beyond ASCII, also an unpaired surrogate, becomes bytes that no alphabet has.
 */
function decode(ascii: Uint8Array, length: number, { values, fault }: Alphabet): Uint8Array {
  const tail = length & 3;
  if (tail === 1) throw fault();
  const whole = length - tail;
  const bytes = new Uint8Array((whole >> 2) * 3 + (tail === 0 ? 0 : tail - 1));
  let to = 0;
  // Every foreign byte leaves a bit above the low six in `seen`: 255 from the table.
  let seen = 0;
  for (let at = 0; at < whole; at += 4) {
    const a = values[ascii[at] as number] as number;
    const b = values[ascii[at + 1] as number] as number;
    const c = values[ascii[at + 2] as number] as number;
    const d = values[ascii[at + 3] as number] as number;
    seen |= a | b | c | d;
    bytes[to] = (a << 2) | (b >> 4);
    bytes[to + 1] = (b << 4) | (c >> 2);
    bytes[to + 2] = (c << 6) | d;
    to += 3;
  }
  if (tail > 0) {
    const a = values[ascii[whole] as number] as number;
    const b = values[ascii[whole + 1] as number] as number;
    const c = tail === 3 ? (values[ascii[whole + 2] as number] as number) : 0;
    seen |= a | b | c;
    bytes[to] = (a << 2) | (b >> 4);
    if (tail === 3) bytes[to + 1] = (b << 4) | (c >> 2);
    if ((tail === 2 ? b & 15 : c & 3) !== 0) throw fault();
  }
  if (seen > 63) throw fault();
  return bytes;
}

/** Base64url without padding (RFC 7515 §2). */
export function encodeBase64url(bytes: Uint8Array): string {
  return encode(bytes, URL_SAFE.codes, false);
}

/** @throws MalformedError `bad-base64url` for padding, white space, other alphabets and non-zero unused bits. */
export function decodeBase64url(text: string): Uint8Array {
  if (text.length <= SHORT) return decodeBase64urlBytes(asciiOf(text));
  return decodeBase64urlBytes(encoder.encode(text));
}

/** Short texts are read faster here than by the encoder; what is beyond ASCII becomes a byte that no alphabet has. */
function asciiOf(text: string): Uint8Array {
  const ascii = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) ascii[at] = Math.min(text.charCodeAt(at), 255);
  return ascii;
}

/** As {@link decodeBase64url}, from the ASCII bytes of the text. @throws MalformedError `bad-base64url` */
export function decodeBase64urlBytes(ascii: Uint8Array): Uint8Array {
  return decode(ascii, ascii.length, URL_SAFE);
}

/** Bytes of the longest text that `scratchBase64url` takes, and so a bound on its result. */
export const SCRATCH_LENGTH = 65_536;

/**
 * Decodes `ascii[from…to)` into `scratch` from `at` on, which has {@link SCRATCH_LENGTH} bytes: for what is read once
 * and let go. The place behind the last byte; −1 for what `decodeBase64urlBytes` refuses, and where there is no room.
 */
export function scratchBase64url(
  ascii: Uint8Array,
  from: number,
  to: number,
  scratch: Uint8Array,
  at: number,
): number {
  const { values } = URL_SAFE;
  const tail = (to - from) & 3;
  if (tail === 1 || to - from > SCRATCH_LENGTH - at) return -1;
  const whole = to - tail;
  let end = at;
  let seen = 0;
  for (let place = from; place < whole; place += 4) {
    const a = values[ascii[place] as number] as number;
    const b = values[ascii[place + 1] as number] as number;
    const c = values[ascii[place + 2] as number] as number;
    const d = values[ascii[place + 3] as number] as number;
    seen |= a | b | c | d;
    scratch[end] = (a << 2) | (b >> 4);
    scratch[end + 1] = (b << 4) | (c >> 2);
    scratch[end + 2] = (c << 6) | d;
    end += 3;
  }
  if (tail > 0) {
    const a = values[ascii[whole] as number] as number;
    const b = values[ascii[whole + 1] as number] as number;
    const c = tail === 3 ? (values[ascii[whole + 2] as number] as number) : 0;
    seen |= a | b | c;
    scratch[end++] = (a << 2) | (b >> 4);
    if (tail === 3) scratch[end++] = (b << 4) | (c >> 2);
    if ((tail === 2 ? b & 15 : c & 3) !== 0) return -1;
  }
  return seen > 63 ? -1 : end;
}

/** Base64 with padding (RFC 4648 §4). */
export function encodeBase64(bytes: Uint8Array): string {
  return encode(bytes, STANDARD.codes, true);
}

/** @throws MalformedError `bad-base64` for missing or wrong padding, white space and non-zero unused bits. */
export function decodeBase64(text: string): Uint8Array {
  const ascii = encoder.encode(text);
  let { length } = ascii;
  if ((length & 3) !== 0) throw STANDARD.fault();
  for (let pads = 0; pads < 2 && ascii[length - 1] === PAD; pads++) length--;
  return decode(ascii, length, STANDARD);
}
