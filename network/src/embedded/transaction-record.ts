import { RecordReader, RecordWriter } from './record';
import { decodeVersion, encodeVersion, type Version } from './version';

/** Whether an ordered transaction had an effect, and if not, why. */
export type Validity = 'valid' | 'mvcc-conflict' | 'phantom-read';
const validities: readonly Validity[] = ['valid', 'mvcc-conflict', 'phantom-read'];

/** A key that was read, at the version that was seen; undefined: it was absent. */
export interface Read {
  readonly key: string;
  readonly version: Version | undefined;
}

/** A range that was read, from `start` to before `end` ('' is no end), or up to and with `end` when not exhausted. */
export interface RangeRead {
  readonly start: string;
  readonly end: string;
  readonly exhausted: boolean;
  /** SHA-256 over the keys and versions that were seen (see range-digest.ts). */
  readonly digest: Buffer;
}

/** `value` null deletes. */
export interface Write {
  readonly key: string;
  readonly value: Buffer | null;
}

export interface MetadataWrite {
  readonly key: string;
  readonly name: string;
  readonly value: Buffer;
}

/** What a simulation saw and wants, before it is ordered. */
export interface ReadWriteSet {
  readonly reads: readonly Read[];
  readonly ranges: readonly RangeRead[];
  /** In byte order of the keys, at most one for a key. */
  readonly writes: readonly Write[];
  readonly metadataWrites: readonly MetadataWrite[];
}

/** One transaction as its block keeps it. */
export interface TransactionRecord extends ReadWriteSet {
  /** 32 bytes: SHA-256(nonce ‖ creator). */
  readonly id: Buffer;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  /** SHA-256 of the creator (a serialized identity); its bytes are kept once per network, not once per transaction. */
  readonly creator: Buffer;
  /** The signed proposal is `proposalHead ‖ creator ‖ proposalTail`. */
  readonly proposalHead: Buffer;
  readonly proposalTail: Buffer;
  readonly signature: Buffer;
  readonly validity: Validity;
  readonly event: { readonly name: string; readonly payload: string } | undefined;
}

/**
 * `1: id, 2: timestamp, 3: creator, 4: proposal head, 5: proposal tail, 6: signature, 7: validity,
 * 8*: {1: key, 2: version}, 9*: {1: start, 2: end, 3: exhausted, 4: digest}, 10*: {1: key, 2?: value},
 * 11*: {1: key, 2: name, 3: value}, 12?: {1: name, 2: payload}`
 */
export function encodeTransaction(transaction: TransactionRecord): Buffer {
  const writer = new RecordWriter()
    .field(1, transaction.id)
    .number(2, transaction.timestamp)
    .field(3, transaction.creator)
    .field(4, transaction.proposalHead)
    .field(5, transaction.proposalTail)
    .field(6, transaction.signature)
    .number(7, validities.indexOf(transaction.validity));
  for (const { key, version } of transaction.reads) {
    writer.field(8, new RecordWriter().text(1, key).field(2, encodeVersion(version)).bytes());
  }
  for (const { start, end, exhausted, digest } of transaction.ranges) {
    const range = new RecordWriter()
      .text(1, start)
      .text(2, end)
      .number(3, exhausted ? 1 : 0)
      .field(4, digest);
    writer.field(9, range.bytes());
  }
  for (const { key, value } of transaction.writes) {
    const write = new RecordWriter().text(1, key);
    writer.field(10, (value === null ? write : write.field(2, value)).bytes());
  }
  for (const { key, name, value } of transaction.metadataWrites) {
    writer.field(11, new RecordWriter().text(1, key).text(2, name).field(3, value).bytes());
  }
  const { event } = transaction;
  if (event !== undefined) {
    writer.field(12, new RecordWriter().text(1, event.name).text(2, event.payload).bytes());
  }
  return writer.bytes();
}

/** @throws MalformedRecord */
export function decodeTransaction(bytes: Buffer): TransactionRecord {
  const reader = new RecordReader(bytes);
  const transaction = {
    id: reader.field(1),
    timestamp: reader.number(2),
    creator: reader.field(3),
    proposalHead: reader.field(4),
    proposalTail: reader.field(5),
    signature: reader.field(6),
    validity: validities[reader.number(7)] ?? 'mvcc-conflict',
    reads: reader.all(8, (read) => ({ key: read.text(1), version: decodeVersion(read.field(2)) })),
    ranges: reader.all(9, (range) => ({
      start: range.text(1),
      end: range.text(2),
      exhausted: range.number(3) === 1,
      digest: range.field(4),
    })),
    writes: reader.all(10, (write) => ({
      key: write.text(1),
      value: write.next() === undefined ? null : write.field(2),
    })),
    metadataWrites: reader.all(11, (write) => ({
      key: write.text(1),
      name: write.text(2),
      value: write.field(3),
    })),
    event: reader.all(12, (event) => ({ name: event.text(1), payload: event.text(2) }))[0],
  };
  reader.end();
  return transaction;
}
