import { DIGEST, GENERATOR_TABLE, GENERATOR_WINDOWS, KEY_WINDOWS } from './layout';
import { fieldConstants } from './field';
import { describeWindows } from './scalar';
import { setCounts, verifyMany, verifyOne } from './verify';
import { begin, step } from './table';
import { absorb, begin as sm3Begin, digestBatch, end as sm3End, hashLeaves, hashPairs } from './sm3';

/** What the loader calls. Addresses and counts are trusted: the loader keeps them in bounds. */
export { absorb as sm3Absorb, digestBatch, hashLeaves, hashPairs, sm3Begin, sm3End, step as tableStep, verifyMany, verifyOne };

/** Bytes of the tables of this geometry: entries × 64, of the generator (0) or of a key (1). */
export function configure(generatorWindows: i32, keyWindows: i32, which: i32): i32 {
  fieldConstants();
  setCounts(generatorWindows, keyWindows);
  const generator = describeWindows(GENERATOR_WINDOWS, generatorWindows);
  const key = describeWindows(KEY_WINDOWS, keyWindows);
  return 64 * (which == 0 ? generator : key);
}

/** Begins the table of the point at `point`; goes on with tableStep. */
export function tableBegin(at: usize, point: usize, ofGenerator: bool, windows: i32): void {
  if (ofGenerator) store<usize>(GENERATOR_TABLE, at);
  begin(at, point, ofGenerator ? GENERATOR_WINDOWS : KEY_WINDOWS, windows);
}
