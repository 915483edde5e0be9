import { HASH_LENGTH, nodeHasher, sameBytes, type Hash } from './hashing';

/** A leaf's place: `index` counts from 0 and is below `size`, the leaves of the tree. */
export interface Inclusion {
  readonly leafHash: Uint8Array;
  readonly index: number;
  readonly size: number;
  /** Sibling hashes from the leaf upwards (RFC 6962 §2.1.1). */
  readonly proof: readonly Uint8Array[];
}

/**
 * The root to which a proof leads (RFC 9162 §2.1.3.2); null when index, size and length of the proof do not fit or a
 * hash has not 32 bytes. Sizes up to 2^53−1.
 */
export function rootFromInclusion(inclusion: Inclusion, hash: Hash): Uint8Array | null {
  const { leafHash, index, size, proof } = inclusion;
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return null;
  if (leafHash.length !== HASH_LENGTH) return null;
  const join = nodeHasher(hash);
  let node = leafHash;
  // Position of the node on its level, and of the level's last node; halves instead of shifts: both may pass 2^31.
  let at = index;
  let last = size - 1;
  for (const sibling of proof) {
    if (last === 0 || sibling.length !== HASH_LENGTH) return null;
    if (at % 2 === 1) node = join(sibling, node);
    else {
      // The right edge of an incomplete level has no sibling: it rises until it is a right child.
      while (at === last && at % 2 === 0) {
        at /= 2;
        last /= 2;
      }
      node = at % 2 === 1 ? join(sibling, node) : join(node, sibling);
    }
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? node : null;
}

/** True when the proof leads from the leaf to exactly this root. Never throws for what a stranger sent. */
export function verifyInclusion(claim: Inclusion & { readonly root: Uint8Array }, hash: Hash): boolean {
  const root = rootFromInclusion(claim, hash);
  return root !== null && sameBytes(root, claim.root);
}
