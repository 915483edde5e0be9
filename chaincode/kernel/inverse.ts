import { SCRATCH, QUAD } from './layout';

/**
 * Inverse mod p by the division steps of Bernstein and Yang ("Fast constant-time gcd computation and modular
 * inversion", 2019), thirty at a time on the low words, in variable time: everything here is public.
 * Integers are nine signed limbs of 30 bits in i64.
 */

const MASK: i64 = 0x3fffffff;
const F: usize = SCRATCH + 32 * QUAD;
const G: usize = F + 72;
const D: usize = G + 72;
const E: usize = D + 72;

const PRIME = memory.data<i64>([
  1073741823, 1073741823, 15, 1073741760, 1073741823, 1073741823, 1073741823, 1073725439, 65535,
]);

let eta: i32 = 0;
let u: i64 = 0;
let v: i64 = 0;
let q: i64 = 0;
let r: i64 = 0;

/** Thirty division steps on the low words; leaves the matrix, scaled by 2^30, in u, v, q, r. */
function steps(f0: i64, g0: i64): void {
  let f = <i32>f0;
  let g = <i32>g0;
  let e = eta;
  let u0: i32 = 1;
  let v0: i32 = 0;
  let q0: i32 = 0;
  let r0: i32 = 1;
  let left: i32 = 30;
  for (;;) {
    const zeros = ctz<i32>(g | (-1 << left));
    g >>= zeros;
    u0 <<= zeros;
    v0 <<= zeros;
    e -= zeros;
    left -= zeros;
    if (left == 0) break;
    if (e < 0) {
      e = -e;
      const f1 = f;
      f = g;
      g = -f1;
      const u1 = u0;
      u0 = q0;
      q0 = -u1;
      const v1 = v0;
      v0 = r0;
      r0 = -v1;
    }
    // As many low bits of g vanish at once as steps stay on this side of the swap: six, as f·(f² − 2) = −1/f mod 64.
    const limit = min(min(e + 1, left), 6);
    const w = (f * g * (f * f - 2)) & ((1 << limit) - 1);
    g += f * w;
    q0 += u0 * w;
    r0 += v0 * w;
  }
  eta = e;
  u = u0;
  v = v0;
  q = q0;
  r = r0;
}

/** (f, g) ← matrix · (f, g) / 2^30, exactly. */
function updateFG(): void {
  let f = load<i64>(F);
  let g = load<i64>(G);
  let cf = (u * f + v * g) >> 30;
  let cg = (q * f + r * g) >> 30;
  for (let i: usize = 8; i < 72; i += 8) {
    f = load<i64>(F + i);
    g = load<i64>(G + i);
    cf += u * f + v * g;
    cg += q * f + r * g;
    store<i64>(F + i - 8, cf & MASK);
    store<i64>(G + i - 8, cg & MASK);
    cf >>= 30;
    cg >>= 30;
  }
  store<i64>(F, cf, 64);
  store<i64>(G, cg, 64);
}

/** (d, e) ← matrix · (d, e) / 2^30 mod p, both kept in (−2p, p). */
function updateDE(): void {
  const signD = load<i64>(D, 64) >> 63;
  const signE = load<i64>(E, 64) >> 63;
  let md = (u & signD) + (v & signE);
  let me = (q & signD) + (r & signE);
  let d = load<i64>(D);
  let e = load<i64>(E);
  let cd = u * d + v * e;
  let ce = q * d + r * e;
  // −1/p = 1 mod 2^30.
  md -= (md - cd) & MASK;
  me -= (me - ce) & MASK;
  cd = (cd + md * MASK) >> 30;
  ce = (ce + me * MASK) >> 30;
  for (let i: usize = 8; i < 72; i += 8) {
    d = load<i64>(D + i);
    e = load<i64>(E + i);
    const p = load<i64>(PRIME + i);
    cd += u * d + v * e + md * p;
    ce += q * d + r * e + me * p;
    store<i64>(D + i - 8, cd & MASK);
    store<i64>(E + i - 8, ce & MASK);
    cd >>= 30;
    ce >>= 30;
  }
  store<i64>(D, cd, 64);
  store<i64>(E, ce, 64);
}

/** Adds sign · p where sign is −1, 0 or 1, and carries; the top limb keeps the sign. */
function addPrime(at: usize, sign: i64): void {
  let carry: i64 = 0;
  for (let i: usize = 0; i < 64; i += 8) {
    carry += load<i64>(at + i) + sign * load<i64>(PRIME + i);
    store<i64>(at + i, carry & MASK);
    carry >>= 30;
  }
  store<i64>(at, carry + load<i64>(at, 64) + sign * load<i64>(PRIME, 64), 64);
}

function isZero(at: usize): bool {
  let any: i64 = 0;
  for (let i: usize = 0; i < 72; i += 8) any |= load<i64>(at + i);
  return any == 0;
}

/** out = 1/a mod p for 0 ≤ a < p, eight 32-bit words each; false for zero. */
export function invert(out: usize, a: usize): bool {
  memory.copy(F, PRIME, 72);
  memory.fill(D, 0, 144);
  store<i64>(E, 1);
  for (let i: usize = 0; i < 9; i++) {
    // 30i bits up: from word ⌊30i/32⌋, of which the last may lie half outside.
    const bit: usize = 30 * i;
    const word = a + ((bit >> 5) << 2);
    const high: u64 = word + 4 < a + 32 ? <u64>load<u32>(word, 4) << 32 : 0;
    store<i64>(G + 8 * i, <i64>((<u64>load<u32>(word) | high) >> (bit & 31)) & MASK);
  }
  if (isZero(G)) return false;
  eta = -1;
  while (!isZero(G)) {
    steps(load<i64>(F), load<i64>(G));
    updateDE();
    updateFG();
  }
  // f = ±1 now, and d = ±1/a.
  if (load<i64>(F, 64) < 0) {
    for (let i: usize = 0; i < 72; i += 8) store<i64>(D + i, -load<i64>(D + i));
  }
  addPrime(D, 0);
  while (load<i64>(D, 64) < 0) addPrime(D, 1);
  memory.copy(E, D, 72);
  addPrime(E, -1);
  if (load<i64>(E, 64) >= 0) memory.copy(D, E, 72);
  let bits: u64 = 0;
  let have: u32 = 0;
  let at = out;
  for (let i: usize = 0; i < 72; i += 8) {
    bits |= <u64>load<i64>(D + i) << have;
    have += 30;
    if (have >= 32) {
      store<u32>(at, <u32>bits);
      at += 4;
      bits >>= 32;
      have -= 32;
    }
  }
  return true;
}
