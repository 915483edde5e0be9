import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { writeWhole } from '../certificates';
import { fetchConfig, ordererAddresses, readParts, type ChannelConfiguration } from '../channel';
import {
  approval,
  approvedPackage,
  committedDefinition,
  installChaincode,
  joinPeer,
  transact,
  type ChaincodeDefinition,
} from '../fabric/lifecycle';
import { NodeRefused, PeerConnection } from '../fabric/peer-connection';
import type { Call } from '../fabric/signed-proposal';
import type { Signer } from '../ledger';
import type { ChaincodePackage } from '../operator/chaincode-package';
import { addressOf, type NetworkHome } from '../operator/home';
import { chaincodeProgram, peerProgram, type Programs } from '../operator/node-programs';
import {
  awaitNode,
  checkPorts,
  runningPid,
  startNode,
  stopNode,
  type NodeProgram,
} from '../operator/node-process';
import { OperatorFault, type Words } from '../operator/operator-fault';
import type { MemberPlan } from '../topology';
import { majority } from '../topology/topology';
import { genesisHash } from '../fabric/genesis-hash';
import type { Invitation } from './invitation';
import { writeNewcomerProfile } from './joined-folder';
import { firstBlock, hasJoined, joinBySnapshot, peerHeight, type Snapshot } from './snapshot';

/** One step of joining, as it is told to the operator. */
export interface JoinStep {
  readonly words: Words;
  readonly state: 'begun' | 'done' | 'kept';
  readonly ms: number;
}

export interface JoinOptions {
  /** Of the newcomer alone: its plan, its certificates, its nodes. */
  readonly home: NetworkHome;
  readonly member: MemberPlan;
  readonly programs: Programs;
  readonly chaincode: ChaincodePackage;
  readonly tell?: (step: JoinStep) => void;
}

const nodeWithinMs = 30_000;

/** Starts the newcomer's peers and its chaincode server; those that run are left alone. @throws OperatorFault */
export async function startMember(options: JoinOptions): Promise<boolean> {
  await stopOtherVersion(options);
  const programs = programsOf(options);
  const down = programs.filter((program) => runningPid(program) === undefined);
  await checkPorts(down);
  for (const program of down) await startNode(program);
  await Promise.all(programs.map((program) => awaitNode(program, nodeWithinMs)));
  return down.length > 0;
}

/** A chaincode server answers to one package id: that of another version makes way. */
async function stopOtherVersion({ home, member, chaincode }: JoinOptions): Promise<void> {
  const folder = home.node(member, 'chaincode');
  const note = join(folder, 'package-id');
  const former = existsSync(note) ? readFileSync(note, 'utf8') : chaincode.id;
  if (former !== chaincode.id) await stopNode({ folder }, 10_000);
  writeWhole(note, chaincode.id);
}

function programsOf({ home, member, programs, chaincode }: JoinOptions): readonly NodeProgram[] {
  return [
    ...home.peers.map((placed) => peerProgram(home, programs, placed)),
    chaincodeProgram(home, programs, member, chaincode.id),
  ];
}

/** What the newcomer can do at the end. */
export interface Joined {
  /** Blocks at its peer. */
  readonly height: number;
  /** Id of the chaincode package that it runs. */
  readonly packageId: string;
  /** It endorsed and committed a transaction of its own, the one that admitted it. */
  readonly committed: boolean;
}

/**
 * Joins the network that the invitation names: waits until the channel knows this member, joins its peers, installs and
 * approves the chaincode at the committed sequence, and completes the change by a transaction that its own peer
 * endorses and commits. Every step looks first whether its work is done, so that it can be run again.
 * @throws OperatorFault, NodeRefused
 */
export async function joinNetwork(
  options: JoinOptions,
  invitation: Invitation,
  waiting: { readonly admissionMs: number; readonly snapshot?: string | undefined },
): Promise<Joined> {
  const { home, member } = options;
  const admin = home.certificates(member).signer('admin');
  const operator = home.certificates(member).signer('operator');
  await step(options, { zh: '启动本成员的节点与链码服务', en: 'own peers and chaincode server start' }, () =>
    startMember(options),
  );
  const others = invitation.peers.map((node) => new PeerConnection(node));
  const own = member.peers.map((plan) => new PeerConnection(addressOf(home, member, plan)));
  try {
    const newcomer = new Newcomer(options, invitation, { admin, operator, own, others });
    return await newcomer.join(waiting);
  } finally {
    for (const connection of [...others, ...own]) connection.close();
  }
}

interface Parts {
  readonly admin: Signer;
  readonly operator: Signer;
  readonly own: readonly PeerConnection[];
  readonly others: readonly PeerConnection[];
}

class Newcomer {
  constructor(
    private readonly options: JoinOptions,
    private readonly invitation: Invitation,
    private readonly parts: Parts,
  ) {}

  async join(waiting: {
    readonly admissionMs: number;
    readonly snapshot?: string | undefined;
  }): Promise<Joined> {
    const { own, admin } = this.parts;
    const { channel, chaincode } = this.invitation;
    const known = await this.#step({ zh: '等待通道接纳', en: 'the channel admits this member' }, () =>
      this.#admission(waiting.admissionMs),
    );
    const genesis = await this.#firstBlock();
    await this.#step({ zh: '节点加入通道', en: 'peers join the channel' }, () =>
      this.#joinPeers(waiting.snapshot, genesis),
    );
    await this.#step({ zh: '追上账本高度', en: 'peers catch up' }, () => this.#catchUp(known.source));
    const [first] = own;
    if (first === undefined) throw new RangeError('a member has at least one peer');
    const committed = await committedDefinition(first, channel, chaincode.name, admin);
    if (committed === undefined) throw noChaincode(chaincode.name);
    const definition = { name: chaincode.name, ...committed };
    await this.#step({ zh: '安装链码', en: 'the chaincode is installed' }, () => this.#install(definition));
    this.options.home.recordDefinition(definition);
    await this.#step({ zh: '批准链码定义', en: 'the chaincode is approved' }, () =>
      this.#approve(definition, known.configuration),
    );
    await this.#step({ zh: '查询', en: 'a query is answered' }, () => this.#query(first));
    const isNew = await this.#step(
      { zh: '背书并提交第一笔交易', en: 'the first own transaction is committed' },
      () => this.#complete(first, known.configuration),
    );
    writeNewcomerProfile(this.options.home, this.options.member, known.configuration, genesis);
    return {
      height: await peerHeight(first, channel, admin),
      packageId: this.options.chaincode.id,
      committed: isNew,
    };
  }

  /**
   * Peers answer nothing to an organisation that the channel does not know. No single one is believed: those of two
   * members must give the same configuration, where the invitation names as many.
   */
  async #admission(
    withinMs: number,
  ): Promise<{ readonly configuration: ChannelConfiguration; readonly source: PeerConnection }> {
    const { others, admin } = this.parts;
    let last: unknown;
    const hosts = this.invitation.peers.map(({ tlsCa }) => tlsCa);
    const agreeing = Math.min(2, new Set(hosts).size);
    for (const end = Date.now() + withinMs; ;) {
      last = undefined;
      const saying = new Map<string, Set<string>>();
      for (const [at, source] of others.entries()) {
        try {
          const configuration = await fetchConfig(source, this.invitation.channel, admin);
          const knows = readParts(configuration).members.some(({ mspId }) => mspId === admin.mspId);
          if (!knows) continue;
          const same = saying.get(configuration.digest) ?? new Set();
          saying.set(configuration.digest, same.add(hosts[at] ?? ''));
          if (same.size >= agreeing) return { configuration, source };
          last = new NodeRefused(409, 'too few members give the same configuration');
        } catch (error) {
          if (!(error instanceof NodeRefused)) throw error;
          last ??= error;
        }
      }
      if (Date.now() > end) throw notAdmitted(last);
      await wait(100);
    }
  }

  async #joinPeers(snapshotFolder: string | undefined, genesis: Uint8Array): Promise<boolean> {
    const { own, admin } = this.parts;
    const { channel } = this.invitation;
    const snapshot = this.#snapshot(snapshotFolder);
    const joined = await Promise.all(
      own.map(async (connection) => {
        if (await hasJoined(connection, channel, admin)) return false;
        if (snapshot !== undefined) return joinBySnapshot(connection, channel, snapshot, admin);
        return joinPeer(connection, channel, genesis, admin);
      }),
    );
    return joined.some(Boolean);
  }

  #snapshot(folder: string | undefined): Snapshot | undefined {
    const { snapshot } = this.invitation;
    if (snapshot === undefined) return undefined;
    const place = folder ?? snapshot.folder;
    // Without the folder's files the peer reads the chain from its first block: slower, and just as sure.
    return existsSync(place) ? { ...snapshot, folder: place } : undefined;
  }

  async #firstBlock(): Promise<Uint8Array> {
    let last: unknown;
    for (const connection of this.parts.others) {
      try {
        const block = await firstBlock(connection, this.invitation.channel, this.parts.admin);
        const { genesis } = this.invitation;
        if (genesis === undefined || genesisHash(block) === genesis) return block;
        last = new NodeRefused(409, 'its first block is not the one that the invitation names');
      } catch (error) {
        last = error;
      }
    }
    throw last;
  }

  async #catchUp(source: PeerConnection): Promise<void> {
    const { own, admin } = this.parts;
    const { channel } = this.invitation;
    const goal = await peerHeight(source, channel, admin);
    for (const connection of own) {
      for (const end = Date.now() + 600_000; ;) {
        const height = await peerHeight(connection, channel, admin).catch(() => 0);
        if (height >= goal) break;
        if (Date.now() > end) throw new NodeRefused(408, `the peer stays at height ${String(height)}`);
        await wait(50);
      }
    }
  }

  async #install(definition: ChaincodeDefinition): Promise<boolean> {
    const { chaincode } = this.options;
    if (!chaincode.id.startsWith(`${definition.name}_${definition.version}:`)) throw otherVersion(definition);
    const { own, admin } = this.parts;
    const installed = await Promise.all(own.map((one) => installChaincode(one, chaincode, admin)));
    return installed.some(Boolean);
  }

  async #approve(definition: ChaincodeDefinition, configuration: ChannelConfiguration): Promise<boolean> {
    const { own, admin } = this.parts;
    const { channel } = this.invitation;
    const { chaincode } = this.options;
    const [first] = own;
    if (first === undefined) return false;
    if ((await approvedPackage(first, channel, definition, admin)) === chaincode.id) return false;
    const call = approval(definition, chaincode.id, channel);
    await transact(call, [first], ordererAddresses(readParts(configuration)), admin);
    return true;
  }

  async #query(first: PeerConnection): Promise<void> {
    let last: unknown;
    for (const end = Date.now() + 30_000; Date.now() < end;) {
      try {
        await first.query(this.#call('show', {}), this.parts.operator);
        return;
      } catch (error) {
        last = error;
      }
      await wait(100);
    }
    throw last;
  }

  /** Endorsed by the own peer and as many others as make a majority with it. @returns false when it was said before. */
  async #complete(first: PeerConnection, configuration: ChannelConfiguration): Promise<boolean> {
    const { operator, others } = this.parts;
    const parts = readParts(configuration);
    const argument = { change: this.invitation.change, sequence: configuration.sequence };
    const call = this.#call('complete', argument);
    const needed = majority(parts.members.length) - 1;
    const willing: PeerConnection[] = [];
    let last: unknown;
    for (const connection of others) {
      if (willing.length === needed) break;
      try {
        await connection.query(call, operator);
        willing.push(connection);
      } catch (error) {
        if (error instanceof NodeRefused && error.message.includes('HUREN.CHANGE_CLOSED')) return false;
        last = error;
      }
    }
    if (willing.length < needed) throw last;
    await transact(call, [first, ...willing], ordererAddresses(parts), operator);
    return true;
  }

  #call(fn: string, argument: object): Call {
    const args = [`network-change:${fn}`, JSON.stringify(argument)].map((arg) => Buffer.from(arg));
    return { channelId: this.invitation.channel, chaincode: this.invitation.chaincode.name, args };
  }

  #step<T>(words: Words, act: () => Promise<T>): Promise<T> {
    return step(this.options, words, act);
  }
}

/** Tells a step; an act that answers false found its work done. */
async function step<T>({ tell }: JoinOptions, words: Words, act: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  tell?.({ words, state: 'begun', ms: 0 });
  const done = await act();
  tell?.({ words, state: done === false ? 'kept' : 'done', ms: performance.now() - begun });
  return done;
}

function notAdmitted(last: unknown): OperatorFault {
  const why = last instanceof Error ? last.message.slice(0, 200) : '';
  return new OperatorFault('not-admitted', {
    zh: `通道尚未接纳本成员（${why}）；请等待成员审批，之后再次运行 huren member join，已完成的步骤会保留。`,
    en: `The channel does not know this member yet (${why}); wait for the members’ approvals and run huren member join again, what is done is kept.`,
  });
}

function noChaincode(name: string): OperatorFault {
  return new OperatorFault('no-chaincode', {
    zh: `通道上没有链码 ${name}；请联系保荐成员。`,
    en: `The channel has no chaincode ${name}; ask the sponsor.`,
  });
}

function otherVersion({ name, version }: ChaincodeDefinition): OperatorFault {
  return new OperatorFault('other-version', {
    zh: `通道上的链码为 ${name} ${version}，与邀请所列版本不同；请向保荐成员索取新的邀请，并核对本机程序的版本。`,
    en: `The channel runs ${name} ${version}, which is not the version of the invitation; ask the sponsor for a new one, and check the version of this installation.`,
  });
}
