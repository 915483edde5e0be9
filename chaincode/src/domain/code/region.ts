/**
 * Region code 行政区划代码, GB/T 2260: six digits, pairs for province, prefecture, county; `00` pairs at the end say
 * "all of it", 000000 the nation. `xx90yy` is a county-level unit directly under its province (济源 419001), so
 * `xx9000` is a heading of the standard that contains nothing. A region exists by the records that name it.
 */
import { grammar } from '../encoding/malformed';
import type { Branded } from './brand';

export type Region = Branded<'region'>;
export type RegionLevel = 'nation' | 'province' | 'prefecture' | 'county';

export const NATION = '000000' as Region;

const SPELLING = /^\d{6}$/;
/** A pair of zeros before another pair would be a wildcard with something inside it. */
const INNER_WILDCARD = /^(?:00(?!0000)|\d\d00(?!00))/;
const UNDER_PROVINCE = '90';

const region = grammar<Region>(
  (text) => {
    if (text.length !== 6 || !SPELLING.test(text)) return ['bad-region', 'A region code has six digits.'];
    if (INNER_WILDCARD.test(text)) return ['bad-region', 'A region code has zeros before its last pair.'];
    return null;
  },
  { keepsLast: true },
);

/** @throws MalformedError `bad-region`. */
export const parseRegion = region.parse;
export const isRegion = region.is;

export function regionLevel(code: Region): RegionLevel {
  if (code === NATION) return 'nation';
  if (code.endsWith('0000')) return 'province';
  return code.endsWith('00') ? 'prefecture' : 'county';
}

/** The region directly around this one; null for the nation. */
export function regionParent(code: Region): Region | null {
  switch (regionLevel(code)) {
    case 'nation':
      return null;
    case 'province':
      return NATION;
    case 'prefecture':
      return `${code.slice(0, 2)}0000` as Region;
    case 'county':
      return (
        code.slice(2, 4) === UNDER_PROVINCE ? `${code.slice(0, 2)}0000` : `${code.slice(0, 4)}00`
      ) as Region;
  }
}

/** True when `inner` is `outer` or lies in it: 230000 ⊃ 230200 ⊃ 230221. */
export function regionContains(outer: Region, inner: Region): boolean {
  for (let at: Region | null = inner; at !== null; at = regionParent(at)) if (at === outer) return true;
  return false;
}
