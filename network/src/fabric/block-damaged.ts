/** What is wrong with a block. Append-only. */
export type BlockFault =
  /** It cannot be read at all. */
  | 'malformed'
  /** Another number than the one that follows: a gap, or a block delivered again. */
  | 'number'
  | 'previous-hash'
  | 'data-hash'
  /** The same bytes, split into other envelopes than those that were ordered. */
  | 'envelopes'
  /** The peer's validation flags are missing, of another length, or say that nothing was validated. */
  | 'flags'
  /** Fewer orderers have signed it than the channel asks for. */
  | 'signatures'
  /** It names another configuration than the one in force. */
  | 'last-configuration'
  | 'configuration'
  /** Block 0 is not the one that the member pinned. */
  | 'genesis';

/** A block that is not what its own header, its neighbour or the channel's orderers say. */
export class BlockDamaged extends Error {
  constructor(
    readonly number: number,
    readonly fault: BlockFault,
    reason: string,
  ) {
    super(`block ${String(number)}: ${reason}`);
    this.name = 'BlockDamaged';
  }
}
