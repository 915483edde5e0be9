import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { readFileSync } from 'node:fs';
import {
  checkTopology,
  writeNetworkFile,
  type MemberPlan,
  type OrdererPlan,
  type Topology,
} from '../topology';
import { writeWhole, type CertificatePart, type CertifiedNode } from '../certificates';
import { ChannelChange } from './channel-change';
import {
  consenterAddresses,
  consenterCertificates,
  withConsenter,
  withoutConsenter,
  withOrdererEndpoints,
  withTrustedCas,
} from './consenter-change';
import { certifiedNodes, NetworkHome, type Placed } from './home';
import { adminAccess, type NetworkRun, type Step } from './network-run';
import { ownNodes } from './network-nodes';
import { listens, stopNode } from './node-process';
import { OperatorFault, type Words } from './operator-fault';
import { joinOrderer, ordererChannel } from './orderer-admin';

const caughtUpWithinMs = 60_000;
const stopWithinMs = 10_000;
const parts: readonly CertificatePart[] = ['identity', 'tls'];

/** What an operator does to a running network over the years: renew certificates, add and remove orderers. */
export class Maintenance {
  readonly #change: ChannelChange;

  constructor(
    private readonly home: NetworkHome,
    private readonly run: NetworkRun,
    private readonly tell: (step: Step) => void = () => undefined,
  ) {
    this.#change = new ChannelChange(home);
  }

  /**
   * Renews a node's certificates from the CA that issued them, with new keys: `230200-peer0`, `230200-orderer0`,
   * `230200-chaincode`, or an office (`230200-admin`, `230200-operator`). Only that node restarts. An orderer's are
   * first made known to the channel. Run again, it finishes what was begun.
   * @throws OperatorFault, CertificateFault
   */
  async renew(name: string, now: Date): Promise<void> {
    const { member, node } = this.#certified(name);
    const orderer = this.home.orderers.find((one) => one.member === member && one.plan.name === node.name);
    if (orderer !== undefined) await this.#othersAnswer(orderer);
    const certificates = this.home.certificates(member);
    await this.#step({ zh: `签发新证书：${name}`, en: `new certificates: ${name}` }, async () => {
      for (const part of partsOf(node)) await certificates.prepareNext(node, part, now);
    });
    if (orderer !== undefined) await this.#announce(orderer);
    for (const part of partsOf(node)) certificates.promoteNext(node.name, part);
    await certificates.ensure(certifiedNodes(member), now, member.ownCa === true);
    await this.#restart(name, orderer);
  }

  /**
   * A new CA and TLS CA for the member beside those it has: the channel trusts both, and new certificates come from the
   * new ones. Follow it by `renew` of each node before the old CAs end.
   */
  async renewCa(member: MemberPlan, now: Date): Promise<void> {
    const certificates = this.home.certificates(member);
    const [ca, tlsCa] = [
      await certificates.prepareNextCa('identity', now),
      await certificates.prepareNextCa('tls', now),
    ];
    const words = { zh: `成员 ${member.id} 更换证书机构`, en: `member ${member.id} renews its CAs` };
    await this.#step(words, () =>
      this.#change.make(words, (root) =>
        withTrustedCas(root, this.home.mspId(member), { ca: ca.certificate, tlsCa: tlsCa.certificate }),
      ),
    );
    for (const part of parts) certificates.promoteNextCa(part);
    await certificates.ensure(certifiedNodes(member), now, false);
    // Nodes read the CAs that they trust at their start; one after another, so that ordering goes on.
    for (const { site, orderer } of ownNodes(this.home).filter((one) => one.member === member)) {
      await this.#restart(site.name, orderer);
    }
  }

  /**
   * Adds an orderer of an own member to network.yaml and to the channel: the member's endpoints, then the mapping with
   * the block signatures it takes, then the node joins and catches up.
   * @returns the network as network.yaml has it now. @throws OperatorFault, MalformedError
   */
  async addOrderer(member: MemberPlan, plan: OrdererPlan, now: Date): Promise<Topology> {
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
    const words = {
      zh: `成员 ${member.id} 增加排序节点 ${plan.host}:${String(plan.port)}`,
      en: `member ${member.id} adds the orderer ${plan.host}:${String(plan.port)}`,
    };
    const certificates = home.certificates(grown);
    const change = new ChannelChange(home);
    const mspId = home.mspId(grown);
    const trust = { mspId, ca: certificates.trusted('identity'), tlsCa: certificates.trusted('tls') };
    await this.#step({ zh: '排序节点地址', en: 'the orderer’s address' }, () =>
      change.make(words, (root) => withOrdererEndpoints(root, trust, orderers)),
    );
    await this.#step(
      { zh: '加入排序节点名单与区块签名规则', en: 'the mapping and the block signatures' },
      () => change.make(words, (root) => withConsenter(root, this.#consenter(home, { member: grown, plan }))),
    );
    writeWhole(join(home.folder, 'network.yaml'), writeNetworkFile(topology));
    const block = await change.configurationBlock();
    await this.#step({ zh: '启动并加入通道', en: 'it starts and joins' }, async () => {
      await this.run.forHome(home).startOnly(`${member.id}-${plan.name}`);
      await joinOrderer(adminAccess(home, { member: grown, plan }), topology.channel, block);
      await this.#caughtUp(home, { member: grown, plan });
    });
    return topology;
  }

  /**
   * Takes an orderer out of the channel and of network.yaml, and stops it; its data stay.
   * @throws OperatorFault, MalformedError `too-few-orderers`
   */
  async removeOrderer(member: MemberPlan, name: string): Promise<Topology> {
    const plan = member.orderers.find((one) => one.name === name);
    if (plan === undefined) throw this.#unknown(`${member.id}-${name}`);
    const orderers = member.orderers.filter((one) => one !== plan);
    const topology = this.#with(member, orderers);
    const words = {
      zh: `成员 ${member.id} 撤除排序节点 ${plan.host}:${String(plan.port)}`,
      en: `member ${member.id} removes the orderer ${plan.host}:${String(plan.port)}`,
    };
    await this.#othersAnswer({ member, plan });
    const certificates = this.home.certificates(member);
    const mspId = this.home.mspId(member);
    const trust = { mspId, ca: certificates.trusted('identity'), tlsCa: certificates.trusted('tls') };
    await this.#step(
      { zh: '移出排序节点名单与区块签名规则', en: 'the mapping and the block signatures' },
      () =>
        this.#change.make(words, (root) =>
          consenterCertificates(root, plan) === undefined ? root : withoutConsenter(root, plan),
        ),
    );
    await this.#step({ zh: '停止该节点', en: 'it stops' }, async () => {
      const node = ownNodes(this.home).find(({ orderer }) => orderer?.plan === plan);
      if (node !== undefined) await stopNode(node.site, stopWithinMs);
    });
    await this.#step({ zh: '排序节点地址', en: 'the orderers’ addresses' }, () =>
      this.#change.make(words, (root) => withOrdererEndpoints(root, trust, orderers)),
    );
    writeWhole(join(this.home.folder, 'network.yaml'), writeNetworkFile(topology));
    return topology;
  }

  /** Makes the channel know the orderer by its next certificates. */
  async #announce({ member, plan }: Placed<OrdererPlan>): Promise<void> {
    const certificates = this.home.certificates(member);
    const [identity, tls] = parts.map(
      (part) => (certificates.next(plan.name, part) ?? this.#current(member, plan, part)).certificate,
    ) as [string, string];
    const words = {
      zh: `排序节点 ${plan.host}:${String(plan.port)} 更换证书`,
      en: `the orderer ${plan.host}:${String(plan.port)} renews its certificates`,
    };
    await this.#step(words, () =>
      this.#change.make(words, (root) =>
        withConsenter(root, { ...plan, mspId: this.home.mspId(member), identity, tls }),
      ),
    );
  }

  #current(member: MemberPlan, plan: OrdererPlan, part: CertificatePart): { readonly certificate: string } {
    return { certificate: readFileSync(this.home.certificates(member).leaf(plan.name, part), 'utf8') };
  }

  #consenter(home: NetworkHome, { member, plan }: Placed<OrdererPlan>) {
    const read = (part: CertificatePart) =>
      readFileSync(home.certificates(member).leaf(plan.name, part), 'utf8');
    const { host, port } = plan;
    return { host, port, mspId: home.mspId(member), identity: read('identity'), tls: read('tls') };
  }

  async #restart(name: string, orderer: Placed<OrdererPlan> | undefined): Promise<void> {
    const node = ownNodes(this.home).find(({ site }) => site.name === name);
    if (node === undefined) return;
    await this.#step({ zh: `重启 ${name}`, en: `${name} restarts` }, async () => {
      await stopNode(node.site, stopWithinMs);
      // A peer keeps what its builder made of the certificates of that day; without it, it builds again.
      if (node.kind === 'peer') {
        rmSync(join(node.site.folder, 'data', 'externalbuilder'), { recursive: true, force: true });
      }
      await this.run.startOnly(name);
      if (orderer !== undefined) await this.#caughtUp(this.home, orderer);
    });
  }

  /** While one orderer is away all others must be there: one more and nothing is ordered. */
  async #othersAnswer(orderer: Placed<OrdererPlan>): Promise<void> {
    const channel = await this.run.channelConfiguration();
    const others = (channel === undefined ? [] : consenterAddresses(channel.root)).filter(
      ({ host, port }) => host !== orderer.plan.host || port !== orderer.plan.port,
    );
    const silent: string[] = [];
    for (const { host, port } of others)
      if (!(await listens(host, port))) silent.push(`${host}:${String(port)}`);
    if (channel !== undefined && silent.length === 0) return;
    const list = silent.length > 0 ? silent.join(', ') : '—';
    throw new OperatorFault('orderers-silent', {
      zh: `其余排序节点须全部应答才能更换或撤除一个，否则排序可能中断。未应答：${list}。未作任何改动。`,
      en: `All other orderers must answer before one is changed or removed, or ordering might halt. Silent: ${list}. Nothing was changed.`,
    });
  }

  /** Waits until the orderer takes part again and has as many blocks as the channel. */
  async #caughtUp(home: NetworkHome, orderer: Placed<OrdererPlan>): Promise<void> {
    const name = `${orderer.member.id}-${orderer.plan.name}`;
    const heights = async (): Promise<readonly number[]> =>
      (await this.run.forHome(home).status())
        .filter((one) => one.name !== name)
        .flatMap(({ height }) => (height === undefined ? [] : [height]));
    const wanted = Math.max(0, ...(await heights()));
    for (const end = Date.now() + caughtUpWithinMs; Date.now() < end;) {
      const state = await ordererChannel(adminAccess(home, orderer), home.topology.channel).catch(
        () => undefined,
      );
      if (state?.status === 'active' && state.height >= wanted) return;
      await wait(200);
    }
    throw new OperatorFault(
      'orderer-behind',
      {
        zh: `${name} 已启动但尚未追上其余排序节点；请查看其日志，追上之前不要更换其他排序节点。`,
        en: `${name} runs but has not caught up with the other orderers; see its log, and change no other orderer before it has.`,
      },
      join(home.node(orderer.member, orderer.plan.name), 'node.log'),
    );
  }

  #with(member: MemberPlan, orderers: readonly OrdererPlan[]): Topology {
    const { members } = this.home.topology;
    const next = members.map((one) => (one === member ? { ...member, orderers } : one));
    const topology = { ...this.home.topology, members: next };
    checkTopology(topology);
    return topology;
  }

  #certified(name: string): { readonly member: MemberPlan; readonly node: CertifiedNode } {
    for (const member of this.home.own) {
      const node = certifiedNodes(member).find((one) => `${member.id}-${one.name}` === name);
      if (node !== undefined) return { member, node };
    }
    throw this.#unknown(name);
  }

  #unknown(name: string): OperatorFault {
    const names = this.home.own.flatMap((member) =>
      certifiedNodes(member).map((one) => `${member.id}-${one.name}`),
    );
    return new OperatorFault('unknown-node', {
      zh: `没有 ${name}；现有：${names.join(', ')}。`,
      en: `There is no ${name}; there are: ${names.join(', ')}.`,
    });
  }

  async #step(words: Words, act: () => Promise<unknown>): Promise<void> {
    const begun = performance.now();
    this.tell({ words, state: 'begun', ms: 0 });
    await act();
    this.tell({ words, state: 'done', ms: performance.now() - begun });
  }
}

function partsOf(node: CertifiedNode): readonly CertificatePart[] {
  return parts.filter((part) => (part === 'tls' ? node.hosts !== undefined : node.role !== undefined));
}
