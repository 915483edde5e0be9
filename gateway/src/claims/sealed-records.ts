import type { LibraryCipher } from '../licences/cipher';
import type { DurableStorage, StorageOperation } from '../storage';

/** Records of a storage that are encrypted under the library's key, each bound to its own name. */
export class SealedRecords {
  constructor(
    private readonly storage: DurableStorage,
    private readonly cipher: LibraryCipher,
  ) {}

  put(name: string, value: unknown): StorageOperation {
    return { type: 'put', key: name, value: this.cipher.seal(name, JSON.stringify(value)) };
  }

  get(name: string): unknown {
    const stored = this.storage.get(name);
    return stored === undefined ? undefined : this.read(name, stored);
  }

  read(name: string, stored: string): unknown {
    return JSON.parse(this.cipher.open(name, stored)) as unknown;
  }
}
