export { BlockDamaged, headerBytes, readBlock } from './block-content';
export {
  connectionProfile,
  mspOfProfile,
  othersOfProfile,
  peersOfProfile,
  ProfileFault,
  readConnectionProfile,
  type ConnectionProfile,
  type MemberPeers,
} from './connection-profile';
export { FabricLedger } from './fabric-ledger';
export { type ChaincodeDefinition } from './lifecycle';
export { type DiscoveryIdentity } from './network-submitter';
export { openFabricGateway, openFabricNetwork, type FabricOptions } from './open-fabric';
export { type Outcome } from './peer-chain';
export { dial, grpcOptions, NodeRefused, PeerConnection, type NodeAddress } from './peer-connection';
