import {
  ADD_LEFT,
  ADD_RIGHT,
  ADD_SUM,
  ADDS,
  CHAIN,
  ENTRY,
  INTEGERS,
  ONE,
  POINTS,
  QUAD,
  R2,
  SCRATCH,
  ZERO,
} from './layout';
import { mul, sqr, sub, sub1, sub2, add3 } from './product';
import { gatherPoint, invertLanes, scatterPoint, setLane } from './field';
import { fromBytes } from './scalar';
import { POINT, sharedInvert, sharedNext, sharedSum } from './sums';

/**
 * Tables of odd multiples for public keys and for the generator: 64 bytes an entry, x and y as eight 32-bit words, least
 * first, in Montgomery form. For verification only: which entries are read tells the scalar.
 */

const S: usize = SCRATCH + 8 * QUAD;

let table: usize = 0;
let windows: usize = 0;
let windowCount: i32 = 0;
// Where the next additions go on: stage, window, entry of the window.
let stage: i32 = 0;
let windowAt: i32 = 0;
let entryAt: i32 = 0;

/** Doubles an affine point in place: slope 3(x² − 1)/(2y); y is never zero, because the order is odd. */
function double(point: usize): void {
  const y = point + QUAD;
  add3(S, y, y, ZERO);
  invertLanes(S, S);
  sqr(S + QUAD, point);
  sub1(S + QUAD, S + QUAD, ONE);
  add3(S + QUAD, S + QUAD, S + QUAD, S + QUAD);
  mul(S, S, S + QUAD);
  sqr(S + QUAD, S);
  sub2(S + QUAD, S + QUAD, point, point);
  sub(S + 2 * QUAD, point, S + QUAD);
  mul(S, S, S + 2 * QUAD);
  sub1(y, S, y);
  memory.copy(point, S + QUAD, QUAD);
}

function readCoordinate(out: usize, bytes: usize): void {
  fromBytes(INTEGERS, bytes);
  for (let lane: usize = 0; lane < 4; lane++) setLane(out, INTEGERS, lane);
  mul(out, out, R2);
}

/** Begins the table of the point x‖y (64 bytes, on the curve: the caller's duty). */
export function begin(at: usize, point: usize, descriptors: usize, count: i32): void {
  readCoordinate(POINTS, point);
  readCoordinate(POINTS + QUAD, point + 32);
  for (let j: usize = 0; j < 256; j++) {
    const entry = CHAIN + j * ENTRY;
    scatterPoint(entry, entry, entry, entry, POINTS);
    double(POINTS);
  }
  table = at;
  windows = descriptors;
  windowCount = count;
  for (let i = 0; i < count; i++) {
    const row = windows + 16 * i;
    const bit = (load<i32>(row) << 3) + load<i32>(row, 4);
    memory.copy(table + load<i32>(row, 12) * ENTRY, CHAIN + bit * ENTRY, ENTRY);
  }
  stage = 0;
  windowAt = 0;
  entryAt = 0;
}

/** Collects up to ADDS additions of this stage: entries m…2m − 1 of a window are entries 0…m − 1 plus 2m · 2^bit · P. */
function collect(): i32 {
  let adds = 0;
  const have = 1 << stage;
  while (windowAt < windowCount && adds < ADDS) {
    const row = windows + 16 * windowAt;
    const bit = (load<i32>(row) << 3) + load<i32>(row, 4);
    const first: usize = table + load<i32>(row, 12) * ENTRY;
    if (stage < load<i32>(row, 8) - 1) {
      for (; entryAt < have && adds < ADDS; entryAt++, adds++) {
        store<usize>(ADD_LEFT + 4 * adds, first + entryAt * ENTRY);
        store<usize>(ADD_RIGHT + 4 * adds, CHAIN + (bit + stage + 1) * ENTRY);
        store<usize>(ADD_SUM + 4 * adds, first + (have + entryAt) * ENTRY);
      }
      if (entryAt < have) break;
    }
    windowAt++;
    entryAt = 0;
  }
  return adds;
}

/** ADDS more entries; true when the table is whole. The sums are multiples below n of one point: no x meets another. */
export function step(): bool {
  let adds = collect();
  if (adds == 0) {
    // The widest window has at most 17 bits.
    if (++stage > 16) return true;
    windowAt = 0;
    entryAt = 0;
    return false;
  }
  while ((adds & 3) != 0) {
    // A last quad is filled with its first addition once more.
    store<usize>(ADD_LEFT + 4 * adds, load<usize>(ADD_LEFT + 4 * adds - 4));
    store<usize>(ADD_RIGHT + 4 * adds, load<usize>(ADD_RIGHT + 4 * adds - 4));
    store<usize>(ADD_SUM + 4 * adds, load<usize>(ADD_SUM + 4 * adds - 4));
    adds++;
  }
  const quads = adds >> 2;
  for (let i = 0; i < quads; i++) {
    const left: usize = POINTS + 2 * i * POINT;
    fetch(left, ADD_LEFT + 16 * i);
    fetch(left + POINT, ADD_RIGHT + 16 * i);
    sharedNext(i, left, left + POINT);
  }
  sharedInvert(quads);
  for (let i = quads - 1; i >= 0; i--) {
    const left: usize = POINTS + 2 * i * POINT;
    sharedSum(i, left, left + POINT, left);
    const to: usize = ADD_SUM + 16 * i;
    scatterPoint(load<usize>(to), load<usize>(to, 4), load<usize>(to, 8), load<usize>(to, 12), left);
  }
  return false;
}

function fetch(out: usize, from: usize): void {
  gatherPoint(out, load<usize>(from), load<usize>(from, 4), load<usize>(from, 8), load<usize>(from, 12));
}
