import { answer, read, write } from './indexed-db';

/** Values by name in IndexedDB, which holds keys as objects that cannot be exported. */
export class KeptValues<T> {
  constructor(
    private readonly database: string,
    private readonly store: string,
  ) {}

  async put(name: string, value: T): Promise<void> {
    await this.#within((db) => write(db, this.store, (kept) => answer(kept.put(value, name))));
  }

  get(name: string): Promise<T | undefined> {
    return this.#within((db) => read(db, this.store, (kept) => kept.get(name) as IDBRequest<T | undefined>));
  }

  all(): Promise<readonly T[]> {
    return this.#within((db) => read(db, this.store, (kept) => kept.getAll() as IDBRequest<T[]>));
  }

  async delete(name: string): Promise<void> {
    await this.#within((db) => write(db, this.store, (kept) => answer(kept.delete(name))));
  }

  async #within<R>(act: (db: IDBDatabase) => Promise<R>): Promise<R> {
    const opening = indexedDB.open(this.database, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(this.store);
    const db = await answer(opening);
    try {
      return await act(db);
    } finally {
      db.close();
    }
  }
}
