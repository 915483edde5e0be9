import type { AdmittedCaller } from '../member/caller';
import { lineage } from './lineage';
import { holdsOn } from '../record/field';
import { Rejection } from '../rejection';
import type { Authority, MandateAct } from './authority';

/**
 * Whether the authority has a superior that has joined and was not abolished since. Where none has, the operators of members stand in for it, and
 * what they do is visible as such.
 */
export function hasJoinedSuperior(superior: Authority | undefined): boolean {
  return superior?.kind === 'approver' && superior.state !== 'registered' && superior.state !== 'abolished';
}

/** Whether an authority stands above departments: an approver in its supervising role. */
function isSupervising(authority: Authority | undefined): boolean {
  return authority?.kind === 'approver' && authority.roles.includes('supervising');
}

/**
 * The caller's authority and those that it continues, for a type or as a whole (`*`); `null`: for any function at all.
 * What somebody defined, kept or stood above goes over with its functions.
 */
export function callersLine(
  { authority, continued, day }: AdmittedCaller,
  type: string | null,
): readonly string[] {
  if (authority === undefined) return [];
  const known = continued ?? new Map<string, Authority>([[authority.code, authority]]);
  return lineage(authority, known, type, day).map(({ code }) => code);
}

/**
 * Whether the caller is the authority's named superior, or continues it as a whole: an approver that has joined. Nobody is
 * its own, also not by continuing who was.
 */
export function isSuperiorOf(caller: AdmittedCaller, authority: Authority): boolean {
  if (authority.superior === undefined || !isSupervising(caller.authority)) return false;
  return caller.authority?.code !== authority.code && callersLine(caller, '*').includes(authority.superior);
}

/**
 * The caller is the superior of these authorities; of one that is not on the ledger only that the caller is some superior
 * can be said.
 * @throws Rejection NOT_ENTITLED
 */
export function requireSuperiorOf(
  caller: AdmittedCaller,
  authorities: readonly (Authority | undefined)[],
  needs: 'superior' | 'superior of both' = 'superior',
): void {
  const directs = authorities.every((each) => each === undefined || isSuperiorOf(caller, each));
  if (!isSupervising(caller.authority) || !directs) throw new Rejection('NOT_ENTITLED', { needs });
}

/**
 * The superior, or where none has joined the operator of the authority's own member. An approver stands above the
 * departments of several members: its sponsor does not silence it.
 * @throws Rejection NOT_ENTITLED
 */
export function requireSuperiorOrOperator(
  caller: AdmittedCaller,
  authority: Authority | undefined,
  superior: Authority | undefined,
): void {
  if (authority !== undefined && isSuperiorOf(caller, authority)) return;
  const isBound = hasJoinedSuperior(superior) || authority?.kind === 'approver';
  const own =
    caller.authority === undefined && (authority === undefined || authority.member === caller.member.id);
  if (own && !isBound) return;
  throw new Rejection('NOT_ENTITLED', { needs: isBound ? 'superior' : 'operator of its member' });
}

/** Whether somebody could ever act for the authority here: keys that ended count, for what they did stands. */
export function hasActed({ keys }: Authority): boolean {
  return keys.length > 0;
}

/** Whether `custodian` may do this for the authority on that day; `type` only where the act is about one type. */
export function hasMandate(
  authority: Authority | undefined,
  custodian: string,
  act: MandateAct,
  onDay: string,
  type?: string,
): boolean {
  return (authority?.mandates ?? []).some(
    (mandate) =>
      mandate.state === 'given' &&
      mandate.custodian === custodian &&
      mandate.acts.includes(act) &&
      (type === undefined || mandate.types.includes(type)) &&
      holdsOn(mandate, onDay),
  );
}

/**
 * The record of the authority that the caller acts for: its own, or that of one that mandated it for this act.
 * @throws Rejection NOT_ENTITLED
 */
export function requireSelfOrCustodian(
  caller: AdmittedCaller & { readonly authority: Authority },
  code: string,
  authority: Authority | undefined,
  act: MandateAct,
  type?: string,
): Authority {
  if (caller.authority.code === code) return caller.authority;
  if (authority !== undefined && hasMandate(authority, caller.authority.code, act, caller.day, type))
    return authority;
  throw new Rejection('NOT_ENTITLED', { needs: `authority or custodian mandated to ${act}` });
}
