import type { JsonValue } from '../domain/json';
import type { NetworkChange } from '../domain/network-change';
import { decideApproval, decideRebase } from '../domain/network-change/approving';
import {
  approveChangeArgument,
  cancelChangeArgument,
  completeChangeArgument,
  openChangeArgument,
  rebaseChangeArgument,
  showChangeArgument,
} from '../domain/network-change/change-argument';
import { changeId } from '../domain/network-change/change-id';
import { decideCancelling, decideCompletion } from '../domain/network-change/ending';
import { decideOpening } from '../domain/network-change/opening';
import { Rejection } from '../domain/rejection';
import { HurenContext } from './huren-context';
import { HurenContract } from './huren-contract';
import { provider } from './provider';

/**
 * 网络变更: requests to change the channel and the members' signatures under them. Rejections come after those of
 * HurenContract, in this order.
 */
export class NetworkChangeContract extends HurenContract {
  constructor() {
    super('network-change');
  }

  /**
   * `{kind, member, application?, note?, nonce?, base, update, quorums, signature}` → `{change, state, approvals}`.
   * MEMBER_UNKNOWN | MEMBER_EXISTS | CHANGE_EXISTS | LIMIT_REACHED | NO_ELIGIBLE_VOTER | PROOF_INVALID.
   */
  async open(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(openChangeArgument);
    const standing = await ctx.standing();
    const decided = decideOpening(
      {
        ...standing,
        change: await ctx.state.get('networkChange', changeId(command)),
        concerned: await ctx.state.get('member', command.member),
        mspOwner: await ctx.state.get('msp', mspOf(command.member)),
        open: await ctx.state.get('networkChanges'),
        admitted: await ctx.admitted(standing.network),
      },
      command,
      provider,
    );
    return this.store(ctx, decided.writes, answerOf(decided.change));
  }

  /**
   * `{change, base, update (digest), signature}` → `{change, state, approvals}`. CHANGE_UNKNOWN | CHANGE_CLOSED |
   * ALREADY_APPROVED | CHANGE_BASE_VOID | NOT_A_VOTER | CHANGE_UPDATE_DIFFERS | PROOF_INVALID.
   */
  async approve(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(approveChangeArgument);
    const change = await ctx.state.get('networkChange', command.change);
    const decided = decideApproval({ ...(await ctx.standing()), change }, command, provider);
    return this.store(ctx, decided.writes, answerOf(decided.change));
  }

  /**
   * `{change, base, update, quorums, signature}` → `{change, state, approvals}`: a new round. CHANGE_UNKNOWN |
   * LIMIT_REACHED | CHANGE_CLOSED | CHANGE_BASE_STANDS | NOT_A_VOTER | NO_ELIGIBLE_VOTER | PROOF_INVALID.
   */
  async rebase(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(rebaseChangeArgument);
    const standing = await ctx.standing();
    const decided = decideRebase(
      {
        ...standing,
        change: await ctx.state.get('networkChange', command.change),
        admitted: await ctx.admitted(standing.network),
      },
      command,
      provider,
    );
    return this.store(ctx, decided.writes, answerOf(decided.change));
  }

  /**
   * `{change}` → `{change, state, approvals}`: taken back before it was approved. NOT_ENTITLED | CHANGE_UNKNOWN |
   * CHANGE_CLOSED.
   */
  async cancel(ctx: HurenContext): Promise<JsonValue> {
    const { change } = ctx.read(cancelChangeArgument);
    const standing = await ctx.standing();
    const decided = decideCancelling({
      ...standing,
      change: await ctx.state.get('networkChange', change),
      open: await ctx.state.get('networkChanges'),
      admitted: await ctx.admitted(standing.network),
    });
    return this.store(ctx, decided.writes, answerOf(decided.change));
  }

  /**
   * `{change, sequence}` → `{change, state, approvals}`: the update is in force. MEMBER_EXISTS |
   * CHANGE_UNKNOWN | CHANGE_CLOSED | CHANGE_NOT_APPROVED.
   */
  async complete(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(completeChangeArgument);
    const change = await ctx.state.get('networkChange', command.change);
    const decided = decideCompletion(
      {
        ...(await ctx.standing()),
        change,
        concerned: change && (await ctx.state.get('member', change.member)),
        mspOwner: change && (await ctx.state.get('msp', mspOf(change.member))),
        open: await ctx.state.get('networkChanges'),
      },
      command,
    );
    return this.store(ctx, decided.writes, answerOf(decided.change));
  }

  /** `{change?}` → the change, or `{open: [ids]}`; for whoever may read the channel. CHANGE_UNKNOWN. */
  async show(ctx: HurenContext): Promise<JsonValue> {
    const { change } = ctx.read(showChangeArgument);
    if (change === undefined) {
      return ((await ctx.state.get('networkChanges')) ?? { open: [], sponsors: [] }) as unknown as JsonValue;
    }
    const found = await ctx.state.get('networkChange', change);
    if (found === undefined) throw new Rejection('CHANGE_UNKNOWN');
    return found as unknown as JsonValue;
  }
}

/** DETAILS 2. */
const mspOf = (member: string): string => `Huren${member}MSP`;

function answerOf({ id, state, approvals }: NetworkChange): JsonValue {
  return { change: id, state, approvals: approvals.length };
}
