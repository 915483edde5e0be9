import { PREFIX, QUAD, SCRATCH } from './layout';
import { copyQuad, mul, mulSub, sqr, sub, sub1, sub2, sub3 } from './product';
import { invertLanes } from './field';

/** Sums of points of y² = x³ − 3x + b, four at a time. */

export const POINT: i32 = 2 * QUAD;

/** Scratch quads of this module: 8…23. */
const S: usize = SCRATCH + 8 * QUAD;
const DX: usize = S;
const DY: usize = S + QUAD;
const INVERSE: usize = S + 2 * QUAD;
const REST: usize = S + 3 * QUAD;
const SLOPE: usize = S + 4 * QUAD;
const SQUARE: usize = S + 5 * QUAD;

/**
 * Affine additions that share one inversion (Montgomery's trick), in three calls: sharedFirst / sharedNext for each
 * pair, in order; sharedInvert; sharedSum for each pair, backwards. 5M + 1S a sum.
 */
export function sharedNext(index: i32, left: usize, right: usize): void {
  const at: usize = PREFIX + index * QUAD;
  if (index == 0) sub(at, right, left);
  else {
    sub(DX, right, left);
    mul(at, at - QUAD, DX);
  }
}

/** False when a pair of the first `count` has one x, so that this addition formula does not hold. */
export function sharedInvert(count: i32): bool {
  return invertLanes(REST, PREFIX + (count - 1) * QUAD);
}

/** Writes the sum over `out`, which may be `left`. */
export function sharedSum(index: i32, left: usize, right: usize, out: usize): void {
  let inverse = REST;
  if (index > 0) {
    inverse = INVERSE;
    mul(INVERSE, REST, PREFIX + (index - 1) * QUAD);
    sub(DX, right, left);
    mul(REST, REST, DX);
  }
  sub(DY, right + QUAD, left + QUAD);
  mul(SLOPE, DY, inverse);
  sqr(SQUARE, SLOPE);
  // left.x is still wanted when out is left.
  sub2(SQUARE, SQUARE, left, right);
  sub(DX, left, SQUARE);
  mul(SLOPE, SLOPE, DX);
  sub1(out + QUAD, SLOPE, left + QUAD);
  copyQuad(out, SQUARE);
}

// Sums without inversion: x = X/ZZ, y = Y/ZZZ, ZZ³ = ZZZ² (the XYZZ coordinates of Hankerson et al. and the EFD).
// A pair with one x makes ZZ zero, and ZZ stays zero whatever is added later: one test at the end finds it.

export const SUM: i32 = 4 * QUAD;
const ZZ: i32 = 2 * QUAD;
const ZZZ: i32 = 3 * QUAD;

const P: usize = S;
const R: usize = S + QUAD;
const PP: usize = S + 2 * QUAD;
const PPP: usize = S + 3 * QUAD;
const Q: usize = S + 4 * QUAD;
const T: usize = S + 5 * QUAD;
const U: usize = S + 6 * QUAD;

/** X3 = R² − PPP − 2Q; Y3 = R·(Q − X3) − y·PPP. */
// @ts-ignore: decorator
@inline
function finish(sum: usize, y: usize): void {
  sqr(T, R);
  sub3(sum, T, PPP, Q, Q);
  sub(Q, Q, sum);
  mulSub(sum + QUAD, R, Q, y, PPP);
}

/** sum = a + b, both affine. */
export function sumOfTwo(sum: usize, a: usize, b: usize): void {
  sub(P, b, a);
  sub1(R, b + QUAD, a + QUAD);
  sqr(sum + ZZ, P);
  mul(sum + ZZZ, P, sum + ZZ);
  mul(Q, a, sum + ZZ);
  copyQuad(PPP, sum + ZZZ);
  finish(sum, a + QUAD);
}

/** sum += b, affine. */
export function sumAffine(sum: usize, b: usize): void {
  mul(P, b, sum + ZZ);
  mul(R, b + QUAD, sum + ZZZ);
  sub(P, P, sum);
  sub(R, R, sum + QUAD);
  sqr(PP, P);
  mul(PPP, P, PP);
  mul(Q, sum, PP);
  finish(sum, sum + QUAD);
  mul(sum + ZZ, sum + ZZ, PP);
  mul(sum + ZZZ, sum + ZZZ, PPP);
}

/** P, R, PP, PPP and Q of the sum of two sums; leaves y·ZZZ of the first at T. */
// @ts-ignore: decorator
@inline
function meet(sum: usize, b: usize): void {
  mul(U, sum, b + ZZ);
  mul(P, b, sum + ZZ);
  sub(P, P, U);
  mul(T, sum + QUAD, b + ZZZ);
  mul(R, b + QUAD, sum + ZZZ);
  sub(R, R, T);
  sqr(PP, P);
  mul(PPP, P, PP);
  mul(Q, U, PP);
  mul(sum + ZZ, sum + ZZ, b + ZZ);
  mul(sum + ZZ, sum + ZZ, PP);
}

/** sum += b, another sum. */
export function sumSums(sum: usize, b: usize): void {
  meet(sum, b);
  copyQuad(sum + QUAD, T);
  finish(sum, sum + QUAD);
  mul(sum + ZZZ, sum + ZZZ, b + ZZZ);
  mul(sum + ZZZ, sum + ZZZ, PPP);
}

/** sum += b, of which only X and ZZ are wanted. */
export function abscissaOfSums(sum: usize, b: usize): void {
  meet(sum, b);
  sqr(T, R);
  sub3(sum, T, PPP, Q, Q);
}
