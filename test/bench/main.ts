/**
 * `npm run bench [-- SUITE…]`: one JSON line per row, `{name, value, unit, ratio, limit}`. Ratios are taken against a
 * limit measured in the same run; they are printed, never judged.
 */
import { benchAnchoring } from './anchoring';
import { benchFabric } from './fabric';
import { benchGovernance } from './governance';
import { benchHttp } from './http';
import { benchIndexRebuild } from './index-rebuild';
import { benchOfd } from './ofd';
import { benchPresentation } from './presentation';
import type { BenchRow } from './row';
import { benchSm2 } from './sm2';
import { benchSm3 } from './sm3';
import { benchVerify } from './verify';

const SUITES: Readonly<Record<string, () => Iterable<BenchRow> | AsyncIterable<BenchRow>>> = {
  verify: benchVerify,
  sm2: benchSm2,
  sm3: benchSm3,
  ofd: benchOfd,
  anchoring: benchAnchoring,
  http: benchHttp,
  presentation: benchPresentation,
  'index-rebuild': benchIndexRebuild,
  governance: benchGovernance,
  fabric: benchFabric,
};

async function main(names: readonly string[]): Promise<void> {
  const unknown = names.filter((name) => SUITES[name] === undefined);
  if (unknown.length > 0) {
    throw new Error(`There is no bench ${unknown.join(', ')}; there are ${Object.keys(SUITES).join(', ')}.`);
  }
  for (const name of names.length > 0 ? names : Object.keys(SUITES)) {
    for await (const row of SUITES[name]?.() ?? []) console.log(JSON.stringify(row));
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
