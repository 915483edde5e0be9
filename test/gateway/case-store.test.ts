import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CASE_STORE_LIMITS, CaseStore } from '../../gateway/src/cases/case-store';
import { LibraryCipher } from '../../gateway/src/licences/cipher';
import { createLog } from '../../gateway/src/log';
import { DurableStorage } from '../../gateway/src/storage';

const CASE = 'C'.repeat(22);
const place = (digest: string, number = 1, party?: string) => ({
  case: CASE,
  number,
  digest,
  ...(party !== undefined && { party }),
});
const content = (text: string) => ({ text, salt: 'salt', shownTo: [] });

let folder: string;
let store: CaseStore;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'huren-case-store-'));
  const storage = await DurableStorage.open(join(folder, 'cases'), 'cases', createLog('silent', 'test'));
  store = new CaseStore(storage, new LibraryCipher(Buffer.alloc(32, 7)));
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** One more than may be kept, whose digests stand in another order than they came. */
const TRIES = Array.from(
  { length: CASE_STORE_LIMITS.drafts + 1 },
  (_, at) => `${String((at * 5) % 9)}-${String(at)}`,
);
const keepAll = async (): Promise<void> => {
  for (const digest of TRIES) await store.keep(place(digest), content(digest));
};
const left = () => TRIES.filter((digest) => store.content(place(digest)) !== undefined);

describe('contents of one number', () => {
  it('make room at the limit: what was kept longest ago goes', async () => {
    await keepAll();
    expect(left()).toEqual(TRIES.slice(1));
  });

  it('count from when they were last sent', async () => {
    const [first = '', second = ''] = TRIES;
    for (const digest of TRIES.slice(0, -1)) await store.keep(place(digest), content(digest));
    await store.keep(place(first), content(first));
    await store.keep(place(TRIES.at(-1) ?? ''), content('last'));
    expect(left()).toEqual(TRIES.filter((digest) => digest !== second));
  });

  it('take no room from another number or author', async () => {
    await store.keep(place('other', 2), content('other'));
    await store.keep(place('other', 1, 'party'), content('other'));
    await keepAll();
    expect(store.content(place('other', 2))).toMatchObject({ text: 'other' });
    expect(store.content(place('other', 1, 'party'))).toMatchObject({ text: 'other' });
  });

  it.each([
    [
      'when the next number is kept',
      (of: string) => store.keep(place('next', 2), content('next'), place(of)),
    ],
    ['when they are settled', (of: string) => store.settle(place(of))],
  ])('go once one of them is on the ledger: %s', async (_why, act) => {
    await keepAll();
    const [, , taken = ''] = TRIES;
    await act(taken);
    expect(left()).toEqual([taken]);
    expect(store.content(place(taken))).toMatchObject({ text: taken });
  });
});
