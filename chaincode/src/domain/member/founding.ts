import { addDays, type Day } from '../code/day';
import { regionContains, type Region } from '../code/region';
import { array, type Infer, integer, object, optional } from '../json/shape';
import { checked } from '../record/field';
import { write, type Write } from '../record/write';
import { Rejection } from '../rejection';
import type { Caller } from './caller';
import type { Member, Network } from './member';
import { memberEntry, type MemberEntry } from './member-entry';

/** Founders are cities that sign one paper together; a network grows by motions later. */
export const FOUNDERS_LIMIT = 50;

/** Days that the founders have to confirm: unless the paper says otherwise, and at most. */
export const FOUNDING_DAYS = 30;
export const FOUNDING_DAYS_LIMIT = 365;

/** `{members: [{id, msp, name, region}], days?}`; no id and no MSP twice. */
export const foundArgument = checked(
  object({
    members: array(memberEntry, { min: 1, max: FOUNDERS_LIMIT }),
    days: optional(integer({ min: 1, max: FOUNDING_DAYS_LIMIT })),
  }),
  ({ members }) => {
    const ids = new Set(members.map(({ id }) => id));
    const msps = new Set(members.map(({ msp }) => msp));
    return ids.size === members.length && msps.size === members.length ? null : ['repeated-item', '/members'];
  },
);

interface FoundingFacts {
  readonly network: Network | undefined;
  readonly caller: Caller;
  /** Records of the founders listed so far. */
  readonly founders: readonly Member[];
}

/**
 * The first call lists the founders. While some of them stay silent, one that has confirmed may begin again after the
 * days that they were given: with everyone who confirmed, and without those who did not. All of the new list confirm
 * anew, since they agreed to another one.
 * @throws Rejection NETWORK_ALREADY_FOUNDED | FOUNDING_PENDING | NOT_ENTITLED (no founder's operator) | FOUNDER_LEFT_OUT
 */
export function decideFounding(facts: FoundingFacts, command: Infer<typeof foundArgument>): readonly Write[] {
  const { network } = facts;
  const { members, days } = command;
  if (network?.state === 'open') throw new Rejection('NETWORK_ALREADY_FOUNDED');
  const { identity, member: caller } = facts.caller;
  if (network !== undefined && identity.day <= (network.confirmBy ?? ''))
    throw new Rejection('FOUNDING_PENDING', { confirmBy: network.confirmBy ?? '' });
  const isListed = members.some(({ msp }) => msp === identity.msp);
  const hasConfirmed =
    network === undefined || (caller !== undefined && network.confirmed.includes(caller.id));
  if (identity.authority !== undefined || !isListed || !hasConfirmed) {
    throw new Rejection('NOT_ENTITLED', {
      needs: network === undefined ? 'operator of a founder' : 'operator of a founder that confirmed',
    });
  }
  const left = facts.founders.filter(
    ({ id, msp }) =>
      network?.confirmed.includes(id) && !members.some((each) => each.id === id && each.msp === msp),
  );
  if (left[0] !== undefined) throw new Rejection('FOUNDER_LEFT_OUT', { member: left[0].id });
  const ids = members.map(({ id }) => id).sort();
  const dropped = facts.founders.filter(({ id }) => !ids.includes(id));
  const next: Network = {
    founders: ids,
    confirmed: [],
    state: 'founding',
    members: [...new Set([...(network?.members ?? []), ...ids])].sort(),
    confirmBy: addDays(identity.day as Day, days ?? FOUNDING_DAYS),
    round: (network?.round ?? 0) + 1,
  };
  return [
    write('network', [], next),
    ...members.flatMap((entry) => memberWrites(entry, 'founding')),
    ...dropped.map((member) => write('member', [member.id], { ...member, state: 'withdrawn' })),
  ];
}

/** The records of a member that enters. */
export function memberWrites(entry: MemberEntry, state: Member['state']): readonly Write[] {
  const member: Member = { ...entry, state, receiptKeys: [] };
  return [write('member', [entry.id], member), write('msp', [entry.msp], entry.id)];
}

/** The state of the network once `member` has confirmed: open when it was the last. */
export function applyConfirmation(network: Network, member: string): Network {
  const confirmed = [...network.confirmed, member].sort();
  return { ...network, confirmed, state: confirmed.length === network.founders.length ? 'open' : 'founding' };
}

/**
 * @throws Rejection NETWORK_NOT_FOUNDED | NETWORK_ALREADY_OPEN | UNKNOWN_MEMBER | NOT_ENTITLED | ALREADY_CONFIRMED
 */
export function decideConfirmation(facts: {
  readonly network: Network | undefined;
  readonly caller: Caller;
  /** Records of all founders. */
  readonly founders: readonly Member[];
}): readonly Write[] {
  const { network, caller, founders } = facts;
  if (network === undefined) throw new Rejection('NETWORK_NOT_FOUNDED');
  if (network.state === 'open') throw new Rejection('NETWORK_ALREADY_OPEN');
  const { member } = caller;
  // One that the others went on without is a founder no more.
  if (member === undefined || !network.founders.includes(member.id)) throw new Rejection('UNKNOWN_MEMBER');
  if (caller.identity.authority !== undefined) throw new Rejection('NOT_ENTITLED', { needs: 'operator' });
  if (network.confirmed.includes(member.id)) throw new Rejection('ALREADY_CONFIRMED');
  const next = applyConfirmation(network, member.id);
  const admitted =
    next.state === 'open'
      ? founders.map((founder) => write('member', [founder.id], { ...founder, state: 'admitted' }))
      : [];
  return [write('network', [], next), ...admitted];
}

/** Whether `inner` is one of the member's regions. */
export function isInRegionOf(member: Member, inner: Region): boolean {
  return regionContains(member.region as Region, inner);
}
