import type { Authority } from '../authority/authority';
import { hasJoinedSuperior, isSuperiorOf, requireSelfOrCustodian } from '../authority/right';
import { type Infer, object } from '../json/shape';
import {
  type AdmittedCaller,
  type Caller,
  requireAdmitted,
  requireAuthority,
  requireOpen,
} from '../member/caller';
import type { Network } from '../member/member';
import { digest, position } from '../record/field';
import { comparePositions } from '../record/version';
import { write, type Write } from '../record/write';
import { Rejection } from '../rejection';
import type { Seal } from './seal';

/** `{keyId}` */
export const sealArgument = object({ keyId: digest });
/** `{keyId, from: {block, tx}}`: the ledger position from which anchors under this key are not to be trusted. */
export const compromiseArgument = object({ keyId: digest, from: position });

export type SealAct = 'freeze' | 'unfreeze' | 'retire';

interface Facts {
  readonly network: Network | undefined;
  readonly caller: Caller;
  readonly seal: Seal | undefined;
  /** Record of the authority that answers for the seal. */
  readonly authority: Authority | undefined;
}

/**
 * The authority that answers for the seal, or the custodian that holds this very one under a mandate: a mandate gives
 * no power over the seals that others hold.
 * @throws Rejection NOT_ENTITLED
 */
export function requireHolder(
  caller: AdmittedCaller & { readonly authority: Authority },
  seal: Seal,
  authority: Authority | undefined,
): void {
  requireSelfOrCustodian(caller, seal.authority, authority, 'seal');
  const { code } = caller.authority;
  if (code !== seal.authority && code !== seal.custodian) {
    throw new Rejection('NOT_ENTITLED', { needs: 'authority or custodian that holds the seal' });
  }
}

/**
 * active → frozen → active; both → retired, which has no way back.
 * @throws Rejection SEAL_RETIRED | SEAL_COMPROMISED | SEAL_NOT_ACTIVE | SEAL_NOT_FROZEN
 */
export function applySealAct(seal: Seal, act: SealAct): Seal {
  if (seal.state === 'retired') throw new Rejection('SEAL_RETIRED');
  if (act === 'retire') return { ...seal, state: 'retired' };
  if (act === 'freeze') {
    if (seal.state !== 'active') throw new Rejection('SEAL_NOT_ACTIVE', { state: seal.state });
    return { ...seal, state: 'frozen' };
  }
  if (seal.compromise !== undefined) throw new Rejection('SEAL_COMPROMISED');
  if (seal.state !== 'frozen') throw new Rejection('SEAL_NOT_FROZEN', { state: seal.state });
  return { ...seal, state: 'active' };
}

/** @throws Rejection (open, authority) | NOT_ENTITLED | SEAL_UNKNOWN | (applySealAct) */
export function decideSealAct(
  facts: Facts,
  act: SealAct,
  { keyId }: Infer<typeof sealArgument>,
): readonly Write[] {
  requireOpen(facts.network);
  const caller = requireAuthority(facts.caller);
  const { seal } = facts;
  if (seal !== undefined) requireHolder(caller, seal, facts.authority);
  // What the authority froze, perhaps because of its custodian, no custodian brings back.
  if (act === 'unfreeze' && seal !== undefined && caller.authority.code !== seal.authority) {
    throw new Rejection('NOT_ENTITLED', { needs: 'authority itself' });
  }
  if (seal === undefined) throw new Rejection('SEAL_UNKNOWN', { keyId });
  return [write('seal', [keyId], applySealAct(seal, act))];
}

/**
 * The authority or the operator of its member reports; an active key is frozen by it at once. That `from` lies after
 * the registration is seen by readers of the ledger (`compromiseFault`): a contract knows no positions.
 * @throws Rejection (open, caller) | NOT_ENTITLED | SEAL_UNKNOWN | COMPROMISE_EXISTS
 */
export function decideCompromiseReport(
  facts: Facts,
  command: Infer<typeof compromiseArgument>,
): readonly Write[] {
  requireOpen(facts.network);
  const caller = requireAdmitted(facts.caller);
  const { seal, authority } = facts;
  if (seal !== undefined) {
    const may =
      caller.authority === undefined
        ? authority?.member === caller.member.id
        : caller.authority.code === seal.authority;
    if (!may) throw new Rejection('NOT_ENTITLED', { needs: 'authority or operator of its member' });
  }
  if (seal === undefined) throw new Rejection('SEAL_UNKNOWN', { keyId: command.keyId });
  const { compromise } = seal;
  // A report may be widened until it is confirmed: whoever stole the key must not settle it by a late position.
  const isWider = compromise && comparePositions(command.from, compromise.from) < 0;
  if (compromise !== undefined && (compromise.confirmedBy !== undefined || !isWider))
    throw new Rejection('COMPROMISE_EXISTS');
  const reportedBy = caller.authority?.code ?? caller.member.id;
  const state = seal.state === 'active' ? 'frozen' : seal.state;
  return [write('seal', [seal.keyId], { ...seal, state, compromise: { from: command.from, reportedBy } })];
}

/**
 * Who confirms says which position is confirmed, so that a report that was widened meanwhile is not confirmed unseen.
 * The superior confirms or, where none has joined, the operator of another member; the key is retired by it.
 * @throws Rejection (open, caller) | NOT_ENTITLED | SEAL_UNKNOWN | COMPROMISE_UNKNOWN | COMPROMISE_CONFIRMED |
 * COMPROMISE_DIFFERS
 */
export function decideCompromiseConfirmation(
  facts: Facts & { readonly superior: Authority | undefined },
  { keyId, from }: Infer<typeof compromiseArgument>,
): readonly Write[] {
  requireOpen(facts.network);
  const caller = requireAdmitted(facts.caller);
  const { seal, authority } = facts;
  if (authority !== undefined && !isSuperiorOf(caller, authority)) {
    const isOther = caller.authority === undefined && caller.member.id !== authority.member;
    if (hasJoinedSuperior(facts.superior) || !isOther) {
      const needs = hasJoinedSuperior(facts.superior) ? 'superior' : 'operator of another member';
      throw new Rejection('NOT_ENTITLED', { needs });
    }
  }
  if (seal === undefined) throw new Rejection('SEAL_UNKNOWN', { keyId });
  if (seal.compromise === undefined) throw new Rejection('COMPROMISE_UNKNOWN');
  if (seal.compromise.confirmedBy !== undefined) throw new Rejection('COMPROMISE_CONFIRMED');
  if (comparePositions(from, seal.compromise.from) !== 0) {
    throw new Rejection('COMPROMISE_DIFFERS', { from: { ...seal.compromise.from } });
  }
  const confirmedBy = caller.authority?.code ?? caller.member.id;
  return [
    write('seal', [keyId], { ...seal, state: 'retired', compromise: { ...seal.compromise, confirmedBy } }),
  ];
}
