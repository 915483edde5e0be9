import type { Authority, AuthorityRole, Competence } from '../authority/authority';
import { regionContains, type Region } from '../code/region';
import type { Member } from '../member/member';
import { holdsOn } from '../record/field';
import type { Group, GroupTerms } from './group';

/** An authority's place in a group. */
export interface Placement {
  readonly authority: string;
  readonly member: string;
  /** Roles of the group that it fills, in their fixed order. */
  readonly roles: readonly AuthorityRole[];
  /** `witnessed`: no superior has approved it (未经主管部门审核). */
  readonly standing: Competence['standing'];
}

const contains = (outer: string, inner: string): boolean => regionContains(outer as Region, inner as Region);

/**
 * Whether and how an authority takes part in a group on a day: its member is an admitted party that accepted, the authority is
 * active, works in the group's regions, and fills one of its roles: who issues, by competence for one of the group's
 * types that holds on that day. A pure function of four things, so that past days and every index answer alike.
 */
export function placementIn(
  group: Group | null | undefined,
  authority: Authority | null | undefined,
  member: Member | null | undefined,
  onDay: string,
): Placement | undefined {
  if (group?.state !== 'active' || authority?.state !== 'active' || member?.state !== 'admitted')
    return undefined;
  if (authority.member !== member.id || !group.parties.includes(member.id)) return undefined;
  // One that was suspended when the others accepted has not agreed to these rules.
  if (!group.accepted.includes(member.id)) return undefined;
  const { terms } = group;
  if (!isAtWork(authority, terms)) return undefined;
  const standing = standingOf(authority);
  if (standing === undefined) return undefined;
  const isWelcome = standing === 'approved' || terms.witnessed;
  const roles = (['issuing', 'relying', 'supervising'] as const).filter((role) => {
    if (!terms.roles.includes(role) || !authority.roles.includes(role)) return false;
    return role === 'issuing' ? isCompetent(authority, terms, onDay) : isWelcome;
  });
  return roles.length === 0 ? undefined : { authority: authority.code, member: member.id, roles, standing };
}

/** A department lies in one of the regions; an approver stands above one of them, or lies in it. */
function isAtWork(authority: Authority, { regions, types }: GroupTerms): boolean {
  if (authority.kind === 'department') return regions.some((outer) => contains(outer, authority.region));
  return authority.directs.some(
    (scope) =>
      regions.some((each) => contains(scope.region, each) || contains(each, scope.region)) &&
      (types === '*' || scope.types.some((type) => types.includes(type))),
  );
}

/** How it became active; an approver was admitted by the members themselves. */
function standingOf(authority: Authority): Competence['standing'] | undefined {
  return authority.kind === 'approver' ? 'approved' : authority.approval?.standing;
}

function isCompetent(
  authority: Authority,
  { types, regions, witnessed }: GroupTerms,
  onDay: string,
): boolean {
  return authority.competence.some(
    (entry) =>
      holdsOn(entry, onDay) &&
      (entry.standing === 'approved' || witnessed) &&
      (types === '*' || entry.types.some((type) => types.includes(type))) &&
      regions.some((each) => contains(each, entry.region) || contains(entry.region, each)),
  );
}

/** Whether two placements say the same; both absent counts. */
export function isSamePlacement(one: Placement | undefined, other: Placement | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return (
    one.member === other.member && one.standing === other.standing && one.roles.join() === other.roles.join()
  );
}
