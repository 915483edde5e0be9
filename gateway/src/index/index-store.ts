import type { Level } from 'level';
import type { History, Version } from '@huren/chaincode/domain';
import { LIMITS } from '../limits';

/** Where the index stands: written in the same batch as the records that it covers. */
export interface Checkpoint {
  readonly v: 1;
  readonly height: number;
  readonly hash: string;
  readonly time: number;
  /** Hash of block 0: another ledger under the same path is noticed. */
  readonly genesis: string;
}

type Operation = { readonly type: 'put'; readonly key: string; readonly value: string };

/** `[[block, tx, time, value], …]`: values stand as the contract wrote them. */
type StoredHistory = readonly (readonly [number, number, number, unknown])[];

const CHECKPOINT = 'checkpoint';

export function readHistory<T>(text: string): History<T> {
  return (JSON.parse(text) as StoredHistory).map(([block, tx, time, value]): Version<T> => ({
    position: { block, tx },
    time,
    value: value as T | null,
  }));
}

/**
 * The index on disk: histories by state key (`h/`), positions by transaction id (`t/`), and the checkpoint. Writes are
 * gathered and seen at once; they reach the disk a group at a time, together with the checkpoint that covers them.
 */
export class IndexStore {
  #gathered = new Map<string, string>();
  #writing: ReadonlyMap<string, string> = new Map();
  #cache = new Map<string, History<unknown>>();
  #flushing: Promise<void> | undefined;

  constructor(private readonly db: Level) {}

  /** Entries that wait for the disk. */
  get gathered(): number {
    return this.#gathered.size;
  }

  checkpoint(): Checkpoint | undefined {
    const text = this.db.getSync(CHECKPOINT);
    return text === undefined ? undefined : (JSON.parse(text) as Checkpoint);
  }

  history<T>(key: string): History<T> {
    const cached = this.#cache.get(key);
    if (cached !== undefined) {
      this.#cache.delete(key);
      this.#cache.set(key, cached);
      return cached as History<T>;
    }
    const text = this.#read(`h/${key}`);
    const history = text === undefined ? [] : readHistory<T>(text);
    this.#cache.set(key, history);
    if (this.#cache.size > LIMITS.cachedHistories) {
      for (const oldest of this.#cache.keys()) {
        this.#cache.delete(oldest);
        break;
      }
    }
    return history;
  }

  /** Adds a version; `value` is the contract's own JSON text. `only`: the record keeps its newest version alone. */
  append(key: string, block: number, tx: number, time: number, value: string | null, only = false): void {
    const name = `h/${key}`;
    const known = only ? undefined : this.#read(name);
    const entry = `[${String(block)},${String(tx)},${String(time)},${value ?? 'null'}]`;
    this.#gathered.set(name, known === undefined ? `[${entry}]` : `${known.slice(0, -1)},${entry}]`);
    this.#cache.delete(key);
  }

  /** Notes that a record belongs to a list, at the end of it. */
  link(list: string, block: number, tx: number, key: string): void {
    const place = `${String(block).padStart(12, '0')}.${String(tx).padStart(6, '0')}`;
    this.#gathered.set(`a/${list}/${place}`, key);
  }

  /** State keys of a list, newest first, each with its place; `before` a place. Only what has reached the disk. */
  async linked(
    list: string,
    limit: number,
    before = '\uffff',
  ): Promise<readonly (readonly [place: string, key: string])[]> {
    const prefix = `a/${list}/`;
    const found: (readonly [string, string])[] = [];
    const range = { gte: prefix, lt: prefix + before, reverse: true, limit };
    for await (const [name, key] of this.db.iterator(range)) found.push([name.slice(prefix.length), key]);
    return found;
  }

  setPosition(transactionId: string, block: number, tx: number): void {
    this.#gathered.set(`t/${transactionId}`, `${String(block)}/${String(tx)}`);
  }

  position(transactionId: string): { readonly block: number; readonly tx: number } | undefined {
    const text = this.#read(`t/${transactionId}`);
    if (text === undefined) return undefined;
    const [block, tx] = text.split('/').map(Number);
    return { block: block ?? 0, tx: tx ?? 0 };
  }

  /** Stored histories whose state key begins with `prefix`, in key order. */
  async *stored(prefix: string): AsyncIterable<readonly [string, History<unknown>]> {
    const range = { gte: `h/${prefix}`, lt: `h/${prefix}\uffff` };
    for await (const [name, text] of this.db.iterator(range)) yield [name.slice(2), readHistory(text)];
  }

  /** Writes what was gathered, and the checkpoint, in one atomic batch; one at a time. */
  async flush(checkpoint: () => Checkpoint): Promise<void> {
    while (this.#flushing !== undefined) await this.#flushing;
    if (this.#gathered.size === 0) return;
    this.#flushing = this.#write(checkpoint()).finally(() => {
      this.#flushing = undefined;
    });
    await this.#flushing;
  }

  /** Throws everything away: the ledger is the only source. */
  async clear(): Promise<void> {
    this.#gathered = new Map();
    this.#cache.clear();
    await this.db.clear();
  }

  async #write(checkpoint: Checkpoint): Promise<void> {
    const group = this.#gathered;
    this.#writing = group;
    this.#gathered = new Map();
    const operations: Operation[] = [{ type: 'put', key: CHECKPOINT, value: JSON.stringify(checkpoint) }];
    for (const [key, value] of group) operations.push({ type: 'put', key, value });
    try {
      // Without sync: what a power cut takes is read from the ledger again, since the checkpoint goes with it.
      await this.db.batch(operations);
    } catch (error) {
      // A later write carries a later checkpoint: it has to carry these entries too, or they are gone for ever.
      this.#gathered = new Map([...group, ...this.#gathered]);
      throw error;
    } finally {
      this.#writing = new Map();
    }
  }

  #read(name: string): string | undefined {
    return this.#gathered.get(name) ?? this.#writing.get(name) ?? this.db.getSync(name);
  }
}
