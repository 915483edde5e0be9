import type { Infer } from '../json/shape';
import { requireOpen, requireOperator } from '../member/caller';
import { memberWrites } from '../member/founding';
import type { Member, Network } from '../member/member';
import { write, type Write } from '../record/write';
import { Rejection } from '../rejection';
import type { completeChangeArgument } from './change-argument';
import type { NetworkChange, OpenChanges } from './network-change';
import { requireNotEnded, type Decided, type Facts, type RoundFacts } from './round';

/**
 * Takes back a request that is not approved: its sponsor does, or any voter once the sponsor is no member any more. It
 * may be opened again. What is approved may be on its way into the channel, and is taken back by another change.
 * @throws Rejection (open, operator) | NOT_ENTITLED | CHANGE_UNKNOWN | CHANGE_CLOSED (approved, done, cancelled)
 */
export function decideCancelling(facts: RoundFacts & { readonly open: OpenChanges | undefined }): Decided {
  requireOpen(facts.network);
  const { member } = requireOperator(facts.caller);
  const { change } = facts;
  const isLeft = change !== undefined && !facts.admitted.some(({ id }) => id === change.sponsor);
  if (
    change !== undefined &&
    change.sponsor !== member.id &&
    !(isLeft && change.voters.includes(member.id))
  ) {
    throw new Rejection('NOT_ENTITLED', { needs: 'operator of the sponsor' });
  }
  if (change === undefined) throw new Rejection('CHANGE_UNKNOWN');
  if (change.state !== 'open') throw new Rejection('CHANGE_CLOSED', { state: change.state });
  const next: NetworkChange = { ...change, state: 'cancelled' };
  return {
    change: next,
    writes: [write('networkChange', [change.id], next), withoutOpen(facts.open, change.id)],
  };
}

/**
 * Says that the update is in force, and lets the members' records follow it. A newcomer says so itself: that the channel
 * takes its transaction is the proof. Its approvals were the votes, so no motion is needed beside them.
 * No contract sees the channel: the record says whose word it is, and desks carry out what the channel does not have.
 * @throws Rejection (open, operator; not for the newcomer) | NOT_ENTITLED (an admission, by another; a removal, by the
 * member that goes) | MEMBER_EXISTS | CHANGE_UNKNOWN | CHANGE_CLOSED (done, cancelled) | CHANGE_NOT_APPROVED
 */
export function decideCompletion(
  facts: Facts & {
    readonly concerned: Member | undefined;
    readonly mspOwner: string | undefined;
    readonly open: OpenChanges | undefined;
  },
  { sequence }: Infer<typeof completeChangeArgument>,
): Decided {
  const network = requireOpen(facts.network);
  const { change } = facts;
  const { identity } = facts.caller;
  const isNewcomer =
    change?.application?.statement.member.msp === identity.msp && identity.authority === undefined;
  const operator = isNewcomer ? undefined : requireOperator(facts.caller);
  // Said by anybody else, an admission could be closed without ever reaching the channel.
  if (change?.kind === 'admit-member' && !isNewcomer) {
    throw new Rejection('NOT_ENTITLED', { needs: 'operator of the newcomer' });
  }
  // It could close its own removal before the channel has it.
  if (change?.kind === 'remove-member' && operator?.member.id === change.member) {
    throw new Rejection('NOT_ENTITLED', { needs: 'operator of another member' });
  }
  if (change === undefined) throw new Rejection('CHANGE_UNKNOWN');
  if (facts.concerned === undefined && facts.mspOwner !== undefined) throw new Rejection('MEMBER_EXISTS');
  requireNotEnded(change);
  if (change.state !== 'approved')
    throw new Rejection('CHANGE_NOT_APPROVED', { approvals: change.approvals.length });
  const completedBy = operator?.member.id ?? change.member;
  const next: NetworkChange = { ...change, state: 'done', sequence, completedBy };
  return {
    change: next,
    writes: [
      write('networkChange', [change.id], next),
      withoutOpen(facts.open, change.id),
      ...effectOf(change, network, facts),
    ],
  };
}

function effectOf(
  change: NetworkChange,
  network: Network,
  { concerned }: { readonly concerned: Member | undefined },
): readonly Write[] {
  const entry = change.application?.statement.member;
  if (change.kind === 'remove-member' && concerned !== undefined) {
    return [write('member', [concerned.id], { ...concerned, state: 'withdrawn' })];
  }
  // A motion of its own may have admitted it in the meantime.
  if (entry === undefined || concerned?.state === 'admitted') return [];
  if (concerned !== undefined)
    return [write('member', [entry.id], { ...concerned, ...entry, state: 'admitted' })];
  const members = [...(network.members ?? []), entry.id].sort();
  return [write('network', [], { ...network, members }), ...memberWrites(entry, 'admitted')];
}

/** The list without this change. */
function withoutOpen(open: OpenChanges | undefined, id: string): Write {
  const at = open?.open.indexOf(id) ?? -1;
  const rest = (list: readonly string[] = []) => list.filter((_, place) => place !== at);
  return write('networkChanges', [], { open: rest(open?.open), sponsors: rest(open?.sponsors) });
}
