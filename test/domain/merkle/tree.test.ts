import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  consistencyProof,
  emptyRoot,
  inclusionProof,
  leafHash,
  MerkleBuilder,
  merkleRoot,
  MerkleTree,
  nodeHash,
  rootFromInclusion,
  verifyConsistency,
  verifyInclusion,
} from '../../../chaincode/src/domain/merkle';
import { describeVectors, readVectors } from '../vectors';

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const leaves = (count: number) =>
  Array.from({ length: count }, (_, at) => leafHash(Buffer.from(`leaf ${String(at)}`), sha256));

/** RFC 6962 §2.1 word for word, as a second opinion. */
function definition(hashes: readonly Uint8Array[]): Uint8Array {
  if (hashes.length === 0) return sha256(new Uint8Array());
  if (hashes.length === 1) return hashes[0]!;
  let split = 1;
  while (split * 2 < hashes.length) split *= 2;
  return sha256(
    Buffer.concat([Buffer.of(1), definition(hashes.slice(0, split)), definition(hashes.slice(split))]),
  );
}

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[bit >> 3]! ^= 1 << (bit & 7);
  return copy;
}

const SIZES = Array.from({ length: 70 }, (_, at) => at + 1);
const ALL = leaves(70);

describe('trees of 1 to 70 leaves', () => {
  test('have the root of the definition, built at once or one by one', () => {
    const builder = new MerkleBuilder(sha256);
    expect(Buffer.from(builder.root())).toEqual(Buffer.from(emptyRoot(sha256)));
    for (const size of SIZES) {
      builder.append(ALL[size - 1]!);
      const expected = Buffer.from(definition(ALL.slice(0, size))).toString('hex');
      expect(builder.size).toBe(size);
      expect(Buffer.from(builder.root()).toString('hex')).toBe(expected);
      expect(Buffer.from(MerkleTree.of(ALL.slice(0, size), sha256).root()).toString('hex')).toBe(expected);
      expect(Buffer.from(merkleRoot(ALL.slice(0, size), sha256)).toString('hex')).toBe(expected);
    }
  });

  test('prove every leaf, and at no other index and in no tree of a size that changes its path', () => {
    // One expectation at the end: a hundred thousand of them would take longer than the proofs.
    const accepted: unknown[] = [];
    const refuse = (claim: Parameters<typeof verifyInclusion>[0]) => {
      if (verifyInclusion(claim, sha256)) accepted.push(claim);
    };
    for (const size of SIZES) {
      const tree = MerkleTree.of(ALL.slice(0, size), sha256);
      const root = tree.root();
      for (let index = 0; index < size; index++) {
        const claim = { leafHash: tree.leaf(index), index, size, proof: tree.inclusionProof(index), root };
        expect(verifyInclusion(claim, sha256)).toBe(true);
        const others =
          size <= 20 ? SIZES.slice(0, size).map((at) => at - 1) : [0, index - 1, index + 1, index ^ 8];
        for (const other of others) {
          if (other !== index) refuse({ ...claim, index: other });
        }
        refuse({ ...claim, index: size });
        refuse({ ...claim, size: 0 });
        refuse({ ...claim, size: index });
        refuse({ ...claim, size: size * 2 + 1 });
        refuse({ ...claim, proof: [...claim.proof, root] });
        if (size > 1) {
          refuse({ ...claim, proof: claim.proof.slice(1) });
          refuse({ ...claim, proof: claim.proof.slice(0, -1) });
        }
      }
    }
    expect(accepted).toEqual([]);
  });

  test('prove no leaf after one bit changed anywhere', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 70 }),
        fc.nat(),
        fc.nat(255),
        fc.nat(),
        (size, place, bit, which) => {
          const index = place % size;
          const tree = MerkleTree.of(ALL.slice(0, size), sha256);
          const proof = tree.inclusionProof(index);
          const claim = { leafHash: tree.leaf(index), index, size, proof, root: tree.root() };
          expect(verifyInclusion({ ...claim, leafHash: flipped(claim.leafHash, bit) }, sha256)).toBe(false);
          expect(verifyInclusion({ ...claim, root: flipped(claim.root, bit) }, sha256)).toBe(false);
          if (proof.length > 0) {
            const broken = proof.with(which % proof.length, flipped(proof[which % proof.length]!, bit));
            expect(verifyInclusion({ ...claim, proof: broken }, sha256)).toBe(false);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  test('prove that they begin with each smaller tree, and with nothing else', () => {
    const accepted: unknown[] = [];
    const refuse = (claim: Parameters<typeof verifyConsistency>[0]) => {
      if (verifyConsistency(claim, sha256)) accepted.push(claim);
    };
    for (const secondSize of SIZES) {
      const tree = MerkleTree.of(ALL.slice(0, secondSize), sha256);
      for (let firstSize = 1; firstSize <= secondSize; firstSize++) {
        const firstRoot = definition(ALL.slice(0, firstSize));
        const proof = tree.consistencyProof(firstSize);
        const claim = { firstSize, secondSize, firstRoot, secondRoot: tree.root(), proof };
        expect(verifyConsistency(claim, sha256)).toBe(true);
        refuse({ ...claim, firstRoot: flipped(firstRoot, 9) });
        refuse({ ...claim, secondRoot: flipped(claim.secondRoot, 9) });
        refuse({ ...claim, firstSize: 0 });
        refuse({ ...claim, firstSize: secondSize + 1 });
        refuse({ ...claim, proof: [...proof, firstRoot] });
        proof.forEach((node, at) => {
          expect(verifyConsistency({ ...claim, proof: proof.with(at, flipped(node, 100)) }, sha256)).toBe(
            false,
          );
        });
      }
    }
    expect(accepted).toEqual([]);
  });
});

describe('a proof', () => {
  const four = leaves(4);
  const proof = inclusionProof(four, 1, sha256);
  const claim = { leafHash: four[1]!, index: 1, size: 4, proof, root: merkleRoot(four, sha256) };

  test.each<[string, object]>([
    ['a fractional index', { index: 0.5 }],
    ['a negative index', { index: -1 }],
    ['an index of 2^53', { index: 2 ** 53, size: 2 ** 53 + 2 }],
    ['NaN as index', { index: NaN }],
    ['an index as text', { index: '1' }],
    ['a fractional size', { size: 4.5 }],
    ['a sibling of 33 bytes', { proof: [Buffer.concat([proof[0]!, Buffer.of(0)]), proof[1]] }],
    ['a sibling of no bytes', { proof: [new Uint8Array(), proof[1]] }],
    ['siblings in reverse', { proof: proof.toReversed() }],
    ['the leaf as its own sibling', { proof: [four[1], proof[1]] }],
    [
      'a node offered as a leaf',
      { leafHash: nodeHash(four[0]!, four[1]!, sha256), index: 0, proof: [proof[1]] },
    ],
    [
      'a leaf hash of no bytes',
      { leafHash: new Uint8Array(), index: 0, size: 1, proof: [], root: new Uint8Array() },
    ],
    ['a root of another length', { root: claim.root.subarray(0, 31) }],
    ['10,000 siblings', { proof: Array.from({ length: 10_000 }, () => four[0]) }],
  ])('with %s proves nothing, and raises nothing', (_reason, change) => {
    expect(verifyInclusion(claim, sha256)).toBe(true);
    expect(verifyInclusion({ ...claim, ...change }, sha256)).toBe(false);
  });

  test('leads to the root that it is compared with', () => {
    expect(Buffer.from(rootFromInclusion(claim, sha256)!)).toEqual(Buffer.from(claim.root));
    expect(rootFromInclusion({ ...claim, index: 4 }, sha256)).toBeNull();
  });

  test('is followed in trees beyond 2^31 leaves', () => {
    const size = 2 ** 52 + 1;
    const right = leaves(1)[0]!;
    const left = leaves(2)[1]!;
    const root = nodeHash(left, right, sha256);
    expect(verifyInclusion({ leafHash: right, index: 2 ** 52, size, proof: [left], root }, sha256)).toBe(
      true,
    );
    expect(verifyInclusion({ leafHash: right, index: 2 ** 52 - 1, size, proof: [left], root }, sha256)).toBe(
      false,
    );
    const path = Array.from({ length: 52 }, (_, at) => leaves(at + 1)[at]!);
    const index = 2 ** 40 + 2 ** 33 + 5;
    let node = left;
    path.forEach((sibling, at) => {
      const odd = Math.floor(index / 2 ** at) % 2 === 1;
      node = odd ? nodeHash(sibling, node, sha256) : nodeHash(node, sibling, sha256);
    });
    const deep = { leafHash: left, index, size: 2 ** 52, proof: path, root: node };
    expect(verifyInclusion(deep, sha256)).toBe(true);
    expect(verifyInclusion({ ...deep, index: index - 2 ** 32 }, sha256)).toBe(false);
  });

  test('is not made for a leaf or a size that the tree does not have', () => {
    const tree = MerkleTree.of(four, sha256);
    for (const index of [-1, 4, 0.5, NaN]) expect(() => tree.inclusionProof(index)).toThrow(RangeError);
    for (const size of [0, 5, -1, 1.5])
      expect(() => consistencyProof(four, size, sha256)).toThrow(RangeError);
    expect(consistencyProof(four, 4, sha256)).toEqual([]);
  });
});

describe('a tree', () => {
  test('is not the tree with its last leaf doubled', () => {
    const three = leaves(3);
    expect(Buffer.from(merkleRoot(three, sha256))).not.toEqual(
      Buffer.from(merkleRoot([...three, three[2]!], sha256)),
    );
  });

  test('takes hashes of 32 bytes only', () => {
    const builder = new MerkleBuilder(sha256);
    builder.append(new Uint8Array(32));
    expect(() => builder.append(new Uint8Array(31))).toThrow(TypeError);
    expect(() => MerkleTree.of([new Uint8Array(32), new Uint8Array(31)], sha256)).toThrow(TypeError);
    expect(() => new MerkleTree(new Uint8Array(33), sha256)).toThrow(TypeError);
  });

  test('keeps no hold on the leaf that was appended', () => {
    const builder = new MerkleBuilder(sha256);
    const leaf = Buffer.from(ALL[0]!);
    builder.append(leaf);
    leaf.fill(0);
    expect(Buffer.from(builder.root())).toEqual(Buffer.from(ALL[0]!));
  });

  test('is the same from a kernel that hashes a level at once', () => {
    const flat = Buffer.concat(ALL.slice(0, 37));
    const kernel = (pairs: Uint8Array, parents: Uint8Array) => {
      expect(pairs.length).toBe(parents.length * 2);
      for (let at = 0; at < parents.length / 32; at++) {
        parents.set(sha256(Buffer.concat([Buffer.of(1), pairs.subarray(at * 64, at * 64 + 64)])), at * 32);
      }
    };
    expect(Buffer.from(new MerkleTree(flat, sha256, kernel).root())).toEqual(
      Buffer.from(definition(ALL.slice(0, 37))),
    );
  });

  test('of 200,000 leaves proves its first, last and middle leaf', () => {
    const size = 200_000;
    const flat = new Uint8Array(size * 32);
    for (let at = 0; at < size; at++) new DataView(flat.buffer).setUint32(at * 32, at);
    const tree = new MerkleTree(flat, sha256);
    const root = tree.root();
    for (const index of [0, 131_071, 131_072, size - 1]) {
      const proof = tree.inclusionProof(index);
      expect(verifyInclusion({ leafHash: tree.leaf(index), index, size, proof, root }, sha256)).toBe(true);
    }
  });
});

describeVectors('merkle-transparency-dev', (at) => {
  const base64 = (text: string | null) => Buffer.from(text ?? '', 'base64');
  const cases = (kind: string) =>
    readdirSync(join(at, kind), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.json'),
    );

  test.each(cases('inclusion'))('inclusion %s', (name) => {
    const row = readVectors(join(at, 'inclusion', name)) as {
      leafIdx: number;
      treeSize: number;
      root: string;
      leafHash: string;
      proof: string[] | null;
      wantErr: boolean;
    };
    const claim = {
      leafHash: base64(row.leafHash),
      index: row.leafIdx,
      size: row.treeSize,
      proof: (row.proof ?? []).map(base64),
      root: base64(row.root),
    };
    expect(verifyInclusion(claim, sha256)).toBe(!row.wantErr);
  });

  test.each(cases('consistency'))('consistency %s', (name) => {
    const row = readVectors(join(at, 'consistency', name)) as {
      size1: number;
      size2: number;
      root1: string;
      root2: string;
      proof: string[] | null;
      wantErr: boolean;
    };
    const claim = {
      firstSize: row.size1,
      secondSize: row.size2,
      firstRoot: base64(row.root1),
      secondRoot: base64(row.root2),
      proof: (row.proof ?? []).map(base64),
    };
    expect(verifyConsistency(claim, sha256)).toBe(!row.wantErr);
  });

  test('roots of the reference leaves', () => {
    const { leavesHex, sha256RootsBySize } = readVectors(join(at, 'rfc6962-reference.json')) as {
      leavesHex: string[];
      sha256RootsBySize: string[];
    };
    const hashes = leavesHex.map((hex) => leafHash(Buffer.from(hex, 'hex'), sha256));
    sha256RootsBySize.forEach((root, size) => {
      expect(Buffer.from(merkleRoot(hashes.slice(0, size), sha256)).toString('hex')).toBe(root);
    });
  });
});
