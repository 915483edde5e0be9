import { ENTRY, INTEGERS } from './layout';

/** Integers below 2^256 as four 64-bit words, least first, and the windows of a scalar. */

export const N0: u64 = 0x53bbf40939d54123;
export const N1: u64 = 0x7203df6b21c6052b;
export const N2: u64 = 0xffffffffffffffff;
export const N3: u64 = 0xfffffffeffffffff;

/** Reads 32 big-endian bytes. */
export function fromBytes(out: usize, bytes: usize): void {
  const a = bswap<u64>(load<u64>(bytes, 24));
  const b = bswap<u64>(load<u64>(bytes, 16));
  const c = bswap<u64>(load<u64>(bytes, 8));
  const d = bswap<u64>(load<u64>(bytes));
  store<u64>(out, a);
  store<u64>(out, b, 8);
  store<u64>(out, c, 16);
  store<u64>(out, d, 24);
}

let carry: u64 = 0;

// @ts-ignore: decorator
@inline
function plus(x: u64, y: u64): u64 {
  const partial = x + y;
  const sum = partial + carry;
  carry = u64(partial < x) | u64(sum < partial);
  return sum;
}

// @ts-ignore: decorator
@inline
function minus(x: u64, y: u64): u64 {
  const partial = x - y;
  const difference = partial - carry;
  carry = u64(x < y) | u64(partial < carry);
  return difference;
}

/** out = a + b mod 2^256; answers the carry. */
export function addWords(out: usize, a: usize, b: usize): u64 {
  carry = 0;
  for (let i: usize = 0; i < 32; i += 8) store<u64>(out + i, plus(load<u64>(a + i), load<u64>(b + i)));
  return carry;
}

/** out = a − b mod 2^256; answers the borrow. */
export function subtractWords(out: usize, a: usize, b: usize): u64 {
  carry = 0;
  for (let i: usize = 0; i < 32; i += 8) store<u64>(out + i, minus(load<u64>(a + i), load<u64>(b + i)));
  return carry;
}

/** Inline: the machine's own memory.copy is a call out of WebAssembly. */
export function copyWords(out: usize, a: usize): void {
  v128.store(out, v128.load(a));
  v128.store(out, v128.load(a, 16), 16);
}

export const ORDER = memory.data<u64>([N0, N1, N2, N3]);
/** p − n: a residue below it stands for two abscissas. */
const GAP = memory.data<u64>([0xac440bf6c62abedc, 0x8dfc2093de39fad5, 0, 0]);

const TEMPORARY: usize = INTEGERS + 448;

/** a − n if that is not negative; for a < 2n. */
export function reduceOrder(a: usize, overflow: u64): void {
  const borrow = subtractWords(TEMPORARY, a, ORDER);
  if (overflow != 0 || borrow == 0) copyWords(a, TEMPORARY);
}

/** out = a − b mod n, for a, b < n. */
export function subtractOrder(out: usize, a: usize, b: usize): void {
  if (subtractWords(out, a, b) != 0) addWords(out, out, ORDER);
}

/** Whether a + n < p, for a < n. */
export function isBelowGap(a: usize): bool {
  return subtractWords(TEMPORARY, a, GAP) != 0;
}

/**
 * Describes `count` windows that share 256 bits: {byte, shift, width, first entry of the table}. A window of w bits has
 * 2^(w−1) entries, the odd multiples 1, 3, …, 2^w − 1 of 2^bit · P. Answers the number of entries.
 */
export function describeWindows(at: usize, count: i32): i32 {
  let entries = 0;
  for (let i = 0; i < count; i++) {
    const bit = (256 * i) / count;
    const width = (256 * (i + 1)) / count - bit;
    const row = at + 16 * i;
    store<i32>(row, bit >> 3);
    store<i32>(row, bit & 7, 4);
    store<i32>(row, width, 8);
    store<i32>(row, entries, 12);
    entries += 1 << (width - 1);
  }
  return entries;
}

/**
 * The lookups {entry address, sign} of k · P. For odd k < 2^256 and any windows, k = Σ (2u_i − (2^w_i − 1)) · 2^o_i with
 * u = (k >> 1) | 2^255: each digit is odd, so none is zero. An even k is taken as −(n − k).
 */
export function lookups(out: usize, k: usize, table: usize, windows: usize, count: i32): void {
  const u = TEMPORARY;
  let flip = 0;
  if ((load<u8>(k) & 1) == 0) {
    subtractWords(u, ORDER, k);
    flip = -1;
  } else copyWords(u, k);
  const a = load<u64>(u);
  const b = load<u64>(u, 8);
  const c = load<u64>(u, 16);
  const d = load<u64>(u, 24);
  store<u64>(u, (a >> 1) | (b << 63));
  store<u64>(u, (b >> 1) | (c << 63), 8);
  store<u64>(u, (c >> 1) | (d << 63), 16);
  store<u64>(u, (d >> 1) | ((<u64>1) << 63), 24);
  for (let i = 0; i < count; i++) {
    const row = windows + 16 * i;
    const width = load<i32>(row, 8);
    const half = 1 << (width - 1);
    const digit = load<i32>(u + load<i32>(row)) >> load<i32>(row, 4);
    const sign = ((digit >> (width - 1)) & 1) - 1;
    const entry = load<i32>(row, 12) + ((digit ^ sign) & (half - 1));
    store<i32>(out + 8 * i, <i32>table + entry * ENTRY);
    store<i32>(out + 8 * i, sign ^ flip, 4);
  }
}
