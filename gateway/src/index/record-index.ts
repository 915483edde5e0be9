import { Level } from 'level';
import type {
  History,
  LedgerHead,
  LocatedAnchor,
  Passage,
  RecordSource,
  Version,
} from '@huren/chaincode/domain';
import type { Block } from '@huren/network';
import type { OpenLevel } from '../storage';
import { IndexStore } from './index-store';
import { MEMORY_KINDS, MemoryRecords } from './memory-records';

/** The block feed does not continue what the index holds: it stops rather than answer from two histories. */
export class IndexBroken extends Error {
  constructor(
    readonly code: 'gap' | 'other-chain' | 'bad-value' | 'write-failed',
    readonly height: number,
  ) {
    super(`the index stopped at block ${String(height)}: ${code}`);
    this.name = 'IndexBroken';
  }
}

// Keys are random (digests), so that small buffers would be merged over and over while the index is built.
const openIndexLevel: OpenLevel = (path) => new Level(path, { writeBufferSize: 32 * 1024 * 1024 });

const NO_HASH = '0'.repeat(64);
/** A receipt head counts upwards every ten minutes for ever; only the newest says anything. */
const NEWEST_ONLY = 'receipt-head';
/** Cases are many, and each authority looks at its own. */
const LISTED = 'case';

function kindOf(key: string): string {
  const slash = key.indexOf('/');
  return slash < 0 ? key : key.slice(0, slash);
}

/**
 * What a gateway knows of the ledger, from blocks alone (DESIGN 7). Few and hot kinds are in memory, anchors and
 * statuses in level with a bounded cache. A block becomes visible whole, in one synchronous step.
 */
export class RecordIndex implements RecordSource {
  readonly #memory = new MemoryRecords();
  readonly #waiting = new Set<{ readonly height: number; readonly give: (reached: boolean) => void }>();
  #head: LedgerHead = { height: 0, hash: NO_HASH, time: 0 };
  #genesis = NO_HASH;
  #locate: (digest: string) => LocatedAnchor | undefined = () => undefined;

  private constructor(
    private readonly db: Level,
    private readonly store: IndexStore,
  ) {}

  /** Opens the index in a folder and reads its memory part back; another disk only to show what happens when it fails. */
  static async open(path: string, openDb: OpenLevel = openIndexLevel): Promise<RecordIndex> {
    const db = openDb(path);
    await db.open();
    const index = new RecordIndex(db, new IndexStore(db));
    await index.#load();
    return index;
  }

  get head(): LedgerHead {
    return this.#head;
  }

  /** Hash of block 0; 64 zeros while there is none. */
  get genesis(): string {
    return this.#genesis;
  }

  history<T>(key: string): History<T> {
    return MEMORY_KINDS.has(kindOf(key)) ? this.#memory.history<T>(key) : this.store.history<T>(key);
  }

  /** The newest version; its object is the same until the record changes, so it also serves as a change mark. */
  latest<T>(key: string): Version<T> | undefined {
    return this.history<T>(key).at(-1);
  }

  /** The record as it stands now; undefined when it never was or was deleted. */
  record<T>(key: string): NonNullable<Version<T>['value']> | undefined {
    return this.latest<T>(key)?.value ?? undefined;
  }

  grounds(
    type: string,
    between?: Passage,
  ): { readonly agreements: readonly string[]; readonly bases: readonly string[] } {
    return { agreements: this.#memory.agreements(type, between), bases: this.#memory.bases(type) };
  }

  mappings(basic: string): readonly string[] {
    return this.#memory.mappings(basic);
  }

  /** State keys of the matters that an authority handles, in order. */
  mattersOf(authority: string): readonly string[] {
    return this.#memory.mattersOf(authority);
  }

  locate(digest: string): LocatedAnchor | undefined {
    return this.#locate(digest);
  }

  /** The licence library answers for bare credentials; the index itself never sees one. */
  locateWith(locate: (digest: string) => LocatedAnchor | undefined): void {
    this.#locate = locate;
  }

  /** State keys of a memory kind in order. */
  keys(kind: string): readonly string[] {
    return this.#memory.keys(kind);
  }

  /** Histories of a kind that is kept in level, in key order; those of blocks that arrive meanwhile may be among them. */
  async *stored(kind: string): AsyncIterable<readonly [string, History<unknown>]> {
    await this.flush();
    yield* this.store.stored(`${kind}/`);
  }

  /** State keys of the cases that an authority opened, newest first, each with its place in that list. */
  async casesOf(
    authority: string,
    limit: number,
    before?: string,
  ): Promise<readonly (readonly [place: string, key: string])[]> {
    await this.flush();
    return this.store.linked(`case/${authority}`, limit, before);
  }

  position(transactionId: string): { readonly block: number; readonly tx: number } | undefined {
    return this.store.position(transactionId);
  }

  get gathered(): number {
    return this.store.gathered;
  }

  /** Takes in the next block. @throws IndexBroken when it does not continue the chain. */
  apply(block: Block): void {
    if (block.number !== this.#head.height) throw new IndexBroken('gap', this.#head.height);
    if (block.previousHash !== this.#head.hash) throw new IndexBroken('other-chain', this.#head.height);
    const time = blockTime(this.#head.time, block);
    // Everything is read before anything is taken in: a block counts whole or not at all.
    const values = readValues(block);
    for (const [tx, transaction] of block.transactions.entries()) {
      if (!transaction.valid) continue;
      this.store.setPosition(transaction.id, block.number, tx);
      for (const write of transaction.writes) {
        const kind = kindOf(write.key);
        const value = values.get(write);
        if (kind === LISTED && this.store.history(write.key).length === 0) {
          const { authority } = value as { readonly authority: string };
          this.store.link(`case/${authority}`, block.number, tx, write.key);
        }
        this.store.append(write.key, block.number, tx, time, write.value, kind === NEWEST_ONLY);
        if (value === undefined || kind === LISTED) continue;
        this.#memory.append(kind, write.key, { position: { block: block.number, tx }, time, value });
      }
    }
    if (block.number === 0) this.#genesis = block.hash;
    this.#head = { height: block.number + 1, hash: block.hash, time };
    for (const waiter of this.#waiting) {
      if (waiter.height > this.#head.height) continue;
      this.#waiting.delete(waiter);
      waiter.give(true);
    }
  }

  /**
   * Resolves with true once the index holds `height` blocks, with false when that takes longer than `timeoutMs` or the
   * index closes before.
   */
  async reached(height: number, timeoutMs: number): Promise<boolean> {
    if (this.#head.height >= height) return true;
    return new Promise((resolve) => {
      const waiter = {
        height,
        give: (reached: boolean) => {
          clearTimeout(timer);
          resolve(reached);
        },
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(waiter);
        resolve(false);
      }, timeoutMs);
      this.#waiting.add(waiter);
    });
  }

  /** Brings what was applied to the disk. */
  async flush(): Promise<void> {
    await this.store.flush(() => ({ v: 1, ...this.#head, genesis: this.#genesis }));
  }

  /** Throws the read model away; the feed fills it again from block 0. */
  async clear(): Promise<void> {
    await this.store.clear();
    this.#memory.clear();
    this.#head = { height: 0, hash: NO_HASH, time: 0 };
    this.#genesis = NO_HASH;
  }

  async close(): Promise<void> {
    // A timer that goes on would keep a stopped process alive.
    for (const waiter of this.#waiting) waiter.give(false);
    this.#waiting.clear();
    await this.db.close();
  }

  async #load(): Promise<void> {
    const checkpoint = this.store.checkpoint();
    if (checkpoint === undefined) return;
    this.#head = { height: checkpoint.height, hash: checkpoint.hash, time: checkpoint.time };
    this.#genesis = checkpoint.genesis;
    for (const kind of MEMORY_KINDS) {
      for await (const [key, history] of this.store.stored(kind)) {
        if (kindOf(key) !== kind) continue;
        for (const version of history) this.#memory.append(kind, key, version);
      }
    }
  }
}

/**
 * DETAILS 15: max(previous, the block's timestamps). Only valid transactions count: an ordered but refused one could
 * carry any claim.
 */
function blockTime(previous: number, block: Block): number {
  let time = previous;
  for (const transaction of block.transactions) {
    if (!transaction.valid) continue;
    const claimed = Date.parse(transaction.timestamp);
    if (claimed > time) time = claimed;
  }
  return time;
}

type BlockWrite = Block['transactions'][number]['writes'][number];

/** Values of the writes that go to memory or into a list, read; null for a deletion. @throws IndexBroken bad-value */
function readValues(block: Block): ReadonlyMap<BlockWrite, unknown> {
  const values = new Map<BlockWrite, unknown>();
  for (const { valid, writes } of block.transactions) {
    if (!valid) continue;
    for (const write of writes) {
      const kind = kindOf(write.key);
      if (kind !== LISTED && !MEMORY_KINDS.has(kind)) continue;
      try {
        values.set(write, write.value === null ? null : (JSON.parse(write.value) as unknown));
      } catch {
        throw new IndexBroken('bad-value', block.number);
      }
    }
  }
  return values;
}
