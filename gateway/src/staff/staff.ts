import type { Authority } from '@huren/chaincode/domain';

/**
 * What a member's own people may do at a screen. A clerk judges licences, an issuer issues them, a supervisor sees his
 * field, an operator the network, an auditor everything and changes nothing.
 */
export const STAFF_ROLES = ['clerk', 'issuer', 'supervisor', 'operator', 'auditor'] as const;
export type StaffRole = (typeof STAFF_ROLES)[number];

export function isStaffRole(value: unknown): value is StaffRole {
  return STAFF_ROLES.some((role) => role === value);
}

/** Somebody who has signed in, as the member's identity provider names them. */
export interface Staff {
  /** base64url SHA-256 of issuer and subject: the same person every time, and no name. */
  readonly subject: string;
  /** For the screen alone: never logged, never in a receipt. */
  readonly name: string;
  /** Credit code of the authority that they work for. */
  readonly authority: string;
  readonly roles: readonly StaffRole[];
}

/** Why somebody whom the provider knows may still not come in. */
export type StaffRefusal = 'no-authority' | 'no-role' | 'authority-not-active' | 'wrong-member';

/** Claims of the ID token (OpenID Connect Core 1.0 §2) that say for whom and as what somebody works. */
export const STAFF_CLAIMS = { authority: 'huren_authority', roles: 'huren_roles' } as const;

/** Reads the claims against the ledger's record of the authority; roles that are not known are no roles. */
export function readStaff(
  claims: Readonly<Record<string, unknown>>,
  subject: string,
  member: string,
  authorityOf: (code: string) => Authority | undefined,
): Staff | StaffRefusal {
  const code = claims[STAFF_CLAIMS.authority];
  const given = claims[STAFF_CLAIMS.roles];
  const authority = typeof code === 'string' ? authorityOf(code) : undefined;
  if (authority === undefined) return 'no-authority';
  if (authority.member !== member) return 'wrong-member';
  if (authority.state !== 'active') return 'authority-not-active';
  const roles = Array.isArray(given) ? STAFF_ROLES.filter((role) => given.includes(role)) : [];
  if (roles.length === 0) return 'no-role';
  const { name } = claims;
  return {
    subject,
    name: typeof name === 'string' ? name.slice(0, 64) : '',
    authority: authority.code,
    roles,
  };
}
