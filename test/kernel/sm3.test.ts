import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { SMALL_KERNEL, Sm2Kernel, sm3 } from '../../chaincode/src/domain/crypto';
import { leafHash, MerkleTree, nodeHash } from '../../chaincode/src/domain/merkle';

const kernel = new Sm2Kernel(SMALL_KERNEL);
const filled = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (i * 31 + length) & 0xff);

describe('SM3 by the kernel', () => {
  test('is that of the domain for every length of four blocks', () => {
    for (let length = 0; length <= 260; length++) {
      expect(kernel.sm3(filled(length))).toEqual(sm3(filled(length)));
    }
  });

  test.each([0x3ffff, 0x40000, 0x40001, 0x40000 - 64, 0x80000, 1_000_003])(
    'is that of OpenSSL for %d bytes, which come in pieces',
    (length) => {
      const bytes = filled(length);
      expect(Buffer.from(kernel.sm3(bytes))).toEqual(createHash('sm3').update(bytes).digest());
    },
  );

  test('is fresh bytes each time', () => {
    const first = kernel.sm3(filled(3));
    kernel.sm3(filled(4));
    expect(first).toEqual(sm3(filled(3)));
  });

  test('does not depend on where the bytes lie in their buffer', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), (bytes, from) => {
        expect(kernel.sm3(bytes.subarray(from))).toEqual(sm3(bytes.slice(from)));
      }),
    );
  });
});

describe('levels of a Merkle tree by the kernel', () => {
  const sizes = [0, 1, 2, 3, 4, 5, 7, 8, 1023, 1024, 1025, 2051];

  test.each(sizes)('%d pairs have the parents of RFC 6962', (count) => {
    const pairs = filled(64 * count);
    const parents = new Uint8Array(32 * count);
    kernel.hashPairs(pairs, parents);
    for (let i = 0; i < count; i++) {
      const left = pairs.subarray(64 * i, 64 * i + 32);
      const right = pairs.subarray(64 * i + 32, 64 * i + 64);
      expect(parents.subarray(32 * i, 32 * i + 32)).toEqual(nodeHash(left, right, sm3));
    }
  });

  test.each(sizes)('%d leaves have the hashes of RFC 6962', (count) => {
    const data = filled(32 * count);
    const leaves = new Uint8Array(32 * count);
    kernel.hashLeaves(data, leaves);
    for (let i = 0; i < count; i++) {
      expect(leaves.subarray(32 * i, 32 * i + 32)).toEqual(leafHash(data.subarray(32 * i, 32 * i + 32), sm3));
    }
  });

  test('the tree is the same with the kernel and without', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), (count) => {
        const leaves = filled(32 * count);
        const expected = new MerkleTree(Uint8Array.from(leaves), sm3);
        const tree = new MerkleTree(leaves, kernel.sm3.bind(kernel), kernel.hashPairs);
        expect(tree.root()).toEqual(expected.root());
        expect(tree.inclusionProof(count - 1)).toEqual(expected.inclusionProof(count - 1));
      }),
    );
  });

  test.each([
    ['a pair is cut', 63, 32],
    ['a parent is cut', 64, 31],
    ['there are more parents than pairs', 64, 64],
    ['there are more pairs than parents', 128, 32],
  ])('refuses a level where %s', (_reason, input, output) => {
    expect(() => kernel.hashPairs(new Uint8Array(input), new Uint8Array(output))).toThrow(TypeError);
  });
});
