import { MalformedError } from '@huren/chaincode/domain';
import { HurenProblem, HurenUnreachable } from '@huren/clients';

/**
 * What became of an answer that was not simply taken. `arrived`: one whose fate was not known has been taken. `lost`:
 * nobody knows, it may be sent again. `busy`: not taken, it may be sent again. `doubtful`: as `lost`, but it can no
 * longer be sent. `expired`, `already` (by another window or phone), `failed`: not taken, for good.
 */
export type AnswerOutcome = 'arrived' | 'lost' | 'busy' | 'doubtful' | 'expired' | 'already' | 'failed';

/** After these one's own answer may be sent again. */
export const mayRepeat = (step: string): boolean => step === 'lost' || step === 'busy';

const overCodes: ReadonlySet<string> = new Set(['presentation-expired', 'request-expired', 'not-found']);
/** Of a gateway that takes nothing at the moment; a 500 may come after it took something. */
const busyStatuses: ReadonlySet<number> = new Set([429, 503]);

/**
 * @param wasLost an attempt before may have arrived
 * @param takenCode the problem that says that there is an answer already
 * @throws the error itself, where it is neither the gateway's nor the network's
 */
export function outcomeOf(error: unknown, wasLost: boolean, takenCode: string): AnswerOutcome {
  if (error instanceof HurenUnreachable) return 'lost';
  if (!(error instanceof HurenProblem) && !(error instanceof MalformedError)) throw error;
  const status = error instanceof HurenProblem ? error.status : 400;
  if (error.code === takenCode) return wasLost ? 'arrived' : 'already';
  if (status >= 500 || busyStatuses.has(status))
    return wasLost || !busyStatuses.has(status) ? 'lost' : 'busy';
  if (wasLost) return 'doubtful';
  return overCodes.has(error.code) ? 'expired' : 'failed';
}
