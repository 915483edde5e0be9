import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../certificates';
import { anchorAddresses, readParts, type ChannelConfiguration } from '../channel';
import { connectionProfile, type ConnectionProfile, type MemberPeers } from '../fabric/connection-profile';
import { blockHash } from '../fabric/block-hash';
import type { MemberPlan } from '../topology';
import type { NetworkHome } from './home';

interface ProfileParts {
  readonly members: readonly MemberPeers[];
  /** Of the first block; undefined before there is one. */
  readonly genesis: string | undefined;
}

function profileParts(home: NetworkHome): ProfileParts {
  const members = home.topology.members.map((plan) => {
    const tlsCa = home.certificates(plan).trusted('tls');
    const peers = plan.peers.map(({ host, port }) => ({ address: `${host}:${String(port)}`, tlsCa }));
    return { mspId: home.mspId(plan), peers };
  });
  const block = home.genesisBlock;
  return { members, genesis: existsSync(block) ? blockHash(readFileSync(block)) : undefined };
}

function profileOf({ members, genesis }: ProfileParts, mspId: string): ConnectionProfile {
  const own = members.find((one) => one.mspId === mspId);
  if (own === undefined) throw new TypeError('there is always the member itself');
  const others = members.filter((one) => one !== own);
  return connectionProfile(own.mspId, own.peers, others, genesis);
}

/**
 * How this member's gateway reaches the network: its own peers, and those of the others to compare blocks with.
 * @param channel with it, members that joined later are known by their anchor peers, and those that left are not
 * @param genesis hash of the first block where the block itself is not here
 */
export function memberProfile(
  home: NetworkHome,
  member: MemberPlan,
  channel?: ChannelConfiguration,
  genesis?: string,
): ConnectionProfile {
  const parts = profileParts(home);
  const own = home.mspId(member);
  const members = channel === undefined ? parts.members : inChannel(parts.members, own, channel);
  return profileOf({ members, genesis: parts.genesis ?? genesis }, own);
}

/** The planned members that the channel still has, then those that only the channel knows. */
function inChannel(
  planned: readonly MemberPeers[],
  own: string,
  channel: ChannelConfiguration,
): readonly MemberPeers[] {
  const parts = readParts(channel);
  const names = new Set(parts.members.map(({ mspId }) => mspId));
  const known = new Set(planned.map(({ mspId }) => mspId));
  const later = parts.members
    .filter(({ mspId, anchors }) => !known.has(mspId) && anchors.length > 0)
    .map((one) => ({ mspId: one.mspId, peers: anchorAddresses({ ...parts, members: [one] }) }));
  return [...planned.filter(({ mspId }) => mspId === own || names.has(mspId)), ...later];
}

/** Where `huren network up` leaves the member's profile: nothing in it is secret. */
export function profileFile(home: NetworkHome, { id }: Pick<MemberPlan, 'id'>): string {
  return join(home.folder, 'profiles', `${id}.json`);
}

export function profileText(profile: ConnectionProfile): string {
  return `${JSON.stringify(profile, null, 2)}\n`;
}

/** Writes the profile of every member. */
export function writeProfiles(home: NetworkHome): void {
  const parts = profileParts(home);
  for (const member of home.topology.members) {
    writeWhole(profileFile(home, member), profileText(profileOf(parts, home.mspId(member))));
  }
}

/**
 * Brings the own members' profiles to what the channel says of its members now.
 * @returns ids of the members whose profile changed: their gateways read it at their next start.
 */
export function refreshProfiles(home: NetworkHome, channel: ChannelConfiguration): readonly string[] {
  return home.own.flatMap((member) => {
    const path = profileFile(home, member);
    const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
    const text = profileText(memberProfile(home, member, channel, genesisOf(before)));
    if (text === before) return [];
    writeWhole(path, text);
    return [member.id];
  });
}

/** The pinned first block outlives the refresh where the block itself is not in the folder. */
function genesisOf(text: string): string | undefined {
  if (text === '') return undefined;
  const read = JSON.parse(text) as Partial<ConnectionProfile>;
  return read['x-huren']?.genesis;
}
