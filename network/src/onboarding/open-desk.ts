import { join } from 'node:path';
import { openFabricGateway } from '../fabric/open-fabric';
import { PeerConnection, type NodeAddress } from '../fabric/peer-connection';
import { addressOf, type NetworkHome } from '../operator/home';
import { chaincodeName } from '../operator/network-run';
import type { MemberPlan } from '../topology';
import { ChangeDesk } from './change-desk';

/** An own member's desk while it is open, and the peer that it trusts. */
export interface OpenDesk {
  readonly desk: ChangeDesk;
  readonly home: NetworkHome;
  readonly member: MemberPlan;
  readonly address: NodeAddress;
  /** Where its peer lays finished snapshots. */
  readonly snapshots: string;
}

/** Opens the desk of an own member at its first peer, and closes it afterwards. */
export async function withDesk<T>(
  home: NetworkHome,
  member: MemberPlan,
  act: (open: OpenDesk) => Promise<T>,
): Promise<T> {
  const certificates = home.certificates(member);
  const [plan] = member.peers;
  if (plan === undefined) throw new TypeError('a member has at least one peer');
  const address = addressOf(home, member, plan);
  const peer = new PeerConnection(address);
  const [admin, operator] = [certificates.signer('admin'), certificates.signer('operator')];
  const { channel } = home.topology;
  const ledger = openFabricGateway({
    channelId: channel,
    chaincode: chaincodeName,
    peers: [address],
    reader: operator,
  });
  try {
    const desk = new ChangeDesk({ channelId: channel, peer, ledger, admin, operator });
    const snapshots = join(home.node(member, plan.name), 'data', 'snapshots', 'completed');
    return await act({ desk, home, member, address, snapshots });
  } finally {
    await ledger.close();
    peer.close();
  }
}
