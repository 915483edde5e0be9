import type { CryptoProvider } from '../crypto/provider';
import { canonicalJson } from '../json/canonical';
import type { Infer } from '../json/shape';
import { requireOpen, requireOperator } from '../member/caller';
import { write } from '../record/write';
import { Rejection } from '../rejection';
import type { approveChangeArgument, rebaseChangeArgument } from './change-argument';
import { updateDigest } from './change-id';
import type { NetworkChange } from './network-change';
import {
  isSameBase,
  nextRound,
  requireNotEnded,
  roundOf,
  withApproval,
  type Decided,
  type Facts,
  type RoundFacts,
} from './round';

/**
 * @throws Rejection (open, operator) | CHANGE_UNKNOWN | CHANGE_CLOSED (approved or done) | ALREADY_APPROVED |
 * CHANGE_BASE_VOID | CHANGE_UPDATE_DIFFERS | NOT_A_VOTER | PROOF_INVALID
 */
export function decideApproval(
  facts: Facts,
  command: Infer<typeof approveChangeArgument>,
  provider: CryptoProvider,
): Decided {
  requireOpen(facts.network);
  const caller = requireOperator(facts.caller);
  const { change } = facts;
  if (change === undefined) throw new Rejection('CHANGE_UNKNOWN');
  if (change.state !== 'open') throw new Rejection('CHANGE_CLOSED', { state: change.state });
  if (change.approvals.some(({ member }) => member === caller.member.id)) {
    throw new Rejection('ALREADY_APPROVED');
  }
  if (!isSameBase(change, command)) {
    throw new Rejection('CHANGE_BASE_VOID', { sequence: change.base.sequence });
  }
  if (updateDigest(change.update) !== command.update) throw new Rejection('CHANGE_UPDATE_DIFFERS');
  const next = withApproval(change, caller, command.signature, provider);
  return { change: next, writes: [write('networkChange', [next.id], next)] };
}

/**
 * A new round: on the configuration that the channel has now, where what was signed for another fits no more, or with
 * another update or other quorums on the same one, where the sponsor's are not what the request says. Otherwise whoever
 * files an application first, with a false update, would keep its applicant out for good.
 * @throws Rejection (open, operator) | CHANGE_UNKNOWN | LIMIT_REACHED | CHANGE_CLOSED (done, cancelled) |
 * CHANGE_BASE_STANDS | NOT_A_VOTER | NO_ELIGIBLE_VOTER | PROOF_INVALID
 */
export function decideRebase(
  facts: RoundFacts,
  command: Infer<typeof rebaseChangeArgument>,
  provider: CryptoProvider,
): Decided {
  requireOpen(facts.network);
  const caller = requireOperator(facts.caller);
  const { change } = facts;
  if (change === undefined) throw new Rejection('CHANGE_UNKNOWN');
  const begunBy = nextRound(change.begunBy, caller);
  requireNotEnded(change);
  if (isSameProposal(change, command)) throw new Rejection('CHANGE_BASE_STANDS');
  const round = roundOf(facts.admitted, change.kind, change.member, command);
  const begun = { ...change, ...round, round: begunBy.length, begunBy };
  const next = withApproval(begun, caller, command.signature, provider);
  return { change: next, writes: [write('networkChange', [next.id], next)] };
}

function isSameProposal(change: NetworkChange, command: Infer<typeof rebaseChangeArgument>): boolean {
  const plain = (list: NetworkChange['quorums']): string =>
    canonicalJson(list.map(({ msps, atLeast }) => ({ msps: [...msps], atLeast })));
  return (
    isSameBase(change, command) &&
    change.update === command.update &&
    plain(change.quorums) === plain(command.quorums)
  );
}
