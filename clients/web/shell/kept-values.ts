import { answer, storeOf, written } from './indexed-db';

/** Values by name in IndexedDB, which holds keys as objects that cannot be exported. */
export class KeptValues<T> {
  constructor(
    private readonly database: string,
    private readonly store: string,
  ) {}

  async put(name: string, value: T): Promise<void> {
    await this.#within((db) => this.#write(db, (kept) => kept.put(value, name)));
  }

  get(name: string): Promise<T | undefined> {
    return this.#within((db) =>
      answer(storeOf(db, this.store, 'readonly').get(name) as IDBRequest<T | undefined>),
    );
  }

  all(): Promise<readonly T[]> {
    return this.#within((db) => answer(storeOf(db, this.store, 'readonly').getAll() as IDBRequest<T[]>));
  }

  async delete(name: string): Promise<void> {
    await this.#within((db) => this.#write(db, (kept) => kept.delete(name)));
  }

  /** @throws NotKept */
  async #write(db: IDBDatabase, act: (kept: IDBObjectStore) => unknown): Promise<void> {
    const kept = storeOf(db, this.store, 'readwrite');
    act(kept);
    await written(kept);
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
