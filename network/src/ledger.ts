/**
 * The ledger port: what Huren asks of any engine that orders transactions and keeps their writes.
 *
 * An engine MUST
 * - run the contracts of `@huren/chaincode` for `submit` and `evaluate` under the identity of the signer's certificate;
 * - acknowledge a `submit` only when its block is durable, and never lose it afterwards;
 * - deliver every block exactly once per `blocks` call, in order, from the number asked for, and then go on with new ones;
 * - answer a refusal by a contract with `LedgerRejection`, carrying the contract's own code and details;
 * - answer `LedgerInDoubt` when it cannot know whether a transaction will be committed, naming the transaction id.
 * An engine MUST NOT
 * - take an identity, a time or a position from the request's argument;
 * - yield a block that could still be replaced;
 * - report success or failure for a transaction that is in doubt.
 * `test/network/conformance.ts` is the exam that every engine passes.
 */
export interface Ledger {
  /** Which engine this is, for humans and metrics. */
  readonly engine: 'embedded' | 'fabric-network' | 'fabric-gateway';
  /** Endorses, orders and commits one transaction. Resolves when it is durable and valid. */
  submit(request: TransactionRequest, signer: Signer): Promise<Commit>;
  /** Runs a transaction without ordering it and returns its result. */
  evaluate(request: TransactionRequest, signer: Signer): Promise<string>;
  /** Blocks from `from` on; ends when `signal` aborts or the ledger closes. */
  blocks(from: number, signal?: AbortSignal): AsyncIterable<Block>;
  /** Number of blocks: the next block has this number. */
  height(): Promise<number>;
  /** Health of the engine: whether it acknowledges writes now, and if not, why (a sentence without secrets). */
  health(): Promise<LedgerHealth>;
  close(): Promise<void>;
}

/** One call of a contract function with exactly one string argument (DETAILS 11: read by the strict reader). */
export interface TransactionRequest {
  /** Contract name, e.g. `member`. */
  readonly contract: string;
  /** Function name without the contract, e.g. `confirm`. */
  readonly fn: string;
  /** The one argument: a JSON text. */
  readonly argument: string;
}

/** Who signs: the key may live in a browser, a phone or an HSM. */
export interface Signer {
  /** MSP id of the member, e.g. `Huren230200MSP`. */
  readonly mspId: string;
  /** X.509 certificate, PEM. */
  readonly certificate: string;
  /** Low-S DER ECDSA P-256 signature over SHA-256 of the bytes. An engine may ask more than once per transaction. */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

/** A committed, valid transaction. */
export interface Commit {
  readonly transactionId: string;
  readonly position: Position;
  /** What the contract returned (a JSON text, may be empty). */
  readonly result: string;
}

/** The ledger's only trusted order: block number and index within the block. */
export interface Position {
  readonly block: number;
  readonly tx: number;
}

export interface Block {
  readonly number: number;
  /** Hex SHA-256 of the previous block's header; 64 zeros for block 0. */
  readonly previousHash: string;
  /** Hex SHA-256 of this block's header. */
  readonly hash: string;
  readonly transactions: readonly BlockTransaction[];
}

export interface BlockTransaction {
  readonly id: string;
  /** False when it was ordered but had no effect (for example an MVCC conflict). */
  readonly valid: boolean;
  readonly creator: { readonly mspId: string; readonly certificate: string };
  /** The transaction's own claim, RFC 3339 with milliseconds, UTC. */
  readonly timestamp: string;
  /** In key order as the contract left them; `value` null deletes. Empty when the transaction is not valid. */
  readonly writes: readonly { readonly key: string; readonly value: string | null }[];
  readonly event?: { readonly name: string; readonly payload: string };
}

export interface LedgerHealth {
  readonly ready: boolean;
  readonly reason?: string;
  /** MSP ids of the members whose word on the next block is still missing, where the engine compares several. */
  readonly awaited?: readonly string[];
}

/** What one member's peer said of a block. */
export interface MemberAccount {
  /** MSP id. */
  readonly member: string;
  /** `host:port` of the peer. */
  readonly peer: string;
  /** Hex SHA-256 of the block's header; absent where it cannot be read. */
  readonly hash?: string;
  /** Validation codes of its transactions, hex, one byte each. */
  readonly flags?: string;
  /** What is wrong with the block by itself, where something is. */
  readonly fault?: string;
  /** Name of the file with the whole block, beside the finding. */
  readonly file: string;
}

/** Why the chain is not read on: members contradict each other, or one gave a block that cannot be genuine. */
export interface ChainFinding {
  readonly v: 1;
  readonly id: string;
  /** Append-only. */
  readonly code: 'blocks-differ' | 'flags-differ' | 'block-refused' | 'unreadable';
  readonly block: number;
  /** When it was found, RFC 3339. */
  readonly at: string;
  readonly accounts: readonly MemberAccount[];
}

/** A contract refused; nothing was written. `code` and `details` are the contract's own. */
export class LedgerRejection extends Error {
  constructor(
    readonly code: string,
    readonly details: Readonly<Record<string, unknown>>,
  ) {
    super(`the contract refused: ${code}`);
    this.name = 'LedgerRejection';
  }
}

/** Two transactions touched the same records at once: nothing of this one was written; it may be sent again. */
export class LedgerConflict extends Error {
  constructor(readonly transactionId: string) {
    super('another transaction changed the same records first; send this one again');
    this.name = 'LedgerConflict';
  }
}

/** The engine cannot act now (disk full, closed, no quorum); nothing of this transaction was acknowledged. */
export class LedgerUnavailable extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'LedgerUnavailable';
  }
}

/** Neither success nor failure: look the transaction up by its id, then send it again idempotently. */
export class LedgerInDoubt extends Error {
  constructor(
    readonly transactionId: string,
    reason: string,
  ) {
    super(reason);
    this.name = 'LedgerInDoubt';
  }
}

/** The signer is not one of this network's identities, or its signature does not hold. */
export class LedgerIdentityRefused extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'LedgerIdentityRefused';
  }
}

/** The chain is disputed: `blocks` goes no further, over restarts too, until an operator acknowledges the finding. */
export class LedgerDisputed extends Error {
  constructor(readonly finding: ChainFinding) {
    super(`block ${String(finding.block)} is disputed: ${finding.code}, finding ${finding.id}`);
    this.name = 'LedgerDisputed';
  }

  get code(): ChainFinding['code'] {
    return this.finding.code;
  }
}
