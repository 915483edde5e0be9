import type { MemberPlan, OrdererPlan } from '../topology';
import type { NetworkHome, Placed } from './home';
import {
  chaincodeProgram,
  chaincodeSite,
  ordererProgram,
  ordererSite,
  peerProgram,
  peerSite,
  type Programs,
} from './node-programs';
import type { NodeProgram, NodeSite } from './node-process';
import { OperatorFault } from './operator-fault';

/** A node of an own member: where it is, and how it is run. */
export interface OwnNode {
  readonly kind: 'peer' | 'orderer' | 'chaincode';
  readonly member: MemberPlan;
  readonly site: NodeSite;
  readonly orderer?: Placed<OrdererPlan>;
  /** Writes its configuration and says how to run it. */
  program(programs: Programs, packageId: string): NodeProgram;
}

/** Every node that this folder runs: orderers, peers, chaincode servers. */
export function ownNodes(home: NetworkHome): readonly OwnNode[] {
  return [
    ...home.orderers.map((placed): OwnNode => ({
      kind: 'orderer',
      member: placed.member,
      site: ordererSite(home, placed),
      orderer: placed,
      program: (programs) => ordererProgram(home, programs, placed),
    })),
    ...home.peers.map((placed): OwnNode => ({
      kind: 'peer',
      member: placed.member,
      site: peerSite(home, placed),
      program: (programs) => peerProgram(home, programs, placed),
    })),
    ...home.own.map((member): OwnNode => ({
      kind: 'chaincode',
      member,
      site: chaincodeSite(home, member),
      program: (programs, packageId) => chaincodeProgram(home, programs, member, packageId),
    })),
  ];
}

/** The node of this name; all of them without one. @throws OperatorFault `unknown-node` */
export function chosenNodes(home: NetworkHome, name?: string): readonly OwnNode[] {
  const all = ownNodes(home);
  const chosen = all.filter(({ site }) => name === undefined || site.name === name);
  if (chosen.length > 0) return chosen;
  const names = all.map(({ site }) => site.name).join(', ');
  throw new OperatorFault('unknown-node', {
    zh: `没有节点 ${name ?? ''}；现有：${names}。`,
    en: `There is no node ${name ?? ''}; there are: ${names}.`,
  });
}
