import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NewestPlaces } from '../../gateway/src/licences/newest-places';
import { createLog } from '../../gateway/src/log';
import { DurableStorage } from '../../gateway/src/storage';

describe('where the newest licences of one name stand', () => {
  /** Where on the ledger, by batch. */
  const anchored = new Map<string, number>();
  let folder: string;
  let storage: DurableStorage;
  let places: NewestPlaces;
  beforeEach(async () => {
    anchored.clear();
    folder = mkdtempSync(join(tmpdir(), 'huren-places-'));
    storage = await DurableStorage.open(join(folder, 'library'), 'library', createLog('silent', 'test'));
    places = new NewestPlaces(storage, (batch) => anchored.get(batch));
  });
  afterEach(async () => {
    await storage.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const sealed = (batch: string, index = 0): Promise<void> => places.write([], [['i/L', { batch, index }]]);
  const batches = (): readonly string[] => places.all('i/L').map(({ batch }) => batch);

  it('is the newest that is on the ledger, not what was sealed last', async () => {
    await sealed('old');
    expect(places.anchored('i/L')).toBeUndefined();
    anchored.set('old', anchored.size);
    await sealed('dead');
    expect(places.anchored('i/L')).toEqual({ batch: 'old', index: 0 });
    anchored.set('dead', anchored.size);
    expect(places.anchored('i/L')).toEqual({ batch: 'dead', index: 0 });
  });

  it('keeps the one in force however many are sealed after it, and no endless list', async () => {
    await sealed('in-force');
    anchored.set('in-force', anchored.size);
    for (let at = 0; at < 20; at++) await sealed(`dead-${String(at)}`);
    expect(batches()[0]).toBe('dead-19');
    expect(batches()).toHaveLength(9);
    expect(places.anchored('i/L')?.batch).toBe('in-force');
  });

  it('loses none of two batches at once', async () => {
    await Promise.all([sealed('a'), sealed('b'), sealed('c')]);
    expect(batches()).toEqual(['c', 'b', 'a']);
    await Promise.all([
      places.write(
        [],
        [
          ['i/L', { batch: 'd', index: 0 }],
          ['i/L', { batch: 'd', index: 1 }],
        ],
      ),
      places.write([{ type: 'put', key: 'c/other', value: 'text' }], [['i/M', { batch: 'e', index: 4 }]]),
    ]);
    expect(places.all('i/L').slice(0, 3)).toEqual([
      { batch: 'd', index: 1 },
      { batch: 'd', index: 0 },
      { batch: 'c', index: 0 },
    ]);
    expect([storage.get('c/other'), storage.get('i/M')]).toEqual(['text', 'e 4']);
  });

  it('reads the one place that an older folder has, and goes on from it', async () => {
    await storage.write([{ type: 'put', key: 'i/L', value: 'authority/root 7' }]);
    anchored.set('authority/root', anchored.size);
    await sealed('dead');
    expect(places.anchored('i/L')).toEqual({ batch: 'authority/root', index: 7 });
  });

  it('takes up what an older folder has in the ledger’s order, once', async () => {
    const found = ['b', 'dead', 'a', 'c', 'b'].map((batch) => ['i/L', { batch, index: 0 }] as const);
    for (const batch of ['a', 'b', 'c']) anchored.set(batch, anchored.size);
    await sealed('waiting');
    await places.list(found.slice(0, 3));
    await places.list(found.slice(3));
    expect(batches()).toEqual(['waiting', 'dead', 'c', 'b', 'a']);
    expect(places.anchored('i/L')?.batch).toBe('c');
  });

  it('keeps the newest in force of many that it takes up', async () => {
    const many = Array.from({ length: 20 }, (_, at) => String(at));
    for (const batch of many) anchored.set(batch, 100 - Number(batch));
    await places.list(many.map((batch) => ['i/L', { batch, index: 0 }] as const));
    expect(batches()).toEqual(many.slice(0, 8));
  });
});
