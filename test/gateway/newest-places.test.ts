import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NewestPlaces } from '../../gateway/src/licences/newest-places';
import { createLog } from '../../gateway/src/log';
import { DurableStorage } from '../../gateway/src/storage';

describe('where the newest licences of one name stand', () => {
  const anchored = new Set<string>();
  let folder: string;
  let storage: DurableStorage;
  let places: NewestPlaces;
  beforeEach(async () => {
    anchored.clear();
    folder = mkdtempSync(join(tmpdir(), 'huren-places-'));
    storage = await DurableStorage.open(join(folder, 'library'), 'library', createLog('silent', 'test'));
    places = new NewestPlaces(storage, (batch) => anchored.has(batch));
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
    anchored.add('old');
    await sealed('dead');
    expect(places.anchored('i/L')).toEqual({ batch: 'old', index: 0 });
    anchored.add('dead');
    expect(places.anchored('i/L')).toEqual({ batch: 'dead', index: 0 });
  });

  it('keeps the one in force however many are sealed after it, and no endless list', async () => {
    await sealed('in-force');
    anchored.add('in-force');
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
    anchored.add('authority/root');
    await sealed('dead');
    expect(places.anchored('i/L')).toEqual({ batch: 'authority/root', index: 7 });
  });
});
