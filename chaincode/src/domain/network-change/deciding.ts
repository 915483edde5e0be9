import { sha256 } from '@noble/hashes/sha2.js';
import type { CryptoProvider } from '../crypto/provider';
import { encodeBase64url, decodeBase64url } from '../encoding/base64url';
import { canonicalBytes, canonicalJson } from '../json/canonical';
import { array, type Infer, integer, object, oneOf, optional, string } from '../json/shape';
import { type AdmittedCaller, type Caller, requireOpen, requireOperator } from '../member/caller';
import type { Member, Network } from '../member/member';
import { memberWrites } from '../member/founding';
import { majority } from '../member/voting';
import { bilingual, bytes, checked, digest, memberId } from '../record/field';
import { write, type Write } from '../record/write';
import { Rejection } from '../rejection';
import { applicationDigest, applicationFault, memberApplication } from './application';
import type { ChangeApproval, NetworkChange, OpenChanges } from './network-change';
import { isAdministratorsSignature } from './update-signature';

/** Bytes of an update; that of a member with sixteen peers has about 5,000. */
export const UPDATE_BYTES_LIMIT = 128 * 1024;
/** Open changes of one sponsor: no member can fill the list for the others. */
export const OPEN_CHANGES_LIMIT = 10;
/** Rounds of one change that one member begins: each voids what the others signed. */
export const ROUNDS_LIMIT = 5;

const mspId = string({ min: 1, max: 64, pattern: /^[A-Za-z0-9][A-Za-z0-9._-]*$/ });
const base = object({ sequence: integer(), digest });
const signature = object({ header: bytes(1, 16_384), signature: bytes(8, 72) });
const quorums = array(
  object({ msps: array(mspId, { min: 1, max: 200, unique: true }), atLeast: integer({ min: 1, max: 200 }) }),
  { min: 1, max: 20 },
);
const proposal = { base, update: bytes(1, UPDATE_BYTES_LIMIT), quorums, signature } as const;

/**
 * `{kind, member, application?, note?, nonce?, base: {sequence, digest}, update, quorums, signature}`: an admission has
 * the application and nothing else that names it, every other change a note and a nonce.
 */
export const openChangeArgument = checked(
  object({
    kind: oneOf(['admit-member', 'remove-member', 'channel-update']),
    member: memberId,
    application: optional(memberApplication),
    note: optional(bilingual),
    nonce: optional(string({ min: 1, max: 64 })),
    ...proposal,
  }),
  ({ kind, member, application, note, nonce, quorums: asked }) => {
    const isAdmission = kind === 'admit-member';
    if ((application !== undefined) !== isAdmission) return ['contradicting', '/application'];
    if ((note !== undefined) === isAdmission) return ['contradicting', '/note'];
    if ((nonce !== undefined) === isAdmission) return ['contradicting', '/nonce'];
    if (application !== undefined && application.statement.member.id !== member) {
      return ['contradicting', '/member'];
    }
    const isImpossible = asked.some(({ msps, atLeast }) => atLeast > msps.length);
    return isImpossible ? ['out-of-range', '/quorums'] : null;
  },
);
/** `{change, base, update (its digest), signature}` */
export const approveChangeArgument = object({ change: digest, base, update: digest, signature });
/** `{change, base, update, quorums, signature}` */
export const rebaseChangeArgument = object({ change: digest, ...proposal });
/** `{change, sequence}` */
export const completeChangeArgument = object({ change: digest, sequence: integer() });
/** `{change}` */
export const cancelChangeArgument = object({ change: digest });
/** `{change?}` */
export const showChangeArgument = object({ change: optional(digest) });

/** base64url SHA-256 of the canonical JSON of what names the change, whatever base it stands on. */
export function changeId(named: {
  readonly kind: NetworkChange['kind'];
  readonly member: string;
  readonly application?: NetworkChange['application'];
  readonly nonce?: string;
}): string {
  const { kind, member, application, nonce } = named;
  return encodeBase64url(
    sha256(
      canonicalBytes({
        type: 'huren-network-change/1',
        kind,
        member,
        ...(application === undefined ? {} : { application: applicationDigest(application.statement) }),
        ...(nonce === undefined ? {} : { nonce }),
      }),
    ),
  );
}

/** base64url SHA-256 of an update's bytes. */
export function updateDigest(update: string): string {
  return encodeBase64url(sha256(decodeBase64url(update)));
}

interface Facts {
  readonly network: Network | undefined;
  readonly caller: Caller;
  readonly change: NetworkChange | undefined;
}

interface RoundFacts extends Facts {
  readonly admitted: readonly Member[];
}

interface Decided {
  readonly change: NetworkChange;
  readonly writes: readonly Write[];
}

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

/** @throws Rejection LIMIT_REACHED */
function nextRound(begunBy: readonly string[], { member }: AdmittedCaller): readonly string[] {
  if (begunBy.filter((one) => one === member.id).length >= ROUNDS_LIMIT) {
    throw new Rejection('LIMIT_REACHED', { limit: 'rounds begun by one member', max: ROUNDS_LIMIT });
  }
  return [...begunBy, member.id];
}

/** A member that withdrew may come back under its id and MSP. @throws Rejection MEMBER_EXISTS */
function requireNoMember(concerned: Member | undefined, mspOwner: string | undefined): void {
  const isReturn = concerned?.state === 'withdrawn' && mspOwner === concerned.id;
  if ((concerned !== undefined || mspOwner !== undefined) && !isReturn) throw new Rejection('MEMBER_EXISTS');
}

/** What a new round fixes. @throws Rejection NO_ELIGIBLE_VOTER */
function roundOf(
  admitted: readonly Member[],
  kind: NetworkChange['kind'],
  concerned: string,
  { base: on, update, quorums: asked }: Pick<Infer<typeof openChangeArgument>, 'base' | 'update' | 'quorums'>,
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
function withApproval(
  change: NetworkChange,
  { member }: AdmittedCaller,
  given: Infer<typeof signature>,
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

function isSameBase(a: Pick<NetworkChange, 'base'>, b: Pick<NetworkChange, 'base'>): boolean {
  return a.base.sequence === b.base.sequence && a.base.digest === b.base.digest;
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

/** @throws Rejection CHANGE_CLOSED */
function requireNotEnded({ state }: NetworkChange): void {
  if (state === 'done' || state === 'cancelled') throw new Rejection('CHANGE_CLOSED', { state });
}

function withoutOpen(open: OpenChanges | undefined, id: string): Write {
  const at = open?.open.indexOf(id) ?? -1;
  const rest = (list: readonly string[] = []) => list.filter((_, place) => place !== at);
  return write('networkChanges', [], { open: rest(open?.open), sponsors: rest(open?.sponsors) });
}

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
