import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../certificates';
import { connectionProfile, type ConnectionProfile, type MemberPeers } from '../fabric/connection-profile';
import { genesisHash } from '../fabric/genesis-hash';
import type { MemberPlan } from '../topology';
import type { NetworkHome } from './home';

interface ProfileParts {
  readonly members: readonly (MemberPeers & { readonly id: string })[];
  /** Of the first block; undefined before there is one. */
  readonly genesis: string | undefined;
}

function profileParts(home: NetworkHome): ProfileParts {
  const members = home.topology.members.map((plan) => {
    const tlsCa = home.certificates(plan).trusted('tls');
    const peers = plan.peers.map(({ host, port }) => ({ address: `${host}:${String(port)}`, tlsCa }));
    return { id: plan.id, mspId: home.mspId(plan), peers };
  });
  const block = home.genesisBlock;
  return { members, genesis: existsSync(block) ? genesisHash(readFileSync(block)) : undefined };
}

function profileOf({ members, genesis }: ProfileParts, member: string): ConnectionProfile {
  const own = members.find(({ id }) => id === member);
  if (own === undefined) throw new TypeError('there is always the member itself');
  const others = members.filter((one) => one !== own);
  return connectionProfile(own.mspId, own.peers, others, genesis);
}

/** How this member's gateway reaches the network: its own peers, and those of the others to compare blocks with. */
export function memberProfile(home: NetworkHome, { id }: Pick<MemberPlan, 'id'>): ConnectionProfile {
  return profileOf(profileParts(home), id);
}

/** Where `huren network up` leaves the member's profile: nothing in it is secret. */
export function profileFile(home: NetworkHome, { id }: Pick<MemberPlan, 'id'>): string {
  return join(home.folder, 'profiles', `${id}.json`);
}

/** Writes the profile of every member. */
export function writeProfiles(home: NetworkHome): void {
  const parts = profileParts(home);
  for (const { id } of home.topology.members) {
    writeWhole(profileFile(home, { id }), `${JSON.stringify(profileOf(parts, id), null, 2)}\n`);
  }
}
