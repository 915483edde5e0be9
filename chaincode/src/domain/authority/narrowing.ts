import { regionContains, type Region } from '../code/region';
import { type Infer, object, optional } from '../json/shape';
import { type Caller, requireAuthority, requireOpen } from '../member/caller';
import type { Network } from '../member/member';
import { checked, day, region, typesOrAll, uscc } from '../record/field';
import { write, type Write } from '../record/write';
import { Rejection } from '../rejection';
import {
  applyCompetence,
  COMPETENCE_LIMIT,
  competenceEntries,
  directsCover,
  directsTouch,
  filing,
  type KnownTypes,
  requireIssuable,
} from './approval';
import type { Authority, Competence, Filing } from './authority';
import { callersLine, requireSuperiorOf } from './right';

const narrowing = {
  authority: uscc,
  types: typesOrAll,
  region,
  lastDay: day,
  filing,
} as const;

/** `{authority, types: [code] | '*', region, lastDay, filing}` */
export const endCompetenceBody = object(narrowing);

/**
 * `{authority, types: [code] | '*', region, lastDay, filing, kept?: [{types, region, from, to?, filing}]}`: what lies
 * inside `region` ends with `lastDay`; `kept` is what it may go on doing from a later day, in the same transaction, so
 * that one county can be taken from a city's competence without a gap.
 */
export const narrowArgument = checked(
  object({ ...narrowing, kept: optional(competenceEntries) }),
  ({ lastDay, kept = [] }) =>
    kept.every(({ from }) => from > lastDay) ? null : ['kept-before-last-day', '/kept'],
);
/** What ends where and when, and on what ground. */
export interface Narrowing {
  readonly types: readonly string[] | '*';
  readonly region: string;
  readonly lastDay: string;
  readonly filing: Filing;
}

/** What the narrowing of one authority may touch: which entries, and of them which types. */
export type MayEnd = (entry: Competence, type: string) => boolean;

/**
 * The authority with the named competence ended: entries that have begun end with the last day, later ones fall away.
 * @throws Rejection COMPETENCE_UNKNOWN | LIMIT_REACHED
 */
export function applyNarrowing(
  authority: Authority,
  { types, region: within, lastDay, filing: ground }: Narrowing,
  mayEnd: MayEnd,
  by?: string,
): Authority {
  const touched: Competence[] = [];
  const competence = authority.competence.flatMap((entry): Competence[] => {
    const isOver = entry.to !== undefined && entry.to <= lastDay;
    if (isOver || !regionContains(within as Region, entry.region as Region)) return [entry];
    const named = (type: string): boolean => (types === '*' || types.includes(type)) && mayEnd(entry, type);
    const gone = entry.types.filter(named);
    if (gone.length === 0) return [entry];
    touched.push(entry);
    const left = entry.types.filter((type) => !named(type));
    const ended = { ...(by !== undefined && { by }), filing: ground };
    return [
      ...(left.length > 0 ? [{ ...entry, types: left }] : []),
      ...(entry.from <= lastDay ? [{ ...entry, types: gone, to: lastDay, ended }] : []),
    ];
  });
  if (touched.length === 0) throw new Rejection('COMPETENCE_UNKNOWN');
  if (competence.length > COMPETENCE_LIMIT) {
    throw new Rejection('LIMIT_REACHED', { limit: 'competence', max: COMPETENCE_LIMIT });
  }
  return { ...authority, competence };
}

/** A last day lies today or later: who issued this morning was competent. @throws Rejection BACK_DATED */
export function requireNotPast(asked: string, today: string): void {
  if (asked < today) throw new Rejection('BACK_DATED', { earliest: today });
}

/**
 * By the superior, over what it granted or directs.
 * @throws Rejection (open, authority) | NOT_ENTITLED | AUTHORITY_UNKNOWN | COMPETENCE_UNKNOWN | AUTHORITY_STATE |
 * LIMIT_REACHED | SCOPE_OUTSIDE | TYPE_NOT_ISSUED_THERE | BACK_DATED
 */
export function decideNarrowing(
  facts: {
    readonly network: Network | undefined;
    readonly caller: Caller;
    readonly authority: Authority | undefined;
    readonly types: KnownTypes;
  },
  command: Infer<typeof narrowArgument>,
): readonly Write[] {
  requireOpen(facts.network);
  const caller = requireAuthority(facts.caller);
  const { authority: approver, day: today } = caller;
  const { authority } = facts;
  requireSuperiorOf(caller, [authority]);
  if (authority === undefined) throw new Rejection('AUTHORITY_UNKNOWN');
  const granters = callersLine(caller, '*');
  // What the members witnessed around its field before it joined, they cannot end any more: it does.
  const mayEnd: MayEnd = (entry, type) => {
    const scope = { types: [type], region: entry.region };
    if ((entry.by !== undefined && granters.includes(entry.by)) || directsCover(approver.directs, scope))
      return true;
    return entry.standing === 'witnessed' && directsTouch(approver.directs, scope);
  };
  const narrowed = applyNarrowing(authority, command, mayEnd, approver.code);
  if (authority.state === 'abolished') throw new Rejection('AUTHORITY_STATE', { state: authority.state });
  const kept = command.kept ?? [];
  const added = kept.map((entry): Competence => ({ ...entry, standing: 'approved', by: approver.code }));
  const next =
    added.length === 0
      ? narrowed
      : applyCompetence(narrowed, added, { standing: 'approved', by: approver.code });
  const outside = kept.find((entry) => !directsCover(approver.directs, entry));
  if (outside !== undefined) throw new Rejection('SCOPE_OUTSIDE', { region: outside.region });
  requireIssuable(kept, facts.types);
  requireNotPast(command.lastDay, today);
  return [write('authority', [authority.code], next)];
}
