import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../certificates';
import type { ChannelConfiguration } from '../channel';
import { blockHash } from '../fabric/block-hash';
import type { NetworkHome } from '../operator/home';
import { memberProfile, profileFile, profileText } from '../operator/member-profile';
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

/**
 * Writes the first block, where it is known, and the connection profile by which the newcomer's gateway reads and
 * checks the chain.
 * @param genesis the first block, or its hash
 */
export function writeNewcomerProfile(
  home: NetworkHome,
  member: MemberPlan,
  configuration: ChannelConfiguration,
  genesis: Uint8Array | string | undefined,
): void {
  if (typeof genesis === 'object') writeWhole(home.genesisBlock, genesis);
  const hash = typeof genesis === 'object' ? blockHash(genesis) : genesis;
  const profile = memberProfile(home, member, configuration, hash);
  writeWhole(profileFile(home, member), profileText(profile));
}
