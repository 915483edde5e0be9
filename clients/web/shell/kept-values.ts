function request<T>(asked: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => {
      resolve(asked.result);
    };
    asked.onerror = () => {
      reject(asked.error ?? new Error('IndexedDB refused'));
    };
  });
}

/** Values by name in IndexedDB, which holds keys as objects that cannot be exported. */
export class KeptValues<T> {
  constructor(
    private readonly database: string,
    private readonly store: string,
  ) {}

  async put(name: string, value: T): Promise<void> {
    await this.#within('readwrite', (kept) => kept.put(value, name));
  }

  get(name: string): Promise<T | undefined> {
    return this.#within('readonly', (kept) => kept.get(name) as IDBRequest<T | undefined>);
  }

  all(): Promise<readonly T[]> {
    return this.#within('readonly', (kept) => kept.getAll() as IDBRequest<T[]>);
  }

  async delete(name: string): Promise<void> {
    await this.#within('readwrite', (kept) => kept.delete(name));
  }

  async #within<R>(mode: IDBTransactionMode, act: (kept: IDBObjectStore) => IDBRequest<R>): Promise<R> {
    const opening = indexedDB.open(this.database, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(this.store);
    const db = await request(opening);
    try {
      return await request(act(db.transaction(this.store, mode).objectStore(this.store)));
    } finally {
      db.close();
    }
  }
}
