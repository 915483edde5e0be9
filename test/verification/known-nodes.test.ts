import fc from 'fast-check';
import { encodeBase64url, KnownNodes, leafHash, MerkleTree, verifyInclusion } from '@huren/chaincode/domain';
import { provider } from './world';

const hash = (bytes: Uint8Array): Uint8Array => provider.digest('sha-256', bytes);
const treeOf = (size: number): MerkleTree =>
  MerkleTree.of(
    Array.from({ length: size }, (_, n) => leafHash(Uint8Array.of(n & 255, n >> 8), hash)),
    hash,
  );

describe('known nodes', () => {
  it('answer as a verifier that hashes everything, for right and wrong proofs in any order', () => {
    const step = fc.record({
      index: fc.nat(),
      at: fc.nat(),
      fault: fc.constantFrom('none', 'sibling', 'leaf', 'index', 'short', 'long', 'size'),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 70 }),
        fc.array(step, { minLength: 1, maxLength: 30 }),
        (size, steps) => {
          const tree = treeOf(size);
          const root = encodeBase64url(tree.root());
          const known = new KnownNodes();
          for (const { index: any, at, fault } of steps) {
            let index = any % size;
            const proof = tree.inclusionProof(index).map(encodeBase64url);
            let leaf = tree.leaf(index);
            let claimed = size;
            if (fault === 'sibling' && proof.length > 0)
              proof[at % proof.length] = encodeBase64url(hash(Uint8Array.of(9)));
            if (fault === 'leaf') leaf = hash(Uint8Array.of(8));
            if (fault === 'index') index = (index + 1) % size;
            if (fault === 'short') proof.pop();
            if (fault === 'long') proof.push(encodeBase64url(leaf));
            if (fault === 'size') claimed = size + (at % 3);
            const claim = { root, size: claimed, leafHash: leaf, index, proof };
            const whole = verifyInclusion(
              {
                ...claim,
                root: tree.root(),
                proof: proof.map((text) => new Uint8Array(Buffer.from(text, 'base64url'))),
              },
              hash,
            );
            expect(known.verify(claim, hash, 'sha-256')).toBe(whole);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('stay below their limit, the oldest root going first', () => {
    const known = new KnownNodes(20);
    for (let size = 8; size < 20; size++) {
      const tree = treeOf(size);
      const claim = {
        root: encodeBase64url(tree.root()),
        size,
        leafHash: tree.leaf(3),
        index: 3,
        proof: tree.inclusionProof(3).map(encodeBase64url),
      };
      expect(known.verify(claim, hash, 'sha-256')).toBe(true);
      expect(known.size).toBeLessThanOrEqual(20);
    }
  });

  it('keep nothing of a proof that failed', () => {
    const tree = treeOf(16);
    const known = new KnownNodes();
    const proof = tree.inclusionProof(3).map(encodeBase64url);
    const claim = { root: encodeBase64url(tree.root()), size: 16, leafHash: tree.leaf(4), index: 3, proof };
    expect(known.verify(claim, hash, 'sha-256')).toBe(false);
    expect(known.size).toBe(0);
  });
});
