import { createHash } from 'node:crypto';
import { encodeUtf8, leafHash, MerkleTree } from '@huren/chaincode/domain';
import fc from 'fast-check';
import { payloadKey } from '../../gateway/src/receipts/receipt-place';
import { type Peaks, ReceiptTree } from '../../gateway/src/receipts/receipt-tree';

const KEY = 'k';
const hash = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const payload = (number: number): string => `{"number":${String(number)}}`;

/** A log of `size` receipts as the gateway stores it, and the tree that RFC 6962 makes of the same leaves. */
function logOf(size: number, withTiles = true) {
  const records = new Map<string, string>();
  const tree = new ReceiptTree(KEY, (key) => records.get(key), hash);
  let peaks: Peaks = [];
  for (let number = 1; number <= size; number++) {
    records.set(payloadKey(KEY, number), payload(number));
    peaks = tree.grown(peaks, encodeUtf8(payload(number)), number, (operation) => {
      if (operation.type === 'put' && withTiles) records.set(operation.key, operation.value);
    });
  }
  const leaves = Array.from({ length: size }, (_, at) => leafHash(encodeUtf8(payload(at + 1)), hash));
  return { tree, peaks, records, whole: MerkleTree.of(leaves, hash), leaves };
}

const hex = (nodes: readonly Uint8Array[]): readonly string[] =>
  nodes.map((node) => Buffer.from(node).toString('hex'));

describe('the tree of a receipt log', () => {
  const SIZE = 1100;
  const { tree, peaks, records, whole, leaves } = logOf(SIZE);
  const size = fc.integer({ min: 1, max: SIZE });

  it('has the root of RFC 6962 at every size, from what is stored alone', () => {
    fc.assert(
      fc.property(size, (some) => {
        const expected = MerkleTree.of(leaves.slice(0, some), hash).root();
        expect(hex([tree.root(tree.peaks(some))])).toEqual(hex([expected]));
      }),
    );
  });

  it('grows to the same root as it has when it is read back', () => {
    expect(hex([tree.root(peaks)])).toEqual(hex([whole.root()]));
    for (const edge of [1, 15, 16, 17, 255, 256, 257, 1024])
      expect(hex([tree.root(logOf(edge).peaks)])).toEqual(hex([tree.root(tree.peaks(edge))]));
  });

  it('keeps a record for each complete tile and none beside', () => {
    expect([...records.keys()].filter((key) => key.startsWith('n/'))).toHaveLength(
      [16, 256].reduce((sum, leaves) => sum + Math.floor(SIZE / leaves), 0),
    );
  });

  it('proves each receipt at every size as RFC 6962 does', () => {
    const pair = size.chain((of) => fc.tuple(fc.integer({ min: 1, max: of }), fc.constant(of)));
    fc.assert(
      fc.property(pair, ([number, of]) => {
        const expected = MerkleTree.of(leaves.slice(0, of), hash).inclusionProof(number - 1);
        expect(hex(tree.inclusion(number, of))).toEqual(hex(expected));
      }),
    );
  });

  it('proves that it grew, at every pair of sizes', () => {
    const pair = size.chain((of) => fc.tuple(fc.integer({ min: 1, max: of }), fc.constant(of)));
    fc.assert(
      fc.property(pair, ([before, of]) => {
        const expected = MerkleTree.of(leaves.slice(0, of), hash).consistencyProof(before);
        expect(hex(tree.consistency(before, of))).toEqual(hex(expected));
      }),
    );
  });

  it('makes a tile’s root anew where its record is missing', () => {
    const bare = logOf(700, false);
    expect(hex([bare.tree.root(bare.tree.peaks(700))])).toEqual(hex([bare.whole.root()]));
  });

  it('says so when a receipt is missing, rather than making up a root', () => {
    const { tree: torn, records: all } = logOf(300);
    all.delete(payloadKey(KEY, 290));
    expect(() => torn.peaks(300)).toThrow('lacks a receipt');
  });
});
