import { RecordReader, RecordWriter } from './record';
import { decodeVersion, encodeVersion, type Version } from './version';

/** What the world state holds under a key. */
export interface StateRecord {
  readonly version: Version;
  /** UTF-8, never empty. */
  readonly value: Buffer;
  /** Key metadata, such as Fabric's `VALIDATION_PARAMETER`; kept and given back, not enforced by this engine. */
  readonly metadata: ReadonlyMap<string, Buffer>;
}

export const noMetadata: ReadonlyMap<string, Buffer> = new Map();

/** `1: version, 2: value, 3*: {1: name, 2: metadata}` */
export function encodeStateRecord(record: StateRecord): Buffer {
  const writer = new RecordWriter().field(1, encodeVersion(record.version)).field(2, record.value);
  for (const [name, value] of record.metadata) {
    writer.field(3, new RecordWriter().text(1, name).field(2, value).bytes());
  }
  return writer.bytes();
}

export function decodeStateRecord(bytes: Buffer): StateRecord {
  const reader = new RecordReader(bytes);
  const version = decodeVersion(reader.field(1)) ?? { block: 0, tx: 0 };
  const value = reader.field(2);
  const entries = reader.all(3, (entry) => [entry.text(1), entry.field(2)] as const);
  reader.end();
  return { version, value, metadata: entries.length === 0 ? noMetadata : new Map(entries) };
}
