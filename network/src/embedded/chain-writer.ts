import { LedgerConflict, LedgerInDoubt, LedgerRejection, LedgerUnavailable } from '../ledger';
import { encodeBlock } from './block-record';
import { blockKey, creatorKey, historyKey, markKey, transactionKey } from './layout';
import type { EmbeddedLimits } from './limits';
import { PendingState } from './pending-state';
import { StateDigest } from './state-digest';
import type { Store, StoreChange } from './store';
import { encodeTip, type Tip } from './tip';
import type { TipWitness } from './tip-witness';
import { encodeTransaction, type TransactionRecord } from './transaction-record';
import { encodeVersion, type Version } from './version';

/** A simulated transaction that waits for its block. */
export interface Endorsed {
  readonly record: Omit<TransactionRecord, 'validity'>;
  /** The serialized identity whose SHA-256 the record names. */
  readonly creator: Buffer;
}

interface Waiting extends Endorsed {
  readonly bytes: number;
  readonly resolve: (position: Version) => void;
  readonly reject: (reason: Error) => void;
}

/**
 * Orders and commits. While one block is being synced the next transactions gather, and all of them make the next
 * block: one sync for many (group commit). Block, state, history, index and tip are one atomic batch.
 */
export class ChainWriter {
  readonly #store: Store;
  readonly #witness: TipWitness;
  readonly #limits: EmbeddedLimits;
  readonly #committed: () => void;
  #tip: Tip;
  #queue: Waiting[] = [];
  #running: Promise<void> | undefined;
  #failure: string | undefined;

  constructor(store: Store, witness: TipWitness, tip: Tip, limits: EmbeddedLimits, committed: () => void) {
    this.#store = store;
    this.#witness = witness;
    this.#tip = tip;
    this.#limits = limits;
    this.#committed = committed;
  }

  /** Number of durable blocks. */
  get height(): number {
    return this.#tip.height;
  }

  /** Why nothing is acknowledged any more; undefined while all is well. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /**
   * Resolves with the position once the transaction is durable and valid.
   * @throws LedgerConflict, LedgerUnavailable, LedgerInDoubt, or LedgerRejection DUPLICATE_TRANSACTION.
   */
  append(endorsed: Endorsed): Promise<Version> {
    if (this.#failure !== undefined) return Promise.reject(new LedgerUnavailable(this.#failure));
    return new Promise((resolve, reject) => {
      this.#queue.push({ ...endorsed, bytes: estimate(endorsed.record), resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nothing is waiting any more. */
  async drain(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0) {
      if (this.#failure === undefined) await this.#commit(this.#take());
      else this.#refuseAll(this.#queue.splice(0), this.#failure);
    }
    this.#running = undefined;
  }

  #take(): Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const waiting of this.#queue) {
      bytes += waiting.bytes;
      if (count > 0 && (bytes > this.#limits.blockBytes || count >= this.#limits.blockTransactions)) break;
      count += 1;
    }
    return this.#queue.splice(0, count);
  }

  async #commit(candidates: readonly Waiting[]): Promise<void> {
    let block: PreparedBlock;
    try {
      block = await this.#prepare(candidates);
    } catch {
      // The store cannot be read: nothing was written.
      this.#failure = 'the ledger cannot read its own records; it has to be opened again';
      this.#refuseAll(candidates, this.#failure);
      return;
    }
    if (block.ordered.length === 0) return;
    try {
      await this.#store.write(block.changes);
    } catch (error) {
      this.#failure = writeFailure(error);
      for (const { waiting } of block.ordered) {
        waiting.reject(new LedgerInDoubt(waiting.record.id.toString('hex'), this.#failure));
      }
      return;
    }
    this.#tip = block.tip;
    try {
      this.#witness.write(block.tip);
    } catch (error) {
      this.#failure = writeFailure(error);
    }
    this.#committed();
    for (const { waiting, position, valid } of block.ordered) {
      if (valid) waiting.resolve(position);
      else waiting.reject(new LedgerConflict(waiting.record.id.toString('hex')));
    }
  }

  async #prepare(candidates: readonly Waiting[]): Promise<PreparedBlock> {
    const number = this.#tip.height;
    const pending = new PendingState(this.#store);
    const changes: StoreChange[] = [];
    const items: Buffer[] = [];
    const ordered: Ordered[] = [];
    const ids = new Set<string>();
    const creators = new Set<string>();
    for (const waiting of candidates) {
      const { record, creator } = waiting;
      const id = record.id.toString('hex');
      if (ids.has(id) || this.#store.get(transactionKey(record.id)) !== undefined) {
        waiting.reject(new LedgerRejection('DUPLICATE_TRANSACTION', { transactionId: id }));
        continue;
      }
      ids.add(id);
      const position = { block: number, tx: items.length };
      const version = encodeVersion(position);
      const validity = await pending.validate(record);
      if (validity === 'valid') {
        pending.apply(record, position);
        for (const { key } of record.writes) {
          changes.push({ type: 'put', key: historyKey(key, version), value: Buffer.alloc(0) });
        }
      }
      const hash = record.creator.toString('hex');
      if (!creators.has(hash) && this.#store.get(creatorKey(record.creator)) === undefined) {
        creators.add(hash);
        changes.push({ type: 'put', key: creatorKey(record.creator), value: creator });
      }
      changes.push({ type: 'put', key: transactionKey(record.id), value: version });
      items.push(encodeTransaction({ ...record, validity }));
      ordered.push({ waiting, position, valid: validity === 'valid' });
    }
    const digest = new StateDigest(this.#tip.stateDigest);
    changes.push(...pending.changes(digest));
    const { bytes, hash } = encodeBlock({
      number,
      previousHash: this.#tip.hash,
      kind: 'transactions',
      items,
    });
    const tip = { ...this.#tip, height: number + 1, hash, stateDigest: digest.bytes() };
    changes.push({ type: 'put', key: blockKey(number), value: bytes });
    changes.push({ type: 'put', key: markKey('tip'), value: encodeTip(tip) });
    return { ordered, changes, tip };
  }

  #refuseAll(waiting: readonly Waiting[], reason: string): void {
    for (const { reject } of waiting) reject(new LedgerUnavailable(reason));
  }
}

interface Ordered {
  readonly waiting: Waiting;
  readonly position: Version;
  readonly valid: boolean;
}

interface PreparedBlock {
  readonly ordered: readonly Ordered[];
  readonly changes: readonly StoreChange[];
  readonly tip: Tip;
}

function estimate(record: Endorsed['record']): number {
  const written = record.writes.reduce((sum, { key, value }) => sum + key.length + (value?.length ?? 0), 0);
  const read = record.reads.reduce((sum, { key }) => sum + key.length + 20, 0);
  return record.proposalHead.length + record.proposalTail.length + written + read + 512;
}

/** A sentence for operators; the system's own text may hold paths and stays inside. */
function writeFailure(error: unknown): string {
  const text = error instanceof Error ? `${error.message} ${String(error.cause)}` : '';
  return /ENOSPC|No space left|EDQUOT|quota/i.test(text)
    ? 'the disk is full: free some space and start again; nothing that was acknowledged is lost'
    : 'the disk refused a write: check it and start again; nothing that was acknowledged is lost';
}
