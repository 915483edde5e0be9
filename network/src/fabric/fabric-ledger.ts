import { peer } from '@hyperledger/fabric-protos';
import {
  LedgerConflict,
  LedgerIdentityRefused,
  LedgerInDoubt,
  LedgerRejection,
  LedgerUnavailable,
  type Block,
  type Commit,
  type Ledger,
  type LedgerHealth,
  type Signer,
  type TransactionRequest,
} from '../ledger';
import { NodeRefused } from './peer-connection';
import { type Outcome, PeerChain, type ChainOptions } from './peer-chain';
import { refusesIdentity } from './port-error';
import type { Submitter } from './submitter';

const closed = 'the ledger is closed';
/** How long a submission waits for its block before it is looked up, and then counts as in doubt, ms. */
const commitWithinMs = 30_000;
/** Largest argument, as the embedded engine has it. */
const argumentBytes = 8 * 1024 * 1024;

/** The ledger over real peers and orderers: a client library submits, the member's own peers tell what came of it. */
export class FabricLedger implements Ledger {
  readonly #submitter: Submitter;
  readonly #chain: PeerChain;
  #closed = false;

  constructor(submitter: Submitter, options: ChainOptions) {
    this.#submitter = submitter;
    this.#chain = new PeerChain(options);
  }

  get engine(): 'fabric-network' | 'fabric-gateway' {
    return this.#submitter.engine;
  }

  async submit(request: TransactionRequest, signer: Signer): Promise<Commit> {
    this.#requireOpen();
    requireText(request);
    await this.#reach(() => this.#chain.follow());
    const { transactionId, result } = await this.#ordered(request, signer);
    const outcome = await this.#outcomeOf(transactionId, commitWithinMs);
    return { transactionId, position: settle(outcome, transactionId), result };
  }

  async evaluate(request: TransactionRequest, signer: Signer): Promise<string> {
    this.#requireOpen();
    requireText(request);
    return this.#submitter.evaluate(request, signer);
  }

  blocks(from: number, signal?: AbortSignal): AsyncIterable<Block> {
    return this.#chain.blocks(from, signal);
  }

  height(): Promise<number> {
    this.#requireOpen();
    return this.#reach(() => this.#chain.height());
  }

  /** How a transaction came out that was in doubt; undefined when the chain does not know it (yet). */
  lookup(transactionId: string): Promise<Outcome | undefined> {
    this.#requireOpen();
    return this.#reach(() => this.#chain.lookup(transactionId));
  }

  async health(): Promise<LedgerHealth> {
    if (this.#closed) return { ready: false, reason: closed };
    try {
      await this.height();
      const { awaited } = this.#chain;
      return awaited.length === 0 ? { ready: true } : { ready: true, awaited };
    } catch (error) {
      return {
        ready: false,
        reason: error instanceof LedgerUnavailable ? error.message : 'the peers do not answer',
      };
    }
  }

  close(): Promise<void> {
    this.#closed = true;
    this.#chain.close();
    this.#submitter.close();
    return Promise.resolve();
  }

  /** A submission in doubt whose outcome the chain shows is in doubt no longer. */
  async #ordered(
    request: TransactionRequest,
    signer: Signer,
  ): Promise<{ readonly transactionId: string; readonly result: string }> {
    try {
      return await this.#submitter.submit(request, signer);
    } catch (error) {
      if (!(error instanceof LedgerInDoubt)) throw error;
      const outcome = await this.#outcomeOf(error.transactionId, 5_000);
      // Its result was in the lost answer: whoever needs it asks the ledger for the record.
      settle(outcome, error.transactionId);
      return { transactionId: error.transactionId, result: '' };
    }
  }

  /** @throws LedgerInDoubt when neither the stream nor the peers know the transaction. */
  async #outcomeOf(transactionId: string, withinMs: number): Promise<Outcome> {
    const seen = await this.#chain.outcome(transactionId, withinMs);
    if (seen !== undefined) return seen;
    const found = this.#closed ? undefined : await this.#chain.lookup(transactionId).catch(() => undefined);
    if (found !== undefined) return found;
    throw new LedgerInDoubt(
      transactionId,
      'the transaction was ordered or not; look it up, then send it again',
    );
  }

  async #reach<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      if (this.#closed) throw new LedgerUnavailable(closed);
      if (error instanceof NodeRefused && notForUs(error.message)) {
        throw new LedgerIdentityRefused('the peers do not accept this identity on this channel');
      }
      if (error instanceof NodeRefused)
        throw new LedgerUnavailable(`the peers do not answer: ${error.message}`);
      throw error;
    }
  }

  #requireOpen(): void {
    if (this.#closed) throw new LedgerUnavailable(closed);
  }
}

/** The peer answers, but not to this identity, or not on this channel. */
function notForUs(text: string): boolean {
  return refusesIdentity(text) || /channel '.*' not found/.test(text);
}

/** The position of a valid transaction. @throws LedgerConflict, LedgerUnavailable */
function settle({ code, position }: Outcome, transactionId: string) {
  const { VALID, MVCC_READ_CONFLICT, PHANTOM_READ_CONFLICT } = peer.TxValidationCode;
  if (code === VALID) return position;
  if (code === MVCC_READ_CONFLICT || code === PHANTOM_READ_CONFLICT) throw new LedgerConflict(transactionId);
  throw new LedgerUnavailable(`the transaction was ordered without effect (validation code ${String(code)})`);
}

/** @throws LedgerRejection as the embedded engine refuses it. */
function requireText({ argument }: TransactionRequest): void {
  const bytes = Buffer.from(argument);
  if (bytes.length > argumentBytes) {
    throw new LedgerRejection('MALFORMED_ARGUMENT', { code: 'too-long', path: '' });
  }
  // Text with a lone surrogate has no UTF-8; it would be signed as something else.
  if (bytes.toString('utf8') !== argument) {
    throw new LedgerRejection('MALFORMED_ARGUMENT', { code: 'bad-utf8', path: '' });
  }
}
