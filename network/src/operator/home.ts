import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MemberCertificates, writeWhole, type CertifiedNode } from '../certificates';
import type { ChaincodeDefinition } from '../fabric/lifecycle';
import type { NodeAddress } from '../fabric/peer-connection';
import { memberMspId } from '../identity';
import type { MemberPlan, OrdererPlan, PeerPlan, Topology } from '../topology';
import { OperatorFault } from './operator-fault';

/** A peer or orderer with the member that runs it. */
export interface Placed<Plan> {
  readonly member: MemberPlan;
  readonly plan: Plan;
}

/**
 * The folder of one network, or of one member's part of it:
 *
 *     network.yaml  certificates/MEMBER/…  channel/{configtx.yaml,genesis.block}
 *     chaincode/{huren.tar.gz,definition.json}  own-members (whose nodes run here; absent: all)
 *     nodes/MEMBER-NODE/{core.yaml|orderer.yaml, data/, node.log, pid}
 *
 * Of members that run elsewhere it holds the public part alone: `certificates/MEMBER/msp` and their orderers'
 * certificates.
 */
export class NetworkHome {
  readonly #certificates = new Map<string, MemberCertificates>();
  /** The very moment for which all certificates were found good. */
  #ensured: Date | undefined;
  /** The members whose nodes and keys are here. */
  readonly own: readonly MemberPlan[];

  /**
   * @param own ids of the members that this folder runs; default: those it was claimed for, else all.
   * @throws OperatorFault `unknown-member`
   */
  constructor(
    readonly folder: string,
    readonly topology: Topology,
    own?: readonly string[],
  ) {
    const claimed = own ?? this.#claimed();
    this.own = claimed === undefined ? topology.members : claimed.map((id) => this.#member(id));
  }

  /** The same folder with everybody whose keys are in it, where this object was narrowed to one member. */
  get whole(): NetworkHome {
    return new NetworkHome(this.folder, this.topology);
  }

  /** Remembers whose nodes this folder runs, so that no later command takes itself for another member. */
  claim(): void {
    writeWhole(join(this.folder, 'own-members'), `${this.own.map(({ id }) => id).join('\n')}\n`);
  }

  #claimed(): readonly string[] | undefined {
    const file = join(this.folder, 'own-members');
    return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : undefined;
  }

  get genesisBlock(): string {
    return join(this.folder, 'channel', 'genesis.block');
  }

  get packageFile(): string {
    return join(this.folder, 'chaincode', 'huren.tar.gz');
  }

  /** Peers of this folder's members. */
  get peers(): readonly Placed<PeerPlan>[] {
    return this.own.flatMap((member) => member.peers.map((plan) => ({ member, plan })));
  }

  /** Orderers of this folder's members. */
  get orderers(): readonly Placed<OrdererPlan>[] {
    return this.own.flatMap((member) => member.orderers.map((plan) => ({ member, plan })));
  }

  /** Orderers of the whole network, in the order of network.yaml. */
  get allOrderers(): readonly Placed<OrdererPlan>[] {
    return this.topology.members.flatMap((member) => member.orderers.map((plan) => ({ member, plan })));
  }

  runs(member: MemberPlan): boolean {
    return this.own.includes(member);
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

  /**
   * Own certificates: those that are there are kept, the others made. Of other members the public part is checked.
   * @throws CertificateFault
   */
  async ensureCertificates(now: Date): Promise<void> {
    // Whoever needs them before the network is brought up has them checked once, not twice.
    if (this.#ensured === now) return;
    await this.ensureOwn(now);
    for (const member of this.topology.members.filter((one) => !this.runs(one))) {
      await this.certificates(member).checkPublic(publicNodes(member), now);
    }
    this.#ensured = now;
  }

  /** Own certificates alone. @throws CertificateFault */
  async ensureOwn(now: Date): Promise<void> {
    for (const member of this.own) {
      await this.certificates(member).ensure(certifiedNodes(member), now, member.ownCa === true);
    }
  }

  /** Whether certificates come from elsewhere: from a CA of a member's own, or from members whose nodes run elsewhere. */
  get needsOthers(): boolean {
    return this.topology.members.some((member) => member.ownCa === true || !this.runs(member));
  }

  /** Members whose public part is here. */
  get known(): readonly MemberPlan[] {
    return this.topology.members.filter((one) => existsSync(this.certificates(one).path('msp', 'cacerts')));
  }

  get hasEveryPart(): boolean {
    return this.known.length === this.topology.members.length;
  }

  mspId(member: MemberPlan): string {
    return memberMspId(member.id);
  }

  /** What `upgrade` brought this network to; undefined before the first upgrade. */
  get definition(): Pick<ChaincodeDefinition, 'version' | 'sequence'> | undefined {
    if (!existsSync(this.#definitionFile)) return undefined;
    const read = JSON.parse(readFileSync(this.#definitionFile, 'utf8')) as Record<string, unknown>;
    const { version, sequence } = read;
    if (typeof version === 'string' && Number.isSafeInteger(sequence)) {
      return { version, sequence: Number(sequence) };
    }
    throw new OperatorFault('bad-definition', {
      zh: `${this.#definitionFile} 内容不合格式；删除后运行 huren network upgrade 即可按通道上的定义重建。`,
      en: `${this.#definitionFile} is not what it should be; delete it and run huren network upgrade, which makes it again from the channel.`,
    });
  }

  recordDefinition({ version, sequence }: ChaincodeDefinition): void {
    writeWhole(this.#definitionFile, `${JSON.stringify({ version, sequence })}\n`);
  }

  get #definitionFile(): string {
    return join(this.folder, 'chaincode', 'definition.json');
  }

  #member(id: string): MemberPlan {
    const found = this.topology.members.find((member) => member.id === id);
    if (found !== undefined) return found;
    const ids = this.topology.members.map((member) => member.id).join(', ');
    throw new OperatorFault('unknown-member', {
      zh: `network.yaml 中没有成员 ${id}；现有：${ids}。`,
      en: `network.yaml has no member ${id}; there are: ${ids}.`,
    });
  }
}

/** Where a node of this network listens, and whose TLS certificate it shows. */
export function addressOf(home: NetworkHome, member: MemberPlan, plan: PeerPlan | OrdererPlan): NodeAddress {
  return {
    address: `${plan.host}:${String(plan.port)}`,
    tlsCa: home.certificates(member).trusted('tls'),
  };
}

/** Names that a node answers to: its host, and loopback, where the operator's own tools dial it. */
function hostsOf(host: string): readonly string[] {
  return [...new Set([host, 'localhost', '127.0.0.1'])];
}

const peerOf = ({ name, host }: PeerPlan): CertifiedNode => ({ name, role: 'peer', hosts: hostsOf(host) });
const ordererOf = ({ name, host }: OrdererPlan): CertifiedNode => ({
  name,
  role: 'orderer',
  hosts: hostsOf(host),
});

/** Everything of a member that has certificates. */
export function certifiedNodes(member: MemberPlan): readonly CertifiedNode[] {
  return [
    { name: 'admin', role: 'admin', hosts: ['localhost'] },
    { name: 'operator', role: 'client' },
    { name: 'chaincode', hosts: hostsOf(member.chaincode.host) },
    ...member.peers.map(peerOf),
    ...member.orderers.map(ordererOf),
  ];
}

/** Those whose certificates other members must have: the channel names its orderers by them. */
export function publicNodes(member: MemberPlan): readonly CertifiedNode[] {
  return member.orderers.map(ordererOf);
}
