import { Level } from 'level';

/** One change of the store. */
export type StoreChange =
  | { readonly type: 'put'; readonly key: Buffer; readonly value: Buffer }
  | { readonly type: 'del'; readonly key: Buffer };

/** Entries from `gte` to before `lt`. */
export interface StoreRange {
  readonly gte: Buffer;
  readonly lt: Buffer;
  readonly reverse?: boolean;
}

/** A fixed view of the store; whoever opens one closes it. */
export interface StoreView {
  get(key: Buffer): Buffer | undefined;
  entries(range: StoreRange): StoreCursor;
  close(): Promise<void>;
}

export interface StoreCursor {
  next(count: number): Promise<[Buffer, Buffer][]>;
  close(): Promise<void>;
}

/** The disk as the engine sees it. Tests put a failing one in its place; the engine's own is `openLevel`. */
export interface Store extends StoreView {
  view(): StoreView;
  /** All or nothing, on the disk itself when it resolves. */
  write(changes: readonly StoreChange[]): Promise<void>;
}

/** Opens a LevelDB folder, made when absent. */
export async function openLevel(path: string): Promise<Store> {
  const level = new Level<Buffer, Buffer>(path, {
    keyEncoding: 'buffer',
    valueEncoding: 'buffer',
    cacheSize: 32 * 1024 * 1024,
  });
  await level.open();
  const entries = (range: StoreRange, options: object = {}): StoreCursor => {
    const iterator = level.iterator({ ...range, ...options, highWaterMarkBytes: 256 * 1024 });
    return { next: (count) => iterator.nextv(count), close: () => iterator.close() };
  };
  return {
    get: (key) => level.getSync(key),
    entries: (range) => entries(range),
    close: () => level.close(),
    view: () => {
      const snapshot = level.snapshot();
      return {
        get: (key) => level.getSync(key, { snapshot }),
        entries: (range) => entries(range, { snapshot }),
        close: () => snapshot.close(),
      };
    },
    write: (changes) => level.batch([...changes], { sync: true }),
  };
}

/** Every entry of a range, a page at a time. */
export async function* scan(
  store: StoreView,
  range: StoreRange,
  page = 256,
): AsyncGenerator<[Buffer, Buffer]> {
  const cursor = store.entries(range);
  try {
    for (;;) {
      const entries = await cursor.next(page);
      yield* entries;
      if (entries.length === 0) return;
    }
  } finally {
    await cursor.close();
  }
}
