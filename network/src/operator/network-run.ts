import { existsSync, readFileSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { writeWhole } from '../certificates';
import {
  approval,
  approvedPackage,
  committedDefinition,
  definitionCommit,
  installChaincode,
  joinPeer,
  transact,
  type ChaincodeDefinition,
} from '../fabric/lifecycle';
import { PeerConnection, type NodeAddress } from '../fabric/peer-connection';
import type { Signer } from '../ledger';
import { majority, type MemberPlan, type OrdererPlan, type PeerPlan } from '../topology';
import { channelFile, channelProfile } from './channel-file';
import { chaincodePackage, type ChaincodePackage } from './chaincode-package';
import type { NetworkHome, Placed } from './home';
import { chaincodeProgram, ordererProgram, peerProgram, type Programs } from './node-programs';
import { awaitNode, listens, logOf, runningPid, startNode, stopNode, type NodeProgram } from './node-process';
import { OperatorFault, type Words } from './operator-fault';
import { joinOrderer, ordererChannel, type AdminAccess } from './orderer-admin';

/** Name of the chaincode on the channel. */
export const chaincodeName = 'huren';

/** One step of `up`, as it is told to the operator. */
export interface Step {
  readonly words: Words;
  readonly state: 'begun' | 'done' | 'kept';
  /** Since the step began. */
  readonly ms: number;
}

/** What runs, node by node. */
export interface NodeStatus {
  readonly name: string;
  readonly kind: 'peer' | 'orderer' | 'chaincode';
  readonly pid: number | undefined;
  readonly answers: boolean;
  /** Blocks of the channel that an orderer has; undefined where it is not known. */
  readonly height?: number;
  readonly log: string;
}

const nodeWithinMs = 30_000;
const stopWithinMs = 10_000;

/** Brings a network up and down on this machine. Every step looks first whether its work is done. */
export class NetworkRun {
  readonly #package: ChaincodePackage;

  constructor(
    private readonly home: NetworkHome,
    private readonly programs: Programs,
    private readonly definition: ChaincodeDefinition,
    private readonly tell: (step: Step) => void = () => undefined,
  ) {
    this.#package = chaincodePackage(`${definition.name}_${definition.version}`);
  }

  /** Everything until the chaincode can be called. @throws OperatorFault, CertificateFault */
  async up(now: Date): Promise<void> {
    await this.#step({ zh: '证书', en: 'certificates' }, () => this.home.ensureCertificates(now));
    await this.#step({ zh: '通道创世区块', en: 'the channel’s first block' }, () => this.#genesis());
    await this.#step({ zh: '启动节点与链码服务', en: 'nodes and chaincode servers' }, () => this.#start());
    const block = readFileSync(this.home.genesisBlock);
    await this.#step({ zh: '排序节点加入通道', en: 'orderers join the channel' }, () =>
      this.#joinOrderers(block),
    );
    await this.#withPeers(async (peers) => {
      await this.#step({ zh: '节点加入通道并安装链码', en: 'peers join and install the chaincode' }, () =>
        this.#joinPeers(peers, block),
      );
      await this.#step({ zh: '各成员批准链码定义', en: 'members approve the chaincode' }, () =>
        this.#approve(peers),
      );
      await this.#step({ zh: '提交链码定义', en: 'the chaincode is committed' }, () => this.#commit(peers));
    });
  }

  /** Stops everything; data stay. */
  async down(): Promise<void> {
    await this.#step({ zh: '停止全部节点', en: 'all nodes stop' }, async () => {
      const stopped = await everyOne(this.#all().map((program) => stopNode(program, stopWithinMs)));
      return stopped.some(Boolean);
    });
  }

  /** Stops and starts one node, or all of them. @throws OperatorFault */
  async restart(name?: string): Promise<void> {
    const chosen = this.#all().filter((program) => name === undefined || program.name === name);
    if (chosen.length === 0) throw unknownNode(name ?? '', this.#all());
    await everyOne(chosen.map((program) => stopNode(program, stopWithinMs)));
    await everyOne(chosen.map((program) => startNode(program)));
    await everyOne(chosen.map((program) => awaitNode(program, nodeWithinMs)));
  }

  async status(): Promise<readonly NodeStatus[]> {
    return everyOne(
      this.#nodes().map(async ({ kind, program, orderer }): Promise<NodeStatus> => {
        const answers = await everyOne(program.endpoints.map(({ host, port }) => listens(host, port)));
        const status = {
          name: program.name,
          kind,
          pid: runningPid(program),
          answers: answers.every(Boolean),
          log: logOf(program),
        };
        const channel = orderer && status.answers ? await this.#heightOf(orderer) : undefined;
        return channel === undefined ? status : { ...status, height: channel };
      }),
    );
  }

  /** The log of this node. @throws OperatorFault `unknown-node` */
  log(name: string): string {
    const found = this.#all().find((program) => program.name === name);
    if (found === undefined) throw unknownNode(name, this.#all());
    return logOf(found);
  }

  async #genesis(): Promise<boolean> {
    const file = this.home.genesisBlock;
    // A channel has one first block for ever: it is made once, whatever network.yaml says later.
    if (existsSync(file)) return false;
    const folder = join(this.home.folder, 'channel');
    writeWhole(join(folder, 'configtx.yaml'), channelFile(this.home));
    const args = [
      '-profile',
      channelProfile,
      '-channelID',
      this.home.topology.channel,
      '-configPath',
      folder,
    ];
    try {
      await promisify(execFile)(this.programs.release.configtxgen, [...args, '-outputBlock', `${file}.new`]);
      writeWhole(file, readFileSync(`${file}.new`));
    } catch (error) {
      const log = join(folder, 'configtxgen.log');
      writeWhole(log, String((error as { stderr?: string }).stderr ?? error));
      const words = {
        zh: `无法生成创世区块，详见 ${log}；改正 network.yaml 或证书后再次运行 huren network up。`,
        en: `The first block could not be made, see ${log}; correct network.yaml or the certificates and run huren network up again.`,
      };
      throw new OperatorFault('no-genesis', words, log);
    }
    return true;
  }

  async #start(): Promise<boolean> {
    writeWhole(this.home.packageFile, this.#package.bytes);
    const all = this.#all();
    const started = await everyOne(all.map((program) => startNode(program)));
    await everyOne(all.map((program) => awaitNode(program, nodeWithinMs)));
    return started.some(Boolean);
  }

  async #joinOrderers(block: Buffer): Promise<boolean> {
    const { channel } = this.home.topology;
    const joined = await everyOne(
      this.home.orderers.map((placed) =>
        this.#at(ordererProgram(this.home, this.programs, placed), () =>
          joinOrderer(this.#adminOf(placed), channel, block),
        ),
      ),
    );
    return joined.some(Boolean);
  }

  async #joinPeers(peers: readonly ConnectedPeer[], block: Buffer): Promise<boolean> {
    const { channel } = this.home.topology;
    const done = await everyOne(
      peers.map(({ program, connection, admin }) =>
        this.#at(program, async () => {
          const joined = await joinPeer(connection, channel, block, admin);
          return (await installChaincode(connection, this.#package, admin)) || joined;
        }),
      ),
    );
    return done.some(Boolean);
  }

  async #approve(peers: readonly ConnectedPeer[]): Promise<boolean> {
    const { channel } = this.home.topology;
    const call = approval(this.definition, this.#package.id, channel);
    const orderers = this.#ordererAddresses();
    const done = await everyOne(
      this.home.topology.members.map(async (member) => {
        const own = peers.find((one) => one.member === member);
        if (own === undefined) return false;
        const { program, connection, admin } = own;
        return this.#at(program, async () => {
          const committed = await committedDefinition(connection, channel, this.definition.name, admin);
          const package_ = await approvedPackage(connection, channel, this.definition, admin);
          if (package_ === this.#package.id) return false;
          if (committed !== undefined && committed.sequence > this.definition.sequence) return false;
          await transact(call, [connection], orderers, admin);
          return true;
        });
      }),
    );
    return done.some(Boolean);
  }

  async #commit(peers: readonly ConnectedPeer[]): Promise<boolean> {
    const { channel, members } = this.home.topology;
    const endorsers = members
      .map((member) => peers.find((one) => one.member === member))
      .filter((one) => one !== undefined)
      .slice(0, majority(members.length));
    const [first, ...others] = endorsers;
    if (first === undefined) return false;
    return this.#at(first.program, async () => {
      const committed = await committedDefinition(
        first.connection,
        channel,
        this.definition.name,
        first.admin,
      );
      if (committed !== undefined && committed.sequence >= this.definition.sequence) return false;
      const connections = others.map(({ connection }) => connection);
      const call = definitionCommit(this.definition, channel);
      await transact(call, [first.connection, ...connections], this.#ordererAddresses(), first.admin);
      return true;
    });
  }

  async #withPeers(act: (peers: readonly ConnectedPeer[]) => Promise<void>): Promise<void> {
    const peers = this.home.peers.map((placed): ConnectedPeer => {
      const { member, plan } = placed;
      const program = peerProgram(this.home, this.programs, placed);
      const connection = new PeerConnection(addressOf(this.home, member, plan));
      return { member, program, connection, admin: this.home.certificates(member).signer('admin') };
    });
    try {
      await act(peers);
    } finally {
      for (const { connection } of peers) connection.close();
    }
  }

  #ordererAddresses(): readonly NodeAddress[] {
    return this.home.orderers.map(({ member, plan }) => addressOf(this.home, member, plan));
  }

  #adminOf({ member, plan }: Placed<OrdererPlan>): AdminAccess {
    const certificates = this.home.certificates(member);
    const read = (...parts: string[]) => readFileSync(certificates.path(...parts), 'utf8');
    return {
      host: plan.host,
      port: plan.adminPort,
      ca: read('tls-ca', 'cert.pem'),
      cert: read('admin', 'tls', 'cert.pem'),
      key: read('admin', 'tls', 'key.pem'),
    };
  }

  async #heightOf(orderer: Placed<OrdererPlan>): Promise<number | undefined> {
    return (await ordererChannel(this.#adminOf(orderer), this.home.topology.channel))?.height;
  }

  #nodes(): readonly {
    readonly kind: NodeStatus['kind'];
    readonly program: NodeProgram;
    readonly orderer?: Placed<OrdererPlan>;
  }[] {
    const { home, programs } = this;
    return [
      ...home.orderers.map((placed) => ({
        kind: 'orderer' as const,
        program: ordererProgram(home, programs, placed),
        orderer: placed,
      })),
      ...home.peers.map((placed) => ({
        kind: 'peer' as const,
        program: peerProgram(home, programs, placed),
      })),
      ...home.topology.members.map((member) => ({
        kind: 'chaincode' as const,
        program: chaincodeProgram(home, programs, member, this.#package.id),
      })),
    ];
  }

  #all(): readonly NodeProgram[] {
    return this.#nodes().map(({ program }) => program);
  }

  /** A failure at this node names its log. */
  async #at<T>(program: NodeProgram, act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      if (error instanceof OperatorFault) throw error;
      const log = logOf(program);
      const reason = error instanceof Error ? error.message : String(error);
      throw new OperatorFault(
        'step-failed',
        {
          zh: `${program.name}：${reason}。详见 ${log}；可再次运行 huren network up，已完成的步骤会保留。`,
          en: `${program.name}: ${reason}. See ${log}; run huren network up again, what is done is kept.`,
        },
        log,
      );
    }
  }

  /** Tells a step; an act that answers false found its work done. */
  async #step(words: Words, act: () => Promise<unknown>): Promise<void> {
    const begun = performance.now();
    this.tell({ words, state: 'begun', ms: 0 });
    const done = await act();
    this.tell({ words, state: done === false ? 'kept' : 'done', ms: performance.now() - begun });
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

interface ConnectedPeer {
  readonly member: MemberPlan;
  readonly program: NodeProgram;
  readonly connection: PeerConnection;
  readonly admin: Signer;
}

/** Where a node of this network listens, and whose TLS certificate it shows. */
export function addressOf(home: NetworkHome, member: MemberPlan, plan: PeerPlan | OrdererPlan): NodeAddress {
  const tlsCa = readFileSync(home.certificates(member).path('tls-ca', 'cert.pem'), 'utf8');
  return { address: `${plan.host}:${String(plan.port)}`, tlsCa };
}

function unknownNode(name: string, all: readonly NodeProgram[]): OperatorFault {
  const names = all.map((program) => program.name).join(', ');
  return new OperatorFault('unknown-node', {
    zh: `没有节点 ${name}；现有：${names}。`,
    en: `There is no node ${name}; there are: ${names}.`,
  });
}
