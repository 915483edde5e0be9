import { msp } from '@hyperledger/fabric-protos';
import type { Block, BlockTransaction } from '../ledger';
import { decodeBlock, sha256, type BlockRecord } from './block-record';
import { blockKey, creatorKey } from './layout';
import { LedgerDamaged } from './ledger-damaged';
import type { StoreView } from './store';
import { decodeTransaction, type TransactionRecord } from './transaction-record';

/** Creators kept in memory; a network has far fewer. */
const maxCreators = 10_000;

interface Creator {
  readonly bytes: Buffer;
  readonly mspId: string;
  readonly certificate: string;
}

/** Reads blocks in the port's shape. Every block read is checked against its own hash. */
export class BlockReader {
  readonly #store: StoreView;
  readonly #creators = new Map<string, Creator>();

  constructor(store: StoreView) {
    this.#store = store;
  }

  /** @throws LedgerDamaged when the block is missing or not whole. */
  record(number: number): BlockRecord {
    return this.#whole(number, () => {
      const bytes = this.#store.get(blockKey(number));
      if (bytes === undefined) throw new Error('it is missing');
      return decodeBlock(bytes);
    });
  }

  /** @throws LedgerDamaged */
  block(number: number): Block {
    const record = this.record(number);
    const items = record.kind === 'transactions' ? record.items : [];
    return this.#whole(number, () => ({
      number: record.number,
      previousHash: record.previousHash.toString('hex'),
      hash: record.hash.toString('hex'),
      transactions: items.map((item) => this.#transaction(decodeTransaction(item))),
    }));
  }

  /** The identity that a transaction names by hash. @throws Error when it is missing or another one. */
  creator(hash: Buffer): Creator {
    const name = hash.toString('hex');
    const known = this.#creators.get(name);
    if (known !== undefined) return known;
    const bytes = this.#store.get(creatorKey(hash));
    if (bytes === undefined || !sha256(bytes).equals(hash))
      throw new Error('an identity it names is missing');
    const identity = msp.SerializedIdentity.deserializeBinary(bytes);
    const certificate = Buffer.from(identity.getIdBytes_asU8()).toString('utf8');
    const creator = { bytes, mspId: identity.getMspid(), certificate };
    if (this.#creators.size >= maxCreators) this.#creators.clear();
    this.#creators.set(name, creator);
    return creator;
  }

  #transaction(record: TransactionRecord): BlockTransaction {
    const { mspId, certificate } = this.creator(record.creator);
    const valid = record.validity === 'valid';
    const writes = valid
      ? record.writes.map(({ key, value }) => ({ key, value: value?.toString('utf8') ?? null }))
      : [];
    return {
      id: record.id.toString('hex'),
      valid,
      creator: { mspId, certificate },
      timestamp: new Date(record.timestamp).toISOString(),
      writes,
      ...(valid && record.event !== undefined ? { event: record.event } : {}),
    };
  }

  #whole<T>(number: number, read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw new LedgerDamaged(number, error instanceof Error ? error.message : 'it cannot be read');
    }
  }
}
