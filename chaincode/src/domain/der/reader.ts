/**
 * A strict reader of DER (ITU-T X.690 §§8, 10, 11): definite lengths of minimal size, minimal integers, BOOLEAN 00 or
 * FF, canonical object identifiers, times in UTC, nothing after the last element. The caller asks for the types that it
 * expects, so that the input decides neither depth nor shape; slices are views of the input, never copies.
 */
import { MalformedError } from '../encoding/malformed';
import { textOf } from './der-text';
import { timeOfText } from './der-time';
import { TAG } from './tag';

/** Longest input: a seal's picture is the largest thing in one. */
export const MAX_DER_BYTES = 4 * 1024 * 1024;
/** Elements within elements; a certificate has 8. */
export const MAX_DER_DEPTH = 24;
/** Octets of a text: names, paths and identifiers have some dozens. */
export const MAX_DER_TEXT_BYTES = 4096;
/** Octets of an object identifier's content. */
const MAX_OID_BYTES = 40;

/** Attributes 2.5.4.n of names and extensions 2.5.29.n of certificates, by their last two octets. */
const SHORT_OIDS: ReadonlyMap<number, string> = new Map(
  [4, 29].flatMap((arc) =>
    Array.from({ length: 64 }, (_, n) => [(arc << 8) | n, `2.5.${arc}.${n}`] as const),
  ),
);

function fault(message: string): MalformedError {
  return new MalformedError('bad-der', `The bytes are not strict DER: ${message}.`);
}

export class DerReader {
  private at: number;
  /** Where the content of the element that was last entered begins. */
  private from = 0;

  private constructor(
    private readonly bytes: Uint8Array,
    start: number,
    private readonly end: number,
    private readonly depth: number,
  ) {
    this.at = start;
  }

  /** @throws MalformedError `der-too-long` */
  static over(bytes: Uint8Array): DerReader {
    if (bytes.length > MAX_DER_BYTES) throw new MalformedError('der-too-long', 'The structure is too long.');
    // Views of a plain array are made several times faster than those of a subclass (Node's Buffer).
    const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    return new DerReader(plain, 0, plain.length, 0);
  }

  /** Whether all elements have been read. */
  get done(): boolean {
    return this.at === this.end;
  }

  /** Identifier octet of the next element; -1 at the end. */
  get next(): number {
    return this.at < this.end ? (this.bytes[this.at] as number) : -1;
  }

  /** Requires that nothing follows. */
  finish(): void {
    if (this.at !== this.end) throw fault('something follows the last element');
  }

  /** Steps over the next element and answers where it ends; `from` is where its content begins. */
  private step(tag: number): number {
    const { bytes, end } = this;
    const at = this.at;
    if (at + 2 > end) throw fault('an element is missing');
    if (bytes[at] !== tag) throw fault('an element has another type');
    if ((tag & 0x1f) === 0x1f) throw fault('a tag number is high');
    const first = bytes[at + 1] as number;
    let from = at + 2;
    let length = first;
    if (first >= 0x80) {
      const count = first & 0x7f;
      if (count < 1 || count > 4 || from + count > end) throw fault('a length is indefinite or too long');
      length = 0;
      for (let i = 0; i < count; i++) length = length * 256 + (bytes[from + i] as number);
      if (length < 0x80 || bytes[from] === 0) throw fault('a length is not minimal');
      from += count;
    }
    if (length > end - from) throw fault('a length reaches past the end');
    this.from = from;
    this.at = from + length;
    return this.at;
  }

  /** Content of the next element, which has this tag. */
  content(tag: number): Uint8Array {
    const end = this.step(tag);
    return this.bytes.subarray(this.from, end);
  }

  /** Steps over the next element, of whatever type. */
  skip(): void {
    this.step(this.next);
  }

  /** The next element whole, with its header; of any type when none is named. */
  element(tag: number = this.next): Uint8Array {
    const start = this.at;
    const end = this.step(tag);
    return this.bytes.subarray(start, end);
  }

  /** A reader of the elements inside the next one. */
  enter(tag: number): DerReader {
    if (this.depth >= MAX_DER_DEPTH) throw fault('the nesting is too deep');
    const end = this.step(tag);
    return new DerReader(this.bytes, this.from, end, this.depth + 1);
  }

  sequence(): DerReader {
    return this.enter(TAG.sequence);
  }

  boolean(): boolean {
    const content = this.content(TAG.boolean);
    if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff))
      throw fault('a BOOLEAN is not 00 or FF');
    return content[0] === 0xff;
  }

  /** Content of an INTEGER: two's complement, minimal. */
  integer(): Uint8Array {
    const content = this.content(TAG.integer);
    const [first, second] = content;
    if (first === undefined) throw fault('an INTEGER is empty');
    if (second !== undefined && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))) {
      throw fault('an INTEGER is not minimal');
    }
    return content;
  }

  /** An INTEGER from 0 to 2^31 − 1. */
  count(): number {
    const content = this.integer();
    if (content.length > 4 || (content[0] as number) >= 0x80) throw fault('an INTEGER is out of range');
    let value = 0;
    for (const byte of content) value = value * 256 + byte;
    return value;
  }

  /** An OBJECT IDENTIFIER in dots: `1.2.156.10197.1.501`. */
  oid(): string {
    const end = this.step(TAG.oid);
    const { bytes, from } = this;
    if (end - from === 3 && bytes[from] === 0x55) {
      const known = SHORT_OIDS.get(((bytes[from + 1] as number) << 8) | (bytes[from + 2] as number));
      if (known !== undefined) return known;
    }
    const content = bytes.subarray(from, end);
    const { length } = content;
    if (length === 0 || length > MAX_OID_BYTES || (content[length - 1] as number) >= 0x80) {
      throw fault('an OBJECT IDENTIFIER is cut or too long');
    }
    let text = '';
    let arc = 0;
    let fresh = true;
    for (const byte of content) {
      if (fresh && byte === 0x80) throw fault('an OBJECT IDENTIFIER is not minimal');
      arc = arc * 128 + (byte & 0x7f);
      if (arc > 0xffff_ffff_ffff) throw fault('an arc of an OBJECT IDENTIFIER is too large');
      fresh = byte < 0x80;
      if (!fresh) continue;
      if (text === '') {
        const root = arc < 40 ? 0 : arc < 80 ? 1 : 2;
        text = `${root}.${arc - 40 * root}`;
      } else text += `.${arc}`;
      arc = 0;
    }
    return text;
  }

  octets(): Uint8Array {
    return this.content(TAG.octetString);
  }

  /** Bytes of a BIT STRING without unused bits. */
  bits(): Uint8Array {
    const content = this.content(TAG.bitString);
    if (content[0] !== 0) throw fault('a BIT STRING is empty or has unused bits');
    return content.subarray(1);
  }

  /**
   * A named bit list of at most 31 bits as a number: bit 0 is 1, bit 1 is 2, and so on. Trailing zero bits are
   * tolerated (X.690 §11.2.2 forbids them): certificate authorities in practice write them.
   */
  namedBits(): number {
    const content = this.content(TAG.bitString);
    const unused = content[0];
    const last = content[content.length - 1] as number;
    if (unused === undefined || unused > 7 || content.length > 5 || (content.length === 1 && unused !== 0)) {
      throw fault('a list of bits is malformed');
    }
    if (content.length > 1 && (last & ((1 << unused) - 1)) !== 0) throw fault('unused bits are not zero');
    let value = 0;
    for (let bit = 0; bit < Math.min(31, (content.length - 1) * 8); bit++) {
      if ((((content[1 + (bit >> 3)] as number) >> (7 - (bit & 7))) & 1) === 1) value |= 1 << bit;
    }
    return value;
  }

  nothing(): void {
    if (this.content(TAG.null).length !== 0) throw fault('a NULL is not empty');
  }

  /** A text of one of the string types that are met: UTF8String, IA5String, PrintableString. */
  text(): string {
    const tag = this.next;
    if (tag !== TAG.utf8 && tag !== TAG.ia5 && tag !== TAG.printable) throw fault('a text has another type');
    const content = this.content(tag);
    if (content.length > MAX_DER_TEXT_BYTES) throw fault('a text is too long');
    const text = textOf(tag, content);
    if (text === undefined) throw fault('a text has characters that its type has not');
    return text;
  }

  /** A UTCTime or GeneralizedTime in epoch milliseconds. */
  time(): number {
    const tag = this.next;
    if (tag !== TAG.utcTime && tag !== TAG.generalizedTime) throw fault('a time has another type');
    const content = this.content(tag);
    const text = (content.length > 32 ? undefined : textOf(TAG.ia5, content)) ?? '';
    const ms = timeOfText(text, tag === TAG.utcTime ? 'utc' : 'generalized');
    if (ms === undefined) throw fault('a time is not written in UTC, or does not exist');
    return ms;
  }
}
