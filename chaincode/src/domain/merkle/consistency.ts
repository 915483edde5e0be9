import { HASH_LENGTH, nodeHasher, sameBytes, type Hash } from './hashing';

/** Two states of one growing tree: the second was made from the first by adding leaves. */
export interface Consistency {
  readonly firstSize: number;
  readonly secondSize: number;
  readonly firstRoot: Uint8Array;
  readonly secondRoot: Uint8Array;
  /** RFC 6962 §2.1.2 */
  readonly proof: readonly Uint8Array[];
}

/**
 * True when the tree of `secondSize` leaves begins with that of `firstSize` (RFC 9162 §2.1.4.2). An empty first tree
 * is consistent with every other, so that a proof from it says nothing: it is refused.
 */
export function verifyConsistency(claim: Consistency, hash: Hash): boolean {
  const { firstSize, secondSize, firstRoot, secondRoot, proof } = claim;
  if (!Number.isSafeInteger(firstSize) || !Number.isSafeInteger(secondSize)) return false;
  if (firstSize < 1 || firstSize > secondSize) return false;
  if (firstSize === secondSize) return proof.length === 0 && sameBytes(firstRoot, secondRoot);
  if (proof.some((node) => node.length !== HASH_LENGTH)) return false;

  // Place, on its level, of the last complete subtree of the first tree, and of the level's last node in the second.
  let at = firstSize - 1;
  let last = secondSize - 1;
  while (at % 2 === 1) {
    at = (at - 1) / 2;
    last = Math.floor(last / 2);
  }
  // A first tree that is one complete subtree is the starting node itself and is left out of the proof.
  const path = at === 0 ? [firstRoot, ...proof] : proof;
  const [start, ...siblings] = path;
  if (start === undefined) return false;
  const join = nodeHasher(hash);
  let first = start;
  let second = start;
  for (const sibling of siblings) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      first = join(sibling, first);
      second = join(sibling, second);
      while (at % 2 === 0 && at !== 0) {
        at /= 2;
        last = Math.floor(last / 2);
      }
    } else second = join(second, sibling);
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && sameBytes(first, firstRoot) && sameBytes(second, secondRoot);
}
