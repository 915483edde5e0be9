import { verify } from 'node:crypto';
import { isLowS, MspRegistry } from '../identity';
import type { BlockInspector } from './audit';
import type { BlockReader } from './block-reader';
import { sha256, type BlockRecord } from './block-record';
import { decodeConfiguration } from './channel-configuration';
import { allState, stateKey, stateKeyText, stateRange, transactionKey } from './layout';
import { LedgerDamaged } from './ledger-damaged';
import { parseProposal } from './proposal';
import { RangeDigest } from './range-digest';
import { encodeStateRecord, noMetadata, type StateRecord } from './state-record';
import { scan, type StoreView } from './store';
import { decodeTransaction, type RangeRead, type TransactionRecord } from './transaction-record';
import { encodeVersion, sameVersion, type Version } from './version';

/**
 * Replays the chain from its own evidence: every proposal is the one that was signed, by an identity of the channel
 * in force at its time; every verdict of MVCC is taken again; the state is rebuilt from the writes and compared
 * record by record. It keeps the state in memory.
 */
export class DeepAudit implements BlockInspector {
  readonly #reader: BlockReader;
  readonly #store: StoreView;
  readonly #state = new Map<string, StateRecord>();
  #channelId = '';
  #registry = new MspRegistry([]);
  #height = 0;

  constructor(reader: BlockReader, store: StoreView) {
    this.#reader = reader;
    this.#store = store;
  }

  inspect(block: BlockRecord): void {
    this.#height = block.number + 1;
    for (const [tx, item] of block.items.entries()) {
      if (block.kind === 'configuration') {
        const { channelId, members } = decodeConfiguration(item);
        this.#channelId = channelId;
        this.#registry = new MspRegistry(members);
      } else {
        const transaction = decodeTransaction(item);
        const position = { block: block.number, tx };
        this.#requireSigned(transaction);
        if (!this.#store.get(transactionKey(transaction.id))?.equals(encodeVersion(position))) {
          throw new Error('the index does not name one of its transactions');
        }
        if (this.#isCurrent(transaction) !== (transaction.validity === 'valid')) {
          throw new Error('a transaction is marked otherwise than its reads say');
        }
        if (transaction.validity === 'valid') this.#apply(transaction, position);
      }
    }
  }

  async finish(store: StoreView): Promise<void> {
    let seen = 0;
    for await (const [key, bytes] of scan(store, allState, 1_000)) {
      const record = this.#state.get(stateKeyText(key));
      if (record === undefined || !encodeStateRecord(record).equals(bytes)) {
        throw new LedgerDamaged(this.#height, 'the world state is not what the blocks wrote');
      }
      seen += 1;
    }
    if (seen !== this.#state.size) {
      throw new LedgerDamaged(this.#height, 'the world state lacks what the blocks wrote');
    }
  }

  #requireSigned(transaction: TransactionRecord): void {
    const creator = this.#reader.creator(transaction.creator);
    const bytes = Buffer.concat([transaction.proposalHead, creator.bytes, transaction.proposalTail]);
    const proposal = parseProposal(bytes);
    if (
      proposal?.channelId !== this.#channelId ||
      proposal.transactionId !== transaction.id.toString('hex') ||
      proposal.timestamp !== transaction.timestamp ||
      !sha256(proposal.creator).equals(transaction.creator)
    ) {
      throw new Error('a transaction does not match its proposal');
    }
    const { publicKey } = this.#registry.verifyClient(
      creator.certificate,
      creator.mspId,
      transaction.timestamp,
    );
    const key = { key: publicKey, dsaEncoding: 'der' } as const;
    if (!isLowS(transaction.signature) || !verify('sha256', bytes, key, transaction.signature)) {
      throw new Error('a signature does not hold');
    }
  }

  #isCurrent({ reads, ranges }: TransactionRecord): boolean {
    return (
      reads.every(({ key, version }) => sameVersion(this.#state.get(key)?.version, version)) &&
      ranges.every((range) => this.#digest(range).equals(range.digest))
    );
  }

  #digest(range: RangeRead): Buffer {
    const { gte, lt } = stateRange(range.start, range.end, !range.exhausted);
    const digest = new RangeDigest();
    const seen = [...this.#state]
      .map(([text, record]) => ({ text, record, key: stateKey(text) }))
      .filter(({ key }) => key.compare(gte) >= 0 && key.compare(lt) < 0)
      .sort((a, b) => a.key.compare(b.key));
    for (const { text, record } of seen) digest.add(text, record.version);
    return digest.bytes();
  }

  #apply({ writes, metadataWrites }: TransactionRecord, version: Version): void {
    for (const { key, value } of writes) {
      const metadata = this.#state.get(key)?.metadata ?? noMetadata;
      if (value === null) this.#state.delete(key);
      else this.#state.set(key, { version, value, metadata });
    }
    for (const { key, name, value } of metadataWrites) {
      const record = this.#state.get(key);
      if (record === undefined) continue;
      this.#state.set(key, { ...record, version, metadata: new Map([...record.metadata, [name, value]]) });
    }
  }
}
