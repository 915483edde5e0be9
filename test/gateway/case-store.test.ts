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
let storage: DurableStorage;
let store: CaseStore;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'huren-case-store-'));
  storage = await DurableStorage.open(join(folder, 'cases'), 'cases', createLog('silent', 'test'));
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

describe('who may read an entry', () => {
  const one = place('one');
  const readers = ['A'.repeat(43)];

  it('is told without opening what the entry says', async () => {
    await store.keep(one, { ...content('long'), shownTo: readers });
    await storage.write([{ type: 'put', key: `c/${CASE}/authority/1/one`, value: 'damaged' }]);
    expect([store.shownTo(one), store.holds(one)]).toEqual([readers, true]);
    expect(() => store.content(one)).toThrow();
  });

  it('is said anew, and what it says stays', async () => {
    await store.keep(one, content('text'));
    await store.share(one, readers);
    expect(store.content(one)).toEqual({ text: 'text', salt: 'salt', shownTo: readers });
    await store.share(one, []);
    expect(store.content(one)).toEqual({ text: 'text', salt: 'salt', shownTo: [] });
  });

  it('goes with the content that makes room', async () => {
    const [oldest = ''] = TRIES;
    await store.keep(place(oldest), { ...content(oldest), shownTo: readers });
    for (const digest of TRIES.slice(1)) await store.keep(place(digest), content(digest));
    expect([store.holds(place(oldest)), store.shownTo(place(oldest))]).toEqual([false, []]);
  });

  it('is nobody where nothing is kept, and cannot be read by whoever has the disk', async () => {
    expect(store.shownTo(place('none'))).toEqual([]);
    await store.keep(one, { ...content('text'), shownTo: readers });
    expect(storage.get(`w/${CASE}/authority/1/one`)).not.toContain(readers[0]);
  });
});
