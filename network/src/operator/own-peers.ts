import { PeerConnection } from '../fabric/peer-connection';
import type { Signer } from '../ledger';
import type { MemberPlan } from '../topology';
import { addressOf, type NetworkHome } from './home';
import type { NodeSite } from './node-process';
import { peerSite } from './node-programs';

/** An own peer with the administrator who may change it. */
export interface ConnectedPeer {
  readonly member: MemberPlan;
  readonly site: NodeSite;
  readonly connection: PeerConnection;
  readonly admin: Signer;
}

/** Every own peer; a member has at least one. */
export type ConnectedPeers = readonly [ConnectedPeer, ...ConnectedPeer[]];

/** Dials every own peer, and hangs up afterwards. */
export async function withOwnPeers<T>(
  home: NetworkHome,
  act: (peers: ConnectedPeers) => Promise<T>,
): Promise<T> {
  const [first, ...others] = home.peers.map((placed): ConnectedPeer => {
    const { member, plan } = placed;
    const connection = new PeerConnection(addressOf(home, member, plan));
    const admin = home.certificates(member).signer('admin');
    return { member, site: peerSite(home, placed), connection, admin };
  });
  if (first === undefined) throw new TypeError('a member has a peer');
  try {
    return await act([first, ...others]);
  } finally {
    for (const { connection } of [first, ...others]) connection.close();
  }
}
