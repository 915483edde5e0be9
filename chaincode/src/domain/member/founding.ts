import { regionContains, type Region } from '../code/region';
import { array, type Infer, object, string } from '../json/shape';
import { bilingual, checked, memberId, region } from '../record/field';
import { write, type Write } from '../record/write';
import { Rejection } from '../rejection';
import type { Caller } from './caller';
import type { Member, Network } from './member';

/** Founders are cities that sign one paper together; a network grows by motions later. */
export const FOUNDERS_LIMIT = 50;

const mspId = string({ min: 1, max: 64, pattern: /^[A-Za-z0-9][A-Za-z0-9._-]*$/ });

/** How an organisation is entered: `{id, msp, name: {zh, en}, region}`. */
export const memberEntry = object({ id: memberId, msp: mspId, name: bilingual, region });
export type MemberEntry = Infer<typeof memberEntry>;

/** `{members: [{id, msp, name, region}]}`; no id and no MSP twice. */
export const foundArgument = checked(
  object({ members: array(memberEntry, { min: 1, max: FOUNDERS_LIMIT }) }),
  ({ members }) => {
    const ids = new Set(members.map(({ id }) => id));
    const msps = new Set(members.map(({ msp }) => msp));
    return ids.size === members.length && msps.size === members.length ? null : ['repeated-item', '/members'];
  },
);

/** @throws Rejection NETWORK_ALREADY_FOUNDED | NOT_ENTITLED (no founder's operator) */
export function decideFounding(
  facts: { readonly network: Network | undefined; readonly caller: Caller },
  { members }: Infer<typeof foundArgument>,
): readonly Write[] {
  if (facts.network !== undefined) throw new Rejection('NETWORK_ALREADY_FOUNDED');
  const { identity } = facts.caller;
  if (identity.authority !== undefined || !members.some(({ msp }) => msp === identity.msp)) {
    throw new Rejection('NOT_ENTITLED', { needs: 'operator of a founder' });
  }
  const ids = members.map(({ id }) => id).sort();
  return [
    write('network', [], { founders: ids, confirmed: [], state: 'founding', members: ids }),
    ...members.flatMap((entry) => memberWrites(entry, 'founding')),
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
  if (member === undefined) throw new Rejection('UNKNOWN_MEMBER');
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
