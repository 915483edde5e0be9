export { readBlock } from './block-content';
export { BlockDamaged, type BlockFault } from './block-damaged';
export { headerBytes } from './block-parts';
export { blockHash } from './block-hash';
export { FindingFile, findingFile } from './chain-finding';
export { trustFolder, type ChainTrust, type MemberPeer } from './chain-trust';
export {
  connectionProfile,
  genesisOfProfile,
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
export { readMspIdentity, readWalletIdentity, type StoredIdentity } from './operator-identity';
export { openFabricGateway, openFabricNetwork, type FabricOptions } from './open-fabric';
export { type Outcome } from './peer-chain';
export { dial, grpcOptions, NodeRefused, PeerConnection, type NodeAddress } from './peer-connection';
