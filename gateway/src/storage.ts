import { Level } from 'level';
import type { Log } from './log';
import { Problem } from './problems';

/** One operation of an atomic batch. */
export type StorageOperation =
  | { readonly type: 'put'; readonly key: string; readonly value: string }
  | { readonly type: 'del'; readonly key: string };

/** Opens a folder; another one only to show what happens when a disk fails. */
export type OpenLevel = (path: string) => Level;

export const openLevel: OpenLevel = (path) => new Level(path);

interface Waiting {
  readonly operations: readonly StorageOperation[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A folder of records that are acknowledged only when they are on the disk (`sync: true`). After a failed write nobody
 * knows what reached the disk, so the folder is opened anew before it is written again, and whoever keeps a state in
 * memory reads it back.
 */
export class DurableStorage {
  #failed = false;
  #recovering: Promise<void> | undefined;
  readonly #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;

  private constructor(
    private db: Level,
    private readonly path: string,
    private readonly openDb: OpenLevel,
    private readonly log: Log,
    private readonly name: string,
  ) {}

  static async open(
    path: string,
    name: string,
    log: Log,
    openDb: OpenLevel = openLevel,
  ): Promise<DurableStorage> {
    const db = openDb(path);
    await db.open();
    return new DurableStorage(db, path, openDb, log, name);
  }

  /** True from a failed write until the folder could be opened again. */
  get failed(): boolean {
    return this.#failed;
  }

  /** @throws Problem storage-failed while the folder is closed after a failed write */
  get(key: string): string | undefined {
    if (this.db.status !== 'open') throw new Problem('storage-failed', { retryAfterSeconds: 5 });
    return this.db.getSync(key);
  }

  /** Entries whose keys begin with `prefix`, in key order. */
  async *entries(prefix: string): AsyncIterable<readonly [string, string]> {
    yield* this.db.iterator({ gte: prefix, lt: `${prefix}\uffff` });
  }

  /**
   * Writes all or nothing, durably. What is to be written during a write waits for its end and goes together: one wait
   * for the disk for all of it, in the order in which it came.
   * @throws Problem storage-failed: nothing may be acknowledged
   */
  async write(operations: readonly StorageOperation[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ operations, resolve, reject });
      this.#writing ??= this.#writeWaiting();
    });
  }

  /** Never rejects. */
  async #writeWaiting(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0);
      try {
        await this.#commit(group.flatMap(({ operations }) => operations));
        for (const { resolve } of group) resolve();
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    // Before whoever was answered goes on: what they write next begins anew.
    this.#writing = undefined;
  }

  async #commit(operations: StorageOperation[]): Promise<void> {
    if (this.#failed) await this.recover();
    try {
      await this.db.batch(operations, { sync: true });
    } catch (error) {
      this.#failed = true;
      this.log.error({ storage: this.name, error: codeOf(error) }, 'a durable write failed');
      throw new Problem('storage-failed', { retryAfterSeconds: 5 });
    }
  }

  /**
   * Opens the folder again after a failure; whoever asks meanwhile waits for the same opening, since LevelDB loses its
   * lock when one process opens a folder twice (DETAILS 13).
   * @throws Problem storage-failed while that fails too
   */
  async recover(): Promise<void> {
    if (!this.#failed) return;
    this.#recovering ??= this.#reopen().finally(() => {
      this.#recovering = undefined;
    });
    await this.#recovering;
  }

  async #reopen(): Promise<void> {
    try {
      await this.db.close();
      const db = this.openDb(this.path);
      await db.open();
      this.db = db;
    } catch (error) {
      this.log.error({ storage: this.name, error: codeOf(error) }, 'the storage cannot be opened again');
      throw new Problem('storage-failed', { retryAfterSeconds: 5 });
    }
    this.#failed = false;
    this.log.info({ storage: this.name }, 'the storage is open again');
  }

  /** Tries to come back after a failure: opens the folder again and writes one record durably. True when it worked. */
  async probe(): Promise<boolean> {
    if (!this.#failed) return true;
    try {
      await this.recover();
      await this.write([{ type: 'put', key: 'probe', value: '' }]);
      return true;
    } catch (error) {
      if (error instanceof Problem) return false;
      throw error;
    }
  }

  /** Once everything that was given to be written is. */
  async close(): Promise<void> {
    await this.#writing;
    await this.db.close();
  }
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' ? code : error instanceof Error ? error.name : 'unknown';
}
