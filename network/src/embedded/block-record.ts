import { createHash } from 'node:crypto';
import { MalformedRecord, RecordReader, RecordWriter } from './record';

/** Hash before block 0. */
export const noHash: Buffer = Buffer.alloc(32);

/** What a block carries: transactions, or a new channel configuration (block 0 is one). */
export type BlockKind = 'transactions' | 'configuration';
const kinds: readonly BlockKind[] = ['transactions', 'configuration'];

export interface BlockRecord {
  readonly number: number;
  /** 32 bytes each. */
  readonly previousHash: Buffer;
  readonly hash: Buffer;
  readonly kind: BlockKind;
  /** Encoded transactions, or one encoded configuration. */
  readonly items: readonly Buffer[];
}

/**
 * `1: header {1: number, 2: previous hash, 3: data hash}, 2: data {1: kind, 2*: item}`; the block's hash is SHA-256
 * of the header's bytes, the data hash SHA-256 of the data's.
 */
export function encodeBlock(block: Omit<BlockRecord, 'hash'>): {
  readonly bytes: Buffer;
  readonly hash: Buffer;
} {
  const writer = new RecordWriter().number(1, kinds.indexOf(block.kind));
  for (const item of block.items) writer.field(2, item);
  const data = writer.bytes();
  const header = new RecordWriter()
    .number(1, block.number)
    .field(2, block.previousHash)
    .field(3, sha256(data))
    .bytes();
  return { bytes: new RecordWriter().field(1, header).field(2, data).bytes(), hash: sha256(header) };
}

/** @throws MalformedRecord also when the data is not what the header's hash names. */
export function decodeBlock(bytes: Buffer): BlockRecord {
  const outer = new RecordReader(bytes);
  const header = outer.field(1);
  const data = outer.field(2);
  outer.end();
  const head = new RecordReader(header);
  const number = head.number(1);
  const previousHash = head.field(2);
  const dataHash = head.field(3);
  head.end();
  if (!sha256(data).equals(dataHash))
    throw new MalformedRecord('its data does not match the hash in its header');
  const body = new RecordReader(data);
  const kind = kinds[body.number(1)];
  if (kind === undefined) throw new MalformedRecord('it is of an unknown kind');
  const items: Buffer[] = [];
  while (body.next() !== undefined) items.push(body.field(2));
  return { number, previousHash, hash: sha256(header), kind, items };
}

export function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
