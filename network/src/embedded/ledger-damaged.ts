/** The stored ledger is not what it was when it was acknowledged. Nothing is repaired: restore a copy, or ask a peer. */
export class LedgerDamaged extends Error {
  constructor(
    /** Number of the first block that is wrong or missing; the height when the blocks are whole and the state is not. */
    readonly block: number,
    what: string,
  ) {
    super(`the ledger is damaged at block ${String(block)}: ${what}`);
    this.name = 'LedgerDamaged';
  }
}
