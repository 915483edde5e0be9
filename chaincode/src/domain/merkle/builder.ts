import { emptyRoot, HASH_LENGTH, nodeHasher, type Hash } from './hashing';

/**
 * The root of a tree whose leaves arrive one by one, in memory that grows with the logarithm of their number.
 *
 * What is kept are the roots of the complete subtrees that the binary digits of the size stand for, largest first.
 */
export class MerkleBuilder {
  private readonly peaks: Uint8Array[] = [];
  private count = 0;
  private readonly join: (left: Uint8Array, right: Uint8Array) => Uint8Array;

  constructor(private readonly hash: Hash) {
    this.join = nodeHasher(hash);
  }

  /** Leaves so far. */
  get size(): number {
    return this.count;
  }

  /** @throws TypeError when the leaf hash has not 32 bytes. */
  append(leafHash: Uint8Array): void {
    if (leafHash.length !== HASH_LENGTH) throw new TypeError('A leaf hash has 32 bytes.');
    // Not slice(): of a Node Buffer that is a view on the caller's bytes.
    let node: Uint8Array = new Uint8Array(leafHash);
    for (let rest = this.count; rest % 2 === 1; rest = (rest - 1) / 2) {
      node = this.join(this.peaks.pop() as Uint8Array, node);
    }
    this.peaks.push(node);
    this.count++;
  }

  /** The root of the leaves so far (RFC 6962 §2.1). */
  root(): Uint8Array {
    let root = this.peaks.at(-1);
    if (root === undefined) return emptyRoot(this.hash);
    for (let at = this.peaks.length - 2; at >= 0; at--) root = this.join(this.peaks[at] as Uint8Array, root);
    return new Uint8Array(root);
  }
}

/** RFC 6962 §2.1 over leaf hashes in order; H() when there is none. */
export function merkleRoot(leafHashes: Iterable<Uint8Array>, hash: Hash): Uint8Array {
  const builder = new MerkleBuilder(hash);
  for (const leaf of leafHashes) builder.append(leaf);
  return builder.root();
}
