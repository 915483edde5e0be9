import { setTimeout as wait } from 'node:timers/promises';
import { common, peer } from '@hyperledger/fabric-protos';
import type { Block, Position, Signer } from '../ledger';
import { readBlock } from './block-content';
import { BlockDamaged } from './block-damaged';
import type { ChainTrust } from './chain-trust';
import type { Delivery } from './deliver';
import { outlivingStream } from './member-stream';
import { NodeRefused, PeerConnection, type NodeAddress } from './peer-connection';
import { TrustedChain } from './trusted-chain';

/** How an ordered transaction came out, as the member's own peer says. */
export interface Outcome {
  readonly position: Position;
  /** Fabric's TxValidationCode; 0 is valid. */
  readonly code: number;
}

export interface ChainOptions {
  readonly channelId: string;
  readonly chaincode: string;
  /** The member's own peers; the next one is asked when one does not answer. */
  readonly peers: readonly [NodeAddress, ...NodeAddress[]];
  /** Whose identity reads blocks: the member's operator. */
  readonly reader: Signer;
  /**
   * Whom the blocks are believed from. Without it the member's own peers are believed: their blocks are checked for
   * being of one piece and one chain, and no more. A gateway always has it.
   */
  readonly trust?: ChainTrust;
}

/** Outcomes kept for submissions that are still waiting to ask; about ten seconds at full speed. */
const keptOutcomes = 10_000;

/** Reading the chain from the member's peers: blocks, height, and how transactions came out. Outlives a lost peer. */
export class PeerChain {
  readonly #options: ChainOptions;
  readonly #connections: readonly PeerConnection[];
  readonly #trusted: TrustedChain | undefined;
  readonly #closed = new AbortController();
  readonly #outcomes = new Map<string, Outcome>();
  readonly #waiting = new Map<string, (outcome: Outcome) => void>();
  #following: Promise<void> | undefined;
  #at = 0;

  constructor(options: ChainOptions) {
    this.#options = options;
    const { trust, reader } = options;
    // First: what makes no sense is refused before anything is opened.
    this.#trusted = trust === undefined ? undefined : new TrustedChain(options, reader, trust);
    this.#connections = options.peers.map((address) => new PeerConnection(address));
  }

  /** @throws RangeError when `from` is not a block number. */
  blocks(from: number, signal?: AbortSignal): AsyncIterable<Block> {
    if (!Number.isSafeInteger(from) || from < 0)
      throw new RangeError('blocks are read from a block number on');
    const stop = AbortSignal.any([this.#closed.signal, ...(signal === undefined ? [] : [signal])]);
    return this.#trusted?.blocks(from, stop) ?? this.#blocks(from, stop);
  }

  /** MSP ids of the members whose word on the next block is missing. */
  get awaited(): readonly string[] {
    return this.#trusted?.awaited ?? [];
  }

  async *#blocks(from: number, stop: AbortSignal): AsyncGenerator<Block> {
    let previous: Block | undefined;
    for await (const response of this.#responses('blocks', () => (previous?.number ?? from - 1) + 1, stop)) {
      const raw = response.getBlock();
      if (raw === undefined) continue;
      const block = readBlock(raw, this.#options.chaincode);
      const expected = (previous?.number ?? from - 1) + 1;
      if (block.number !== expected)
        throw new BlockDamaged(expected, 'number', 'the peer delivers another number');
      if (previous !== undefined && block.previousHash !== previous.hash) {
        throw new BlockDamaged(block.number, 'previous-hash', 'it does not follow the block before it');
      }
      previous = block;
      yield block;
      if (stop.aborted) return;
    }
  }

  async height(): Promise<number> {
    const { channelId, reader } = this.#options;
    const args = [Buffer.from('GetChainInfo'), Buffer.from(channelId)];
    const answer = await this.#ask((one) =>
      one.query({ channelId, chaincode: 'qscc', args }, reader, 10_000),
    );
    return common.BlockchainInfo.deserializeBinary(answer).getHeight();
  }

  /** Whether the chain has a transaction, by its id; undefined when it does not know it. @throws NodeRefused */
  async lookup(transactionId: string): Promise<Outcome | undefined> {
    const { channelId, reader } = this.#options;
    const args = ['GetBlockByTxID', channelId, transactionId].map((text) => Buffer.from(text));
    try {
      const answer = await this.#ask((one) =>
        one.query({ channelId, chaincode: 'qscc', args }, reader, 10_000),
      );
      const block = common.Block.deserializeBinary(answer);
      const read = readBlock(block, this.#options.chaincode);
      const tx = read.transactions.findIndex(({ id }) => id === transactionId);
      const flags = block.getMetadata()?.getMetadataList_asU8()[
        common.BlockMetadataIndex.TRANSACTIONS_FILTER
      ];
      return { position: { block: read.number, tx }, code: flags?.[tx] ?? 255 };
    } catch (error) {
      if (error instanceof NodeRefused && /no such transaction|not found/i.test(error.message))
        return undefined;
      throw error;
    }
  }

  /** Follows the chain from now on, so that no outcome of a later submission is missed. */
  follow(): Promise<void> {
    this.#following ??= this.height().then(
      (height) => {
        void this.#follow(height);
      },
      (error: unknown) => {
        this.#following = undefined;
        throw error;
      },
    );
    return this.#following;
  }

  /** Waits for the outcome; undefined when none was seen in time. */
  async outcome(transactionId: string, withinMs: number): Promise<Outcome | undefined> {
    const known = this.#outcomes.get(transactionId);
    if (known !== undefined) return known;
    const late = new AbortController();
    const stop = AbortSignal.any([late.signal, this.#closed.signal]);
    try {
      return await Promise.race([
        new Promise<Outcome>((resolve) => this.#waiting.set(transactionId, resolve)),
        wait(withinMs, undefined, { signal: stop }).catch(() => undefined),
      ]);
    } finally {
      late.abort();
      this.#waiting.delete(transactionId);
    }
  }

  close(): void {
    this.#closed.abort();
    for (const one of this.#connections) one.close();
  }

  async #follow(height: number): Promise<void> {
    let next = height;
    for await (const response of this.#responses('filtered', () => next, this.#closed.signal)) {
      const block = response.getFilteredBlock();
      if (block === undefined) continue;
      next = block.getNumber() + 1;
      for (const [tx, transaction] of block.getFilteredTransactionsList().entries()) {
        const id = transaction.getTxid();
        const outcome = {
          position: { block: block.getNumber(), tx },
          code: transaction.getTxValidationCode(),
        };
        // An id that comes again is marked invalid there; its first place is the one that counts.
        if (outcome.code === peer.TxValidationCode.DUPLICATE_TXID) continue;
        this.#outcomes.set(id, outcome);
        this.#waiting.get(id)?.(outcome);
        if (this.#outcomes.size > keptOutcomes) {
          for (const oldest of this.#outcomes.keys()) {
            this.#outcomes.delete(oldest);
            break;
          }
        }
      }
    }
  }

  /** A stream without end, from the peer that answered last and then the others. */
  async *#responses(
    what: Delivery,
    from: () => number,
    stop: AbortSignal,
  ): AsyncGenerator<peer.DeliverResponse> {
    const { channelId, reader, peers } = this.#options;
    const nodes = [...peers.slice(this.#at), ...peers.slice(0, this.#at)];
    const seek = () => ({ channelId, from: from(), reader });
    for await (const { response } of outlivingStream(what, () => nodes, seek, stop)) yield response;
  }

  /** Asks the peer that answered last; when it is gone, the others in turn. */
  async #ask<T>(question: (connection: PeerConnection) => Promise<T>): Promise<T> {
    let last: unknown;
    for (let tried = 0; tried < this.#connections.length; tried += 1) {
      const connection = this.#connections[this.#at];
      try {
        if (connection !== undefined) return await question(connection);
      } catch (error) {
        last = error;
        // 14 UNAVAILABLE, 4 DEADLINE_EXCEEDED: the peer did not answer.
        if (!(error instanceof NodeRefused) || ![4, 14].includes(error.code)) throw error;
        this.#at = (this.#at + 1) % this.#connections.length;
      }
    }
    throw last;
  }
}
