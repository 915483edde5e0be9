export { BlockDamaged, headerBytes, readBlock } from './block-content';
export { FabricLedger } from './fabric-ledger';
export { type ChaincodeDefinition } from './lifecycle';
export { openFabricGateway, type FabricOptions } from './open-fabric';
export { type Outcome } from './peer-chain';
export { dial, grpcOptions, NodeRefused, PeerConnection, type NodeAddress } from './peer-connection';
