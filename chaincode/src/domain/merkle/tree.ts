/**
 * Merkle trees of RFC 6962 §2.1 kept whole, for proofs: each level is one flat byte array, the leaves first. A node
 * without a sibling stands again on the level above, so that the root is the only node of the last level.
 */
import { emptyRoot, nodeHasher, splitOf, type Hash } from './hashing';

/**
 * Hashes a level at once: `pairs` holds 2n hashes end to end, `parents` takes n. For hash kernels that work on
 * several inputs side by side; it must equal n calls of `nodeHash`.
 */
export type PairsHash = (pairs: Uint8Array, parents: Uint8Array) => void;

/** Bytes of SHA-256 and SM3, and the length of the empty tree's leaves. */
const HASH_LENGTH = 32;

export class MerkleTree {
  readonly size: number;
  private readonly levels: readonly Uint8Array[];

  /**
   * @param leaves leaf hashes end to end, `hashLength` bytes each; kept, not copied
   * @throws TypeError when they are not whole hashes
   */
  constructor(
    leaves: Uint8Array,
    private readonly hash: Hash,
    private readonly hashLength: number = HASH_LENGTH,
    hashPairs: PairsHash = pairsHash(hash, hashLength),
  ) {
    this.size = leaves.length / hashLength;
    if (!Number.isSafeInteger(this.size)) throw new TypeError('The leaves are not whole hashes.');
    const levels = [leaves];
    for (let level = leaves; level.length > hashLength; levels.push(level)) {
      const pairs = Math.floor(level.length / (2 * hashLength));
      const paired = pairs * 2 * hashLength;
      const above = new Uint8Array(pairs * hashLength + (level.length - paired));
      hashPairs(level.subarray(0, paired), above.subarray(0, pairs * hashLength));
      above.set(level.subarray(paired), pairs * hashLength);
      level = above;
    }
    this.levels = levels;
  }

  /** @throws TypeError when the hashes differ in length. */
  static of(leafHashes: readonly Uint8Array[], hash: Hash): MerkleTree {
    const length = leafHashes[0]?.length ?? HASH_LENGTH;
    const leaves = new Uint8Array(leafHashes.length * length);
    leafHashes.forEach((leaf, at) => {
      if (leaf.length !== length) throw new TypeError('Leaf hashes of one tree have one length.');
      leaves.set(leaf, at * length);
    });
    return new MerkleTree(leaves, hash, length);
  }

  /** H() when the tree has no leaf. */
  root(): Uint8Array {
    return this.size === 0 ? emptyRoot(this.hash) : this.node(this.levels.length - 1, 0);
  }

  /** The hash of leaf `index`. @throws RangeError when there is none. */
  leaf(index: number): Uint8Array {
    this.mustHave(index);
    return this.node(0, index);
  }

  /** Sibling hashes from leaf `index` upwards (RFC 6962 §2.1.1). @throws RangeError when there is no such leaf. */
  inclusionProof(index: number): Uint8Array[] {
    this.mustHave(index);
    const proof: Uint8Array[] = [];
    let at = index;
    for (let level = 0; level < this.levels.length - 1; level++) {
      const sibling = at % 2 === 0 ? at + 1 : at - 1;
      if (sibling < this.width(level)) proof.push(this.node(level, sibling));
      at = Math.floor(at / 2);
    }
    return proof;
  }

  /**
   * Proof that this tree begins with the tree of its first `firstSize` leaves (RFC 6962 §2.1.2); empty for the whole.
   * @throws RangeError for a size below 1 or above this tree's
   */
  consistencyProof(firstSize: number): Uint8Array[] {
    if (!Number.isSafeInteger(firstSize) || firstSize < 1 || firstSize > this.size) {
      throw new RangeError('The tree has never had that size.');
    }
    const proof: Uint8Array[] = [];
    let start = 0;
    let first = firstSize;
    let size = this.size;
    // SUBPROOF, from the root downwards; `whole` while the first tree is a subtree that its verifier knows.
    let whole = true;
    while (first !== size) {
      const split = splitOf(size);
      if (first <= split) {
        proof.push(this.subtree(start + split, size - split));
        size = split;
      } else {
        proof.push(this.subtree(start, split));
        start += split;
        first -= split;
        size -= split;
        whole = false;
      }
    }
    if (!whole) proof.push(this.subtree(start, size));
    return proof.reverse();
  }

  /** Root of `size` leaves from `start`, a range that the splits of the whole tree meet: it is a node of a level. */
  private subtree(start: number, size: number): Uint8Array {
    let level = 0;
    let at = start;
    for (let width = 1; width < size; width *= 2) {
      level++;
      at = Math.floor(at / 2);
    }
    return this.node(level, at);
  }

  private width(level: number): number {
    return this.levels[level]!.length / this.hashLength;
  }

  private node(level: number, at: number): Uint8Array {
    return this.levels[level]!.slice(at * this.hashLength, (at + 1) * this.hashLength);
  }

  private mustHave(index: number): void {
    if (!Number.isSafeInteger(index) || index < 0 || index >= this.size) {
      throw new RangeError('The tree has no such leaf.');
    }
  }
}

function pairsHash(hash: Hash, length: number): PairsHash {
  const join = nodeHasher(hash, length);
  return (pairs, parents) => {
    for (let from = 0, to = 0; to < parents.length; from += 2 * length, to += length) {
      const right = from + length;
      parents.set(join(pairs.subarray(from, right), pairs.subarray(right, right + length)), to);
    }
  };
}

/** Sibling hashes of one leaf. For more than one proof of a tree, keep a {@link MerkleTree}. */
export function inclusionProof(leafHashes: readonly Uint8Array[], index: number, hash: Hash): Uint8Array[] {
  return MerkleTree.of(leafHashes, hash).inclusionProof(index);
}

/** Proof that these leaves begin with the tree of their first `firstSize`. */
export function consistencyProof(
  leafHashes: readonly Uint8Array[],
  firstSize: number,
  hash: Hash,
): Uint8Array[] {
  return MerkleTree.of(leafHashes, hash).consistencyProof(firstSize);
}

export { emptyRoot, leafHash, nodeHash, type Hash } from './hashing';
export { MerkleBuilder, merkleRoot } from './builder';
export { rootFromInclusion, verifyInclusion, type Inclusion } from './inclusion';
export { verifyConsistency, type Consistency } from './consistency';
