/** Who orders: SmartBFT outlives members that lie, Raft members that stop. */
export type Consensus = 'bft' | 'raft';

/** Where something listens. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

export interface PeerPlan {
  /** Unique within the member, e.g. `peer0`. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** Health and metrics, loopback only. */
  readonly operationsPort: number;
}

export interface OrdererPlan {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** Channel participation, mutual TLS. */
  readonly adminPort: number;
  readonly operationsPort: number;
}

export interface MemberPlan {
  /** Region code or credit code; the MSP id follows from it (DETAILS 2). */
  readonly id: string;
  readonly name: string;
  readonly peers: readonly PeerPlan[];
  readonly orderers: readonly OrdererPlan[];
  /** The member's one chaincode server. */
  readonly chaincode: Endpoint;
}

/** The network that network.yaml describes. */
export interface Topology {
  readonly network: string;
  readonly channel: string;
  readonly consensus: Consensus;
  /** Longest wait of a transaction for its block, ms. */
  readonly batchMs: number;
  readonly members: readonly MemberPlan[];
}

/** Orderers that may fail with the others still ordering: f of 3f + 1 (BFT), f of 2f + 1 (Raft). */
export function toleratedFaults(consensus: Consensus, orderers: number): number {
  return Math.floor((orderers - 1) / (consensus === 'bft' ? 3 : 2));
}

/** Members whose endorsement a transaction needs (MAJORITY). */
export function majority(members: number): number {
  return Math.floor(members / 2) + 1;
}
