import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One case of `hostile-inputs.json` (format huren-hostile-inputs/1). */
export interface HostileCase {
  readonly id: string;
  readonly group: string;
  readonly name: string;
  readonly target: string;
  readonly op: string;
  readonly expect: readonly string[];
  readonly path?: string;
  readonly value?: unknown;
  readonly raw?: string | { readonly template: string; readonly cutFraction?: number };
  readonly gen?: {
    readonly kind: 'repeat' | 'nest' | 'keys';
    readonly unit?: string;
    readonly times: number;
    readonly close?: boolean;
  };
  readonly hex?: string;
  readonly encoding?: string;
  readonly recipe?: string;
  readonly how?: string;
  readonly given?: readonly string[];
  readonly key?: string;
  readonly first?: string;
  readonly last?: string;
  readonly shift?: string;
  readonly resign?: string;
}

interface HostileFile {
  readonly format: string;
  readonly count: number;
  readonly cases: readonly HostileCase[];
}

const ROOT = process.env['HUREN_VECTORS'] ?? join(__dirname, '../../../shared/data');
const FILE = join(ROOT, 'hostile', 'hostile-inputs.json');

/** The abstract cases where their file is at hand (HUREN_VECTORS: a data folder); undefined elsewhere. */
export function readHostileCases(): readonly HostileCase[] | undefined {
  if (!existsSync(FILE)) return undefined;
  const file = JSON.parse(readFileSync(FILE, 'utf8')) as HostileFile;
  if (file.format !== 'huren-hostile-inputs/1' || file.count !== file.cases.length) {
    throw new TypeError('the file of hostile inputs is of another format');
  }
  return file.cases;
}
