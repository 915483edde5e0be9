import type { Seal } from '@huren/chaincode/domain';
import { PAGE_SEAL_ROLE, PAGE_TYPES, sealRoles, type DemoBatch } from '../world';
import { sealsOf } from './departments';
import type { Records } from './issuance-work';

/** The 签发密钥 of an authority, without the seals of its page forms. */
export function issuingKeysOf(records: Records, authority: string): readonly Seal[] {
  return sealsOf(records, authority).filter(({ ses }) => ses === undefined);
}

/**
 * Which keys seal a type: food under the market's first one, everything else under the newest; page forms under SES
 * seals beside it. A permit with several seals has no other keys than theirs.
 */
export function sealsFor(records: Records, authority: string, type: DemoBatch['type']) {
  const pageSeals = PAGE_TYPES.includes(type) ? pageSealsFor(records, authority, type) : [];
  const keys = issuingKeysOf(records, authority);
  const [first] = keys.filter(({ replaces }) => replaces === undefined);
  const renewed = keys.find(({ replaces }) => replaces !== undefined);
  const own = type === 'food' ? first : (renewed ?? first);
  const key = type === 'harvester' ? pageSeals[0] : own?.keyId;
  if (key === undefined) throw new TypeError('the department has no seal');
  return { key, pageSeals };
}

/** Key ids of the SES seals on a page form, by the roles that the type asks for: its own, and those it holds. */
export function pageSealsFor(
  records: Records,
  authority: string,
  type: DemoBatch['type'],
): readonly string[] {
  const roles = type === 'harvester' ? sealRoles(type) : [PAGE_SEAL_ROLE];
  const held = [...records]
    .filter(([key]) => key.startsWith('seal/'))
    .map(([, seal]) => seal as Seal)
    .filter((seal) => seal.authority === authority || seal.custodian === authority);
  return roles.flatMap(
    (role) => held.find((each) => each.ses !== undefined && each.role === role)?.keyId ?? [],
  );
}
