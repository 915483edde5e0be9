import { endOfDayMs } from '../../code/day';
import { versionAtTime } from '../../record/version';
import type { Examination } from '../inquiry';

/** The asked matter's basic code and those that an accepted mapping makes equal to it. */
export function mattersEqualTo({ matter, facts, day }: Examination): readonly string[] {
  const codes: string[] = [matter.basic];
  for (const history of facts.mappings) {
    // A mapping holds from its acceptance to its end: both are acts of the ledger, with no other day than its own.
    const mapping = versionAtTime(history, endOfDayMs(day))?.value;
    if (mapping?.state !== 'accepted') continue;
    if (mapping.from === matter.basic) codes.push(mapping.to);
    else if (mapping.to === matter.basic) codes.push(mapping.from);
  }
  return codes;
}
