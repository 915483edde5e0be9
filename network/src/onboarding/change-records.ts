import type { NetworkChange, OpenChanges } from '@huren/chaincode/domain';
import { LedgerConflict, LedgerRejection, type Ledger, type Signer } from '../ledger';

const contract = 'network-change';

/** What the ledger holds of changes, read and written as this operator. */
export class ChangeRecords {
  constructor(
    private readonly ledger: Ledger,
    private readonly operator: Signer,
  ) {}

  /** The change as the ledger has it; undefined when nobody opened it. */
  async find(id: string): Promise<NetworkChange | undefined> {
    try {
      return (await this.#ask('show', { change: id })) as NetworkChange;
    } catch (error) {
      if (error instanceof LedgerRejection && error.code === 'CHANGE_UNKNOWN') return undefined;
      throw error;
    }
  }

  /** Ids of the changes that are not done. */
  async open(): Promise<readonly string[]> {
    return ((await this.#ask('show', {})) as OpenChanges).open;
  }

  /** @throws LedgerRejection CHANGE_UNKNOWN */
  async found(id: string): Promise<NetworkChange> {
    const change = await this.find(id);
    if (change !== undefined) return change;
    throw new LedgerRejection('CHANGE_UNKNOWN', {});
  }

  async #ask(fn: string, argument: object): Promise<unknown> {
    const request = { contract, fn, argument: JSON.stringify(argument) };
    return JSON.parse(await this.ledger.evaluate(request, this.operator));
  }

  /**
   * Calls the contract. Two members that sign at one moment meet in one record: the later one is sent again.
   * @throws LedgerRejection
   */
  async tell(fn: string, argument: object): Promise<void> {
    const request = { contract, fn, argument: JSON.stringify(argument) };
    for (let tries = 1; ; tries++) {
      try {
        await this.ledger.submit(request, this.operator);
        return;
      } catch (error) {
        if (!(error instanceof LedgerConflict) || tries === 10) throw error;
      }
    }
  }
}
