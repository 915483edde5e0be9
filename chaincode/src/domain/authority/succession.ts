import { addDays, type Day } from '../code/day';
import { type Infer, object } from '../json/shape';
import { type Caller, requireAuthority, requireOpen } from '../member/caller';
import type { Network } from '../member/member';
import { checked, day, FIELD_LIMITS, typesOrAll, uscc } from '../record/field';
import { write, type Write } from '../record/write';
import { Rejection } from '../rejection';
import type { Authority, Competence, Handover, Succession } from './authority';
import { lineage, succeedsFor } from './lineage';
import { hasActed, requireSuperiorOf } from './right';

export { lineage } from './lineage';

/** Successions that one authority may hold, on either side. */
export const SUCCESSIONS_LIMIT = 100;

/** `{authority, predecessor, types: [code] | '*', from}`; `authority` is the successor. */
export const succeedArgument = checked(
  object({ authority: uscc, predecessor: uscc, types: typesOrAll, from: day }),
  ({ authority, predecessor }) => (authority === predecessor ? ['own-successor', '/predecessor'] : null),
);

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
  const caller = requireAuthority(facts.caller);
  requireSuperiorOf(caller, [facts.successor, facts.predecessor], 'superior of both');
  return applySuccession(facts, command, caller.day);
}

/**
 * One takes over functions of the other, all (merger) or some types (split: each part by its own successor): the
 * predecessor's competence for them ends on the day before, and with `*` it is abolished at once, so that a merger is
 * recorded on its day and not ahead; what an approver directed then belongs to the approver that continues it. A
 * function goes over once, to one successor. A predecessor that has acted here hands over today or later, or what it
 * issued meanwhile would lose its issuer's competence; one that never had a key is history.
 * @throws Rejection AUTHORITY_UNKNOWN | AUTHORITY_STATE | SUCCESSION_EXISTS | LIMIT_REACHED | SUCCESSION_CYCLE |
 * BACK_DATED | MERGER_AHEAD
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
  const handovers = predecessor.successors ?? [];
  const handover: Handover = { authority: successor.code, types: command.types, from: command.from };
  const moved = handovers.find((known) => isMoved(known, handover));
  if (moved !== undefined) throw new Rejection('SUCCESSION_EXISTS', { successor: moved.authority });
  if (Math.max(successor.predecessors.length, handovers.length) >= SUCCESSIONS_LIMIT) {
    throw new Rejection('LIMIT_REACHED', { limit: 'successions', max: SUCCESSIONS_LIMIT });
  }
  if (lineage(predecessor, facts.known, null).some(({ code }) => code === successor.code)) {
    throw new Rejection('SUCCESSION_CYCLE');
  }
  if (command.from < today && hasActed(predecessor)) {
    throw new Rejection('BACK_DATED', { earliest: today });
  }
  if (command.types === '*' && command.from > today) throw new Rejection('MERGER_AHEAD', { today });
  return [
    write('authority', [successor.code], {
      ...successor,
      predecessors: [...successor.predecessors, succession],
      directs: directsAfter(successor, predecessor, succession),
    }),
    write('authority', [predecessor.code], {
      ...predecessor,
      competence: endedBy(predecessor.competence, succession),
      successors: [...handovers, handover],
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

/** Whether a function went over before. Who took over a part may take over the rest as well. */
function isMoved(known: Handover, handover: Handover): boolean {
  if (handover.types === '*') return known.types === '*' || known.authority !== handover.authority;
  return handover.types.some((type) => succeedsFor(known, type));
}

/** @throws Rejection LIMIT_REACHED */
function directsAfter(
  successor: Authority,
  predecessor: Authority,
  { types }: Succession,
): Authority['directs'] {
  if (types !== '*' || successor.kind !== 'approver') return successor.directs;
  const directs = [...successor.directs, ...predecessor.directs];
  if (directs.length > FIELD_LIMITS.list) {
    throw new Rejection('LIMIT_REACHED', { limit: 'directs', max: FIELD_LIMITS.list });
  }
  return directs;
}

function isSame(one: Succession, other: Succession): boolean {
  return one.predecessor === other.predecessor && String(one.types) === String(other.types);
}
