import type { Authority } from '../authority/authority';
import { type Day, dayOfMs, endOfDayMs } from '../code/day';
import { type History, versionAtTime } from '../record/version';
import type { Deviation } from './deviation';
import type { Matter } from './matter';

type OwnerDeviation = Pick<Deviation, 'element' | 'stated' | 'expected' | 'since'>;

/** States in which nobody handles what the authority's list still offers. */
const isIdle = (state: Authority['state'] | undefined): state is 'abolished' | 'suspended' =>
  state === 'abolished' || state === 'suspended';

/** An implementation whose authority was abolished or suspended by the end of the day, and since when. */
export function ownerDeviation(
  history: History<Authority>,
  matter: Pick<Matter, 'from'>,
  day: Day,
): OwnerDeviation | undefined {
  const end = endOfDayMs(day);
  const state = versionAtTime(history, end)?.value?.state;
  if (!isIdle(state)) return undefined;
  // The first of the versions that have said so without a break.
  let first = history.findLastIndex(({ time }) => time < end);
  while (history[first - 1]?.value?.state === state) first--;
  const { position, time } = history[first] ?? { position: { block: 0, tx: 0 }, time: 0 };
  const began = dayOfMs(time);
  return {
    element: 'authority',
    stated: state,
    expected: 'active',
    since: { day: began < matter.from ? matter.from : began, position, time, by: 'local' },
  };
}
