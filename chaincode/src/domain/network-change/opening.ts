import type { CryptoProvider } from '../crypto/provider';
import type { Infer } from '../json/shape';
import { requireOpen, requireOperator } from '../member/caller';
import type { Member } from '../member/member';
import { write } from '../record/write';
import { Rejection } from '../rejection';
import { applicationFault } from './application';
import type { openChangeArgument } from './change-argument';
import { changeId } from './change-id';
import type { NetworkChange, OpenChanges } from './network-change';
import { nextRound, roundOf, withApproval, type Decided, type RoundFacts } from './round';

/** Open changes of one sponsor: no member can fill the list for the others. */
export const OPEN_CHANGES_LIMIT = 10;
/**
 * The sponsor's request, with its own signature as the first.
 * @throws Rejection (open, operator) | NOT_ENTITLED (about itself) | MEMBER_UNKNOWN | MEMBER_EXISTS | CHANGE_EXISTS |
 * LIMIT_REACHED | NO_ELIGIBLE_VOTER | PROOF_INVALID
 */
export function decideOpening(
  facts: RoundFacts & {
    /** The record of the member that it concerns. */
    readonly concerned: Member | undefined;
    /** Who has the MSP of that member. */
    readonly mspOwner: string | undefined;
    readonly open: OpenChanges | undefined;
  },
  command: Infer<typeof openChangeArgument>,
  provider: CryptoProvider,
): Decided {
  requireOpen(facts.network);
  const caller = requireOperator(facts.caller);
  const { kind, member, application, note, concerned } = { ...command, concerned: facts.concerned };
  if (kind === 'remove-member' && member === caller.member.id) {
    throw new Rejection('NOT_ENTITLED', { needs: 'operator of another member' });
  }
  // One that the channel knows and that never finished joining has no record, and can be removed all the same.
  if (kind === 'channel-update' && concerned === undefined) throw new Rejection('MEMBER_UNKNOWN');
  if (kind === 'admit-member') requireNoMember(concerned, facts.mspOwner);
  const id = changeId(command);
  const former = facts.change;
  if (former !== undefined && former.state !== 'cancelled') {
    throw new Rejection('CHANGE_EXISTS', { change: id });
  }
  const { open, sponsors } = facts.open ?? { open: [], sponsors: [] };
  if (sponsors.filter((one) => one === caller.member.id).length >= OPEN_CHANGES_LIMIT) {
    throw new Rejection('LIMIT_REACHED', { limit: 'open changes of one sponsor', max: OPEN_CHANGES_LIMIT });
  }
  const begunBy = nextRound(former?.begunBy ?? [], caller);
  if (application !== undefined && applicationFault(provider, application) !== undefined) {
    throw new Rejection('PROOF_INVALID', { what: 'application' });
  }
  const begun: NetworkChange = {
    id,
    kind,
    member,
    ...(application === undefined ? {} : { application }),
    ...(note === undefined ? {} : { note }),
    sponsor: caller.member.id,
    round: begunBy.length,
    begunBy,
    ...roundOf(facts.admitted, kind, member, command),
  };
  const change = withApproval(begun, caller, command.signature, provider);
  const list = write('networkChanges', [], {
    open: [...open, id],
    sponsors: [...sponsors, caller.member.id],
  });
  return { change, writes: [write('networkChange', [id], change), list] };
}

/** A member that withdrew may come back under its id and MSP. @throws Rejection MEMBER_EXISTS */
function requireNoMember(concerned: Member | undefined, mspOwner: string | undefined): void {
  const isReturn = concerned?.state === 'withdrawn' && mspOwner === concerned.id;
  if ((concerned !== undefined || mspOwner !== undefined) && !isReturn) throw new Rejection('MEMBER_EXISTS');
}
