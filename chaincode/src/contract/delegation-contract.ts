import { delegationId } from '../domain/delegation/delegation';
import { decideRevocation, revokeDelegationArgument } from '../domain/delegation/revocation';
import type { JsonValue } from '../domain/json';
import { HurenContext } from './huren-context';
import { HurenContract } from './huren-contract';
import { provider } from './provider';

/** 委托授权: the ledger learns only of those that were revoked, by a number that says nothing. */
export class DelegationContract extends HurenContract {
  constructor() {
    super('delegation');
  }

  /** `{secret}` → `{id}`, by anybody admitted who knows the secret; a repetition changes nothing. */
  async revoke(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(revokeDelegationArgument);
    const record = await ctx.state.get('delegation', delegationId(provider, command.secret));
    const { id, writes } = decideRevocation({ ...(await ctx.standing()), record }, command, provider);
    return this.store(ctx, writes, { id });
  }
}
