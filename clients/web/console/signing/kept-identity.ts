import type { KeyedIdentity } from '@huren/clients';

const [database, store, only] = ['huren-console', 'identity', 'kept'] as const;

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

async function within<T>(mode: IDBTransactionMode, act: (kept: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opening = indexedDB.open(database, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(store);
  const db = await request(opening);
  try {
    return await request(act(db.transaction(store, mode).objectStore(store)));
  } finally {
    db.close();
  }
}

/** Keeps the identity on this device: IndexedDB holds the key as an object that cannot be exported. */
export async function keepIdentity(identity: KeyedIdentity): Promise<void> {
  await within('readwrite', (kept) => kept.put(identity, only));
}

export async function forgetIdentity(): Promise<void> {
  await within('readwrite', (kept) => kept.delete(only));
}

/** The identity kept on this device; undefined where there is none, or where the browser keeps nothing. */
export async function keptIdentity(): Promise<KeyedIdentity | undefined> {
  try {
    return (await within('readonly', (kept) => kept.get(only))) as KeyedIdentity | undefined;
  } catch {
    return undefined;
  }
}
