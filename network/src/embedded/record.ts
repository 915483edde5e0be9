/**
 * Length-prefixed binary records, the one way in which the engine spells what it hashes:
 *
 *     field  = tag (1 byte) ‖ length (4 bytes, big-endian) ‖ value
 *     record = field*            in the order that the record's writer and reader both state
 *
 * Every value is preceded by its length, so no two different records have the same bytes.
 */
export class RecordWriter {
  readonly #parts: Uint8Array[] = [];

  field(tag: number, value: Uint8Array): this {
    const head = Buffer.allocUnsafe(5);
    head.writeUInt8(tag, 0);
    head.writeUInt32BE(value.length, 1);
    this.#parts.push(head, value);
    return this;
  }

  text(tag: number, value: string): this {
    return this.field(tag, Buffer.from(value, 'utf8'));
  }

  /** A whole number from 0 to 2^53 − 1, eight bytes. */
  number(tag: number, value: number): this {
    const bytes = Buffer.allocUnsafe(8);
    bytes.writeBigUInt64BE(BigInt(value));
    return this.field(tag, bytes);
  }

  bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

/** Bytes that are not the record they should be: damage, or another program's file. */
export class MalformedRecord extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MalformedRecord';
  }
}

export class RecordReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The tag of the next field, or undefined at the end. */
  next(): number | undefined {
    return this.#bytes[this.#at];
  }

  /** The next field, which must carry this tag. @throws MalformedRecord */
  field(tag: number): Buffer {
    if (this.#at + 5 > this.#bytes.length) throw new MalformedRecord('a record ends too early');
    const found = this.#bytes.readUInt8(this.#at);
    if (found !== tag)
      throw new MalformedRecord(`a record has field ${String(found)} in place of ${String(tag)}`);
    const start = this.#at + 5;
    const end = start + this.#bytes.readUInt32BE(this.#at + 1);
    if (end > this.#bytes.length) throw new MalformedRecord('a record ends within a field');
    this.#at = end;
    return this.#bytes.subarray(start, end);
  }

  text(tag: number): string {
    return this.field(tag).toString('utf8');
  }

  number(tag: number): number {
    const bytes = this.field(tag);
    if (bytes.length !== 8) throw new MalformedRecord('a number is not eight bytes long');
    const value = Number(bytes.readBigUInt64BE());
    if (!Number.isSafeInteger(value)) throw new MalformedRecord('a number is too large');
    return value;
  }

  /** Every next field that carries this tag. */
  all<T>(tag: number, read: (reader: RecordReader) => T): T[] {
    const found: T[] = [];
    while (this.next() === tag) found.push(read(new RecordReader(this.field(tag))));
    return found;
  }

  /** @throws MalformedRecord when anything is left. */
  end(): void {
    if (this.#at !== this.#bytes.length) throw new MalformedRecord('a record has bytes behind its end');
  }
}
