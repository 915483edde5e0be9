import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../certificates';
import { anchorAddresses, readParts, type ChannelConfiguration } from '../channel';
import { connectionProfile } from '../fabric/connection-profile';
import { genesisHash } from '../fabric/genesis-hash';
import { memberMspId } from '../identity';
import { addressOf, type NetworkHome } from '../operator/home';
import { profileFile } from '../operator/member-profile';
import type { MemberPlan, Topology } from '../topology';
import { invitationText, parseInvitation, type Invitation } from './invitation';
import { parseMemberFile, planOf, type MemberFile } from './member-file';

const memberFile = (folder: string): string => join(folder, 'member.yaml');
const invitationFile = (folder: string): string => join(folder, 'invitation.json');

/** The folder remembers by which invitation its member joined. */
export function keepInvitation(folder: string, invitation: Invitation): void {
  writeWhole(invitationFile(folder), invitationText(invitation));
}

/** What an applicant's folder knows of the network: itself, and what its invitation says. */
export function topologyOf(member: MemberFile, invitation?: Invitation): Topology {
  return {
    network: invitation?.network ?? 'nen-river',
    channel: invitation?.channel ?? 'huren',
    consensus: invitation?.consensus ?? 'bft',
    batchMs: invitation?.batchMs ?? 200,
    members: [planOf(member)],
  };
}

/**
 * The network as the folder of a member that joined by an invitation has it; undefined for any other folder.
 * @throws MalformedError
 */
export function joinedTopology(folder: string): Topology | undefined {
  const [member, invitation] = [memberFile(folder), invitationFile(folder)];
  if (!existsSync(member) || !existsSync(invitation)) return undefined;
  return topologyOf(
    parseMemberFile(readFileSync(member, 'utf8')),
    parseInvitation(readFileSync(invitation, 'utf8').trimEnd()),
  );
}

/** Writes the first block and the connection profile by which the newcomer's gateway reads and checks the chain. */
export function writeNewcomerProfile(
  home: NetworkHome,
  member: MemberPlan,
  configuration: ChannelConfiguration,
  block: Uint8Array,
): void {
  const { members, ...parts } = readParts(configuration);
  const mspId = memberMspId(member.id);
  const others = members
    .filter((one) => one.mspId !== mspId && one.anchors.length > 0)
    .map((one) => ({ mspId: one.mspId, peers: anchorAddresses({ ...parts, members: [one] }) }));
  const own = member.peers.map((plan) => addressOf(home, member, plan));
  const profile = connectionProfile(mspId, own, others, genesisHash(block));
  writeWhole(home.genesisBlock, block);
  writeWhole(profileFile(home, member), `${JSON.stringify(profile, null, 2)}\n`);
}
