/**
 * All vectors of a folder: the project's own always, and those of HUREN_VECTORS, or of the folder beside the checkout,
 * where they are at hand. Files that nothing here can run are named.
 */
import { join } from 'node:path';
import { DOCUMENT_RUNNERS } from './document-runners';
import { RECORD_RUNNERS } from './record-runners';
import { SIGNATURE_RUNNERS } from './signature-runners';
import { type VectorFile, vectorFiles } from './vector-file';

const OWN = join(__dirname, 'data');
const GIVEN = process.env['HUREN_VECTORS'] ?? join(__dirname, '../../../shared/data');
const RUNNERS = [...SIGNATURE_RUNNERS, ...DOCUMENT_RUNNERS, ...RECORD_RUNNERS];

/** What is no vector, or is the business of another suite. */
const ELSEWHERE: readonly (readonly [RegExp, string])[] = [
  [/\.(md|LICENSE|txt)$|(^|\/)licenses\//i, ''],
  [/schema\.[^/]*\.json$/, ''],
  [/^hostile\/|hostile-inputs\.json$/, 'test/hostile runs it'],
  [/^regions\/|^matters\/|licence_type_codes\.json$/, 'data to import, not vectors'],
  [/token_status_list\.json$/, 'Huren keeps statuses on the ledger and reads no status lists'],
];

function run(file: VectorFile): readonly string[] | undefined {
  for (const runner of RUNNERS) {
    const wrong = runner(file);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

describe('the project’s own vectors', () => {
  const files = vectorFiles(OWN).filter(({ name }) => !name.endsWith('.md'));

  test('are there', () => {
    expect(files.length).toBeGreaterThan(10);
  });

  test.each(files.map((file) => [file.path, file] as const))('%s', (_path, file) => {
    expect(run(file)).toEqual([]);
  });
});

describe('given vectors', () => {
  const files = vectorFiles(GIVEN);
  if (files.length === 0) {
    test('did not run: the folder is absent or empty', () => {
      console.warn(`no vectors in ${GIVEN}: only the project’s own ran`);
      // A folder that was asked for by name must be there.
      expect(process.env['HUREN_VECTORS']).toBeUndefined();
    });
    return;
  }
  const skipped: string[] = [];
  const ran = files.filter(({ path }) => {
    const reason = ELSEWHERE.find(([pattern]) => pattern.test(path))?.[1];
    if (reason !== undefined && reason !== '') skipped.push(`${path}: ${reason}`);
    return reason === undefined;
  });

  test.each(ran.map((file) => [file.path, file] as const))('%s', (path, file) => {
    const wrong = run(file);
    if (wrong === undefined) skipped.push(`${path}: of no known kind`);
    else expect(wrong).toEqual([]);
  });

  test('name those that did not run', () => {
    if (skipped.length > 0) console.info(`not run:\n${skipped.join('\n')}`);
    expect(skipped.length).toBeLessThanOrEqual(files.length);
  });
});
