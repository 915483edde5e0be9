import { setTimeout as wait } from 'node:timers/promises';
import { LedgerDisputed, type Block, type Ledger } from '@huren/network';
import { LIMITS } from '../limits';
import type { Log } from '../log';
import { IndexBroken, type RecordIndex } from './record-index';

export type FeedState = 'starting' | 'following' | 'stopped' | 'broken';

/** How long a start waits for the last block that the index has; the chain is checked again as it is followed, ms. */
const lookWithinMs = 3_000;

/**
 * Follows the ledger from the index's checkpoint. Blocks that arrive together reach the disk together. A break in the
 * chain stops the feed for good, as do members who contradict each other about it: the gateway says so on /readyz, and
 * its verdicts turn to `cannot-tell` as it ages.
 */
export class IndexFeed {
  #state: FeedState = 'starting';
  #finding: IndexBroken | LedgerDisputed | undefined;
  #abort = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #flush: Promise<void> | undefined;

  constructor(
    private readonly index: RecordIndex,
    private readonly ledger: Ledger,
    private readonly log: Log,
  ) {}

  get state(): FeedState {
    return this.#state;
  }

  /** Why the feed is broken; undefined while it is not. */
  get finding(): IndexBroken | LedgerDisputed | undefined {
    return this.#finding;
  }

  /** Checks that the ledger still holds what the index has read, rebuilds if not, and begins to follow. */
  async start(): Promise<void> {
    if (this.#state === 'following') return;
    this.#abort = new AbortController();
    try {
      if (!(await this.#continuesLedger())) {
        this.log.warn({ height: this.index.head.height }, 'the ledger is another one: the index is rebuilt');
        await this.index.clear();
      }
    } catch (error) {
      if (!(error instanceof LedgerDisputed)) throw error;
      // The gateway runs all the same: it answers from what it has, and says why it goes no further.
      this.#break(error);
      return;
    }
    this.#state = 'following';
    this.#finding = undefined;
    this.#running = this.#follow(this.#abort.signal);
  }

  /** Resolves once every block that the ledger held at the time of the call is in the index. */
  async caughtUp(timeoutMs: number): Promise<boolean> {
    return this.index.reached(await this.ledger.height(), timeoutMs);
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#running;
    await this.#flush;
    if (this.#state !== 'broken') {
      await this.index.flush();
      this.#state = 'stopped';
    }
  }

  async #continuesLedger(): Promise<boolean> {
    const { height, hash } = this.index.head;
    if (height === 0) return true;
    if ((await this.ledger.height()) < height) return false;
    const look = new AbortController();
    // Members that do not answer yet say nothing against the index; what follows is checked when it comes.
    const late = wait(lookWithinMs, true, { signal: look.signal }).catch(() => true);
    try {
      return await Promise.race([late, this.#sameBlock(height - 1, hash, look.signal)]);
    } finally {
      look.abort();
    }
  }

  async #sameBlock(number: number, hash: string, signal: AbortSignal): Promise<boolean> {
    for await (const block of this.ledger.blocks(number, signal)) return block.hash === hash;
    return signal.aborted;
  }

  async #follow(signal: AbortSignal): Promise<void> {
    try {
      for await (const block of this.ledger.blocks(this.index.head.height, signal)) {
        if (signal.aborted) return;
        await this.#take(block);
      }
    } catch (error) {
      if (signal.aborted) return;
      this.#break(error);
    }
  }

  async #take(block: Block): Promise<void> {
    const { height, hash } = this.index.head;
    // A peer that is asked again after a break may begin with the block that it sent last.
    if (block.number === height - 1 && block.hash === hash) return;
    this.index.apply(block);
    // Gathering goes on while a group is written; a full group waits, so that memory stays bounded.
    if (this.index.gathered >= LIMITS.indexGroup) await this.#flush;
    this.#flush ??= this.#nextTick();
  }

  async #nextTick(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    try {
      await this.index.flush();
    } catch {
      this.#break(new IndexBroken('write-failed', this.index.head.height));
      this.#abort.abort();
    } finally {
      this.#flush = undefined;
    }
  }

  #break(error: unknown): void {
    this.#state = 'broken';
    if (error instanceof LedgerDisputed) {
      this.#finding = error;
      const { id, code, block, accounts } = error.finding;
      const members = accounts.map(({ member }) => member);
      this.log.error(
        { finding: id, code, block, members },
        'members disagree about the ledger: the index stopped',
      );
      return;
    }
    const finding = error instanceof IndexBroken ? error : new IndexBroken('gap', this.index.head.height);
    this.#finding = finding;
    this.log.error({ code: finding.code, height: finding.height, cause: nameOf(error) }, 'the index stopped');
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
