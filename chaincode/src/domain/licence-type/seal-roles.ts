/**
 * Several seals: k of named roles, and who holds each. A seal's record says in which role it was engraved; whether the
 * authority that answers for it holds that role is the licence type's word, never the seal's own.
 */
import type { Authority } from '../authority/authority';
import { hasMandate } from '../authority/right';
import { type Region, regionContains } from '../code/region';
import { array, integer, object, oneOf, optional, type Shape } from '../json/shape';
import { checked, FIELD_LIMITS, holdsOn, licenceTypeCode, name, uscc } from '../record/field';
import type { Seal } from '../seal/seal';

export const SEAL_ROLES_LIMIT = 10;

/**
 * Who holds a role: the `issuer` itself, its `superior`, one of named `authorities` (`codes`), or the authority of the
 * issuer's own region that is `competent` for another licence type (`type`).
 */
export interface RoleHolder {
  readonly role: string;
  readonly by: 'issuer' | 'superior' | 'authorities' | 'competent';
  readonly codes?: readonly string[];
  readonly type?: string;
}

export interface SealRoles {
  readonly roles: readonly string[];
  /** How many of the roles are needed. */
  readonly atLeast: number;
  /** A role that is not named here is the issuer's own. */
  readonly holders?: readonly RoleHolder[];
}

const holder: Shape<RoleHolder> = checked(
  object({
    role: name,
    by: oneOf(['issuer', 'superior', 'authorities', 'competent']),
    codes: optional(array(uscc, { min: 1, max: FIELD_LIMITS.list, unique: true })),
    type: optional(licenceTypeCode),
  }),
  ({ by, codes, type }) => {
    if ((by === 'authorities') !== (codes !== undefined)) return ['holder-mismatch', '/codes'];
    return (by === 'competent') === (type !== undefined) ? null : ['holder-mismatch', '/type'];
  },
);

/** `{roles, atLeast, holders?: [{role, by, codes?, type?}]}` */
export const sealRoles: Shape<SealRoles> = checked(
  object({
    roles: array(name, { min: 1, max: SEAL_ROLES_LIMIT, unique: true }),
    atLeast: integer({ min: 1, max: SEAL_ROLES_LIMIT }),
    holders: optional(array(holder, { min: 1, max: SEAL_ROLES_LIMIT })),
  }),
  ({ roles, atLeast, holders = [] }) => {
    if (atLeast > roles.length) return ['more-seals-than-roles', '/atLeast'];
    const named = holders.map(({ role }) => role);
    if (named.some((role) => !roles.includes(role))) return ['unknown-role', '/holders'];
    return new Set(named).size === named.length ? null : ['repeated-item', '/holders'];
  },
);

/** Whether an authority holds a role for licences of `issuer`, both as they stood when the seal was used. */
export function holdsRole(
  { holders = [] }: SealRoles,
  role: string,
  sealer: Authority,
  issuer: Authority,
  onDay: string,
): boolean {
  const { by, codes, type } = holders.find((each) => each.role === role) ?? { by: 'issuer' as const };
  switch (by) {
    case 'issuer':
      return sealer.code === issuer.code;
    case 'superior':
      return sealer.code === issuer.superior;
    case 'authorities':
      return codes?.includes(sealer.code) === true;
    case 'competent':
      return (
        sealer.region === issuer.region &&
        sealer.competence.some(
          (entry) =>
            type !== undefined &&
            entry.types.includes(type) &&
            regionContains(entry.region as Region, issuer.region as Region) &&
            holdsOn(entry, onDay),
        )
      );
  }
}

/** A seal that was used for a licence, with who answers for it, as both stood then. */
export interface UsedSeal {
  readonly seal: Seal;
  readonly sealer: Authority | undefined;
}

/** Which of the type's roles are filled, and by which seals they are not, though they name them. */
export interface RolesMet {
  readonly filled: readonly string[];
  /** Roles named by a seal whose authority does not hold them. */
  readonly notHeld: readonly string[];
  /** Roles named by a seal whose custodian has no mandate to seal. */
  readonly withoutMandate: readonly string[];
}

/** The roles that these seals fill; a seal fills one role at most, the one in which it was registered. */
export function rolesMet(
  rule: SealRoles,
  licenceType: string,
  seals: readonly UsedSeal[],
  issuer: Authority,
  onDay: string,
): RolesMet {
  const met = { filled: [] as string[], notHeld: [] as string[], withoutMandate: [] as string[] };
  for (const role of rule.roles) {
    const named = seals.filter(({ seal }) => seal.role === role);
    const held = named.filter(
      ({ sealer }) => sealer !== undefined && holdsRole(rule, role, sealer, issuer, onDay),
    );
    const mandated = held.filter(
      ({ seal: { custodian }, sealer }) =>
        custodian === undefined || hasMandate(sealer, custodian, 'seal', onDay, licenceType),
    );
    if (mandated.length > 0) met.filled.push(role);
    else if (held.length > 0) met.withoutMandate.push(role);
    else if (named.length > 0) met.notHeld.push(role);
  }
  return met;
}
