import type { Authority } from '../authority/authority';
import { addDays, type Day, dayOfMs, endOfDayMs, startOfDayMs } from '../code/day';
import type { Member } from '../member/member';
import { comparePositions, type History, type Position, versionAtTime } from '../record/version';
import type { Group } from './group';
import { isSamePlacement, type Placement, placementIn } from './placement';

/** Every version of the three records that decide about one authority in one group. */
export interface PlacementHistories {
  readonly group: History<Group>;
  readonly authority: History<Authority>;
  /** Of the member with that id. */
  readonly member: (id: string) => History<Member>;
}

/** An authority enters a group, leaves it, or takes part otherwise than before. */
export interface PlacementChange {
  readonly day: Day;
  readonly authority: string;
  readonly change: 'entered' | 'left' | 'changed';
  /** What holds from now on; absent when it left. */
  readonly placement?: Placement;
  /** Which record made it; `validity`: competence began or ended with the day. */
  readonly cause: 'group' | 'authority' | 'member' | 'validity';
  /** Absent when a day, and no transaction, made it. */
  readonly position?: Position;
}

/** Whether the authority was in the group at the end of a day (DETAILS 15). */
export function placementOn(histories: PlacementHistories, day: Day): Placement | undefined {
  const end = endOfDayMs(day);
  const authority = versionAtTime(histories.authority, end)?.value;
  if (!authority) return undefined;
  const member = versionAtTime(histories.member(authority.member), end)?.value;
  return placementIn(versionAtTime(histories.group, end)?.value, authority, member, day);
}

interface Moment {
  readonly time: number;
  readonly cause: PlacementChange['cause'];
  readonly position?: Position;
}

/**
 * How an authority came into the group and went, in order, up to and including `today`: at every version of the records
 * that decide, and at the days with which competence begins or ends.
 */
export function placementChanges(histories: PlacementHistories, today: Day): readonly PlacementChange[] {
  const members = new Set(histories.authority.flatMap(({ value }) => (value ? [value.member] : [])));
  const moments: Moment[] = [
    ...momentsOf(histories.group, 'group'),
    ...momentsOf(histories.authority, 'authority'),
    ...[...members].flatMap((id) => momentsOf(histories.member(id), 'member')),
    ...boundaries(histories.authority, today),
  ].sort(byOrder);
  const changes: PlacementChange[] = [];
  let known: Placement | undefined;
  for (const { time, cause, position } of moments) {
    const day = dayOfMs(time);
    if (day > today) break;
    const authority = stateAt(histories.authority, time, position);
    const member = authority ? stateAt(histories.member(authority.member), time, position) : undefined;
    const placement = placementIn(stateAt(histories.group, time, position), authority, member, day);
    if (isSamePlacement(known, placement)) continue;
    changes.push({
      day,
      authority: placement?.authority ?? known?.authority ?? '',
      change: known === undefined ? 'entered' : placement === undefined ? 'left' : 'changed',
      ...(placement !== undefined && { placement }),
      cause,
      ...(position !== undefined && { position }),
    });
    known = placement;
  }
  return changes;
}

function momentsOf(history: History<unknown>, cause: Moment['cause']): readonly Moment[] {
  return history.map(({ time, position }) => ({ time, cause, position }));
}

/** First instants of the days on which competence of any version begins, or no longer holds. */
function boundaries(history: History<Authority>, today: Day): readonly Moment[] {
  const first = history[0];
  if (first === undefined) return [];
  const days = new Set<Day>();
  for (const { value } of history) {
    for (const { from, to } of value?.competence ?? []) {
      days.add(from as Day);
      if (to !== undefined) days.add(addDays(to as Day, 1));
    }
  }
  const since = dayOfMs(first.time);
  return [...days]
    .filter((day) => day > since && day <= today)
    .map((day) => ({ time: startOfDayMs(day), cause: 'validity' }));
}

/** A day begins before the transactions of its first instant; these stand in ledger order. */
function byOrder(one: Moment, other: Moment): number {
  if (one.position !== undefined && other.position !== undefined) {
    return comparePositions(one.position, other.position);
  }
  return one.time - other.time || Number(one.position !== undefined) - Number(other.position !== undefined);
}

/** The record after the transaction at `position`, or, without one, as it stood when the instant began. */
function stateAt<T>(history: History<T>, time: number, position: Position | undefined): T | null | undefined {
  for (let at = history.length - 1; at >= 0; at--) {
    const version = history[at];
    if (version === undefined) continue;
    const isPast =
      position === undefined ? version.time < time : comparePositions(version.position, position) <= 0;
    if (isPast) return version.value;
  }
  return undefined;
}
