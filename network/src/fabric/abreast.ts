import { setTimeout as wait } from 'node:timers/promises';
import { LedgerConflict } from '../ledger';

/** Peers of different members stood at different heights: nothing was ordered, and a moment later they are level. */
export class NotAbreast extends Error {
  constructor(readonly transactionId: string) {
    super('the peers stood at different heights');
  }
}

/** With the transaction's own one, a caller whose key is elsewhere signs four times at most. */
const moreTimes = 2;
const pauseMs = 250;

/** How often one submission waits for peers that are behind before its caller is told. */
export class Abreast {
  #times = 0;

  /** Waits for another attempt. @throws LedgerConflict when there were enough */
  async again({ transactionId }: NotAbreast): Promise<void> {
    this.#times += 1;
    if (this.#times > moreTimes) throw new LedgerConflict(transactionId);
    await wait(pauseMs * this.#times);
  }
}
