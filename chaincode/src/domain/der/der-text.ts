import { decodeUtf8 } from '../encoding/utf8';
import { TAG } from './tag';

function ascii(content: Uint8Array): string | undefined {
  let text = '';
  for (const byte of content) {
    if (byte < 0x20 || byte > 0x7e) return undefined;
    text += String.fromCharCode(byte);
  }
  return text;
}

function bmp(content: Uint8Array): string | undefined {
  if (content.length % 2 !== 0) return undefined;
  let text = '';
  for (let at = 0; at < content.length; at += 2) {
    text += String.fromCharCode(((content[at] as number) << 8) | (content[at + 1] as number));
  }
  return text;
}

/**
 * The text of a string type; undefined for other types and for bytes that the type does not have. TeletexString is
 * read as ASCII only: issuers have put every 8-bit code page into it.
 */
export function textOf(tag: number, content: Uint8Array): string | undefined {
  if (tag === TAG.utf8) {
    try {
      return decodeUtf8(content);
    } catch {
      return undefined;
    }
  }
  if (tag === TAG.printable || tag === TAG.ia5 || tag === TAG.teletex) return ascii(content);
  return tag === TAG.bmp ? bmp(content) : undefined;
}
