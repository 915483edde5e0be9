import type { LicenceState, StatusChange } from './status';

/** The state of a licence on one day, and the decision that made it; no decision: valid from its beginning. */
export interface StateOnDay {
  readonly state: LicenceState;
  readonly change?: StatusChange;
}

/**
 * What the law says of `day` (YYYY-MM-DD), from the decisions known, in ledger order. A decision holds from its
 * effective day; of several the one that takes effect last, of equals the one recorded last. A retroactive decision
 * (自始无效) holds from the licence's beginning and leaves nothing of the decisions recorded before it.
 */
export function stateOnDay(changes: readonly StatusChange[], day: string): StateOnDay {
  let decisive: StatusChange | undefined;
  let since = '';
  for (const change of changes) {
    const start = change.retroactive ? '' : change.effectiveFrom;
    if (change.retroactive || (start <= day && start >= since)) {
      decisive = change;
      since = start;
    }
  }
  return decisive === undefined ? { state: 'valid' } : { state: decisive.state, change: decisive };
}
