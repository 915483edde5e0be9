import type { Agreement } from '../domain/agreement/agreement';
import {
  acceptArgument,
  amendArgument,
  decideAcceptance,
  decideAgreement,
  decideAmendment,
  decideWithdrawal,
  proposeArgument,
  withdrawArgument,
} from '../domain/agreement/acceptance';
import type { JsonValue } from '../domain/json';
import type { Caller } from '../domain/member/caller';
import type { Member, Network } from '../domain/member/member';
import { HurenContext } from './huren-context';
import { HurenContract } from './huren-contract';

/** 互认协议, by the operators of its parties. Rejections come after those of HurenContract, in this order. */
export class AgreementContract extends HurenContract {
  constructor() {
    super('agreement');
  }

  /** `{id, parties, terms}` → `{}`. AGREEMENT_EXISTS | PARTY_UNKNOWN | REGION_OUTSIDE | BACK_DATED. */
  async propose(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(proposeArgument);
    const facts = { ...(await this._facts(ctx, command.id)), parties: await ctx.members(command.parties) };
    return this.store(ctx, decideAgreement(facts, command), {});
  }

  /**
   * `{id, version, termsDigest?}` → `{}`; for an amendment with the digest. AGREEMENT_UNKNOWN | AGREEMENT_WITHDRAWN | AGREEMENT_VERSION |
   * ALREADY_ACCEPTED | PARTY_UNKNOWN | REGION_OUTSIDE | TERMS_DIFFER | BACK_DATED.
   */
  async accept(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(acceptArgument);
    return this.store(ctx, decideAcceptance(await this._facts(ctx, command.id), command), {});
  }

  /**
   * `{id, version, terms}` → `{}`. AGREEMENT_UNKNOWN | AGREEMENT_WITHDRAWN | AGREEMENT_NOT_IN_FORCE |
   * AGREEMENT_VERSION | REGION_OUTSIDE | BACK_DATED | VERSION_OVERLAPS.
   */
  async amend(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(amendArgument);
    return this.store(ctx, decideAmendment(await this._facts(ctx, command.id), command), {});
  }

  /**
   * `{id, lastDay}` → `{}`; again only with an earlier day. AGREEMENT_UNKNOWN | AGREEMENT_WITHDRAWN | NOTICE_TOO_SHORT |
   * NOTICE_TOO_LONG.
   */
  async withdraw(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(withdrawArgument);
    return this.store(ctx, decideWithdrawal(await this._facts(ctx, command.id), command), {});
  }

  private async _facts(
    ctx: HurenContext,
    id: string,
  ): Promise<{
    readonly network: Network | undefined;
    readonly caller: Caller;
    readonly agreement: Agreement | undefined;
    readonly parties: readonly (Member | undefined)[];
  }> {
    const agreement = await ctx.state.get('agreement', id);
    return { ...(await ctx.standing()), agreement, parties: await ctx.members(agreement?.parties ?? []) };
  }
}
