import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Published test vectors; they are not part of the project. */
export const VECTORS = process.env['HUREN_VECTORS'] ?? join(__dirname, '../../../shared/data/vectors');

/** `describe` when the named vectors are present; otherwise a skipped suite whose title names what did not run. */
export function describeVectors(path: string, suite: (at: string) => void): void {
  const at = join(VECTORS, path);
  if (existsSync(at)) describe(`vectors ${path}`, () => suite(at));
  else describe.skip(`vectors ${path}: absent, not run`, () => test('absent', () => undefined));
}

/** The content of a vector file; the caller names its shape. */
export function readVectors(at: string): unknown {
  return JSON.parse(readFileSync(at, 'utf8')) as unknown;
}

/** The stable code of the MalformedError that `act` raises; fails when it raises none or something else. */
export function malformedCode(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof Error && error.name === 'MalformedError' && 'code' in error)
      return String(error.code);
    throw error;
  }
  return 'nothing was refused';
}
