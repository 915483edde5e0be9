import {
  approveArgument,
  authorityArgument,
  decideApproval,
  decideSuspension,
} from '../domain/authority/approval';
import {
  decideMandate,
  decideMandateEnd,
  endMandateArgument,
  mandateArgument,
} from '../domain/authority/mandate';
import {
  addKeyArgument,
  decideKeyAddition,
  decideKeyEnd,
  decideRegistration,
  endKeyArgument,
  identityKeyId,
  registerArgument,
} from '../domain/authority/registration';
import { decideSuccession, succeedArgument } from '../domain/authority/succession';
import type { JsonValue } from '../domain/json';
import { HurenContext } from './huren-context';
import { HurenContract } from './huren-contract';

/** 行政主体: registration, approval, succession, mandates. Rejections come after those of HurenContract, in this order. */
export class AuthorityContract extends HurenContract {
  constructor() {
    super('authority');
  }

  /**
   * `{code, region, name, roles, government?, superior?, keys: [{certificate}]}` → `{}`, by the member's operator.
   * AUTHORITY_EXISTS | KEY_EXISTS | REGION_OUTSIDE.
   */
  async register(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(registerArgument);
    const authority = await ctx.authority(command.code);
    const claims = [];
    for (const key of command.keys) claims.push(await ctx.state.get('key', identityKeyId(key.certificate)));
    return this.store(ctx, decideRegistration({ ...(await ctx.standing()), authority, claims }, command), {});
  }

  /**
   * `{code, certificate}` → `{kid}`, by the operator of its member; for an approver by itself. AUTHORITY_UNKNOWN |
   * KEY_EXISTS | AUTHORITY_STATE | LIMIT_REACHED.
   */
  async addKey(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(addKeyArgument);
    const authority = await ctx.authority(command.code);
    const claim = await ctx.state.get('key', identityKeyId(command.certificate));
    const writes = decideKeyAddition({ ...(await ctx.standing()), authority, claim }, command);
    return this.store(ctx, writes, { kid: command.certificate.kid });
  }

  /** `{code, kid}` → `{}`, by whoever may add one. AUTHORITY_UNKNOWN | IDENTITY_UNKNOWN. */
  async endKey(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(endKeyArgument);
    const authority = await ctx.authority(command.code);
    return this.store(ctx, decideKeyEnd({ ...(await ctx.standing()), authority }, command), {});
  }

  /**
   * `{authority, roles, competence: [{types, region, from, to?, filing}]}` → `{}`, by the superior.
   * AUTHORITY_UNKNOWN | AUTHORITY_STATE | LIMIT_REACHED | SCOPE_OUTSIDE.
   */
  async approve(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(approveArgument);
    const authority = await ctx.authority(command.authority);
    return this.store(ctx, decideApproval({ ...(await ctx.standing()), authority }, command), {});
  }

  /** `{authority}` → `{}`. AUTHORITY_UNKNOWN | AUTHORITY_STATE. */
  async suspend(ctx: HurenContext): Promise<JsonValue> {
    return this._setSuspended(ctx, 'suspended');
  }

  /** `{authority}` → `{}`. AUTHORITY_UNKNOWN | AUTHORITY_STATE. */
  async reinstate(ctx: HurenContext): Promise<JsonValue> {
    return this._setSuspended(ctx, 'active');
  }

  /**
   * `{authority, predecessor, types, from}` → `{}`, by the superior of both. AUTHORITY_UNKNOWN | AUTHORITY_STATE |
   * SUCCESSION_EXISTS | LIMIT_REACHED | SUCCESSION_CYCLE.
   */
  async succeed(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(succeedArgument);
    const successor = await ctx.authority(command.authority);
    const predecessor = await ctx.authority(command.predecessor);
    const known = await ctx.lineageOf(predecessor);
    const facts = { ...(await ctx.standing()), successor, predecessor, known };
    return this.store(ctx, decideSuccession(facts, command), {});
  }

  /** `{custodian, acts, types, from, to?}` → `{}`, by the authority itself. AUTHORITY_UNKNOWN | LIMIT_REACHED. */
  async mandate(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(mandateArgument);
    const custodian = await ctx.authority(command.custodian);
    return this.store(ctx, decideMandate({ ...(await ctx.standing()), custodian }, command), {});
  }

  /** `{custodian}` → `{}`: every mandate to it ends. MANDATE_UNKNOWN. */
  async endMandate(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(endMandateArgument);
    return this.store(ctx, decideMandateEnd(await ctx.standing(), command), {});
  }

  private async _setSuspended(ctx: HurenContext, to: 'suspended' | 'active'): Promise<JsonValue> {
    const command = ctx.read(authorityArgument);
    const authority = await ctx.authority(command.authority);
    const superior = await ctx.authority(authority?.superior);
    return this.store(ctx, decideSuspension({ ...(await ctx.standing()), authority, superior }, to), {});
  }
}
