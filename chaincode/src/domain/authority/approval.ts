import { regionContains, type Region } from '../code/region';
import { array, type Infer, object, optional } from '../json/shape';
import { type Caller, requireAdmitted, requireAuthority, requireOpen } from '../member/caller';
import type { Network } from '../member/member';
import { checked, day, digest, reference, region, spanFault, types, uscc } from '../record/field';
import { write, type Write } from '../record/write';
import { Rejection } from '../rejection';
import type { Authority, Competence, Scope } from './authority';
import { roles } from './registration';
import { requireSuperiorOrOperator } from './right';

/** Entries of competence that one authority may hold over time, and that one act may add. */
export const COMPETENCE_LIMIT = 500;
export const COMPETENCE_ACT_LIMIT = 100;

/** `{types, region, from, to?, filing: {reference, digest}}` */
export const competenceEntry = checked(
  object({
    types,
    region,
    from: day,
    to: optional(day),
    filing: object({ reference, digest }),
  }),
  spanFault,
);
export const competenceEntries = array(competenceEntry, { min: 1, max: COMPETENCE_ACT_LIMIT });

/** `{authority, roles, competence: [{types, region, from, to?, filing}]}` */
export const approveArgument = object({
  authority: uscc,
  roles,
  // A department that only relies is approved without competence to issue anything.
  competence: array(competenceEntry, { max: COMPETENCE_ACT_LIMIT }),
});
/** `{authority}` */
export const authorityArgument = object({ authority: uscc });

interface Facts {
  readonly network: Network | undefined;
  readonly caller: Caller;
  readonly authority: Authority | undefined;
}

/** Whether each type of the scope is directed for a region around the scope's. */
export function directsCover(directs: readonly Scope[], { types: wanted, region: within }: Scope): boolean {
  return wanted.every((type) =>
    directs.some(
      (direct) => direct.types.includes(type) && regionContains(direct.region as Region, within as Region),
    ),
  );
}

/** The authority with further competence; a registered one becomes active by it. @throws Rejection LIMIT_REACHED */
export function applyCompetence(authority: Authority, added: readonly Competence[]): Authority {
  const competence = [...authority.competence, ...added];
  if (competence.length > COMPETENCE_LIMIT) {
    throw new Rejection('LIMIT_REACHED', { limit: 'competence', max: COMPETENCE_LIMIT });
  }
  return { ...authority, competence, state: authority.state === 'registered' ? 'active' : authority.state };
}

/** @throws Rejection (open, authority) | NOT_ENTITLED | AUTHORITY_UNKNOWN | AUTHORITY_STATE | LIMIT_REACHED | SCOPE_OUTSIDE */
export function decideApproval(facts: Facts, command: Infer<typeof approveArgument>): readonly Write[] {
  requireOpen(facts.network);
  const { authority: approver } = requireAuthority(facts.caller);
  const { authority } = facts;
  if (approver.kind !== 'approver' || (authority !== undefined && authority.superior !== approver.code)) {
    throw new Rejection('NOT_ENTITLED', { needs: 'superior' });
  }
  if (authority === undefined) throw new Rejection('AUTHORITY_UNKNOWN');
  if (authority.state === 'suspended') throw new Rejection('AUTHORITY_STATE', { state: authority.state });
  const added = command.competence.map((entry): Competence => ({
    ...entry,
    standing: 'approved',
    by: approver.code,
  }));
  const approved = applyCompetence({ ...authority, roles: command.roles }, added);
  const outside = command.competence.find((entry) => !directsCover(approver.directs, entry));
  if (outside !== undefined) throw new Rejection('SCOPE_OUTSIDE', { region: outside.region });
  return [write('authority', [authority.code], approved)];
}

/**
 * `active` → `suspended` and back, by the superior or, where none has joined, the operator of its member.
 * @throws Rejection (open, caller) | NOT_ENTITLED | AUTHORITY_UNKNOWN | AUTHORITY_STATE
 */
export function decideSuspension(
  facts: Facts & { readonly superior: Authority | undefined },
  to: 'suspended' | 'active',
): readonly Write[] {
  requireOpen(facts.network);
  const caller = requireAdmitted(facts.caller);
  const { authority } = facts;
  requireSuperiorOrOperator(caller, authority, facts.superior);
  if (authority === undefined) throw new Rejection('AUTHORITY_UNKNOWN');
  const from = to === 'suspended' ? 'active' : 'suspended';
  if (authority.state !== from) throw new Rejection('AUTHORITY_STATE', { state: authority.state });
  return [write('authority', [authority.code], { ...authority, state: to })];
}
