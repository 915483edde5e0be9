import fc from 'fast-check';
import { decodeBlock, encodeBlock, noHash } from '../../network/src/embedded/block-record';
import { MalformedRecord, RecordReader, RecordWriter } from '../../network/src/embedded/record';
import { decodeTransaction, encodeTransaction } from '../../network/src/embedded/transaction-record';

const bytes = (options?: { minLength?: number; maxLength?: number }) =>
  fc.uint8Array(options ?? {}).map((array) => Buffer.from(array));
const text = fc.string({ unit: 'grapheme' });
const version = fc.option(fc.record({ block: fc.nat(), tx: fc.nat() }), { nil: undefined });
const transaction = fc.record({
  id: bytes({ minLength: 32, maxLength: 32 }),
  timestamp: fc.nat(),
  creator: bytes({ minLength: 32, maxLength: 32 }),
  proposalHead: bytes(),
  proposalTail: bytes(),
  signature: bytes(),
  validity: fc.constantFrom('valid' as const, 'mvcc-conflict' as const, 'phantom-read' as const),
  reads: fc.array(fc.record({ key: text, version })),
  ranges: fc.array(fc.record({ start: text, end: text, exhausted: fc.boolean(), digest: bytes() })),
  writes: fc.array(fc.record({ key: text, value: fc.option(bytes(), { nil: null }) })),
  metadataWrites: fc.array(fc.record({ key: text, name: text, value: bytes() })),
  event: fc.option(fc.record({ name: text, payload: text }), { nil: undefined }),
});

describe('records', () => {
  it('of transactions come back as they were', () => {
    fc.assert(
      fc.property(transaction, (record) => {
        expect(decodeTransaction(encodeTransaction(record))).toEqual(record);
      }),
    );
  });

  it('of blocks come back as they were, under the hash that was announced', () => {
    fc.assert(
      fc.property(fc.nat(), fc.array(bytes()), (number, items) => {
        const { bytes: encoded, hash } = encodeBlock({
          number,
          previousHash: noHash,
          kind: 'transactions',
          items,
        });
        expect(decodeBlock(encoded)).toEqual({
          number,
          previousHash: noHash,
          hash,
          kind: 'transactions',
          items,
        });
      }),
    );
  });

  it('differ in their bytes when the same bytes are divided otherwise', () => {
    fc.assert(
      fc.property(bytes({ minLength: 1 }), fc.nat(), fc.nat(), (whole, a, b) => {
        const [first, second] = [a % (whole.length + 1), b % (whole.length + 1)];
        const divided = (at: number) =>
          encodeBlock({
            number: 1,
            previousHash: noHash,
            kind: 'transactions',
            items: [whole.subarray(0, at), whole.subarray(at)],
          }).hash.toString('hex');
        expect(divided(first) === divided(second)).toBe(first === second);
      }),
    );
  });

  it('are refused when any bit differs', () => {
    fc.assert(
      fc.property(
        fc.array(bytes(), { minLength: 1 }),
        fc.nat(),
        fc.integer({ min: 0, max: 7 }),
        (items, at, bit) => {
          const { bytes: encoded, hash } = encodeBlock({
            number: 1,
            previousHash: noHash,
            kind: 'transactions',
            items,
          });
          const changed = Buffer.from(encoded);
          changed[at % encoded.length] = (changed[at % encoded.length] ?? 0) ^ (1 << bit);
          // A changed header is a block with another hash; everything else is no block at all.
          expect(() => {
            const decoded = decodeBlock(changed);
            if (!decoded.hash.equals(hash)) throw new MalformedRecord('another hash');
          }).toThrow(MalformedRecord);
        },
      ),
    );
  });

  it.each([
    ['ends before a field', [1, 0, 0]],
    ['ends within a field', [1, 0, 0, 0, 2, 7]],
    ['has another field', [2, 0, 0, 0, 0]],
    ['says that a field is longer than everything', [1, 0xff, 0xff, 0xff, 0xff, 0]],
  ])('are refused when one %s', (_reason, content) => {
    expect(() => new RecordReader(Buffer.from(content)).field(1)).toThrow(MalformedRecord);
  });

  it.each([
    ['seven bytes', Buffer.alloc(7)],
    ['more than 2^53 − 1', Buffer.alloc(8, 0xff)],
  ])('are refused when a number has %s', (_reason, content) => {
    expect(() => new RecordReader(new RecordWriter().field(1, content).bytes()).number(1)).toThrow(
      MalformedRecord,
    );
  });

  it('are refused with bytes behind their end', () => {
    expect(() => {
      new RecordReader(Buffer.from([1])).end();
    }).toThrow(MalformedRecord);
  });
});
