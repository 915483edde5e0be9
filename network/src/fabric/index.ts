export { type ChaincodeDefinition } from './lifecycle';
export { dial, grpcOptions, NodeRefused, PeerConnection, type NodeAddress } from './peer-connection';
