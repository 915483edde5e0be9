import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Level } from 'level';
import { type AgentUse, USE_LIMITS, UseStore } from '../../gateway/src/delegations/use-store';
import { LibraryCipher } from '../../gateway/src/licences/cipher';
import { createLog } from '../../gateway/src/log';
import { DurableStorage } from '../../gateway/src/storage';

const LICENCE = { authority: '11230200000000003X', identifier: 'DEMO-IDENTIFIER' };
const OTHER = { ...LICENCE, identifier: 'DEMO-IDENTIFIER-2' };
const use = (time: number): AgentUse => ({
  time,
  authority: '11220800000000004X',
  matter: '000100001000',
  fields: [],
  verdict: 'accept',
  delegations: ['D'],
  giver: 'G',
  holders: 1,
});
const NOW = Date.UTC(2026, 5, 1);
const CIPHER = new LibraryCipher(Buffer.alloc(32, 7));

describe('what agents did', () => {
  let folder: string;
  let storage: DurableStorage;
  let store: UseStore;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'huren-uses-'));
    storage = await DurableStorage.open(join(folder, 'uses'), 'uses', createLog('silent', 'test'));
    store = new UseStore(storage, CIPHER);
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const times = async (licence = LICENCE): Promise<readonly number[]> =>
    (await store.of(licence, NOW)).uses.map(({ time }) => time);
  const stored = async (): Promise<string> => {
    const found: string[] = [];
    for await (const entry of storage.entries('')) found.push(entry.join(' '));
    return found.join('\n');
  };

  it('is kept by licence, newest first, each under an id of its own', async () => {
    await Promise.all([store.add(LICENCE, use(NOW - 1)), store.add(LICENCE, use(NOW - 1))]);
    await store.add(OTHER, use(NOW));
    await store.add(LICENCE, use(NOW - 5));
    expect(await times()).toEqual([NOW - 1, NOW - 1, NOW - 5]);
    expect(await times(OTHER)).toEqual([NOW]);
    const ids = (await store.of(LICENCE, NOW)).uses.map(({ id }) => id);
    expect(new Set(ids).size).toBe(3);
    expect(ids.every((id) => /^[A-Za-z0-9_-]{16}$/.test(id))).toBe(true);
  });

  describe('on a slow disk', () => {
    let full = false;
    let scanned: string[] = [];
    let held: Promise<void> = Promise.resolve();
    class SlowDisk extends Level {
      override iterator(...parts: unknown[]): never {
        scanned.push((parts[0] as { gte: string }).gte);
        return (super.iterator as (...all: unknown[]) => never)(...parts);
      }
      override batch(...parts: unknown[]): never {
        const write = super.batch.bind(this) as (...all: unknown[]) => Promise<void>;
        if (full) return Promise.reject(new Error('no space left on device')) as never;
        return held.then(async () => write(...parts)) as never;
      }
    }
    beforeEach(async () => {
      await store.close();
      const open = (path: string): Level => new SlowDisk(path) as Level;
      storage = await DurableStorage.open(join(folder, 'slow'), 'uses', createLog('silent', 'test'), open);
      store = new UseStore(storage, CIPHER);
      scanned = [];
    });

    it('waits for another use of its own licence, and for no other licence', async () => {
      let release = (): void => undefined;
      held = new Promise((resolve) => (release = resolve));
      const others = ['1', '2', '3'].map((identifier) => ({ ...LICENCE, identifier }));
      const all = [LICENCE, LICENCE, ...others].map(async (each) => store.add(each, use(NOW)));
      while (scanned.length < 4) await new Promise((resolve) => setImmediate(resolve));
      release();
      expect(new Set(scanned).size).toBe(4);
      await Promise.all(all);
      expect(scanned).toHaveLength(5);
      expect(await times()).toEqual([NOW, NOW]);
    });

    it('is kept after one that could not be', async () => {
      full = true;
      const failed = store.add(LICENCE, use(NOW - 1));
      const next = failed.catch(() => (full = false)).then(async () => store.add(LICENCE, use(NOW)));
      await expect(failed).rejects.toThrow('storage-failed');
      await next;
      expect(await times()).toEqual([NOW]);
    });
  });

  it('tells the folder’s reader of nobody', async () => {
    await store.add(LICENCE, use(NOW));
    const text = await stored();
    expect(text.length).toBeGreaterThan(100);
    for (const word of ['DEMO', LICENCE.authority, use(0).authority, 'accept'])
      expect(text).not.toContain(word);
  });

  it('is not told once it is older than it is kept, and goes with the next sweep', async () => {
    await store.add(LICENCE, use(NOW - USE_LIMITS.keepMs - 1));
    await store.add(LICENCE, use(NOW - USE_LIMITS.keepMs));
    expect(await times()).toEqual([NOW - USE_LIMITS.keepMs]);
    await store.sweep(NOW);
    expect((await stored()).split('\n')).toHaveLength(2);
    expect(await times()).toEqual([NOW - USE_LIMITS.keepMs]);
  });

  it('makes room for the newest at the limit, and says from when on nothing is missing', async () => {
    const limit = 12;
    const first = NOW - limit;
    store = new UseStore(storage, CIPHER, limit);
    expect((await store.of(LICENCE, NOW)).since).toBe(NOW - USE_LIMITS.keepMs);
    await Promise.all(Array.from({ length: limit }, (_, at) => store.add(LICENCE, use(first + at))));
    await store.add(LICENCE, use(NOW));
    const { since, uses } = await store.of(LICENCE, NOW);
    expect([since, uses.length, uses[0]?.time, uses.at(-1)?.time]).toEqual([
      first + 1,
      limit,
      NOW,
      first + 1,
    ]);
    expect((await stored()).split('\n')).toHaveLength(2 * limit);
  });
});
