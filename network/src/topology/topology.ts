/** Who orders: SmartBFT outlives members that lie, Raft members that stop. */
export type Consensus = 'bft' | 'raft';

/** Where something is reached, by its own member and by the others. */
export interface Endpoint {
  /** Name or address that the other members dial. */
  readonly host: string;
  readonly port: number;
  /** Address to bind where it is not `host`: behind a translated address or a name. */
  readonly listen?: string;
}

export interface PeerPlan extends Endpoint {
  /** Unique within the member, e.g. `peer0`. */
  readonly name: string;
  /** Health and metrics, loopback only. */
  readonly operationsPort: number;
}

export interface OrdererPlan extends Endpoint {
  readonly name: string;
  /** Channel participation, mutual TLS, loopback only. */
  readonly adminPort: number;
  readonly operationsPort: number;
}

export interface MemberPlan {
  /** Region code or credit code; the MSP id follows from it (DETAILS 2). */
  readonly id: string;
  readonly name: string;
  /** Its certificates come from its own CA, whose key is not here; absent: a CA is made. */
  readonly ownCa?: boolean;
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

/** The address that a node binds: its host where that is an address of this machine, every address behind a name. */
export function listenAddress({ host, listen }: Endpoint): string {
  return listen ?? (/^[\d.]+$|^localhost$/.test(host) ? host : '0.0.0.0');
}
