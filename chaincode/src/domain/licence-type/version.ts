import { type Day, endOfDayMs } from '../code/day';
import { type History, versionAtTime } from '../record/version';
import type { LicenceType } from './licence-type';

/**
 * The catalogue entry as it read at the end of a day. A day before the network knew the type reads the first entry:
 * the type is older than its record here, and the licence of that day was no less one of it.
 */
export function licenceTypeOn(history: History<LicenceType>, day: Day): LicenceType | undefined {
  const then = versionAtTime(history, endOfDayMs(day)) ?? history[0];
  return then?.value ?? undefined;
}
