import type { JsonValue } from '../domain/json';
import {
  decideDefinition,
  decideDeprecation,
  definition,
  deprecateArgument,
} from '../domain/licence-type/definition';
import { HurenContext } from './huren-context';
import { HurenContract } from './huren-contract';

/** 证照类型, by the authorities that define them. Rejections come after those of HurenContract, in this order. */
export class LicenceTypeContract extends HurenContract {
  constructor() {
    super('licence-type');
  }

  /** The LicenceType without standing, version and state → `{}`. No rejections of its own. */
  async define(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(definition);
    const existing = await ctx.state.get('licenceType', command.code);
    return this.store(ctx, decideDefinition({ ...(await ctx.standing()), existing }, command), {});
  }

  /** `{code, successor?}` → `{}`. LICENCE_TYPE_UNKNOWN | LICENCE_TYPE_DEPRECATED. */
  async deprecate(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(deprecateArgument);
    const existing = await ctx.state.get('licenceType', command.code);
    const successor =
      command.successor === undefined ? undefined : await ctx.state.get('licenceType', command.successor);
    const facts = { ...(await ctx.standing()), existing, successor };
    return this.store(ctx, decideDeprecation(facts, command), {});
  }
}
