import { type Day, endOfDayMs } from '../code/day';
import { Rejection } from '../rejection';
import type { History } from '../record/version';
import type { Matter } from './matter';

/**
 * The version of a matter that holds on a day: the newest whose first day has come. A later version leaves the former
 * in force until it begins; an end counts from its own block on and has no other day.
 * @param isNow the day is today: an end that is on the ledger counts, whatever the clocks say
 */
export function matterOn(history: History<Matter>, day: Day, isNow = false): Matter | undefined {
  for (let at = history.length - 1; at >= 0; at--) {
    const { value = null, time = 0 } = history[at] ?? {};
    if (value === null) continue;
    if (value.state === 'ended') {
      if (isNow || time < endOfDayMs(day)) return value;
    } else if (value.from <= day) return value;
  }
  return undefined;
}

/**
 * A version, the first one too, begins today or later: on a day that is past nobody could have known it, and a verdict
 * about that day does not change. A next one begins after the one before it: a day has one version for good. One that
 * has not begun yet may be replaced by another of the same first day.
 * @throws Rejection BACK_DATED | VERSION_OVERLAPS
 */
export function requireNextVersion(
  existing: Pick<Matter, 'from' | 'state'> | undefined,
  from: string,
  today: string,
): void {
  if (from < today) throw new Rejection('BACK_DATED', { earliest: today });
  if (existing === undefined || existing.state === 'ended') return;
  const isReplaced = existing.from > today && from === existing.from;
  if (from <= existing.from && !isReplaced) throw new Rejection('VERSION_OVERLAPS', { from: existing.from });
}
