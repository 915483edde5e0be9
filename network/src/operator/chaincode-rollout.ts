import { status } from '@grpc/grpc-js';
import { peer } from '@hyperledger/fabric-protos';
import {
  approval,
  approvedPackage,
  committedDefinition,
  definitionCommit,
  installChaincode,
  transact,
  TransactionInvalid,
  type ChaincodeDefinition,
} from '../fabric/lifecycle';
import { NodeRefused, PeerConnection, type NodeAddress } from '../fabric/peer-connection';
import type { Signer } from '../ledger';
import {
  anchorAddresses,
  fetchConfig,
  ordererAddresses,
  readParts,
  type ChannelConfiguration,
} from '../channel';
import { majority, type MemberPlan } from '../topology';
import { approvalsOnLedger, packageHash } from './approvals-on-ledger';
import type { ChaincodePackage } from './chaincode-package';
import { addressOf, type NetworkHome } from './home';
import type { NodeSite } from './node-process';
import { OperatorFault } from './operator-fault';
import type { ConnectedPeers } from './own-peers';

/** How far the members are with one definition. */
export interface RolloutState {
  readonly committed: boolean;
  /** Ids of the channel's members that have approved it with the same parameters: also of those that joined later. */
  readonly approved: readonly string[];
  readonly missing: readonly string[];
}

/** One chaincode definition on its way through the members: install, approve, compare, commit. Each step can be repeated. */
export class ChaincodeRollout {
  constructor(
    private readonly home: NetworkHome,
    readonly definition: ChaincodeDefinition,
    readonly package_: ChaincodePackage,
    private readonly peers: ConnectedPeers,
    /** Names the node's log where one fails. */
    private readonly at: <T>(site: NodeSite, act: () => Promise<T>) => Promise<T>,
  ) {}

  /** @returns whether a peer had it not yet. */
  async install(): Promise<boolean> {
    const done = await Promise.all(
      this.peers.map(({ site, connection, admin }) =>
        this.at(site, () => installChaincode(connection, this.package_, admin)),
      ),
    );
    return done.some(Boolean);
  }

  /** Approves for every own member. @returns whether one had not approved yet. @throws OperatorFault `package-differs` */
  async approve(): Promise<boolean> {
    const orderers = await this.#orderers();
    const done = await Promise.all(
      this.home.own.map(async (member) => {
        const own = this.peers.find((one) => one.member === member);
        if (own === undefined) return false;
        const { site, connection, admin } = own;
        return this.at(site, async () => {
          const call = approval(this.definition, this.package_.id, this.#channel);
          return inDoubtAgain(
            async () =>
              (await approvedPackage(connection, this.#channel, this.definition, admin)) === this.package_.id,
            () => transact(call, [connection], orderers, admin),
          );
        });
      }),
    );
    return done.some(Boolean);
  }

  /**
   * Compares what the members approved with this package, by the hashes on the ledger.
   * @throws OperatorFault `package-differs`, which names the members
   */
  async comparePackages(): Promise<void> {
    const [{ member, site, connection, admin }] = this.peers;
    const plan = member.peers[0];
    if (plan === undefined) return;
    const source = { address: addressOf(this.home, member, plan), connection, reader: admin };
    const ids = (await this.#channelMembers()).map(({ mspId }) => mspId);
    const approvals = await this.at(site, () =>
      approvalsOnLedger(source, this.#channel, this.definition, ids),
    );
    const own = packageHash(this.package_.id);
    const differing = approvals.filter((one) => one.packageHash !== own).map((one) => one.mspId);
    const mine = new Set(this.home.own.map((one) => this.home.mspId(one)));
    const others = differing.filter((mspId) => !mine.has(mspId));
    if (others.length === 0) return;
    const list = others.map((mspId) => `${idOf(mspId)} ${this.#planOf(mspId)?.name ?? ''}`.trim()).join(', ');
    const { name, version, sequence } = this.definition;
    throw new OperatorFault('package-differs', {
      zh: `以下成员为链码 ${name} ${version}（序号 ${String(sequence)}）批准的链码包与本方不同：${list}。本方的包为 ${this.package_.id}。未批准、未提交。请与其核对 Huren 版本与包标识，由安装错误的一方改装后重新批准。`,
      en: `These members approved another package than ours for the chaincode ${name} ${version} (sequence ${String(sequence)}): ${list}. Ours is ${this.package_.id}. Nothing was approved or committed. Compare Huren’s version and the package id with them; whoever has the wrong one installs the right one and approves again.`,
    });
  }

  async state(): Promise<RolloutState> {
    const [{ site, connection, admin }] = this.peers;
    const { name, version, sequence } = this.definition;
    return this.at(site, async () => {
      const committed = await committedDefinition(connection, this.#channel, name, admin);
      if (committed !== undefined && committed.sequence >= sequence) {
        return { committed: true, approved: [], missing: [] };
      }
      const args = new peer.lifecycle.CheckCommitReadinessArgs();
      args.setName(name);
      args.setVersion(version);
      args.setSequence(sequence);
      const call = ['CheckCommitReadiness', args.serializeBinary()].map((part) => Buffer.from(part));
      const answer = peer.lifecycle.CheckCommitReadinessResult.deserializeBinary(
        await connection.query({ channelId: this.#channel, chaincode: '_lifecycle', args: call }, admin),
      );
      // Every organisation of the channel, whether or not this folder's network.yaml knows it.
      const ready = answer.toObject().approvalsMap.map(([mspId, isReady]) => ({ id: idOf(mspId), isReady }));
      return {
        committed: false,
        approved: ready.filter(({ isReady }) => isReady).map(({ id }) => id),
        missing: ready.filter(({ isReady }) => !isReady).map(({ id }) => id),
      };
    });
  }

  /** Commits with the endorsement of a majority's peers, own and others'. */
  async commit(): Promise<void> {
    const [first] = this.peers;
    const members = await this.#channelMembers();
    const firstMsp = this.home.mspId(first.member);
    const dialled: PeerConnection[] = [];
    try {
      const endorsers = [first.connection];
      for (const { mspId, address } of members.filter((one) => one.mspId !== firstMsp)) {
        if (endorsers.length >= majority(members.length)) break;
        const own = this.peers.find((one) => this.home.mspId(one.member) === mspId);
        if (own !== undefined) endorsers.push(own.connection);
        else if (address !== undefined) {
          const connection = new PeerConnection(address);
          dialled.push(connection);
          if (await this.#answers(connection, first.admin)) endorsers.push(connection);
        }
      }
      const orderers = await this.#orderers();
      const call = definitionCommit(this.definition, this.#channel);
      const [one = first.connection, ...others] = endorsers;
      await this.at(first.site, () =>
        inDoubtAgain(
          async () => (await this.state()).committed,
          () => transact(call, [one, ...others], orderers, first.admin),
        ),
      );
    } finally {
      for (const connection of dialled) connection.close();
    }
  }

  /** Whether this member's peer is there and has joined. */
  async #answers(connection: PeerConnection, reader: Signer): Promise<boolean> {
    try {
      await committedDefinition(connection, this.#channel, this.definition.name, reader);
      return true;
    } catch {
      return false;
    }
  }

  /**
   * The channel's members with a peer of each: as network.yaml has it, else, for those that joined later, the anchor
   * that the channel names.
   */
  async #channelMembers(): Promise<
    readonly { readonly mspId: string; readonly address: NodeAddress | undefined }[]
  > {
    const parts = readParts(await this.#configuration());
    return parts.members.map((one) => {
      const member = this.#planOf(one.mspId);
      const [plan] = member?.peers ?? [];
      const known = member !== undefined && this.home.known.includes(member) ? plan : undefined;
      const [anchor] = anchorAddresses({ ...parts, members: [one] });
      const address = member && known ? addressOf(this.home, member, known) : anchor;
      return { mspId: one.mspId, address };
    });
  }

  #planOf(mspId: string): MemberPlan | undefined {
    return this.home.topology.members.find((one) => this.home.mspId(one) === mspId);
  }

  get #channel(): string {
    return this.home.topology.channel;
  }

  /** As the channel names them: a member that joined later has no other orderers in its folder. */
  async #orderers(): Promise<readonly NodeAddress[]> {
    return ordererAddresses(readParts(await this.#configuration()));
  }

  #configuration(): Promise<ChannelConfiguration> {
    const [{ site, connection, admin }] = this.peers;
    return this.at(site, () => fetchConfig(connection, this.#channel, admin));
  }
}

/** DETAILS 2: `Huren230200MSP` is member 230200. */
const idOf = (mspId: string): string => /^Huren(.+)MSP$/.exec(mspId)?.[1] ?? mspId;

/** gRPC's statuses of a call whose fate is not known. */
const unanswered: readonly number[] = [status.CANCELLED, status.DEADLINE_EXCEEDED, status.UNAVAILABLE];
/** Orderers that have only just become enough may change their leader first, which takes longer than one wait. */
const attempts = 3;

/**
 * A transaction whose fate is not known is looked up before it is tried again (FABRIC.md "In doubt is not failed").
 * @returns false when it was done before.
 */
async function inDoubtAgain(isDone: () => Promise<boolean>, act: () => Promise<void>): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    if (await isDone()) return attempt > 1;
    try {
      await act();
      return true;
    } catch (error) {
      // A peer that has only just joined may have endorsed from before the chain's end; it has read on since.
      const again =
        error instanceof TransactionInvalid
          ? error.wasOutdated
          : error instanceof NodeRefused && unanswered.includes(error.code);
      if (!again || attempt === attempts) throw error;
    }
  }
}
