import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole, type CertificatePart } from '../certificates';
import type { ConfigGroup } from '../channel';
import {
  checkTopology,
  writeNetworkFile,
  type MemberPlan,
  type OrdererPlan,
  type Topology,
} from '../topology';
import { unknownNode } from './certificate-renewal';
import type { ChannelChanges } from './channel-changes';
import {
  consenterCertificates,
  withConsenter,
  withoutConsenter,
  withOrdererEndpoints,
  type ConsenterPlan,
} from './consenter-change';
import { NetworkHome, type Placed } from './home';
import type { NetworkRun } from './network-run';
import { ownNodes } from './network-nodes';
import type { Words } from './operator-fault';
import { configurationBlock, joinOrderer } from './orderer-admin';
import { awaitCaughtUp, requireOthers } from './orderer-presence';
import { adminAccess } from './own-orderers';
import { stopNodes } from './running-nodes';
import { step, type Told } from './step';

/** Who orders: orderers of own members come and go, one at a time. */
export class OrdererSet {
  constructor(
    private readonly home: NetworkHome,
    private readonly run: NetworkRun,
    private readonly changes: ChannelChanges,
    private readonly tell: Told = () => undefined,
  ) {}

  /**
   * Adds an orderer of an own member to the channel and to network.yaml: its address, then the list of orderers with the
   * block signatures it takes, then the node joins and catches up. Run again, it goes on.
   * @returns the network as network.yaml has it now. @throws OperatorFault, MalformedError
   */
  async add(member: MemberPlan, plan: OrdererPlan, now: Date): Promise<Topology> {
    const known = member.orderers.some(({ name }) => name === plan.name);
    const orderers = known ? member.orderers : [...member.orderers, plan];
    const topology = this.#with(member, orderers);
    const home = new NetworkHome(
      this.home.folder,
      topology,
      this.home.own.map(({ id }) => id),
    );
    const grown = home.own.find(({ id }) => id === member.id);
    if (grown === undefined) throw new TypeError('the member is one of this folder');
    await home.ensureOwn(now);
    const place = `${plan.host}:${String(plan.port)}`;
    const placed = { member: grown, plan };
    const [address, list] = [
      {
        zh: `成员 ${member.id} 公布排序节点地址 ${place}`,
        en: `member ${member.id} announces the orderer’s address ${place}`,
      },
      {
        zh: `成员 ${member.id} 增加排序节点 ${place}（名单与区块签名规则）`,
        en: `member ${member.id} adds the orderer ${place}: the list, and the signatures of blocks`,
      },
    ];
    // First of all: under BFT an orderer catches up only where the channel has its address.
    await this.#change(member, address, (root) => withOrdererEndpoints(root, trustOf(home, grown), orderers));
    await this.changes.finish(member.id, address);
    await this.#change(member, list, (root) => withConsenter(root, consenterOf(home, placed)));
    writeWhole(join(home.folder, 'network.yaml'), writeNetworkFile(topology));
    const block = await configurationBlock(home);
    const run = this.run.forHome(home);
    await step(this.tell, { zh: '启动并加入通道', en: 'it starts and joins' }, async () => {
      await run.startOnly(`${member.id}-${plan.name}`);
      await joinOrderer(adminAccess(home, placed), topology.channel, block);
      await awaitCaughtUp(run, home, placed);
    });
    await this.changes.finish(member.id, list);
    return topology;
  }

  /**
   * Takes an orderer out of the channel and of network.yaml, and stops it; its data stay.
   * @throws OperatorFault, MalformedError `too-few-orderers`
   */
  async remove(member: MemberPlan, name: string): Promise<Topology> {
    const plan = member.orderers.find((one) => one.name === name);
    if (plan === undefined) throw unknownNode(this.home, `${member.id}-${name}`);
    const orderers = member.orderers.filter((one) => one !== plan);
    const topology = this.#with(member, orderers);
    const place = `${plan.host}:${String(plan.port)}`;
    const [list, address] = [
      {
        zh: `成员 ${member.id} 撤除排序节点 ${place}（名单与区块签名规则）`,
        en: `member ${member.id} removes the orderer ${place}: the list, and the signatures of blocks`,
      },
      {
        zh: `成员 ${member.id} 撤下排序节点地址 ${place}`,
        en: `member ${member.id} withdraws the orderer’s address ${place}`,
      },
    ];
    await requireOthers(this.run, { member, plan });
    await this.#change(member, list, (root) =>
      consenterCertificates(root, plan) === undefined ? root : withoutConsenter(root, plan),
    );
    await step(this.tell, { zh: '停止该节点', en: 'it stops' }, () =>
      stopNodes(ownNodes(this.home).filter(({ orderer }) => orderer?.plan === plan)),
    );
    await this.changes.finish(member.id, list);
    await this.#change(member, address, (root) =>
      withOrdererEndpoints(root, trustOf(this.home, member), orderers),
    );
    await this.changes.finish(member.id, address);
    writeWhole(join(this.home.folder, 'network.yaml'), writeNetworkFile(topology));
    return topology;
  }

  /** One change of the channel, told as a step under the words that its request bears. */
  async #change(member: MemberPlan, words: Words, edit: (root: ConfigGroup) => ConfigGroup): Promise<void> {
    await step(this.tell, words, () => this.changes.make(member.id, words, edit));
  }

  #with(member: MemberPlan, orderers: readonly OrdererPlan[]): Topology {
    const { members } = this.home.topology;
    const next = members.map((one) => (one === member ? { ...member, orderers } : one));
    const topology = { ...this.home.topology, members: next };
    checkTopology(topology);
    return topology;
  }
}

function trustOf(home: NetworkHome, member: MemberPlan) {
  const certificates = home.certificates(member);
  return {
    mspId: home.mspId(member),
    ca: certificates.trusted('identity'),
    tlsCa: certificates.trusted('tls'),
  };
}

function consenterOf(home: NetworkHome, { member, plan }: Placed<OrdererPlan>): ConsenterPlan {
  const read = (part: CertificatePart) =>
    readFileSync(home.certificates(member).leaf(plan.name, part), 'utf8');
  const { host, port } = plan;
  return { host, port, mspId: home.mspId(member), identity: read('identity'), tls: read('tls') };
}
