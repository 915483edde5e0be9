import { setTimeout as wait } from 'node:timers/promises';
import type { NetworkChange } from '@huren/chaincode/domain';
import type { ChannelConfiguration, ConfigGroup } from '../channel';
import { LedgerInDoubt, LedgerRejection, LedgerUnavailable } from '../ledger';
import { ChannelChange } from '../operator/channel-change';
import type { ChannelChanges } from '../operator/channel-changes';
import type { NetworkHome } from '../operator/home';
import { OperatorFault, type Words } from '../operator/operator-fault';
import type { MemberPlan } from '../topology';
import type { ChangeDesk } from './change-desk';
import { isInForce } from './change-standing';
import { withDesk } from './open-desk';
import { reviewOf } from './review';

type Edit = (root: ConfigGroup) => ConfigGroup;

const askAgainMs = 500;
const finishWithinMs = 60_000;

/**
 * Changes of the channel whose request and signatures travel on the ledger. What the administrators of this folder can
 * sign alone is submitted at once: nobody else is asked about it. Everything else becomes a request that the others
 * review and approve as they do an application; whoever made it carries it out, for its nodes have to follow.
 */
export class LedgerChange implements ChannelChanges {
  readonly #own: ChannelChange;

  /** @param waitMs how long the others' approvals are waited for; without it the command is run again later */
  constructor(
    private readonly home: NetworkHome,
    private readonly waitMs = 0,
  ) {
    this.#own = new ChannelChange(home);
  }

  /** @throws OperatorFault `approvals-missing`, `ledger-cannot-commit`; LedgerRejection */
  async make(member: string, words: Words, edit: Edit): Promise<ChannelConfiguration> {
    if (await this.#own.suffices(edit)) return this.#own.make(member, words, edit);
    const [sponsor, ...others] = this.#members(member);
    return cannotCommit(() =>
      withDesk(this.home, sponsor, async ({ desk }) => {
        const known = await requestOf(desk, member, words);
        let change = known === undefined ? await desk.change(member, words, edit) : known;
        change = await signedBy(desk, member, change, edit);
        for (const other of others) {
          if (change.state !== 'open' || !change.voters.includes(other.id)) continue;
          const { id } = change;
          change = await withDesk(this.home, other, async (open) => {
            const found = await open.desk.find(id);
            return signedBy(open.desk, other.id, found ?? unknown(id), edit);
          });
        }
        change = await this.#awaitApproval(desk, member, change, edit);
        return desk.carryOut(change.id);
      }),
    );
  }

  /** The member that asks, and the others whose administrators' keys are here. */
  #members(member: string): readonly [MemberPlan, ...MemberPlan[]] {
    const sponsor = this.home.own.find(({ id }) => id === member);
    if (sponsor === undefined) throw new TypeError('who asks for a change is of this folder');
    return [sponsor, ...this.home.own.filter((one) => one !== sponsor)];
  }

  async #awaitApproval(
    desk: ChangeDesk,
    member: string,
    asked: NetworkChange,
    edit: Edit,
  ): Promise<NetworkChange> {
    let change = asked;
    for (const end = Date.now() + this.waitMs; change.state === 'open';) {
      if (Date.now() >= end) throw await approvalsMissing(desk, change);
      await wait(askAgainMs);
      change = await signedBy(desk, member, (await desk.find(change.id)) ?? unknown(change.id), edit);
    }
    if (change.state === 'cancelled') throw new LedgerRejection('CHANGE_CLOSED', { state: change.state });
    return change;
  }

  /** The channel has what was asked for: where the ledger does not come back in time, the request is closed later. */
  async finish(member: string, words: Words): Promise<void> {
    const [sponsor] = this.#members(member);
    if (this.home.own.length === this.home.topology.members.length) return;
    await withDesk(this.home, sponsor, async ({ desk }) => {
      for (const end = Date.now() + finishWithinMs; ;) {
        try {
          const known = await requestOf(desk, member, words);
          if (known === undefined) return;
          const now = await desk.configuration();
          if (known.state === 'approved' && isInForce(known, now))
            await desk.complete(known.id, now.sequence);
          return;
        } catch (error) {
          if (!isLedgers(error)) throw error;
          if (error instanceof LedgerRejection || Date.now() > end) return;
        }
      }
    });
  }
}

/** This member's open request with these words; an earlier run of the same command opened it. */
async function requestOf(desk: ChangeDesk, member: string, words: Words): Promise<NetworkChange | undefined> {
  for (const id of await desk.open()) {
    const change = await desk.find(id);
    if (change?.kind !== 'channel-update' || change.sponsor !== member) continue;
    if (change.member === member && change.note?.zh === words.zh) return change;
  }
  return undefined;
}

/** The change with this member's signature on the channel's configuration of now. */
async function signedBy(
  desk: ChangeDesk,
  member: string,
  change: NetworkChange,
  edit: Edit,
): Promise<NetworkChange> {
  if (change.state === 'done' || change.state === 'cancelled') return change;
  const now = await desk.configuration();
  if (isInForce(change, now)) return change;
  const isSigned = change.approvals.some((one) => one.member === member);
  const stands = await desk.stands(change, edit);
  if (stands && (isSigned || change.state === 'approved')) return change;
  return (await desk.approve(change.id, edit)).change;
}

function unknown(id: string): never {
  throw new LedgerRejection('CHANGE_UNKNOWN', { change: id });
}

async function approvalsMissing(desk: ChangeDesk, change: NetworkChange): Promise<OperatorFault> {
  const { stillNeeded, mayStillSign } = reviewOf({ change }, await desk.configuration(), [], new Date());
  const [list, needed] = [mayStillSign.join(', '), String(stillNeeded)];
  return new OperatorFault('approvals-missing', {
    zh: `该通道变更已记入账本，编号 ${change.id}；还需 ${needed} 个成员审批（${list}）：由其运行 huren member review 与 huren member approve 加此编号。之后再次运行同一命令，或以 --wait 等候。通道与节点均未改变。`,
    en: `The change is on the ledger as ${change.id}; ${needed} more of ${list} are to approve it, by huren member review and huren member approve with that id. Run the same command again afterwards, or let it wait by --wait. Channel and nodes are as they were.`,
  });
}

const notYet: ReadonlySet<string> = new Set(['NETWORK_NOT_FOUNDED', 'NETWORK_NOT_OPEN']);

function isLedgers(error: unknown): boolean {
  if (error instanceof LedgerRejection) return notYet.has(error.code);
  return error instanceof LedgerUnavailable || error instanceof LedgerInDoubt;
}

/** A ledger that takes no transaction takes no request: then the signatures are gathered by a file. */
async function cannotCommit<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!isLedgers(error)) throw error;
    const reason = error instanceof Error ? error.message : '';
    throw new OperatorFault('ledger-cannot-commit', {
      zh: `账本未能记入该请求（${reason}）。请先用 huren network status 查看节点后再次运行；若账本确实无法提交（或成员尚未在账本上成立网络），以 --by-file 改用文件收集签名。`,
      en: `The ledger did not take the request (${reason}). See huren network status and run this again; where the ledger cannot commit at all (or the members have not founded the network on it), gather the signatures in a file by --by-file.`,
    });
  }
}
