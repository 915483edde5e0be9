import { existsSync, readFileSync } from 'node:fs';
import { committedDefinition, joinPeer, type ChaincodeDefinition } from '../fabric/lifecycle';
import { NodeRefused, PeerConnection } from '../fabric/peer-connection';
import { fetchConfig, type ChannelConfiguration } from '../channel';
import { writeWhole } from '../certificates';
import { majority, toleratedFaults, type OrdererPlan } from '../topology';
import { chaincodePackage, type ChaincodePackage } from './chaincode-package';
import { ChaincodeRollout, type ConnectedPeer } from './chaincode-rollout';
import { ensureGenesis } from './genesis';
import { addressOf, type NetworkHome, type Placed } from './home';
import { writeProfiles } from './member-profile';
import { chosenNodes, ownNodes, type OwnNode } from './network-nodes';
import { peerSite, type Programs } from './node-programs';
import {
  awaitNode,
  checkPorts,
  listens,
  logOf,
  runningPid,
  startNode,
  stopNode,
  type NodeSite,
} from './node-process';
import { OperatorFault, type Words } from './operator-fault';
import { joinOrderer, ordererChannel, type AdminAccess } from './orderer-admin';
import { checkClocks, peerTime, type ClockReading } from './peer-clock';
import { awaitEndorsement } from './readiness';

export { addressOf } from './home';

/** Name of the chaincode on the channel. */
export const chaincodeName = 'huren';

/** One step of `up`, as it is told to the operator. */
export interface Step {
  readonly words: Words;
  readonly state: 'begun' | 'done' | 'kept';
  /** Since the step began. */
  readonly ms: number;
}

/** How `up` and `upgrade` end. */
export interface Outcome {
  /** Whether the chaincode can be called now. */
  readonly ready: boolean;
  /** What other members have yet to do. */
  readonly waiting?: Words;
}

/** What runs, node by node. */
export interface NodeStatus {
  readonly name: string;
  readonly kind: 'peer' | 'orderer' | 'chaincode';
  readonly pid: number | undefined;
  readonly answers: boolean;
  /** Blocks of the channel that an orderer has; undefined where it is not known. */
  readonly height?: number;
  /** A peer's clock minus this machine's, ms. */
  readonly clockOffsetMs?: number;
  readonly log: string;
}

const nodeWithinMs = 30_000;
const stopWithinMs = 10_000;
const usableWithinMs = 60_000;

/** Brings a network, or one member's part of it, up and down. Every step looks first whether its work is done. */
export class NetworkRun {
  constructor(
    private readonly home: NetworkHome,
    private readonly programs: Programs,
    private readonly wanted: ChaincodeDefinition,
    private readonly tell: (step: Step) => void = () => undefined,
  ) {}

  /**
   * Everything until the chaincode can be called; where other members run their own nodes, as far as this member can.
   * @param options.attach the nodes run already, elsewhere (as containers): none is started here.
   * @throws OperatorFault, CertificateFault
   */
  async up(now: Date, options: { readonly attach?: boolean } = {}): Promise<Outcome> {
    const attach = options.attach ?? false;
    // What others are to bring is asked for first; then the programs, before anything is made here.
    if (this.home.needsOthers) await this.home.ensureCertificates(now);
    const release = attach ? undefined : this.programs.release;
    const definition = this.#definition();
    const package_ = chaincodePackage(`${definition.name}_${definition.version}`);
    await this.#step({ zh: '证书', en: 'certificates' }, () => this.home.ensureCertificates(now));
    await this.#step({ zh: '通道创世区块', en: 'the channel’s first block' }, async () => {
      const made = await ensureGenesis(this.home, () => release ?? this.programs.release);
      // They name the first block.
      writeProfiles(this.home);
      return made;
    });
    await this.#step({ zh: '核对时钟与端口', en: 'clocks and ports' }, async () => {
      checkClocks(await this.#clocks(now));
      if (!attach) await checkPorts(ownNodes(this.home).map(({ site }) => site));
      return false;
    });
    if (!attach) {
      await this.#step({ zh: '启动节点与链码服务', en: 'nodes and chaincode servers' }, () =>
        this.#start(package_),
      );
    }
    const block = readFileSync(this.home.genesisBlock);
    await this.#step({ zh: '排序节点加入通道', en: 'orderers join the channel' }, () =>
      this.#joinOrderers(block, attach),
    );
    return this.#withPeers((peers) => this.#deploy(peers, block, definition, package_));
  }

  /**
   * Own certificates, and the first block where this folder makes it and has everybody's part.
   * @returns whether the first block is there. @throws CertificateFault, OperatorFault
   */
  async prepare(now: Date): Promise<boolean> {
    await this.home.ensureOwn(now);
    const [first] = this.home.topology.members;
    if (first === undefined || !this.home.runs(first) || !this.home.hasEveryPart) {
      return existsSync(this.home.genesisBlock);
    }
    await this.home.ensureCertificates(now);
    await ensureGenesis(this.home, () => this.programs.release);
    return true;
  }

  /**
   * Brings the chaincode to this version: install, approve, commit when the members are ready, and run its server. Run
   * again, it finishes what was begun, here or by another member.
   * @param options.withMajority commits once a majority approved, though others would be cut off until they do.
   * @throws OperatorFault `package-differs` and others; what is committed stays in use until the next is committed.
   */
  async upgrade(
    version: string,
    options: { readonly withMajority?: boolean } = {},
  ): Promise<Outcome & { readonly definition: ChaincodeDefinition }> {
    return this.#withPeers(async (peers) => {
      const definition = await this.#next(peers, version);
      const package_ = chaincodePackage(`${definition.name}_${version}`);
      writeWhole(this.home.packageFile, package_.bytes);
      const rollout = this.#rollout(peers, definition, package_);
      await this.#install(rollout);
      await this.#approve(rollout);
      const waiting = await this.#commit(rollout, options.withMajority ?? false);
      if (waiting !== undefined) return { ready: false, waiting, definition };
      await this.#step({ zh: '链码服务改用新版本', en: 'chaincode servers change over' }, () =>
        this.#changeOver(definition, package_),
      );
      await this.#usable();
      return { ready: true, definition };
    });
  }

  /** Stops everything; data stay. */
  async down(): Promise<void> {
    await this.#step({ zh: '停止全部节点', en: 'all nodes stop' }, async () => {
      const stopped = await everyOne(ownNodes(this.home).map(({ site }) => stopNode(site, stopWithinMs)));
      return stopped.some(Boolean);
    });
  }

  /** Stops and starts one node, or all of them. @throws OperatorFault */
  async restart(name?: string): Promise<void> {
    const chosen = chosenNodes(this.home, name);
    const definition = this.#definition();
    const package_ = chaincodePackage(`${definition.name}_${definition.version}`);
    await everyOne(chosen.map(({ site }) => stopNode(site, stopWithinMs)));
    await this.#run(chosen, package_);
  }

  /** Starts one node as it is planned; nothing when it runs. @throws OperatorFault */
  async startOnly(name: string): Promise<void> {
    const definition = this.#definition();
    const package_ = chaincodePackage(`${definition.name}_${definition.version}`);
    await this.#run(chosenNodes(this.home, name), package_);
  }

  /** The same tool for the same folder after its network.yaml changed. */
  forHome(home: NetworkHome): NetworkRun {
    return home === this.home ? this : new NetworkRun(home, this.programs, this.wanted, this.tell);
  }

  async status(): Promise<readonly NodeStatus[]> {
    const clocks = await this.#clocks(new Date());
    return everyOne(
      ownNodes(this.home).map(async ({ kind, site, orderer }): Promise<NodeStatus> => {
        const answers = await everyOne(site.endpoints.map(({ host, port }) => listens(host, port)));
        const status = {
          name: site.name,
          kind,
          pid: runningPid(site),
          answers: answers.every(Boolean),
          log: logOf(site),
        };
        const channel = orderer && status.answers ? await this.#heightOf(orderer) : undefined;
        const clock = clocks.find((one) => one.name === site.name);
        return {
          ...status,
          ...(channel === undefined ? {} : { height: channel }),
          ...(clock === undefined ? {} : { clockOffsetMs: clock.offsetMs }),
        };
      }),
    );
  }

  /** The channel's configuration by the first own peer that answers; undefined when none does or none has joined. */
  async channelConfiguration(): Promise<ChannelConfiguration | undefined> {
    return this.#withPeers(async (peers) => {
      for (const { connection, admin } of peers) {
        try {
          return await fetchConfig(connection, this.home.topology.channel, admin);
        } catch (error) {
          if (!(error instanceof NodeRefused)) throw error;
        }
      }
      return undefined;
    });
  }

  /** The log of this node. @throws OperatorFault `unknown-node` */
  log(name: string): string {
    const [found] = chosenNodes(this.home, name);
    return found === undefined ? '' : logOf(found.site);
  }

  /** What this network's chaincode is, by its last upgrade here, else by this software. */
  #definition(): ChaincodeDefinition {
    return { ...this.wanted, ...this.home.definition };
  }

  async #next(peers: Peers, version: string): Promise<ChaincodeDefinition> {
    const [{ connection, admin, site }] = peers;
    const { channel } = this.home.topology;
    const { name } = this.wanted;
    const committed = await at(site, () => committedDefinition(connection, channel, name, admin));
    if (committed === undefined) {
      throw new OperatorFault('not-up', {
        zh: '通道上还没有链码，无从升级；请先运行 huren network up。',
        en: 'The channel has no chaincode to upgrade yet; run huren network up first.',
      });
    }
    const sequence = committed.version === version ? committed.sequence : committed.sequence + 1;
    return { name, version, sequence };
  }

  async #deploy(
    peers: Peers,
    block: Buffer,
    definition: ChaincodeDefinition,
    package_: ChaincodePackage,
  ): Promise<Outcome> {
    const { channel } = this.home.topology;
    await this.#step({ zh: '节点加入通道', en: 'peers join the channel' }, async () => {
      const joined = await everyOne(
        peers.map(({ site, connection, admin }) =>
          at(site, () => joinPeer(connection, channel, block, admin)),
        ),
      );
      return joined.some(Boolean);
    });
    const [{ connection, admin, site }] = peers;
    const committed = await at(site, () => committedDefinition(connection, channel, definition.name, admin));
    if (committed !== undefined && committed.sequence > definition.sequence) {
      throw new OperatorFault('upgrade-pending', {
        zh: `通道上的链码已是 ${committed.version}（序号 ${String(committed.sequence)}），本机仍是 ${definition.version}。节点已启动；请安装该版本的 Huren，再运行 huren network upgrade --to ${committed.version}。`,
        en: `The channel’s chaincode is ${committed.version} (sequence ${String(committed.sequence)}) and this machine’s is ${definition.version}. The nodes run; install that version of Huren and run huren network upgrade --to ${committed.version}.`,
      });
    }
    const rollout = this.#rollout(peers, definition, package_);
    await this.#install(rollout);
    const few = await this.#fewOrderers();
    if (few !== undefined && committed === undefined) return { ready: false, waiting: few };
    await this.#approve(rollout);
    const waiting = await this.#commit(rollout, true);
    if (waiting !== undefined) return { ready: false, waiting };
    await this.#usable();
    return { ready: true };
  }

  async #install(rollout: ChaincodeRollout): Promise<void> {
    await this.#step({ zh: '安装链码', en: 'the chaincode is installed' }, () => rollout.install());
  }

  async #approve(rollout: ChaincodeRollout): Promise<void> {
    await this.#step({ zh: '各成员批准链码定义', en: 'members approve the chaincode' }, async () => {
      await rollout.comparePackages();
      return rollout.approve();
    });
  }

  /** @returns what is waited for; undefined once it is committed. */
  async #commit(rollout: ChaincodeRollout, withMajority: boolean): Promise<Words | undefined> {
    let waiting: Words | undefined;
    await this.#step({ zh: '提交链码定义', en: 'the chaincode is committed' }, async () => {
      const { committed, approved, missing } = await rollout.state();
      if (committed) return false;
      const needed = majority(approved.length + missing.length);
      if (approved.length < needed || (missing.length > 0 && !withMajority)) {
        waiting = waitingFor(missing, approved.length, needed);
        return false;
      }
      await rollout.commit();
      return true;
    });
    return waiting;
  }

  async #usable(): Promise<void> {
    await this.#step({ zh: '背书与发现可用', en: 'endorsement and discovery are usable' }, async () => {
      const { channel } = this.home.topology;
      const call = { channelId: channel, chaincode: chaincodeName };
      await everyOne(
        this.home.peers.map(({ member, plan }) => {
          const caller = this.home.certificates(member).signer('operator');
          return awaitEndorsement(addressOf(this.home, member, plan), call, caller, usableWithinMs);
        }),
      );
      // Nothing was made: it was waited for.
      return false;
    });
  }

  /** Runs the servers under the new package id, and remembers it for the next start. */
  async #changeOver(definition: ChaincodeDefinition, package_: ChaincodePackage): Promise<boolean> {
    const before = this.#definition();
    const same = before.version === definition.version && before.sequence === definition.sequence;
    const servers = ownNodes(this.home).filter(({ kind }) => kind === 'chaincode');
    const running = servers.every(({ site }) => runningPid(site) !== undefined);
    if (same && running) return false;
    this.home.recordDefinition(definition);
    await everyOne(servers.map(({ site }) => stopNode(site, stopWithinMs)));
    await this.#run(servers, package_);
    return true;
  }

  async #start(package_: ChaincodePackage): Promise<boolean> {
    writeWhole(this.home.packageFile, package_.bytes);
    return this.#run(ownNodes(this.home), package_);
  }

  async #run(nodes: readonly OwnNode[], package_: ChaincodePackage): Promise<boolean> {
    await checkPorts(nodes.map(({ site }) => site));
    const started = await everyOne(nodes.map((node) => startNode(node.program(this.programs, package_.id))));
    await everyOne(nodes.map(({ site }) => awaitNode(site, nodeWithinMs)));
    return started.some(Boolean);
  }

  async #joinOrderers(block: Buffer, attach: boolean): Promise<boolean> {
    const { channel } = this.home.topology;
    const joined = await everyOne(
      ownNodes(this.home).map(async ({ site, orderer }) =>
        orderer === undefined
          ? false
          : at(site, () => joinOrderer(adminAccess(this.home, orderer, attach), channel, block)),
      ),
    );
    return joined.some(Boolean);
  }

  /** Why nothing can be ordered yet; undefined when enough orderers of the network answer. */
  async #fewOrderers(): Promise<Words | undefined> {
    const all = this.home.allOrderers;
    const answers = await everyOne(all.map(({ plan }) => listens(plan.host, plan.port)));
    const answering = answers.filter(Boolean).length;
    const needed = all.length - toleratedFaults(this.home.topology.consensus, all.length);
    if (answering >= needed) return undefined;
    const silent = all.filter((_, n) => answers[n] !== true).map(({ member }) => member.id);
    const list = [...new Set(silent)].join(', ');
    return {
      zh: `排序需 ${String(needed)} 个节点，现有 ${String(answering)} 个应答；等待成员 ${list} 启动后再次运行 huren network up。`,
      en: `Ordering needs ${String(needed)} orderers and ${String(answering)} answer; once members ${list} are up, run huren network up again.`,
    };
  }

  /** Clocks of every peer of the network that answers, as this machine sees them. */
  async #clocks(now: Date): Promise<readonly ClockReading[]> {
    const begun = performance.now();
    const [reader] = this.home.own.map((member) => this.home.certificates(member));
    if (reader === undefined) return [];
    const found = await everyOne(
      this.home.known.flatMap((member) =>
        member.peers.map(async (plan): Promise<ClockReading | undefined> => {
          if (!(await listens(plan.host, plan.port))) return undefined;
          const time = await peerTime(addressOf(this.home, member, plan), reader.signer('operator'));
          const here = now.getTime() + performance.now() - begun;
          const { name } = peerSite(this.home, { member, plan });
          return time === undefined ? undefined : { name, offsetMs: Math.round(time - here) };
        }),
      ),
    );
    return found.filter((one) => one !== undefined);
  }

  async #withPeers<T>(act: (peers: Peers) => Promise<T>): Promise<T> {
    const [first, ...others] = this.home.peers.map((placed): ConnectedPeer => {
      const { member, plan } = placed;
      const connection = new PeerConnection(addressOf(this.home, member, plan));
      const admin = this.home.certificates(member).signer('admin');
      return { member, site: peerSite(this.home, placed), connection, admin };
    });
    if (first === undefined) throw new TypeError('a member has a peer');
    try {
      return await act([first, ...others]);
    } finally {
      for (const { connection } of [first, ...others]) connection.close();
    }
  }

  #rollout(peers: Peers, definition: ChaincodeDefinition, package_: ChaincodePackage): ChaincodeRollout {
    return new ChaincodeRollout(this.home, definition, package_, peers, at);
  }

  async #heightOf(orderer: Placed<OrdererPlan>): Promise<number | undefined> {
    return (await ordererChannel(adminAccess(this.home, orderer), this.home.topology.channel))?.height;
  }

  /** Tells a step; an act that answers false found its work done. */
  async #step(words: Words, act: () => Promise<unknown>): Promise<void> {
    const begun = performance.now();
    this.tell({ words, state: 'begun', ms: 0 });
    const done = await act();
    this.tell({ words, state: done === false ? 'kept' : 'done', ms: performance.now() - begun });
  }
}

type Peers = readonly [ConnectedPeer, ...ConnectedPeer[]];

/**
 * How the operator reaches the admin endpoint of an own orderer.
 * @param attach it runs in a container and is reached by its host name
 */
export function adminAccess(
  home: NetworkHome,
  { member, plan }: Placed<OrdererPlan>,
  attach = false,
): AdminAccess {
  const certificates = home.certificates(member);
  const read = (...parts: string[]) => readFileSync(certificates.path(...parts), 'utf8');
  return {
    host: attach ? plan.host : '127.0.0.1',
    port: plan.adminPort,
    ca: certificates.trusted('tls'),
    cert: read('admin', 'tls', 'cert.pem'),
    key: read('admin', 'tls', 'key.pem'),
  };
}

function waitingFor(missing: readonly string[], approved: number, needed: number): Words {
  const list = missing.join(', ');
  return {
    zh: `已有 ${String(approved)} 个成员批准（须过半数 ${String(needed)} 个）；等待成员 ${list}，之后再次运行同一命令。`,
    en: `${String(approved)} members approved (a majority is ${String(needed)}); members ${list} have not. Run the same command again afterwards.`,
  };
}

/** A failure at this node names its log. */
async function at<T>(site: NodeSite, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof OperatorFault) throw error;
    const log = logOf(site);
    const reason = error instanceof Error ? error.message : String(error);
    throw new OperatorFault(
      'step-failed',
      {
        zh: `${site.name}：${reason}。详见 ${log}；可再次运行同一命令，已完成的步骤会保留。`,
        en: `${site.name}: ${reason}. See ${log}; run the same command again, what is done is kept.`,
      },
      log,
    );
  }
}

/** Waits for all of them, also when one fails: nothing goes on behind the back of the next attempt. */
async function everyOne<T>(acts: readonly Promise<T>[]): Promise<T[]> {
  const ended = await Promise.allSettled(acts);
  return ended.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
}
