/** What the browser said when it took a write back: the disk is full, or forbidden. */
export class NotKept extends Error {
  readonly messages = {
    zh: '这台设备没有存储空间，或不允许保存，没有继续。请腾出空间后重试。',
    en: 'This device has no room, or may not keep anything, so it went no further. Make room and try again.',
  };

  constructor(cause: DOMException | null) {
    super('the device did not keep it', { cause });
    this.name = 'NotKept';
  }
}

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

/** One store for what is done together; what is written is flushed before it counts. */
export function storeOf(db: IDBDatabase, name: string, mode: IDBTransactionMode): IDBObjectStore {
  return db.transaction(name, mode, { durability: 'strict' }).objectStore(name);
}

/** Once it is kept: a disk that is full says so only at the end. @throws NotKept */
export function written({ transaction }: IDBObjectStore): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => {
      resolve();
    };
    transaction.onabort = () => {
      reject(new NotKept(transaction.error));
    };
  });
}
