import {
  acceptGroupArgument,
  amendGroupArgument,
  decideGroup,
  decideGroupAcceptance,
  decideGroupAmendment,
  decideGroupLeave,
  groupElectorate,
  leaveGroupArgument,
  proposeGroupArgument,
} from '../domain/group/proposal';
import type { JsonValue } from '../domain/json';
import { HurenContext } from './huren-context';
import { HurenContract } from './huren-contract';

/** 协同组, by the operators of their parties. Rejections come after those of HurenContract, in this order. */
export class GroupContract extends HurenContract {
  constructor() {
    super('group');
  }

  /** `{id, parties, terms}` → `{}`, by a party. GROUP_EXISTS | PARTY_UNKNOWN | REGION_OUTSIDE. */
  async propose(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(proposeGroupArgument);
    const group = await ctx.state.get('group', command.id);
    const parties = await ctx.members(command.parties);
    return this.store(ctx, decideGroup({ ...(await ctx.standing()), group, parties }, command), {});
  }

  /**
   * `{id, version, digest}` → `{}`, by a party, also one that an amendment brings in. GROUP_UNKNOWN | ALREADY_ACCEPTED |
   * GROUP_ENDED | GROUP_VERSION | TERMS_DIFFER.
   */
  async accept(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(acceptGroupArgument);
    const group = await ctx.state.get('group', command.id);
    const parties = await ctx.members(group === undefined ? [] : groupElectorate(group));
    const facts = { ...(await ctx.standing()), group, parties };
    return this.store(ctx, decideGroupAcceptance(facts, command), {});
  }

  /**
   * `{id, version, parties, terms}` → `{}`, by a party. GROUP_UNKNOWN | GROUP_ENDED | GROUP_NOT_IN_FORCE |
   * GROUP_VERSION | PARTY_UNKNOWN | REGION_OUTSIDE.
   */
  async amend(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(amendGroupArgument);
    const group = await ctx.state.get('group', command.id);
    const parties = await ctx.members(command.parties);
    return this.store(ctx, decideGroupAmendment({ ...(await ctx.standing()), group, parties }, command), {});
  }

  /** `{id}` → `{}`: the caller's member leaves. GROUP_UNKNOWN | GROUP_ENDED. */
  async leave(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(leaveGroupArgument);
    const group = await ctx.state.get('group', command.id);
    return this.store(ctx, decideGroupLeave({ ...(await ctx.standing()), group }), {});
  }
}
