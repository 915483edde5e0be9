import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../certificates';
import { connectionProfile, type ConnectionProfile } from '../fabric/connection-profile';
import { genesisHash } from '../fabric/genesis-hash';
import type { MemberPlan } from '../topology';
import type { NetworkHome } from './home';

/** How this member's gateway reaches the network: its own peers, and those of the others to compare blocks with. */
export function memberProfile(home: NetworkHome, member: MemberPlan): ConnectionProfile {
  const others = home.topology.members.filter(({ id }) => id !== member.id);
  const [own, ...rest] = [member, ...others].map((plan) => ({
    mspId: home.mspId(plan),
    peers: plan.peers.map(({ host, port }) => ({
      address: `${host}:${String(port)}`,
      tlsCa: home.certificates(plan).trusted('tls'),
    })),
  }));
  if (own === undefined) throw new TypeError('there is always the member itself');
  const block = home.genesisBlock;
  const genesis = existsSync(block) ? genesisHash(readFileSync(block)) : undefined;
  return connectionProfile(own.mspId, own.peers, rest, genesis);
}

/** Where `huren network up` leaves the member's profile: nothing in it is secret. */
export function profileFile(home: NetworkHome, { id }: Pick<MemberPlan, 'id'>): string {
  return join(home.folder, 'profiles', `${id}.json`);
}

/** Writes the profile of every member. */
export function writeProfiles(home: NetworkHome): void {
  for (const member of home.topology.members) {
    writeWhole(profileFile(home, member), `${JSON.stringify(memberProfile(home, member), null, 2)}\n`);
  }
}
