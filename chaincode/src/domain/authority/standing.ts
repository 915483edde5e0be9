import { type Infer, object, optional } from '../json/shape';
import { type AdmittedCaller, type Caller, requireAdmitted, requireOpen } from '../member/caller';
import type { Network } from '../member/member';
import { uscc } from '../record/field';
import { write, type Write } from '../record/write';
import { Rejection } from '../rejection';
import type { Authority } from './authority';
import { requireSuperiorOrOperator } from './right';
import { requireAcyclic } from './superior';

/** `{authority}` */
export const authorityArgument = object({ authority: uscc });
/** `{authority, superior?}`; absent: it has none any more. */
export const changeSuperiorArgument = object({ authority: uscc, superior: optional(uscc) });

interface Facts {
  readonly network: Network | undefined;
  readonly caller: Caller;
  readonly authority: Authority | undefined;
  /** Record of the superior that the authority names now. */
  readonly superior: Authority | undefined;
}

/**
 * Who stands above the authority: its superior or, where none has joined, the operator of its member.
 * @throws Rejection (open, caller) | NOT_ENTITLED | AUTHORITY_UNKNOWN
 */
function requireAbove(facts: Facts): { readonly authority: Authority; readonly caller: AdmittedCaller } {
  requireOpen(facts.network);
  const caller = requireAdmitted(facts.caller);
  requireSuperiorOrOperator(caller, facts.authority, facts.superior);
  if (facts.authority === undefined) throw new Rejection('AUTHORITY_UNKNOWN');
  return { authority: facts.authority, caller };
}

/** `active` → `suspended` and back. @throws Rejection (requireAbove) | AUTHORITY_STATE */
export function decideSuspension(facts: Facts, to: 'suspended' | 'active'): readonly Write[] {
  const { authority } = requireAbove(facts);
  return setAuthorityState(authority, to);
}

/** @throws Rejection AUTHORITY_STATE */
export function setAuthorityState(authority: Authority, to: 'suspended' | 'active'): readonly Write[] {
  const from = to === 'suspended' ? 'active' : 'suspended';
  if (authority.state !== from) throw new Rejection('AUTHORITY_STATE', { state: authority.state });
  return [write('authority', [authority.code], { ...authority, state: to })];
}

/**
 * The end of an authority that nobody continues as a whole: after a split, once its functions have gone to others one
 * by one, or because its tasks have ceased. Licences that it issued stay verifiable by its record.
 * @throws Rejection (requireAbove) | AUTHORITY_STATE
 */
export function decideAbolition(facts: Facts): readonly Write[] {
  const { authority } = requireAbove(facts);
  if (authority.state === 'abolished') throw new Rejection('AUTHORITY_STATE', { state: authority.state });
  return [write('authority', [authority.code], { ...authority, state: 'abolished' })];
}

/**
 * Another superior from now on: the present one hands over, or the operator names one where none has joined. What the
 * former one granted stays granted. A superior that is on the ledger is an approver that was not abolished: under a mere
 * department nobody would stand above it, and its operator would act in its superior's place.
 * @throws Rejection (requireAbove) | AUTHORITY_STATE | SUPERIOR_CYCLE | NOT_AN_APPROVER
 */
export function decideSuperiorChange(
  facts: Facts & {
    /** The superior asked for and those above it, nearest first, as far as the ledger holds them. */
    readonly chain: readonly Authority[];
  },
  command: Infer<typeof changeSuperiorArgument>,
): readonly Write[] {
  const { authority } = requireAbove(facts);
  if (authority.state === 'abolished') throw new Rejection('AUTHORITY_STATE', { state: authority.state });
  const { superior: _former, ...rest } = authority;
  const next: Authority = command.superior === undefined ? rest : { ...rest, superior: command.superior };
  requireAcyclic(next, facts.chain);
  const [named] = facts.chain;
  const isUnfit = named !== undefined && (named.kind !== 'approver' || named.state === 'abolished');
  if (isUnfit && named.code === command.superior)
    throw new Rejection('NOT_AN_APPROVER', { authority: named.code });
  return [write('authority', [authority.code], next)];
}
