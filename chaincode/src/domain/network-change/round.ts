import type { CryptoProvider } from '../crypto/provider';
import type { Infer } from '../json/shape';
import type { AdmittedCaller, Caller } from '../member/caller';
import type { Member, Network } from '../member/member';
import { majority } from '../member/voting';
import type { Write } from '../record/write';
import { Rejection } from '../rejection';
import type { rebaseChangeArgument, updateSignature } from './change-argument';
import type { ChangeApproval, NetworkChange } from './network-change';
import { isAdministratorsSignature } from './update-signature';

/** Rounds of one change that one member begins: each voids what the others signed. */
export const ROUNDS_LIMIT = 5;

/** What a decision about a change looks at. */
export interface Facts {
  readonly network: Network | undefined;
  readonly caller: Caller;
  readonly change: NetworkChange | undefined;
}

/** Where a round may begin: who votes in it. */
export interface RoundFacts extends Facts {
  readonly admitted: readonly Member[];
}

/** The change as it is then, and what is written. */
export interface Decided {
  readonly change: NetworkChange;
  readonly writes: readonly Write[];
}

/** @throws Rejection LIMIT_REACHED */
export function nextRound(begunBy: readonly string[], { member }: AdmittedCaller): readonly string[] {
  if (begunBy.filter((one) => one === member.id).length >= ROUNDS_LIMIT) {
    throw new Rejection('LIMIT_REACHED', { limit: 'rounds begun by one member', max: ROUNDS_LIMIT });
  }
  return [...begunBy, member.id];
}

/** What a new round fixes. @throws Rejection NO_ELIGIBLE_VOTER */
export function roundOf(
  admitted: readonly Member[],
  kind: NetworkChange['kind'],
  concerned: string,
  {
    base: on,
    update,
    quorums: asked,
  }: Pick<Infer<typeof rebaseChangeArgument>, 'base' | 'update' | 'quorums'>,
) {
  const voters = admitted
    .map(({ id }) => id)
    .filter((id) => kind !== 'remove-member' || id !== concerned)
    .sort();
  if (voters.length === 0) throw new Rejection('NO_ELIGIBLE_VOTER');
  return {
    voters,
    threshold: majority(voters.length),
    base: on,
    update,
    quorums: asked,
    approvals: [],
    state: 'open' as const,
  };
}

/** @throws Rejection NOT_A_VOTER | PROOF_INVALID */
export function withApproval(
  change: NetworkChange,
  { member }: AdmittedCaller,
  given: Infer<typeof updateSignature>,
  provider: CryptoProvider,
): NetworkChange {
  if (!change.voters.includes(member.id)) throw new Rejection('NOT_A_VOTER');
  if (!isAdministratorsSignature(provider, member.msp, change.update, given)) {
    throw new Rejection('PROOF_INVALID', { what: 'signature' });
  }
  const approvals: readonly ChangeApproval[] = [
    ...change.approvals,
    { member: member.id, msp: member.msp, ...given },
  ];
  return { ...change, approvals, state: isApproved({ ...change, approvals }) ? 'approved' : 'open' };
}

/** Whether enough members said yes and their administrators' signatures satisfy the channel. */
export function isApproved({
  approvals,
  threshold,
  quorums: asked,
}: Pick<NetworkChange, 'approvals' | 'threshold' | 'quorums'>): boolean {
  const msps = new Set(approvals.map(({ msp }) => msp));
  return (
    approvals.length >= threshold &&
    asked.every((quorum) => quorum.msps.filter((one) => msps.has(one)).length >= quorum.atLeast)
  );
}

/** Whether both stand on one configuration. */
export function isSameBase(a: Pick<NetworkChange, 'base'>, b: Pick<NetworkChange, 'base'>): boolean {
  return a.base.sequence === b.base.sequence && a.base.digest === b.base.digest;
}

/** @throws Rejection CHANGE_CLOSED */
export function requireNotEnded({ state }: NetworkChange): void {
  if (state === 'done' || state === 'cancelled') throw new Rejection('CHANGE_CLOSED', { state });
}
