/** Hashing of RFC 6962 §2.1: leaves and nodes are told apart by their first byte. */

/** Bytes of the project's hashes, SHA-256 and SM3. */
export const HASH_LENGTH = 32;

/** A hash function with a result of {@link HASH_LENGTH} bytes. It must not keep its argument. */
export type Hash = (bytes: Uint8Array) => Uint8Array;

const LEAF = 0x00;
const NODE = 0x01;

/**
 * Inputs of the usual lengths, used again by every call: they are too long for the engine's own heap, and a hash does
 * not keep its argument.
 */
const LEAF_INPUT = new Uint8Array(2 + 2 * HASH_LENGTH);
const NODE_INPUT = new Uint8Array(1 + 2 * HASH_LENGTH);

/** H(0x00 ‖ data) */
export function leafHash(data: Uint8Array, hash: Hash): Uint8Array {
  const input = LEAF_INPUT.length === 1 + data.length ? LEAF_INPUT : new Uint8Array(1 + data.length);
  input[0] = LEAF;
  input.set(data, 1);
  return hash(input);
}

/** H(0x01 ‖ left ‖ right) */
export function nodeHash(left: Uint8Array, right: Uint8Array, hash: Hash): Uint8Array {
  const length = 1 + left.length + right.length;
  const input = NODE_INPUT.length === length ? NODE_INPUT : new Uint8Array(length);
  input[0] = NODE;
  input.set(left, 1);
  input.set(right, 1 + left.length);
  return hash(input);
}

/** The root of no leaves: H() (RFC 6962 §2.1). */
export function emptyRoot(hash: Hash): Uint8Array {
  return hash(new Uint8Array(0));
}

/** {@link nodeHash} for many nodes, over one buffer. */
export function nodeHasher(hash: Hash): (left: Uint8Array, right: Uint8Array) => Uint8Array {
  const input = new Uint8Array(1 + 2 * HASH_LENGTH);
  input[0] = NODE;
  return (left, right) => {
    input.set(left, 1);
    input.set(right, 1 + HASH_LENGTH);
    return hash(input);
  };
}

/** True when both hold the same bytes. Roots are public: the time that this takes tells nothing. */
export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false;
  return true;
}

/** The largest power of two below `size` (RFC 6962 §2.1's k); `size` is at least 2. */
export function splitOf(size: number): number {
  let split = 1;
  // Multiplication, not a shift: sizes pass 2^31.
  while (split * 2 < size) split *= 2;
  return split;
}
