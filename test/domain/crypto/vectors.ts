import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.env['HUREN_VECTORS'] ?? join(__dirname, '../../../../shared/data/vectors');

/** `describe` where the published vector file is at hand; elsewhere a skipped suite that names it. */
export function describeVectors(file: string, suite: (vectors: unknown) => void): void {
  const path = join(folder, file);
  if (existsSync(path)) describe(file, () => suite(JSON.parse(readFileSync(path, 'utf8'))));
  else describe.skip(`${file} (not here)`, () => test('runs where the vectors are', () => undefined));
}

export const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
