import { isUtf8 } from 'node:buffer';
import { ledger, peer } from '@hyperledger/fabric-protos';
import ChaincodeStub from 'fabric-shim/lib/stub';
import { HistoryQueryIterator, StateQueryIterator } from 'fabric-shim/lib/iterators';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import type { SimulatedStub } from './contract-host';
import { decodeBlock } from './block-record';
import { blockKey, historyRange, stateKey, stateKeyText, stateRange } from './layout';
import type { EmbeddedLimits } from './limits';
import { chaincodeInput, type Proposal } from './proposal';
import { keyValue, Lookahead, pageMetadata, pageSize, queryResponse } from './query-page';
import { RangeDigest } from './range-digest';
import { decodeStateRecord, type StateRecord } from './state-record';
import type { Store, StoreView } from './store';
import { decodeTransaction, type RangeRead, type ReadWriteSet } from './transaction-record';
import { decodeVersion, type Version } from './version';

/** A range or a history that the contract is still walking. */
interface OpenQuery {
  next(): Promise<peer.QueryResponse>;
  close(): Promise<void>;
}

/**
 * One run of a contract function over the committed state: the peer's half of the shim's conversation. The real
 * ChaincodeStub calls the `handle…` methods (fabric-shim 2.5.8, lib/handler.js); every read goes to one fixed view
 * of the state, every write to the write set, so nothing reads its own writes (as on a peer with LevelDB).
 */
export class Simulation {
  readonly #store: Store;
  readonly #limits: EmbeddedLimits;
  #view: StoreView | undefined;
  #sealed = false;
  #paginated = false;
  #writtenBytes = 0;
  #queryCount = 0;
  readonly #queries = new Map<string, OpenQuery>();
  readonly #reads = new Map<string, Version | undefined>();
  readonly #ranges: (() => RangeRead)[] = [];
  readonly #writes = new Map<string, Buffer | null>();
  readonly #metadataWrites = new Map<string, Map<string, Buffer>>();

  constructor(store: Store, limits: EmbeddedLimits) {
    this.#store = store;
    this.#limits = limits;
  }

  stub(proposal: Proposal, signature: Uint8Array): SimulatedStub {
    const signed = new peer.SignedProposal();
    signed.setProposalBytes(proposal.bytes);
    signed.setSignature(signature);
    return new ChaincodeStub(
      this,
      proposal.channelId,
      proposal.transactionId,
      chaincodeInput(proposal),
      signed,
    );
  }

  /** Ends the run; whatever the contract left running in the background fails from here on. */
  async close(): Promise<void> {
    this.#sealed = true;
    for (const query of this.#queries.values()) await query.close();
    this.#queries.clear();
    await this.#view?.close();
  }

  readWriteSet(): ReadWriteSet {
    const writes = [...this.#writes].map(([key, value]) => ({ key, value, order: Buffer.from(key) }));
    writes.sort((a, b) => a.order.compare(b.order));
    return {
      reads: [...this.#reads].map(([key, version]) => ({ key, version })),
      ranges: this.#ranges.map((range) => range()),
      writes: writes.map(({ key, value }) => ({ key, value })),
      metadataWrites: [...this.#metadataWrites].flatMap(([key, entries]) =>
        [...entries].map(([name, value]) => ({ key, name, value })),
      ),
    };
  }

  // The shim awaits each of these; they are promises so that a refusal rejects, as over the wire.

  handleGetState(collection: string, key: string): Promise<Buffer> {
    return this.#answer(() => {
      requirePublic(collection);
      return Buffer.from(this.#read(key)?.value ?? Buffer.alloc(0));
    });
  }

  handlePutState(collection: string, key: string, value: Uint8Array): Promise<Buffer> {
    return this.#answer(() => {
      requirePublic(collection);
      this.#requireKey(key);
      const bytes = Buffer.from(value);
      if (!isUtf8(bytes)) throw new TypeError('a state value is UTF-8 text');
      // Fabric reads an empty value as a deletion.
      this.#write(key, bytes.length === 0 ? null : bytes);
      return Buffer.alloc(0);
    });
  }

  handleDeleteState(collection: string, key: string): Promise<Buffer> {
    return this.#answer(() => {
      requirePublic(collection);
      this.#requireKey(key);
      this.#write(key, null);
      return Buffer.alloc(0);
    });
  }

  handleGetStateMetadata(collection: string, key: string): Promise<Record<string, Uint8Array>> {
    return this.#answer(() => {
      requirePublic(collection);
      return Object.fromEntries(this.#read(key)?.metadata ?? []);
    });
  }

  handlePutStateMetadata(collection: string, key: string, name: string, value: Uint8Array): Promise<Buffer> {
    return this.#answer(() => {
      requirePublic(collection);
      this.#requireKey(key);
      this.#count(key.length + name.length + value.length);
      const entries = this.#metadataWrites.get(key) ?? new Map<string, Buffer>();
      this.#metadataWrites.set(key, entries.set(name, Buffer.from(value)));
      return Buffer.alloc(0);
    });
  }

  handleGetStateByRange(
    collection: string,
    start: string,
    end: string,
    channelId: string,
    transactionId: string,
    metadata?: Uint8Array,
  ): Promise<object> {
    return this.#answer(async () => {
      requirePublic(collection);
      const page = metadata === undefined ? undefined : peer.QueryMetadata.deserializeBinary(metadata);
      if (page !== undefined) {
        if (this.#writes.size > 0) throw new Error('a transaction that writes cannot page through a range');
        this.#paginated = true;
      }
      const from =
        page?.getBookmark() === undefined || page.getBookmark() === '' ? start : page.getBookmark();
      const query = this.#openRange(
        from,
        end,
        page === undefined ? undefined : Math.max(1, page.getPagesize()),
      );
      const response = await query.next();
      const iterator = new StateQueryIterator(this, channelId, transactionId, response);
      if (page === undefined) return { iterator };
      const answered = peer.QueryResponseMetadata.deserializeBinary(response.getMetadata_asU8());
      const bookmark = answered.getBookmark();
      return { iterator, metadata: { bookmark, fetchedRecordsCount: answered.getFetchedRecordsCount() } };
    });
  }

  handleGetHistoryForKey(key: string, channelId: string, transactionId: string): Promise<object> {
    return this.#answer(async () => {
      const response = await this.#openHistory(key).next();
      return new HistoryQueryIterator(this, channelId, transactionId, response);
    });
  }

  handleQueryStateNext(id: string): Promise<peer.QueryResponse> {
    return this.#answer(async () => {
      const query = this.#queries.get(id);
      if (query === undefined) throw new Error('the iterator is closed');
      return query.next();
    });
  }

  handleQueryStateClose(id: string): Promise<peer.QueryResponse> {
    return this.#answer(async () => {
      await this.#queries.get(id)?.close();
      this.#queries.delete(id);
      return new peer.QueryResponse();
    });
  }

  handleGetQueryResult(): Promise<never> {
    return this.#refuse('rich queries need a document database; this network keeps its state in LevelDB');
  }

  handleGetPrivateDataHash(): Promise<never> {
    return this.#refuse('private data is not supported');
  }

  handlePurgeState(): Promise<never> {
    return this.#refuse('private data is not supported');
  }

  handleInvokeChaincode(): Promise<never> {
    return this.#refuse('there is no other chaincode on this channel');
  }

  /** Runs synchronously up to the first await, so that the contract's order of calls is the order of effects. */
  #answer<T>(act: () => T | Promise<T>): Promise<T> {
    if (this.#sealed) return this.#refuse('the transaction has ended');
    return new Promise((resolve) => {
      resolve(act());
    });
  }

  #refuse(reason: string): Promise<never> {
    return Promise.reject(new Error(reason));
  }

  #read(key: string): StateRecord | undefined {
    this.#requireKey(key);
    const bytes = this.#now().get(stateKey(key));
    const record = bytes === undefined ? undefined : decodeStateRecord(bytes);
    this.#reads.set(key, record?.version);
    return record;
  }

  #write(key: string, value: Buffer | null): void {
    if (this.#paginated) throw new Error('a transaction that pages through a range cannot write');
    this.#count(key.length + (value?.length ?? 0));
    this.#writes.set(key, value);
  }

  #count(bytes: number): void {
    this.#writtenBytes += bytes;
    if (this.#writtenBytes > this.#limits.writeBytes) throw new Error('the transaction writes too much');
  }

  #requireKey(key: string): void {
    const bytes = Buffer.from(key);
    if (key === '' || bytes.length > this.#limits.keyBytes || bytes.toString('utf8') !== key) {
      throw new Error('a state key is well-formed text of limited length');
    }
  }

  #now(): StoreView {
    return (this.#view ??= this.#store.view());
  }

  /** Pages through a range; what was fetched counts as read (a peer does the same). */
  #openRange(start: string, end: string, limit?: number): OpenQuery {
    const id = String(++this.#queryCount);
    const cursor = this.#now().entries(stateRange(start, end));
    const pages = new Lookahead(cursor);
    const digest = new RangeDigest();
    let last: string | undefined;
    this.#ranges.push(() => {
      const exhausted = pages.ended;
      const upTo = exhausted ? end : (last ?? start);
      return { start, end: upTo, exhausted, digest: digest.bytes() };
    });
    const next = async (): Promise<peer.QueryResponse> => {
      const entries = await pages.take(limit ?? pageSize);
      const results = entries.map(([storeKey, bytes]) => {
        const key = stateKeyText(storeKey);
        const record = decodeStateRecord(bytes);
        digest.add(key, record.version);
        last = key;
        return keyValue(key, record.value);
      });
      const response = queryResponse(id, results, limit === undefined && !pages.ended);
      if (limit !== undefined) response.setMetadata(pageMetadata(results.length, pages.upcoming));
      return response;
    };
    return this.#open(id, next, () => cursor.close());
  }

  #openHistory(key: string): OpenQuery {
    this.#requireKey(key);
    const id = String(++this.#queryCount);
    const cursor = this.#now().entries(historyRange(key));
    const pages = new Lookahead(cursor);
    const next = async (): Promise<peer.QueryResponse> => {
      const entries = await pages.take(pageSize);
      const results = entries.map(([entry]) => this.#modification(key, decodeVersion(entry.subarray(-8))));
      return queryResponse(id, results, !pages.ended);
    };
    return this.#open(id, next, () => cursor.close());
  }

  #open(id: string, next: OpenQuery['next'], close: OpenQuery['close']): OpenQuery {
    const query = { next, close };
    this.#queries.set(id, query);
    return query;
  }

  #modification(key: string, at: Version | undefined): Uint8Array {
    const block = at === undefined ? undefined : this.#now().get(blockKey(at.block));
    const item = block === undefined ? undefined : decodeBlock(block).items[at?.tx ?? 0];
    if (item === undefined) throw new Error('the history names a transaction that is not there');
    const transaction = decodeTransaction(item);
    const value = transaction.writes.find((write) => write.key === key)?.value ?? null;
    const time = new Timestamp();
    time.setSeconds(Math.floor(transaction.timestamp / 1000));
    time.setNanos((transaction.timestamp % 1000) * 1e6);
    const modification = new ledger.queryresult.KeyModification();
    modification.setTxId(transaction.id.toString('hex'));
    modification.setTimestamp(time);
    modification.setIsDelete(value === null);
    modification.setValue(value ?? Buffer.alloc(0));
    return modification.serializeBinary();
  }
}

function requirePublic(collection: string): void {
  if (collection !== '') throw new Error('private data is not supported');
}
