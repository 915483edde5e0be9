import {
  DIGEST,
  ENTRY,
  GENERATOR_TABLE,
  GENERATOR_WINDOWS,
  INTEGERS,
  KEY_WINDOWS,
  LOOKUP,
  LOOKUPS,
  POINTS,
  QUAD,
  RESULT,
  SCRATCH,
  SIGNATURE,
  TABLE,
  ZERO,
} from './layout';
import { mul, sub } from './product';
import { applySigns, canonical, gatherPoint, laneWords, setLane, swapHalves, swapNeighbours, zeroLanes } from './field';
import { addWords, copyWords, fromBytes, isBelowGap, lookups, ORDER, reduceOrder, subtractOrder, subtractWords } from './scalar';
import { abscissaOfSums, POINT, sharedInvert, sharedNext, sharedSum, SUM, sumAffine, sumOfTwo, sumSums } from './sums';

/**
 * SM2 verification (GB/T 32918.2 §7.1): t = r + s mod n, (x1, y1) = [s]G + [t]P, valid when r = e + x1 mod n. The caller
 * has checked 1 ≤ r, s < n and t ≠ 0.
 */

export const INVALID: i32 = 0;
export const VALID: i32 = 1;
/** A sum met two points of one abscissa: the formulas here do not decide. */
export const UNDECIDED: i32 = 2;

let generatorCount: i32 = 0;
let keyCount: i32 = 0;

export function setCounts(generator: i32, key: i32): void {
  generatorCount = generator;
  keyCount = key;
}

/** Bytes of LOOKUP for one signature. */
const LOOKUP_ROW: i32 = 8 * LOOKUPS;

const R: usize = INTEGERS + 64;
const S: usize = INTEGERS + 128;
const E: usize = INTEGERS + 192;
const X: usize = INTEGERS + 256;

/** Lookups of signature `index`; leaves r − e mod n at X. */
function prepare(index: i32): void {
  fromBytes(R, SIGNATURE + 64 * index);
  fromBytes(S, SIGNATURE + 64 * index + 32);
  fromBytes(E, DIGEST + 32 * index);
  reduceOrder(E, 0);
  subtractOrder(X, R, E);
  const row: usize = LOOKUP + index * LOOKUP_ROW;
  lookups(row, S, load<usize>(GENERATOR_TABLE), GENERATOR_WINDOWS, generatorCount);
  const overflow = addWords(R, R, S);
  reduceOrder(R, overflow);
  lookups(row + 8 * generatorCount, R, load<usize>(TABLE + 4 * index), KEY_WINDOWS, keyCount);
}

/** The points of lookups at `at`, `at + stride`, …, in the four lanes. */
function fetch(out: usize, at: usize, stride: usize): void {
  const b = at + stride;
  const c = b + stride;
  const d = c + stride;
  gatherPoint(out, load<usize>(at), load<usize>(b), load<usize>(c), load<usize>(d));
  applySigns(out + QUAD, load<i32>(at, 4), load<i32>(b, 4), load<i32>(c, 4), load<i32>(d, 4));
}

const TOTAL: usize = SCRATCH;
const OTHER: usize = SCRATCH + 4 * QUAD;

/**
 * One signature, entry 0 of the batch: four partial sums side by side, then added to each other. The end compares
 * X with x·ZZ for both abscissas x that r − e stands for, so nothing is inverted.
 */
export function verifyOne(): i32 {
  prepare(0);
  const rounds = (generatorCount + keyCount) >> 2;
  fetch(POINTS, LOOKUP, 8);
  fetch(POINTS + POINT, LOOKUP + 32, 8);
  sumOfTwo(TOTAL, POINTS, POINTS + POINT);
  for (let i = 2; i < rounds; i++) {
    fetch(POINTS, LOOKUP + 32 * i, 8);
    sumAffine(TOTAL, POINTS);
  }
  for (let k: usize = 0; k < 4; k++) swapHalves(OTHER + k * QUAD, TOTAL + k * QUAD);
  sumSums(TOTAL, OTHER);
  for (let k: usize = 0; k < 4; k++) swapNeighbours(OTHER + k * QUAD, TOTAL + k * QUAD);
  abscissaOfSums(TOTAL, OTHER);
  const zz = TOTAL + 2 * QUAD;
  if ((zeroLanes(zz) & 1) != 0) return UNDECIDED;
  // Lanes 0 and 1 take the two abscissas. X·1 and x·ZZ in plain form are compared times 1/R.
  setLane(OTHER, X, 0);
  if (isBelowGap(X)) addWords(X, X, ORDER);
  setLane(OTHER, X, 1);
  setLane(OTHER, X, 2);
  setLane(OTHER, X, 3);
  mul(OTHER, OTHER, zz);
  setLane(OTHER + QUAD, UNIT, 0);
  setLane(OTHER + QUAD, UNIT, 1);
  setLane(OTHER + QUAD, UNIT, 2);
  setLane(OTHER + QUAD, UNIT, 3);
  mul(OTHER + QUAD, TOTAL, OTHER + QUAD);
  sub(OTHER, OTHER, OTHER + QUAD);
  return zeroLanes(OTHER) != 0 ? VALID : INVALID;
}

const UNIT = memory.data<u64>([1, 0, 0, 0]);

/**
 * `count` signatures, entries 0…count − 1: four signatures in the lanes, all points added in affine form in a binary tree,
 * one inversion a level for all. False when some pair met: then nothing is decided.
 */
export function verifyMany(count: i32): bool {
  const groups = (count + 3) >> 2;
  const points = generatorCount + keyCount;
  for (let i = 0; i < count; i++) {
    prepare(i);
    copyWords(DIGEST + 32 * i, X);
  }
  for (let i = count; i < 4 * groups; i++) {
    memory.copy(LOOKUP + i * LOOKUP_ROW, LOOKUP + (count - 1) * LOOKUP_ROW, LOOKUP_ROW);
  }
  const group = points * POINT;
  for (let i = 0; i < groups; i++) {
    for (let j = 0; j < points; j++) {
      fetch(POINTS + i * group + j * POINT, LOOKUP + 4 * i * LOOKUP_ROW + 8 * j, LOOKUP_ROW);
    }
  }
  for (let reach = 1; reach < points; reach <<= 1) {
    const stride = reach * POINT;
    let pairs = 0;
    for (let i = 0; i < groups; i++) {
      for (let j = 0; j + reach < points; j += 2 * reach) {
        const left: usize = POINTS + i * group + j * POINT;
        sharedNext(pairs++, left, left + stride);
      }
    }
    if (!sharedInvert(pairs)) return false;
    const last = ((points - 1 - reach) / (2 * reach)) * (2 * reach);
    for (let i = groups - 1; i >= 0; i--) {
      for (let j = last; j >= 0; j -= 2 * reach) {
        const left: usize = POINTS + i * group + j * POINT;
        sharedSum(--pairs, left, left + stride, left);
      }
    }
  }
  for (let lane: usize = 0; lane < 4; lane++) setLane(OTHER, UNIT, lane);
  for (let i = 0; i < groups; i++) {
    mul(TOTAL, POINTS + i * group, OTHER);
    canonical(TOTAL, TOTAL);
    for (let lane = 0; lane < 4 && 4 * i + lane < count; lane++) {
      laneWords(R, TOTAL, lane);
      reduceOrder(R, 0);
      subtractWords(R, R, DIGEST + 32 * (4 * i + lane));
      const same = (load<u64>(R) | load<u64>(R, 8) | load<u64>(R, 16) | load<u64>(R, 24)) == 0;
      store<u8>(RESULT + 4 * i + lane, same ? VALID : INVALID);
    }
  }
  return true;
}
