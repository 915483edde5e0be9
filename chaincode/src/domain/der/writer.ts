/** DER (ITU-T X.690) from values: each function answers one whole element. */
import { dateOfDayNumber, padded } from '../code/calendar';
import { encodeUtf8 } from '../encoding/utf8';
import { contextTag, TAG } from './tag';

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function lengthOctets(length: number): number[] {
  if (length < 0x80) return [length];
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return [0x80 | octets.length, ...octets];
}

export function derElement(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return joined([Uint8Array.of(tag, ...lengthOctets(length)), ...parts]);
}

export function derSequence(...elements: readonly Uint8Array[]): Uint8Array {
  return derElement(TAG.sequence, ...elements);
}

/** SET OF: the elements in ascending order of their encodings (§11.6). */
export function derSetOf(...elements: readonly Uint8Array[]): Uint8Array {
  const order = (a: Uint8Array, b: Uint8Array): number => {
    const at = a.findIndex((byte, i) => byte !== b[i]);
    return at < 0 ? a.length - b.length : (a[at] as number) - (b[at] ?? -1);
  };
  return derElement(TAG.set, ...[...elements].sort(order));
}

/** `[number] EXPLICIT` */
export function derExplicit(number: number, element: Uint8Array): Uint8Array {
  return derElement(contextTag(number), element);
}

/** A non-negative integer: a safe number, or big-endian bytes. */
export function derInteger(value: number | Uint8Array): Uint8Array {
  const bytes: number[] = [];
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value) || value < 0) throw new TypeError('not a non-negative integer');
    for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  } else bytes.push(...value);
  while (bytes.length > 1 && bytes[0] === 0) bytes.shift();
  if (bytes.length === 0 || (bytes[0] as number) >= 0x80) bytes.unshift(0);
  return derElement(TAG.integer, Uint8Array.from(bytes));
}

export function derBoolean(value: boolean): Uint8Array {
  return derElement(TAG.boolean, Uint8Array.of(value ? 0xff : 0));
}

export function derNull(): Uint8Array {
  return derElement(TAG.null);
}

/** An identifier in dots. @throws TypeError when it is none */
export function derOid(dotted: string): Uint8Array {
  if (!/^[0-2](\.(0|[1-9]\d{0,14}))+$/.test(dotted)) throw new TypeError('not an object identifier');
  const [root = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const content: number[] = [];
  for (const arc of [root * 40 + second, ...rest]) {
    const groups = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) {
      groups.unshift(0x80 | (left % 128));
    }
    content.push(...groups);
  }
  return derElement(TAG.oid, Uint8Array.from(content));
}

export function derOctets(bytes: Uint8Array): Uint8Array {
  return derElement(TAG.octetString, bytes);
}

/** BIT STRING of whole bytes. */
export function derBits(bytes: Uint8Array): Uint8Array {
  return derElement(TAG.bitString, Uint8Array.of(0), bytes);
}

export function derUtf8(text: string): Uint8Array {
  return derElement(TAG.utf8, encodeUtf8(text));
}

function derAscii(tag: number, text: string): Uint8Array {
  if (!/^[\x20-\x7e]*$/.test(text)) throw new TypeError('not ASCII');
  return derElement(tag, encodeUtf8(text));
}

export function derIa5(text: string): Uint8Array {
  return derAscii(TAG.ia5, text);
}

export function derPrintable(text: string): Uint8Array {
  return derAscii(TAG.printable, text);
}

/** `YYYYMMDDhhmmss`; fractions of a second are dropped. */
function digitsOf(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const days = Math.floor(seconds / 86_400);
  const { year, month, day } = dateOfDayNumber(days);
  const clock = seconds - days * 86_400;
  const parts = [month, day, Math.floor(clock / 3600), Math.floor(clock / 60) % 60, clock % 60];
  return padded(year, 4) + parts.map((part) => padded(part, 2)).join('');
}

/** Epoch milliseconds as GeneralizedTime `YYYYMMDDhhmmssZ`. */
export function derGeneralizedTime(ms: number): Uint8Array {
  return derElement(TAG.generalizedTime, encodeUtf8(`${digitsOf(ms)}Z`));
}

/** Epoch milliseconds as UTCTime; the year lies in 1950…2049. */
export function derUtcTime(ms: number): Uint8Array {
  const digits = digitsOf(ms);
  if (digits < '1950' || digits >= '2050') throw new TypeError('UTCTime ends in 2049');
  return derElement(TAG.utcTime, encodeUtf8(`${digits.slice(2)}Z`));
}
