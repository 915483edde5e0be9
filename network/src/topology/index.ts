export { demoTopology } from './demo-topology';
export { checkTopology, networkFileChars, parseNetworkFile, writeNetworkFile } from './network-file';
export {
  listenAddress,
  majority,
  toleratedFaults,
  type Consensus,
  type Endpoint,
  type MemberPlan,
  type OrdererPlan,
  type PeerPlan,
  type Topology,
} from './topology';
