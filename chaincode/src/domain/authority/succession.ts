import { addDays, type Day } from '../code/day';
import { type Infer, object } from '../json/shape';
import { type Caller, requireAuthority, requireOpen } from '../member/caller';
import type { Network } from '../member/member';
import { hasActiveKey, requireSuperiorOf } from './right';
import { checked, day, typesOrAll, uscc } from '../record/field';
import { write, type Write } from '../record/write';
import { Rejection } from '../rejection';
import type { Authority, Competence, Succession } from './authority';

/** Successions that one authority may hold, and authorities that a lineage may reach. */
export const SUCCESSIONS_LIMIT = 100;
export const LINEAGE_LIMIT = 64;

/** `{authority, predecessor, types: [code] | '*', from}`; `authority` is the successor. */
export const succeedArgument = checked(
  object({ authority: uscc, predecessor: uscc, types: typesOrAll, from: day }),
  ({ authority, predecessor }) => (authority === predecessor ? ['own-successor', '/predecessor'] : null),
);

/** Whether `succession` reaches `type`. */
export function succeedsFor(succession: Succession, type: string): boolean {
  return succession.types === '*' || succession.types.includes(type);
}

/**
 * The authority and those that it continues for `type` (`null`: for any), nearest first; a record that is not in
 * `known` is left out, and no authority stands twice. `onDay`: successions that have begun by then only.
 */
export function lineage(
  authority: Authority,
  known: ReadonlyMap<string, Authority>,
  type: string | null,
  onDay?: string,
): readonly Authority[] {
  const reached = new Map([[authority.code, authority]]);
  // A Map yields what is set while it is walked: this visits each authority once, nearest first.
  for (const at of reached.values()) {
    for (const succession of at.predecessors) {
      const predecessor = known.get(succession.predecessor);
      if (predecessor === undefined || reached.size >= LINEAGE_LIMIT) continue;
      if (type !== null && !succeedsFor(succession, type)) continue;
      if (onDay !== undefined && succession.from > onDay) continue;
      if (!reached.has(predecessor.code)) reached.set(predecessor.code, predecessor);
    }
  }
  return [...reached.values()];
}

/** The records that a succession looks at. */
export interface SuccessionFacts {
  readonly successor: Authority | undefined;
  readonly predecessor: Authority | undefined;
  /** Every authority that the predecessor's lineage reaches. */
  readonly known: ReadonlyMap<string, Authority>;
}

/**
 * The superior of both records that one continues the other.
 * @throws Rejection (open, authority) | NOT_ENTITLED | (applySuccession)
 */
export function decideSuccession(
  facts: SuccessionFacts & { readonly network: Network | undefined; readonly caller: Caller },
  command: Infer<typeof succeedArgument>,
): readonly Write[] {
  requireOpen(facts.network);
  const { authority: approver, day: today } = requireAuthority(facts.caller);
  requireSuperiorOf(approver, [facts.successor, facts.predecessor], 'superior of both');
  return applySuccession(facts, command, today);
}

/**
 * One takes over functions of the other, all (merger) or some types (split: each part by its own successor): the
 * predecessor's competence for them ends on the day before, and with `*` it is abolished. A predecessor that still acts
 * hands over today or later, or what it issued meanwhile would lose its issuer's competence; one without keys is history.
 * @throws Rejection AUTHORITY_UNKNOWN | AUTHORITY_STATE | SUCCESSION_EXISTS | LIMIT_REACHED | SUCCESSION_CYCLE |
 * BACK_DATED
 */
export function applySuccession(
  facts: SuccessionFacts,
  command: Infer<typeof succeedArgument>,
  today: string,
): readonly Write[] {
  const { successor, predecessor } = facts;
  if (successor === undefined) throw new Rejection('AUTHORITY_UNKNOWN', { authority: command.authority });
  if (predecessor === undefined) throw new Rejection('AUTHORITY_UNKNOWN', { authority: command.predecessor });
  if (successor.state !== 'active') throw new Rejection('AUTHORITY_STATE', { state: successor.state });
  const succession: Succession = { predecessor: predecessor.code, types: command.types, from: command.from };
  if (successor.predecessors.some((known) => isSame(known, succession)))
    throw new Rejection('SUCCESSION_EXISTS');
  if (successor.predecessors.length >= SUCCESSIONS_LIMIT) {
    throw new Rejection('LIMIT_REACHED', { limit: 'successions', max: SUCCESSIONS_LIMIT });
  }
  if (lineage(predecessor, facts.known, null).some(({ code }) => code === successor.code)) {
    throw new Rejection('SUCCESSION_CYCLE');
  }
  if (command.from < today && hasActiveKey(predecessor)) {
    throw new Rejection('BACK_DATED', { earliest: today });
  }
  return [
    write('authority', [successor.code], {
      ...successor,
      predecessors: [...successor.predecessors, succession],
    }),
    write('authority', [predecessor.code], {
      ...predecessor,
      competence: endedBy(predecessor.competence, succession),
      ...(command.types === '*' && { state: 'abolished' as const }),
    }),
  ];
}

/** What the predecessor may still do: for the functions that moved, its competence ends on the day before. */
function endedBy(competence: readonly Competence[], succession: Succession): readonly Competence[] {
  const lastDay = addDays(succession.from as Day, -1);
  return competence.flatMap((entry) => {
    const moved = entry.types.filter((type) => succeedsFor(succession, type));
    if (moved.length === 0 || (entry.to !== undefined && entry.to <= lastDay)) return [entry];
    const kept = entry.types.filter((type) => !succeedsFor(succession, type));
    return [
      ...(kept.length > 0 ? [{ ...entry, types: kept }] : []),
      ...(entry.from <= lastDay ? [{ ...entry, types: moved, to: lastDay }] : []),
    ];
  });
}

function isSame(one: Succession, other: Succession): boolean {
  return one.predecessor === other.predecessor && String(one.types) === String(other.types);
}
