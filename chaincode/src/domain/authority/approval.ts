import { addDays, type Day } from '../code/day';
import { regionContains, type Region } from '../code/region';
import { array, type Infer, object, optional } from '../json/shape';
import { isIssuedIn, type LicenceType } from '../licence-type/licence-type';
import { type Caller, requireAuthority, requireOpen } from '../member/caller';
import type { Network } from '../member/member';
import { checked, day, digest, reference, region, spanFault, types, uscc } from '../record/field';
import { write, type Write } from '../record/write';
import { Rejection } from '../rejection';
import type { Authority, Competence, Scope } from './authority';
import { succeedsFor } from './lineage';
import { roles } from './registration';
import { requireSuperiorOf } from './right';

/** Entries of competence that one authority may hold over time, and that one act may add. */
export const COMPETENCE_LIMIT = 500;
export const COMPETENCE_ACT_LIMIT = 100;

/** `{reference, digest}` */
export const filing = object({ reference, digest });
/** `{types, region, from, to?, filing: {reference, digest}}` */
export const competenceEntry = checked(
  object({
    types,
    region,
    from: day,
    to: optional(day),
    filing,
  }),
  spanFault,
);
export const competenceEntries = array(competenceEntry, { min: 1, max: COMPETENCE_ACT_LIMIT });

/** `{authority, roles, competence: [{types, region, from, to?, filing}]}` */
export const approveArgument = checked(
  object({
    authority: uscc,
    roles,
    // A department that only relies is approved without competence to issue anything.
    competence: array(competenceEntry, { max: COMPETENCE_ACT_LIMIT }),
  }),
  (command) =>
    command.competence.length > 0 && !command.roles.includes('issuing')
      ? ['competence-without-issuing', '/roles']
      : null,
);

/** Competence as an act states it. */
type CompetenceEntry = Omit<Competence, 'standing' | 'by' | 'ended'>;

/** The licence types that an act names, by code, as far as the ledger holds them. */
export type KnownTypes = ReadonlyMap<string, LicenceType>;

/** Whether each type of the scope is directed for a region around the scope's. */
export function directsCover(directs: readonly Scope[], { types: wanted, region: within }: Scope): boolean {
  return wanted.every((type) =>
    directs.some(
      (direct) => direct.types.includes(type) && regionContains(direct.region as Region, within as Region),
    ),
  );
}

/**
 * Whether any type of the scope is directed somewhere inside its region, or for a region around it: a scope wider than
 * what the superior directs still touches it.
 */
export function directsTouch(directs: readonly Scope[], { types: wanted, region: asked }: Scope): boolean {
  return directs.some(
    (direct) => isOverlapping(direct.region, asked) && wanted.some((type) => direct.types.includes(type)),
  );
}

/** Regions nest and never cross: they overlap when either contains the other. */
function isOverlapping(one: string, other: string): boolean {
  return regionContains(one as Region, other as Region) || regionContains(other as Region, one as Region);
}

/**
 * The authority with further competence; a registered one becomes active by it. What a superior approved stays approved
 * when the members witness more.
 * @throws Rejection LIMIT_REACHED
 */
export function applyCompetence(
  authority: Authority,
  added: readonly Competence[],
  approval: NonNullable<Authority['approval']>,
): Authority {
  const competence = [...authority.competence, ...added];
  if (competence.length > COMPETENCE_LIMIT) {
    throw new Rejection('LIMIT_REACHED', { limit: 'competence', max: COMPETENCE_LIMIT });
  }
  const stays = authority.approval?.standing === 'approved' && approval.standing === 'witnessed';
  return {
    ...authority,
    competence,
    state: authority.state === 'registered' ? 'active' : authority.state,
    approval: stays ? authority.approval : approval,
  };
}

/**
 * Days that an end closed stay closed: what was issued on them had no competence, and none comes afterwards. What went
 * over to another (机构改革) comes back from today on at the earliest.
 * @throws Rejection BACK_DATED
 */
export function requireOpenDays(
  authority: Authority,
  added: readonly CompetenceEntry[],
  today: string,
): void {
  const closed = authority.competence.filter(({ ended }) => ended !== undefined);
  const reopens = ({ types: wanted, region: asked, from, to }: CompetenceEntry): boolean =>
    from < today &&
    closed.some(
      (entry) =>
        entry.to !== undefined &&
        addDays(entry.to as Day, 1) < today &&
        (to === undefined || to > entry.to) &&
        directsTouch([entry], { types: wanted, region: asked }),
    );
  const handovers = authority.successors ?? [];
  const takesBack = ({ types: wanted, from, to }: CompetenceEntry): boolean =>
    from < today &&
    handovers.some(
      (moved) =>
        moved.from < today &&
        (to === undefined || to >= moved.from) &&
        wanted.some((type) => succeedsFor(moved, type)),
    );
  if (added.some((entry) => reopens(entry) || takesBack(entry)))
    throw new Rejection('BACK_DATED', { earliest: today });
}

/** @throws Rejection COMPETENCE_EXISTS */
function requireNew(authority: Authority, added: readonly CompetenceEntry[]): void {
  const spelled = ({ types: of, region: within, from, to, filing: ground }: CompetenceEntry): string =>
    [...[...of].sort(), within, from, to ?? '', ground.reference, ground.digest].join('\n');
  const known = new Set(authority.competence.filter(({ ended }) => ended === undefined).map(spelled));
  if (added.some((entry) => known.size === known.add(spelled(entry)).size))
    throw new Rejection('COMPETENCE_EXISTS');
}

/** The catalogue says who may issue a type where. @throws Rejection TYPE_NOT_ISSUED_THERE */
export function requireIssuable(entries: readonly Scope[], known: KnownTypes): void {
  for (const entry of entries) {
    const type = entry.types.find((code) => !isIssuedIn(known.get(code), entry.region as Region));
    if (type !== undefined) throw new Rejection('TYPE_NOT_ISSUED_THERE', { type, region: entry.region });
  }
}

/**
 * Widens what the department may do; its roles are restated.
 * @throws Rejection (open, authority) | NOT_ENTITLED | AUTHORITY_UNKNOWN | AUTHORITY_STATE | LIMIT_REACHED |
 * SCOPE_OUTSIDE | TYPE_NOT_ISSUED_THERE | BACK_DATED (days that an end closed) | COMPETENCE_EXISTS
 */
export function decideApproval(
  facts: {
    readonly network: Network | undefined;
    readonly caller: Caller;
    readonly authority: Authority | undefined;
    readonly types: KnownTypes;
  },
  command: Infer<typeof approveArgument>,
): readonly Write[] {
  requireOpen(facts.network);
  const caller = requireAuthority(facts.caller);
  const { authority: approver } = caller;
  const { authority } = facts;
  requireSuperiorOf(caller, [authority]);
  if (authority === undefined) throw new Rejection('AUTHORITY_UNKNOWN');
  if (authority.state === 'suspended' || authority.state === 'abolished')
    throw new Rejection('AUTHORITY_STATE', { state: authority.state });
  const added = command.competence.map((entry): Competence => ({
    ...entry,
    standing: 'approved',
    by: approver.code,
  }));
  const approved = applyCompetence({ ...authority, roles: command.roles }, added, {
    standing: 'approved',
    by: approver.code,
  });
  const outside = command.competence.find((entry) => !directsCover(approver.directs, entry));
  if (outside !== undefined) throw new Rejection('SCOPE_OUTSIDE', { region: outside.region });
  requireIssuable(command.competence, facts.types);
  requireOpenDays(authority, command.competence, caller.day);
  requireNew(authority, command.competence);
  return [write('authority', [authority.code], approved)];
}
