/**
 * Merkle trees of RFC 6962 §2.1 kept whole, for proofs: each level is one flat byte array, the leaves first. A node
 * without a sibling stands again on the level above, so that the root is the only node of the last level.
 */
import { emptyRoot, HASH_LENGTH, nodeHasher, splitOf, type Hash } from './hashing';

/**
 * Hashes a level at once: `pairs` holds 2n hashes end to end, `parents` takes n. For hash kernels that work on
 * several inputs side by side; it must equal n calls of `nodeHash`.
 */
export type PairsHash = (pairs: Uint8Array, parents: Uint8Array) => void;

export class MerkleTree {
  readonly size: number;
  private readonly levels: readonly Uint8Array[];

  /**
   * @param leaves leaf hashes end to end; kept, not copied
   * @throws TypeError when they are not whole hashes
   */
  constructor(
    leaves: Uint8Array,
    private readonly hash: Hash,
    hashPairs: PairsHash = pairsHash(hash),
  ) {
    this.size = leaves.length / HASH_LENGTH;
    if (!Number.isSafeInteger(this.size)) throw new TypeError('The leaves are not whole hashes.');
    const levels = [leaves];
    for (let level = leaves; level.length > HASH_LENGTH; levels.push(level)) {
      const pairs = Math.floor(level.length / (2 * HASH_LENGTH));
      const paired = pairs * 2 * HASH_LENGTH;
      const above = new Uint8Array(pairs * HASH_LENGTH + (level.length - paired));
      hashPairs(level.subarray(0, paired), above.subarray(0, pairs * HASH_LENGTH));
      above.set(level.subarray(paired), pairs * HASH_LENGTH);
      level = above;
    }
    this.levels = levels;
  }

  /** @throws TypeError for a hash of another length. */
  static of(leafHashes: readonly Uint8Array[], hash: Hash): MerkleTree {
    const leaves = new Uint8Array(leafHashes.length * HASH_LENGTH);
    leafHashes.forEach((leaf, at) => {
      if (leaf.length !== HASH_LENGTH) throw new TypeError('A leaf hash has 32 bytes.');
      leaves.set(leaf, at * HASH_LENGTH);
    });
    return new MerkleTree(leaves, hash);
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
    return (this.levels[level] as Uint8Array).length / HASH_LENGTH;
  }

  private node(level: number, at: number): Uint8Array {
    // A copy that is no view, also when the leaves are a Node Buffer, whose slice() shares its bytes.
    return new Uint8Array(
      (this.levels[level] as Uint8Array).subarray(at * HASH_LENGTH, (at + 1) * HASH_LENGTH),
    );
  }

  private mustHave(index: number): void {
    if (!Number.isSafeInteger(index) || index < 0 || index >= this.size) {
      throw new RangeError('The tree has no such leaf.');
    }
  }
}

function pairsHash(hash: Hash): PairsHash {
  const join = nodeHasher(hash);
  return (pairs, parents) => {
    for (let from = 0, to = 0; to < parents.length; from += 2 * HASH_LENGTH, to += HASH_LENGTH) {
      const right = from + HASH_LENGTH;
      parents.set(join(pairs.subarray(from, right), pairs.subarray(right, right + HASH_LENGTH)), to);
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

export { emptyRoot, HASH_LENGTH, leafHash, nodeHash, nodeHasher, splitOf, type Hash } from './hashing';
export { MerkleBuilder, merkleRoot } from './builder';
export { rootFromInclusion, verifyInclusion, type Inclusion } from './inclusion';
export { verifyConsistency, type Consistency } from './consistency';
