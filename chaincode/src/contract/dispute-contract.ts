import type { JsonValue } from '../domain/json';
import {
  answerDisputeArgument,
  decideAnswer,
  decideDisputeWithdrawal,
  decideLapse,
  endDisputeArgument,
} from '../domain/dispute/ending';
import { decideDispute, openDisputeArgument } from '../domain/dispute/raising';
import { HurenContext } from './huren-context';
import { HurenContract } from './huren-contract';
import { provider } from './provider';

/** 异议 about licences and verdicts. Rejections come after those of HurenContract, in this order. */
export class DisputeContract extends HurenContract {
  constructor() {
    super('dispute');
  }

  /**
   * `{authority, root, leafHash, index, proof, ground, for, receipt?, document?}` → `{number, answerBy}`, by an
   * authority that relies or issues. RECEIPT_KEY_UNKNOWN | BATCH_UNKNOWN | LIMIT_REACHED | INCLUSION_INVALID |
   * ROLE_MISSING | DISPUTE_OPEN.
   */
  async open(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(openDisputeArgument);
    const { authority, root, leafHash, receipt } = command;
    const facts = {
      ...(await ctx.standing()),
      anchor: await ctx.state.get('anchor', authority, root),
      record: await ctx.state.get('dispute', authority, leafHash),
      receiptKey: receipt && (await ctx.state.get('key', receipt.key)),
    };
    const { writes, dispute } = decideDispute(facts, command, provider);
    return this.store(ctx, writes, { number: dispute.number, answerBy: dispute.answerBy });
  }

  /** `{authority, leafHash, number, outcome, decision}` → `{}`. DISPUTE_UNKNOWN | DISPUTE_ENDED | DISPUTE_OVERDUE. */
  async answer(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(answerDisputeArgument);
    return this.store(ctx, decideAnswer(await this._facts(ctx, command), command), {});
  }

  /** `{authority, leafHash, number}` → `{}`, by who raised it. DISPUTE_UNKNOWN | DISPUTE_ENDED. */
  async withdraw(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(endDisputeArgument);
    return this.store(ctx, decideDisputeWithdrawal(await this._facts(ctx, command), command), {});
  }

  /** `{authority, leafHash, number}` → `{}`, by who raised it. DISPUTE_UNKNOWN | DISPUTE_ENDED | DISPUTE_NOT_DUE. */
  async lapse(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(endDisputeArgument);
    return this.store(ctx, decideLapse(await this._facts(ctx, command), command), {});
  }

  private async _facts(
    ctx: HurenContext,
    { authority, leafHash }: { readonly authority: string; readonly leafHash: string },
  ): Promise<Parameters<typeof decideLapse>[0]> {
    const standing = await ctx.standing();
    const record = await ctx.state.get('dispute', authority, leafHash);
    const issuer = await ctx.authority(authority);
    return {
      ...standing,
      record,
      anchor: record && (await ctx.state.get('anchor', authority, record.root)),
      authority: issuer,
      superior: await ctx.superiorOf(issuer),
      known: await ctx.lineageOf(standing.caller.authority),
    };
  }
}
