/**
 * First pair of GB/T 2260 codes: the provinces, autonomous regions, municipalities and special administrative regions.
 * The list has not changed since 1997.
 */
const PROVINCES: ReadonlySet<string> = new Set(
  (
    '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 ' +
    '50 51 52 53 54 61 62 63 64 65 71 81 82'
  ).split(' '),
);

/** True when `pair`, two digits, names a province. */
export function isProvince(pair: string): boolean {
  return PROVINCES.has(pair);
}
