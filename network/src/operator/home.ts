import { join } from 'node:path';
import { MemberCertificates, type CertifiedNode } from '../certificates';
import { memberMspId } from '../identity';
import type { MemberPlan, OrdererPlan, PeerPlan, Topology } from '../topology';

/** A peer or orderer with the member that runs it. */
export interface Placed<Plan> {
  readonly member: MemberPlan;
  readonly plan: Plan;
}

/**
 * The folder of one network:
 *
 *     network.yaml  certificates/MEMBER/…  channel/{configtx.yaml,genesis.block}  chaincode/huren.tar.gz
 *     nodes/MEMBER-NODE/{core.yaml|orderer.yaml, data/, node.log, pid}
 */
export class NetworkHome {
  readonly #certificates = new Map<string, MemberCertificates>();

  constructor(
    readonly folder: string,
    readonly topology: Topology,
  ) {}

  get genesisBlock(): string {
    return join(this.folder, 'channel', 'genesis.block');
  }

  get packageFile(): string {
    return join(this.folder, 'chaincode', 'huren.tar.gz');
  }

  get peers(): readonly Placed<PeerPlan>[] {
    return this.topology.members.flatMap((member) => member.peers.map((plan) => ({ member, plan })));
  }

  get orderers(): readonly Placed<OrdererPlan>[] {
    return this.topology.members.flatMap((member) => member.orderers.map((plan) => ({ member, plan })));
  }

  node(member: MemberPlan, name: string): string {
    return join(this.folder, 'nodes', `${member.id}-${name}`);
  }

  certificates(member: MemberPlan): MemberCertificates {
    let found = this.#certificates.get(member.id);
    if (found === undefined) {
      found = new MemberCertificates(join(this.folder, 'certificates', member.id), member);
      this.#certificates.set(member.id, found);
    }
    return found;
  }

  /** Every certificate of the network; those that are there are kept. @throws CertificateFault */
  async ensureCertificates(now: Date): Promise<void> {
    for (const member of this.topology.members) {
      await this.certificates(member).ensure(certifiedNodes(member), now);
    }
  }

  mspId(member: MemberPlan): string {
    return memberMspId(member.id);
  }
}

/** Names that a node answers to: its host, and loopback, where the operator's own tools dial it. */
function hostsOf(host: string): readonly string[] {
  return [...new Set([host, 'localhost', '127.0.0.1'])];
}

function certifiedNodes(member: MemberPlan): readonly CertifiedNode[] {
  return [
    { name: 'admin', role: 'admin', hosts: ['localhost'] },
    { name: 'operator', role: 'client' },
    { name: 'chaincode', hosts: hostsOf(member.chaincode.host) },
    ...member.peers.map(({ name, host }) => ({ name, role: 'peer' as const, hosts: hostsOf(host) })),
    ...member.orderers.map(({ name, host }) => ({ name, role: 'orderer' as const, hosts: hostsOf(host) })),
  ];
}
