import { randomBytes } from 'node:crypto';
import {
  changeId,
  updateDigest,
  type MemberApplication,
  type NetworkChange,
  type OpenChanges,
} from '@huren/chaincode/domain';
import {
  awaitSequence,
  computeUpdate,
  fetchConfig,
  isReached,
  ordererAddresses,
  quorumsOf,
  readParts,
  readUpdate,
  signUpdate,
  submitUpdate,
  type ChannelConfiguration,
  type ConfigGroup,
} from '../channel';
import { committedDefinition } from '../fabric/lifecycle';
import type { PeerConnection } from '../fabric/peer-connection';
import { NodeRefused } from '../fabric/peer-connection';
import { LedgerConflict, LedgerRejection, type Ledger, type Signer } from '../ledger';
import { OperatorFault, type Words } from '../operator/operator-fault';
import { targetOf, withMember, withoutMember } from './change-target';

/** What a member's operator signs and sends with. */
export interface DeskAccess {
  readonly channelId: string;
  /** The member's own peer: its word on the configuration is the one that counts here. */
  readonly peer: PeerConnection;
  readonly ledger: Ledger;
  /** Signs changes of the channel. */
  readonly admin: Signer;
  /** Signs transactions. */
  readonly operator: Signer;
}

/** What an approval came to. */
export interface Approved {
  readonly change: NetworkChange;
  /**
   * This began a new round, and the others' signatures are void: the channel had changed, or what lay on the ledger was
   * not what the request says.
   */
  readonly rebased: false | 'channel-changed' | 'request-differed';
}

const contract = 'network-change';

/**
 * One member's desk for changes of the network: opens, reads, signs, submits. Requests and signatures are on the
 * ledger; whoever is at a desk recomputes what it signs from the configuration of its own peer.
 */
export class ChangeDesk {
  constructor(private readonly access: DeskAccess) {}

  configuration(): Promise<ChannelConfiguration> {
    return fetchConfig(this.access.peer, this.access.channelId, this.access.admin);
  }

  /** The chaincode that the channel runs; undefined when it runs none. @throws NodeRefused */
  async chaincode(name: string): Promise<{ readonly name: string; readonly version: string } | undefined> {
    const { peer, channelId, admin } = this.access;
    const committed = await committedDefinition(peer, channelId, name, admin);
    return committed && { name, version: committed.version };
  }

  /** The change as the ledger has it; undefined when nobody opened it. */
  async find(id: string): Promise<NetworkChange | undefined> {
    try {
      return (await this.#ask('show', { change: id })) as NetworkChange;
    } catch (error) {
      if (error instanceof LedgerRejection && error.code === 'CHANGE_UNKNOWN') return undefined;
      throw error;
    }
  }

  /** Ids of the changes that are not done. */
  async open(): Promise<readonly string[]> {
    return ((await this.#ask('show', {})) as OpenChanges).open;
  }

  /** The applicant's file to the ledger, with this member's signature as the first. @throws LedgerRejection */
  async sponsor(application: MemberApplication): Promise<NetworkChange> {
    const { member } = application.statement;
    const named = { kind: 'admit-member' as const, member: member.id, application };
    return this.#file(named, (root) => withMember(root, application));
  }

  /** Opens the removal of a member. @throws OperatorFault while the member still orders, LedgerRejection */
  async remove(member: string, note: Words): Promise<NetworkChange> {
    const nonce = randomBytes(12).toString('hex');
    return this.#file({ kind: 'remove-member', member, note, nonce }, (root) => withoutMember(root, member));
  }

  /**
   * Opens any other change of the channel: what it becomes is `target` of the configuration now.
   * @throws LedgerRejection, NothingChanges
   */
  async change(
    member: string,
    note: Words,
    target: (root: ConfigGroup) => ConfigGroup,
  ): Promise<NetworkChange> {
    const nonce = randomBytes(12).toString('hex');
    return this.#file({ kind: 'channel-update', member, note, nonce }, target);
  }

  async #file(
    named: Pick<NetworkChange, 'kind' | 'member' | 'application' | 'note'> & { readonly nonce?: string },
    target: (root: ConfigGroup) => ConfigGroup,
  ): Promise<NetworkChange> {
    const proposal = await this.#proposal(await this.configuration(), target);
    await this.#tell('open', { ...named, ...proposal });
    return this.#found(changeId(named));
  }

  /**
   * Signs the change. Where the channel changed since it was opened, or its sponsor's update or quorums are not what the
   * request says, they are computed anew on the configuration of now, and with this signature a new round begins.
   *
   * @param target for changes of kind `channel-update`: what the channel should become, where the approver can say so;
   * without it, the update on the ledger is taken as it is described, and a void one is not renewed.
   * @throws OperatorFault `update-differs` when the ledger's update fits no configuration that this peer has,
   * LedgerRejection
   */
  async approve(id: string, target?: (root: ConfigGroup) => ConfigGroup): Promise<Approved> {
    const change = await this.#found(id);
    const now = await this.configuration();
    // What is in force or done takes no signature, whatever the channel has become since.
    if (change.state === 'done' || change.state === 'cancelled' || isInForce(change, now)) {
      throw new LedgerRejection('CHANGE_CLOSED', { state: change.state });
    }
    const wanted = target ?? targetByKind(change);
    if (change.base.sequence === now.sequence && change.base.digest === now.digest) {
      const described = targetOf(change, now);
      const right = wanted ?? (described && (() => described));
      if (right === undefined) throw updateDiffers();
      const isSame = wanted === undefined || this.#update(now, wanted) === change.update;
      if (!isSame || !sameQuorums(change.quorums, quorumsOf(now.root, right(now.root)))) {
        await this.#tell('rebase', { change: id, ...(await this.#proposal(now, right)) });
        return { change: await this.#found(id), rebased: 'request-differed' };
      }
      const { base, update } = change;
      const signature = await this.#sign(update);
      await this.#tell('approve', { change: id, base, update: updateDigest(update), signature });
      return { change: await this.#found(id), rebased: false };
    }
    if (wanted === undefined) throw baseVoid(change, now);
    await this.#tell('rebase', { change: id, ...(await this.#proposal(now, wanted)) });
    return { change: await this.#found(id), rebased: 'channel-changed' };
  }

  /**
   * Submits an approved change to the orderers and waits until this member's peer has it in force. A change that is in
   * force already is left as it is; one that is only said to be done is carried out all the same.
   * @throws OperatorFault `not-approved`, `base-void`
   */
  async carryOut(id: string): Promise<ChannelConfiguration> {
    const change = await this.#found(id);
    const now = await this.configuration();
    if (isInForce(change, now)) return now;
    // Done, and the channel has gone on since.
    if (change.state === 'done' && change.base.digest !== now.digest) return now;
    if (change.state !== 'approved' && change.state !== 'done') {
      throw new OperatorFault('not-approved', {
        zh: `该申请尚未获得足够的审批（${String(change.approvals.length)}/${String(change.threshold)}）；请等待其他成员。`,
        en: `The request lacks approvals (${String(change.approvals.length)} of ${String(change.threshold)}); wait for other members.`,
      });
    }
    if (change.base.digest !== now.digest) throw baseVoid(change, now);
    const { channelId, peer, admin } = this.access;
    const signatures = change.approvals.map(({ header, signature }) => ({
      header: Buffer.from(header, 'base64url'),
      signature: Buffer.from(signature, 'base64url'),
    }));
    const update = Buffer.from(change.update, 'base64url');
    try {
      await submitUpdate(channelId, update, signatures, ordererAddresses(readParts(now)), admin);
    } catch (error) {
      // Another member submitted it first, or the orderers have it from an earlier attempt.
      const isPast = error instanceof NodeRefused && error.code === 400;
      const later = isPast ? await this.#awaitLater(now.sequence) : undefined;
      if (later === undefined || !isInForce(change, later)) throw error;
      return later;
    }
    return awaitSequence(peer, channelId, admin, now.sequence + 1);
  }

  async #awaitLater(sequence: number): Promise<ChannelConfiguration | undefined> {
    const { peer, channelId, admin } = this.access;
    return awaitSequence(peer, channelId, admin, sequence + 1, 3_000).catch(() => undefined);
  }

  /** Takes back a request that is not approved. @throws LedgerRejection */
  async cancel(id: string): Promise<NetworkChange> {
    await this.#tell('cancel', { change: id });
    return this.#found(id);
  }

  /** Says on the ledger that the change is in force; what was said before stands. @throws LedgerRejection */
  async complete(id: string, sequence: number): Promise<NetworkChange> {
    try {
      await this.#tell('complete', { change: id, sequence });
    } catch (error) {
      if (!(error instanceof LedgerRejection) || error.code !== 'CHANGE_CLOSED') throw error;
    }
    return this.#found(id);
  }

  async #found(id: string): Promise<NetworkChange> {
    const change = await this.find(id);
    if (change !== undefined) return change;
    throw new LedgerRejection('CHANGE_UNKNOWN', {});
  }

  #update(now: ChannelConfiguration, target: (root: ConfigGroup) => ConfigGroup): string {
    const update = computeUpdate(this.access.channelId, now.root, target(now.root));
    return Buffer.from(update).toString('base64url');
  }

  async #proposal(now: ChannelConfiguration, target: (root: ConfigGroup) => ConfigGroup) {
    const update = this.#update(now, target);
    return {
      base: { sequence: now.sequence, digest: now.digest },
      update,
      quorums: quorumsOf(now.root, target(now.root)),
      signature: await this.#sign(update),
    };
  }

  async #sign(update: string): Promise<{ readonly header: string; readonly signature: string }> {
    const { header, signature } = await signUpdate(Buffer.from(update, 'base64url'), this.access.admin);
    return {
      header: Buffer.from(header).toString('base64url'),
      signature: Buffer.from(signature).toString('base64url'),
    };
  }

  async #ask(fn: string, argument: object): Promise<unknown> {
    const { ledger, operator } = this.access;
    return JSON.parse(await ledger.evaluate({ contract, fn, argument: JSON.stringify(argument) }, operator));
  }

  /** Two members that sign at one moment meet in one record: the later one is sent again. */
  async #tell(fn: string, argument: object): Promise<void> {
    const { ledger, operator } = this.access;
    for (let tries = 1; ; tries++) {
      try {
        await ledger.submit({ contract, fn, argument: JSON.stringify(argument) }, operator);
        return;
      } catch (error) {
        if (!(error instanceof LedgerConflict) || tries === 10) throw error;
      }
    }
  }
}

/** What the kind of the change says about the channel; undefined where only its update does. */
function targetByKind(change: NetworkChange): ((root: ConfigGroup) => ConfigGroup) | undefined {
  const { application } = change;
  if (application !== undefined) return (root) => withMember(root, application);
  return change.kind === 'remove-member' ? (root) => withoutMember(root, change.member) : undefined;
}

/** Fewer signatures than the channel asks for would close the request too early, more would never do. */
function sameQuorums(
  said: NetworkChange['quorums'],
  asked: readonly { readonly msps: readonly string[]; readonly atLeast: number }[],
): boolean {
  const plain = (list: typeof asked): string =>
    JSON.stringify(list.map(({ msps, atLeast }) => [[...msps].sort(), atLeast]));
  return plain(said) === plain(asked);
}

/** Whether the configuration has what the change was to bring. */
export function isInForce(change: NetworkChange, now: ChannelConfiguration): boolean {
  const members = readParts(now).members.map(({ mspId }) => mspId);
  if (change.application !== undefined) return members.includes(change.application.statement.member.msp);
  if (change.kind === 'remove-member') return !members.includes(`Huren${change.member}MSP`);
  return isReached(now.root, readUpdate(Buffer.from(change.update, 'base64url')).writeSet);
}

function updateDiffers(): OperatorFault {
  return new OperatorFault('update-differs', {
    zh: '账本上的配置更新与申请内容不符，未签名；请与保荐成员核对。',
    en: 'The update on the ledger is not what the request says, so nothing was signed; ask its sponsor.',
  });
}

function baseVoid(change: NetworkChange, now: ChannelConfiguration): OperatorFault {
  const sequences = [change.base.sequence, now.sequence].map(String);
  return new OperatorFault('base-void', {
    zh: `申请依据的通道配置（序号 ${sequences[0] ?? ''}）已变更（现为 ${sequences[1] ?? ''}），原签名作废；请再次运行 huren member approve，在现行配置上签名。`,
    en: `The request stands on configuration ${sequences[0] ?? ''}, and the channel is at ${sequences[1] ?? ''}: its signatures are void. Run huren member approve again to sign on the present one.`,
  });
}
