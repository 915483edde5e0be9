/** What the engine takes at most; each is refused beyond, never cut. */
export interface EmbeddedLimits {
  /** One argument, in UTF-8 bytes. */
  readonly argumentBytes: number;
  /** One state key, in UTF-8 bytes. */
  readonly keyBytes: number;
  /** Keys and values that one transaction writes together, bytes. */
  readonly writeBytes: number;
  /** Transactions of one block. */
  readonly blockTransactions: number;
  /** Encoded transactions of one block, bytes; a single larger transaction makes a block of its own. */
  readonly blockBytes: number;
  /** Submissions under way at once. */
  readonly inFlight: number;
  /** How far a proposal's timestamp may lie from the engine's clock, as a peer's time window. */
  readonly proposalAgeMs: number;
}

export const defaultLimits: EmbeddedLimits = {
  argumentBytes: 8 * 1024 * 1024,
  keyBytes: 4_096,
  writeBytes: 16 * 1024 * 1024,
  blockTransactions: 500,
  blockBytes: 8 * 1024 * 1024,
  inFlight: 10_000,
  proposalAgeMs: 15 * 60_000,
};
