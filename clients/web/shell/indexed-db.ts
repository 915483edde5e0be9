/** What a request of IndexedDB answers. */
export function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error ?? new Error('IndexedDB refused'));
    };
  });
}

/** What is read from a store. */
export function read<T>(
  db: IDBDatabase,
  store: string,
  act: (kept: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  return answer(act(db.transaction(store, 'readonly').objectStore(store)));
}

/**
 * What is written to a store, once it is on the disk: a request's success alone may still be taken back, and the loss
 * of power takes what was not flushed.
 */
export async function write<T>(
  db: IDBDatabase,
  store: string,
  act: (kept: IDBObjectStore) => Promise<T>,
): Promise<T> {
  const transaction = db.transaction(store, 'readwrite', { durability: 'strict' });
  const ended = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => {
      resolve();
    };
    transaction.onabort = () => {
      reject(transaction.error ?? new Error('IndexedDB took it back'));
    };
  });
  const [result] = await Promise.all([act(transaction.objectStore(store)), ended]);
  return result;
}
