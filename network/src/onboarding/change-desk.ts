import { randomBytes } from 'node:crypto';
import { changeId, updateDigest, type MemberApplication, type NetworkChange } from '@huren/chaincode/domain';
import {
  awaitSequence,
  computeUpdate,
  fetchConfig,
  ordererAddresses,
  quorumsOf,
  readParts,
  signUpdate,
  submitUpdate,
  type ChannelConfiguration,
  type ConfigGroup,
} from '../channel';
import { committedDefinition } from '../fabric/lifecycle';
import { NodeRefused, type PeerConnection } from '../fabric/peer-connection';
import { LedgerRejection, type Ledger, type Signer } from '../ledger';
import type { Words } from '../operator/operator-fault';
import { ChangeRecords } from './change-records';
import {
  baseVoid,
  isInForce,
  notApproved,
  sameQuorums,
  targetByKind,
  updateDiffers,
} from './change-standing';
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

/**
 * One member's desk for changes of the network: opens, reads, signs, submits. Requests and signatures are on the
 * ledger; whoever is at a desk recomputes what it signs from the configuration of its own peer.
 */
export class ChangeDesk {
  readonly #records: ChangeRecords;

  constructor(private readonly access: DeskAccess) {
    this.#records = new ChangeRecords(access.ledger, access.operator);
  }

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
  find(id: string): Promise<NetworkChange | undefined> {
    return this.#records.find(id);
  }

  /** Ids of the changes that are not done. */
  open(): Promise<readonly string[]> {
    return this.#records.open();
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
    await this.#records.tell('open', { ...named, ...proposal });
    return this.#records.found(changeId(named));
  }

  /**
   * Signs the change. Where the channel changed since it was opened, or its sponsor's update or quorums are not what the
   * request says, they are computed anew on the configuration of now, and with this signature a new round begins.
   *
   * @param target for changes of kind `channel-update`: what the channel should become, where the approver can say so;
   * without it, the update on the ledger is taken as it is described, and a void one is renewed where what it touches
   * has not changed.
   * @throws OperatorFault `update-differs` when the ledger's update fits no configuration that this peer has,
   * LedgerRejection
   */
  async approve(id: string, target?: (root: ConfigGroup) => ConfigGroup): Promise<Approved> {
    const change = await this.#records.found(id);
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
        await this.#records.tell('rebase', { change: id, ...(await this.#proposal(now, right)) });
        return { change: await this.#records.found(id), rebased: 'request-differed' };
      }
      const { base, update } = change;
      const signature = await this.#sign(update);
      await this.#records.tell('approve', { change: id, base, update: updateDigest(update), signature });
      return { change: await this.#records.found(id), rebased: false };
    }
    // What the update touches may stand as it was: then it says on this configuration what it said on its own.
    const described = wanted === undefined ? targetOf(change, now) : undefined;
    const again = wanted ?? (described && (() => described));
    if (again === undefined) throw baseVoid(change, now);
    await this.#records.tell('rebase', { change: id, ...(await this.#proposal(now, again)) });
    return { change: await this.#records.found(id), rebased: 'channel-changed' };
  }

  /** Whether the change is on the configuration of now what this member would propose on it. */
  async stands(change: NetworkChange, target: (root: ConfigGroup) => ConfigGroup): Promise<boolean> {
    const now = await this.configuration();
    return change.base.digest === now.digest && change.update === this.#update(now, target);
  }

  /**
   * Submits an approved change to the orderers and waits until this member's peer has it in force. A change that is in
   * force already is left as it is; one that is only said to be done is carried out all the same.
   * @throws OperatorFault `not-approved`, `base-void`
   */
  async carryOut(id: string): Promise<ChannelConfiguration> {
    const change = await this.#records.found(id);
    const now = await this.configuration();
    if (isInForce(change, now)) return now;
    // Done, and the channel has gone on since.
    if (change.state === 'done' && change.base.digest !== now.digest) return now;
    if (change.state !== 'approved' && change.state !== 'done') {
      throw notApproved(change);
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
    await this.#records.tell('cancel', { change: id });
    return this.#records.found(id);
  }

  /** Says on the ledger that the change is in force; what was said before stands. @throws LedgerRejection */
  async complete(id: string, sequence: number): Promise<NetworkChange> {
    try {
      await this.#records.tell('complete', { change: id, sequence });
    } catch (error) {
      if (!(error instanceof LedgerRejection) || error.code !== 'CHANGE_CLOSED') throw error;
    }
    return this.#records.found(id);
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
}
