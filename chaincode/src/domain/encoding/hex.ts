import { MalformedError } from './malformed';

const PAIRS: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Lower-case hexadecimal, two digits a byte. */
export function encodeHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += PAIRS[byte] as string;
  return text;
}

function nibble(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  if (code >= 0x61 && code <= 0x66) return code - 0x57;
  return -1;
}

/** @throws MalformedError `bad-hex` for an odd length, an upper-case digit or any other character. */
export function decodeHex(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length >> 1);
  let seen = text.length & 1 ? -1 : 0;
  for (let at = 0; at < bytes.length; at++) {
    const high = nibble(text.charCodeAt(2 * at));
    const low = nibble(text.charCodeAt(2 * at + 1));
    seen |= high | low;
    bytes[at] = (high << 4) | low;
  }
  if (seen < 0) throw new MalformedError('bad-hex', 'The text is not lower-case hexadecimal of whole bytes.');
  return bytes;
}
