import type { PeerConnection } from '../fabric/peer-connection';
import type { Signer } from '../ledger';
import type { Invitation } from './invitation';
import type { JoinOptions } from './start-member';

/** The newcomer on its way in: by which invitation, with which keys, and which peers it talks to. */
export interface Newcomer {
  readonly options: JoinOptions;
  readonly invitation: Invitation;
  readonly admin: Signer;
  readonly operator: Signer;
  /** Its own peers, the first of which speaks for it. */
  readonly own: readonly [PeerConnection, ...PeerConnection[]];
  /** The invited members' peers, in the invitation's order. */
  readonly others: readonly PeerConnection[];
}
