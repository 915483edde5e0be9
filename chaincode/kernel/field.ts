import { INTEGERS, ONE, PRIME, QUAD, R2, R3, SCRATCH, ZERO } from './layout';
import { mul, sub1, add3 } from './product';
import { invert } from './inverse';

/** Quads: constants, canonical form, lanes, table entries, inversion. */

const LIMB_MASK: i32 = 0x1fffffff;

/** Scratch quads of this module: 24…29. */
const A: usize = SCRATCH + 24 * QUAD;
const B: usize = SCRATCH + 25 * QUAD;
const C: usize = SCRATCH + 26 * QUAD;
const D: usize = SCRATCH + 27 * QUAD;
const ROWS: usize = SCRATCH + 30 * QUAD;

const LIMBS_OF_PRIME = memory.data<i32>([
  0x1fffffff, 0x1fffffff, 63, 536870400, 0x1fffffff, 0x1fffffff, 0x1fffffff, 534773759, 0xffffff,
]);
const LIMBS_OF_ONE = memory.data<i32>([32, 0, 536868864, 16383, 0, 0, 0, 67108864, 0]);
const LIMBS_OF_R2 = memory.data<i32>([3072, 16384, 536805376, 1572863, 4194304, 33554432, 0, 1, 16]);
const LIMBS_OF_R3 = memory.data<i32>([720896, 4718592, 520093696, 251658239, 0, 3, 20, 144, 3456]);

function splat(out: usize, limbs: usize): void {
  for (let k: usize = 0; k < 9; k++) v128.store(out + 16 * k, i32x4.splat(load<i32>(limbs + 4 * k)));
}

export function fieldConstants(): void {
  memory.fill(ZERO, 0, QUAD);
  splat(PRIME, LIMBS_OF_PRIME);
  splat(ONE, LIMBS_OF_ONE);
  splat(R2, LIMBS_OF_R2);
  splat(R3, LIMBS_OF_R3);
}

/** The one spelling of each lane: limbs of a value in [0, p). */
export function canonical(out: usize, a: usize): void {
  sub1(out, a, ZERO);
  add3(out, out, PRIME, ZERO);
  sub1(out, out, PRIME);
  sub1(out, out, ZERO);
}

/** Bit i is set when lane i is zero mod p. */
export function zeroLanes(a: usize): i32 {
  canonical(D, a);
  let any = v128.load(D);
  for (let k: usize = 1; k < 9; k++) any = v128.or(any, v128.load(D + 16 * k));
  return i32x4.bitmask(i32x4.eq(any, i32x4.splat(0)));
}

/** Lanes (1, 0, 3, 2). */
export function swapNeighbours(out: usize, a: usize): void {
  for (let k: usize = 0; k < <usize>QUAD; k += 16) {
    const x = v128.load(a + k);
    v128.store(out + k, v128.shuffle<i32>(x, x, 1, 0, 3, 2));
  }
}

/** Lanes (2, 3, 0, 1). */
export function swapHalves(out: usize, a: usize): void {
  for (let k: usize = 0; k < <usize>QUAD; k += 16) {
    const x = v128.load(a + k);
    v128.store(out + k, v128.shuffle<i32>(x, x, 2, 3, 0, 1));
  }
}

/** Eight 32-bit words (least first) of one lane of a canonical quad. */
export function laneWords(out: usize, a: usize, lane: usize): void {
  let bits: u64 = 0;
  let have: u32 = 0;
  let at = out;
  for (let k: usize = 0; k < 9; k++) {
    bits |= <u64>load<u32>(a + 16 * k + 4 * lane) << have;
    have += 29;
    if (have >= 32) {
      store<u32>(at, <u32>bits);
      at += 4;
      bits >>= 32;
      have -= 32;
    }
  }
  if (at < out + 32) store<u32>(at, <u32>bits);
}

/** Limbs of an integer of 256 bits (words, least first) into one lane. */
export function setLane(out: usize, words: usize, lane: usize): void {
  let bits: u64 = 0;
  let have: i32 = 0;
  let at = words;
  for (let k: usize = 0; k < 9; k++) {
    if (have < 29 && at < words + 32) {
      bits |= <u64>load<u32>(at) << have;
      at += 4;
      have += 32;
    }
    store<i32>(out + 16 * k + 4 * lane, <i32>(bits & LIMB_MASK));
    bits >>= 29;
    have -= 29;
  }
}

/** 1/a in every lane, with one inversion for the four; false when a lane is zero. */
export function invertLanes(out: usize, a: usize): bool {
  swapNeighbours(A, a);
  mul(B, a, A);
  swapHalves(C, B);
  mul(D, B, C);
  canonical(D, D);
  laneWords(INTEGERS, D, 0);
  if (!invert(INTEGERS, INTEGERS)) return false;
  for (let lane: usize = 0; lane < 4; lane++) setLane(D, INTEGERS, lane);
  // The product stood as T·R; its inverse T⁻¹·R⁻¹ becomes T⁻¹·R.
  mul(D, D, R3);
  mul(D, D, C);
  mul(out, D, A);
  return true;
}

/** Transposes: lane i of w_j is word j of the block at address i. */
// @ts-ignore: decorator
@inline
function rows(x: v128, y: v128, z: v128, w: v128, to: usize): void {
  const a = v128.shuffle<i32>(x, y, 0, 4, 1, 5);
  const b = v128.shuffle<i32>(z, w, 0, 4, 1, 5);
  const c = v128.shuffle<i32>(x, y, 2, 6, 3, 7);
  const d = v128.shuffle<i32>(z, w, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i64>(a, b, 0, 2));
  v128.store(to, v128.shuffle<i64>(a, b, 1, 3), 16);
  v128.store(to, v128.shuffle<i64>(c, d, 0, 2), 32);
  v128.store(to, v128.shuffle<i64>(c, d, 1, 3), 48);
}

/** Eight 32-bit words at each of four addresses as a quad. */
function gather(out: usize, a: usize, b: usize, c: usize, d: usize): void {
  rows(v128.load(a), v128.load(b), v128.load(c), v128.load(d), out);
  rows(v128.load(a, 16), v128.load(b, 16), v128.load(c, 16), v128.load(d, 16), out + 64);
  const w0 = v128.load(out);
  const w1 = v128.load(out, 16);
  const w2 = v128.load(out, 32);
  const w3 = v128.load(out, 48);
  const w4 = v128.load(out, 64);
  const w5 = v128.load(out, 80);
  const w6 = v128.load(out, 96);
  const w7 = v128.load(out, 112);
  const mask = i32x4.splat(LIMB_MASK);
  v128.store(out, v128.and(w0, mask));
  v128.store(out, v128.and(v128.or(i32x4.shr_u(w0, 29), i32x4.shl(w1, 3)), mask), 16);
  v128.store(out, v128.and(v128.or(i32x4.shr_u(w1, 26), i32x4.shl(w2, 6)), mask), 32);
  v128.store(out, v128.and(v128.or(i32x4.shr_u(w2, 23), i32x4.shl(w3, 9)), mask), 48);
  v128.store(out, v128.and(v128.or(i32x4.shr_u(w3, 20), i32x4.shl(w4, 12)), mask), 64);
  v128.store(out, v128.and(v128.or(i32x4.shr_u(w4, 17), i32x4.shl(w5, 15)), mask), 80);
  v128.store(out, v128.and(v128.or(i32x4.shr_u(w5, 14), i32x4.shl(w6, 18)), mask), 96);
  v128.store(out, v128.and(v128.or(i32x4.shr_u(w6, 11), i32x4.shl(w7, 21)), mask), 112);
  v128.store(out, i32x4.shr_u(w7, 8), 128);
}

/** The point {x, y} at `out` from the table entries at four addresses. */
export function gatherPoint(out: usize, a: usize, b: usize, c: usize, d: usize): void {
  gather(out, a, b, c, d);
  gather(out + QUAD, a + 32, b + 32, c + 32, d + 32);
}

/** Turns the sign of y in the lanes whose sign is −1 rather than 0. */
export function applySigns(y: usize, a: i32, b: i32, c: i32, d: i32): void {
  let sign = i32x4.splat(a);
  sign = i32x4.replace_lane(sign, 1, b);
  sign = i32x4.replace_lane(sign, 2, c);
  sign = i32x4.replace_lane(sign, 3, d);
  for (let k: usize = 0; k < <usize>QUAD; k += 16) {
    v128.store(y + k, i32x4.sub(v128.xor(v128.load(y + k), sign), sign));
  }
}

function scatter(a: usize, b: usize, c: usize, d: usize, x: usize): void {
  const l0 = v128.load(x);
  const l1 = v128.load(x, 16);
  const l2 = v128.load(x, 32);
  const l3 = v128.load(x, 48);
  const l4 = v128.load(x, 64);
  const l5 = v128.load(x, 80);
  const l6 = v128.load(x, 96);
  const l7 = v128.load(x, 112);
  const l8 = v128.load(x, 128);
  rows(
    v128.or(l0, i32x4.shl(l1, 29)),
    v128.or(i32x4.shr_u(l1, 3), i32x4.shl(l2, 26)),
    v128.or(i32x4.shr_u(l2, 6), i32x4.shl(l3, 23)),
    v128.or(i32x4.shr_u(l3, 9), i32x4.shl(l4, 20)),
    ROWS,
  );
  rows(
    v128.or(i32x4.shr_u(l4, 12), i32x4.shl(l5, 17)),
    v128.or(i32x4.shr_u(l5, 15), i32x4.shl(l6, 14)),
    v128.or(i32x4.shr_u(l6, 18), i32x4.shl(l7, 11)),
    v128.or(i32x4.shr_u(l7, 21), i32x4.shl(l8, 8)),
    ROWS + 64,
  );
  v128.store(a, v128.load(ROWS));
  v128.store(b, v128.load(ROWS + 16));
  v128.store(c, v128.load(ROWS + 32));
  v128.store(d, v128.load(ROWS + 48));
  v128.store(a, v128.load(ROWS + 64), 16);
  v128.store(b, v128.load(ROWS + 80), 16);
  v128.store(c, v128.load(ROWS + 96), 16);
  v128.store(d, v128.load(ROWS + 112), 16);
}

/** The reverse of gatherPoint, over canonical coordinates. */
export function scatterPoint(a: usize, b: usize, c: usize, d: usize, point: usize): void {
  canonical(A, point);
  scatter(a, b, c, d, A);
  canonical(A, point + QUAD);
  scatter(a + 32, b + 32, c + 32, d + 32, A);
}
