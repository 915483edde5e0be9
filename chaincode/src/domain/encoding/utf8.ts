import { MalformedError } from './malformed';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const SURROGATE = /[\ud800-\udfff]/;
/** With the flag `u` a surrogate matches only where it stands alone. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** True when every surrogate of `text` is half of a pair. */
export function isWellFormed(text: string): boolean {
  // The plain search is some ten times faster, and mostly finds nothing.
  return !SURROGATE.test(text) || !LONE_SURROGATE.test(text);
}

/** UTF-8 of `text` (RFC 3629). @throws TypeError when `text` holds an unpaired surrogate, which has no encoding. */
export function encodeUtf8(text: string): Uint8Array {
  const bytes = encoder.encode(text);
  // As many bytes as UTF-16 units means ASCII: the common case needs no second look.
  if (bytes.length !== text.length && !isWellFormed(text)) {
    throw new TypeError('An unpaired surrogate has no UTF-8 encoding.');
  }
  return bytes;
}

/**
 * The text of well-formed UTF-8 (RFC 3629).
 * @throws MalformedError `bad-utf8` for overlong, truncated or surrogate sequences; `byte-order-mark` for a BOM.
 */
export function decodeUtf8(bytes: Uint8Array): string {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    throw new MalformedError('bad-utf8', 'The bytes are not well-formed UTF-8.');
  }
  if (text.charCodeAt(0) === 0xfeff) {
    throw new MalformedError('byte-order-mark', 'The text begins with a byte order mark.');
  }
  return text;
}
