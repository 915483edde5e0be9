import {
  LedgerRejection,
  LedgerUnavailable,
  type Block,
  type Commit,
  type Ledger,
  type LedgerHealth,
  type Position,
  type Signer,
  type TransactionRequest,
} from '../ledger';
import type { AuditedChain } from './audit';
import { BlockFeed } from './block-feed';
import { BlockReader } from './block-reader';
import { sha256 } from './block-record';
import { ChainWriter } from './chain-writer';
import type { ContractHost } from './contract-host';
import type { DataLock } from './data-lock';
import { Gatekeeper } from './gatekeeper';
import { transactionKey } from './layout';
import type { EmbeddedLimits } from './limits';
import { parseProposal, type Proposal } from './proposal';
import { Simulation } from './simulation';
import type { Store } from './store';
import type { TipWitness } from './tip-witness';
import { decodeTransaction, type ReadWriteSet } from './transaction-record';
import { decodeVersion } from './version';

const closed = 'the ledger is closed';

/** Where a transaction stands that the chain knows. */
export interface TransactionStatus {
  readonly position: Position;
  readonly valid: boolean;
}

/** What one run left behind. */
interface Outcome {
  readonly result: string;
  readonly set: ReadWriteSet;
  readonly event: { readonly name: string; readonly payload: string } | undefined;
}

/** What `openEmbedded` puts together. */
export interface EmbeddedParts {
  readonly store: Store;
  readonly lock: DataLock;
  readonly witness: TipWitness;
  readonly chain: AuditedChain;
  readonly host: ContractHost;
  readonly clock: () => number;
  readonly limits: EmbeddedLimits;
}

/**
 * The ledger in one process over one LevelDB folder: the real contracts, identities and signatures checked as a peer
 * checks them, MVCC, hash-chained blocks, group commit. One process holds it; for more, run Fabric.
 */
export class EmbeddedLedger implements Ledger {
  readonly engine = 'embedded';
  /** Hex SHA-256 of block 0's header; it names the network. */
  readonly genesisHash: string;
  readonly channelId: string;
  readonly #parts: EmbeddedParts;
  readonly #gatekeeper: Gatekeeper;
  readonly #writer: ChainWriter;
  readonly #reader: BlockReader;
  readonly #feed: BlockFeed;
  readonly #underWay = new Set<Promise<unknown>>();
  #inFlight = 0;
  #closing: Promise<void> | undefined;

  constructor(parts: EmbeddedParts) {
    const { store, witness, chain, limits } = parts;
    this.#parts = parts;
    this.genesisHash = chain.genesisHash.toString('hex');
    this.channelId = chain.configuration.channelId;
    this.#gatekeeper = new Gatekeeper(chain.configuration, parts);
    this.#reader = new BlockReader(store);
    this.#writer = new ChainWriter(store, witness, chain.tip, limits, () => {
      this.#feed.wake();
    });
    this.#feed = new BlockFeed(
      (number) => this.#reader.block(number),
      () => this.#writer.height,
    );
  }

  async submit(request: TransactionRequest, signer: Signer): Promise<Commit> {
    this.#requireReady();
    return this.#counted(async () => {
      const { proposal, signature } = await this.#signed(request, signer);
      return this.#order(proposal, signature);
    });
  }

  /**
   * The first half of a submission whose key is elsewhere: the bytes to sign and the id they will have. Nothing is
   * kept; `submitSigned` takes them back.
   * @throws LedgerIdentityRefused, LedgerRejection, LedgerUnavailable
   */
  prepare(
    request: TransactionRequest,
    identity: { readonly mspId: string; readonly certificate: string },
  ): { readonly transactionId: string; readonly proposal: Uint8Array } {
    this.#requireReady();
    const { transactionId, bytes } = this.#gatekeeper.propose(request, identity);
    return { transactionId, proposal: bytes };
  }

  /**
   * As `submit`, for a proposal that was made and signed elsewhere. Its time is the caller's claim, kept within the
   * time window of `limits.proposalAgeMs`; its transaction id counts once.
   * @throws LedgerRejection MALFORMED_PROPOSAL, PROPOSAL_EXPIRED, DUPLICATE_TRANSACTION, besides those of `submit`.
   */
  async submitSigned(proposalBytes: Uint8Array, signature: Uint8Array): Promise<Commit> {
    this.#requireReady();
    return this.#counted(async () => {
      const proposal = parseProposal(proposalBytes);
      if (proposal?.channelId !== this.channelId) throw new LedgerRejection('MALFORMED_PROPOSAL', {});
      const colon = proposal.call.indexOf(':');
      const contract = proposal.call.slice(0, Math.max(0, colon));
      this.#gatekeeper.requireRequest({
        contract,
        fn: proposal.call.slice(colon + 1),
        argument: proposal.argument,
      });
      this.#gatekeeper.requireSignature(proposal, signature);
      return this.#order(proposal, signature);
    });
  }

  async evaluate(request: TransactionRequest, signer: Signer): Promise<string> {
    this.#requireOpen();
    const { proposal, signature } = await this.#signed(request, signer);
    return (await this.#tracked(() => this.#simulate(proposal, signature))).result;
  }

  blocks(from: number, signal?: AbortSignal): AsyncIterable<Block> {
    return this.#feed.blocks(from, signal);
  }

  height(): Promise<number> {
    return Promise.resolve(this.#writer.height);
  }

  health(): Promise<LedgerHealth> {
    const reason = this.#closing === undefined ? this.#writer.failure : closed;
    return Promise.resolve(reason === undefined ? { ready: true } : { ready: false, reason });
  }

  /** Whether the chain has a transaction, by its id (64 hex digits); undefined when it does not know it. */
  lookup(transactionId: string): Promise<TransactionStatus | undefined> {
    return this.#tracked(() => {
      if (!/^[0-9a-f]{64}$/.test(transactionId)) return undefined;
      const found = this.#parts.store.get(transactionKey(Buffer.from(transactionId, 'hex')));
      const position = found === undefined ? undefined : decodeVersion(found);
      if (position === undefined) return undefined;
      const item = this.#reader.record(position.block).items[position.tx];
      return item === undefined
        ? undefined
        : { position, valid: decodeTransaction(item).validity === 'valid' };
    });
  }

  /** Ends the readers, commits what is on its way, closes the folder. */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    this.#feed.end();
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
    await this.#writer.drain();
    try {
      await this.#parts.store.close();
    } finally {
      this.#parts.witness.close();
      this.#parts.lock.release();
    }
  }

  /** Judges the caller, then asks for the signature: a stranger costs no simulation. */
  async #signed(
    request: TransactionRequest,
    signer: Signer,
  ): Promise<{ proposal: Proposal; signature: Uint8Array }> {
    const proposal = this.#gatekeeper.propose(request, signer);
    const signature = await signer.sign(proposal.bytes);
    this.#gatekeeper.requireSignature(proposal, signature);
    return { proposal, signature };
  }

  #order(proposal: Proposal, signature: Uint8Array): Promise<Commit> {
    this.#requireReady();
    return this.#tracked(async () => {
      const { result, set, event } = await this.#simulate(proposal, signature);
      const split = proposal.bytes.indexOf(proposal.creator);
      const position = await this.#writer.append({
        creator: proposal.creator,
        record: {
          ...set,
          id: Buffer.from(proposal.transactionId, 'hex'),
          timestamp: proposal.timestamp,
          creator: sha256(proposal.creator),
          proposalHead: proposal.bytes.subarray(0, split),
          proposalTail: proposal.bytes.subarray(split + proposal.creator.length),
          signature: Buffer.from(signature),
          event,
        },
      });
      return { transactionId: proposal.transactionId, position, result };
    });
  }

  async #simulate(proposal: Proposal, signature: Uint8Array): Promise<Outcome> {
    const simulation = new Simulation(this.#parts.store, this.#parts.limits);
    try {
      const stub = simulation.stub(proposal, signature);
      const result = await this.#parts.host.run(stub, proposal.call);
      const event = stub.chaincodeEvent;
      return {
        result,
        set: simulation.readWriteSet(),
        event: event && {
          name: event.getEventName(),
          payload: Buffer.from(event.getPayload_asU8()).toString('utf8'),
        },
      };
    } finally {
      await simulation.close();
    }
  }

  #requireOpen(): void {
    if (this.#closing !== undefined) throw new LedgerUnavailable(closed);
  }

  #requireReady(): void {
    this.#requireOpen();
    if (this.#writer.failure !== undefined) throw new LedgerUnavailable(this.#writer.failure);
  }

  async #counted<T>(act: () => Promise<T>): Promise<T> {
    if (this.#inFlight >= this.#parts.limits.inFlight) {
      throw new LedgerUnavailable('too many transactions are under way; try again in a moment');
    }
    this.#inFlight += 1;
    try {
      return await act();
    } finally {
      this.#inFlight -= 1;
    }
  }

  /** Closing waits for what touches the store; it does not wait for a signer. */
  async #tracked<T>(act: () => T | Promise<T>): Promise<T> {
    this.#requireOpen();
    const running = (async () => act())();
    this.#underWay.add(running);
    try {
      return await running;
    } finally {
      this.#underWay.delete(running);
    }
  }
}
