import { approveArgument, decideApproval } from '../domain/authority/approval';
import type { Authority } from '../domain/authority/authority';
import {
  decideMandate,
  decideMandateEnd,
  endMandateArgument,
  mandateArgument,
} from '../domain/authority/mandate';
import { decideNarrowing, narrowArgument } from '../domain/authority/narrowing';
import {
  addKeyArgument,
  decideKeyAddition,
  decideKeyEnd,
  decideRegistration,
  endKeyArgument,
  identityKeyId,
  registerArgument,
} from '../domain/authority/registration';
import {
  authorityArgument,
  changeSuperiorArgument,
  decideAbolition,
  decideSuperiorChange,
  decideSuspension,
} from '../domain/authority/standing';
import { decideSuccession, succeedArgument } from '../domain/authority/succession';
import type { JsonValue } from '../domain/json';
import type { Caller } from '../domain/member/caller';
import type { Network } from '../domain/member/member';
import { HurenContext } from './huren-context';
import { HurenContract } from './huren-contract';

/** 行政主体: registration, approval, scope, succession, mandates. Rejections come after those of HurenContract, in this order. */
export class AuthorityContract extends HurenContract {
  constructor() {
    super('authority');
  }

  /**
   * `{code, region, name, roles, government?, superior?, keys: [{certificate}]}` → `{}`, by the member's operator.
   * AUTHORITY_EXISTS | KEY_EXISTS | REGION_OUTSIDE | SUPERIOR_CYCLE.
   */
  async register(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(registerArgument);
    const authority = await ctx.authority(command.code);
    const claims = [];
    for (const key of command.keys) claims.push(await ctx.state.get('key', identityKeyId(key.certificate)));
    const chain = await ctx.superiors(command.superior);
    const facts = { ...(await ctx.standing()), authority, claims, chain };
    return this.store(ctx, decideRegistration(facts, command), {});
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
   * AUTHORITY_UNKNOWN | AUTHORITY_STATE | LIMIT_REACHED | SCOPE_OUTSIDE | TYPE_NOT_ISSUED_THERE | BACK_DATED |
   * COMPETENCE_EXISTS.
   */
  async approve(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(approveArgument);
    const authority = await ctx.authority(command.authority);
    const types = await ctx.typesOf(command.competence);
    return this.store(ctx, decideApproval({ ...(await ctx.standing()), authority, types }, command), {});
  }

  /**
   * `{authority, types, region, lastDay, filing, kept?: [{types, region, from, to?, filing}]}` → `{}`, by the superior:
   * competence inside the region ends with the last day, `kept` goes on. AUTHORITY_UNKNOWN | COMPETENCE_UNKNOWN |
   * AUTHORITY_STATE | LIMIT_REACHED | SCOPE_OUTSIDE | TYPE_NOT_ISSUED_THERE | BACK_DATED.
   */
  async narrow(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(narrowArgument);
    const authority = await ctx.authority(command.authority);
    const types = await ctx.typesOf(command.kept ?? []);
    return this.store(ctx, decideNarrowing({ ...(await ctx.standing()), authority, types }, command), {});
  }

  /** `{authority}` → `{}`, by the superior or where none has joined its operator. AUTHORITY_UNKNOWN | AUTHORITY_STATE. */
  async suspend(ctx: HurenContext): Promise<JsonValue> {
    return this._setSuspended(ctx, 'suspended');
  }

  /** `{authority}` → `{}`. AUTHORITY_UNKNOWN | AUTHORITY_STATE. */
  async reinstate(ctx: HurenContext): Promise<JsonValue> {
    return this._setSuspended(ctx, 'active');
  }

  /** `{authority}` → `{}`, by who may suspend it: nobody continues it as a whole. AUTHORITY_UNKNOWN | AUTHORITY_STATE. */
  async abolish(ctx: HurenContext): Promise<JsonValue> {
    return this.store(ctx, decideAbolition(await this._above(ctx, ctx.read(authorityArgument))), {});
  }

  /**
   * `{authority, superior?}` → `{}`, by the present superior or where none has joined its operator. AUTHORITY_UNKNOWN |
   * AUTHORITY_STATE | SUPERIOR_CYCLE | NOT_AN_APPROVER.
   */
  async changeSuperior(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(changeSuperiorArgument);
    const chain = await ctx.superiors(command.superior);
    const facts = { ...(await this._above(ctx, command)), chain };
    return this.store(ctx, decideSuperiorChange(facts, command), {});
  }

  /**
   * `{authority, predecessor, types, from}` → `{}`, by the superior of both. AUTHORITY_UNKNOWN | AUTHORITY_STATE |
   * SUCCESSION_EXISTS | LIMIT_REACHED | SUCCESSION_CYCLE | BACK_DATED | MERGER_AHEAD.
   */
  async succeed(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(succeedArgument);
    const successor = await ctx.authority(command.authority);
    const predecessor = await ctx.authority(command.predecessor);
    const known = await ctx.lineageOf(predecessor);
    const facts = { ...(await ctx.standing()), successor, predecessor, known };
    return this.store(ctx, decideSuccession(facts, command), {});
  }

  /**
   * `{custodian, acts, types, from, to?}` → `{}`, by the authority itself. AUTHORITY_UNKNOWN | LIMIT_REACHED |
   * BACK_DATED.
   */
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
    return this.store(ctx, decideSuspension(await this._above(ctx, ctx.read(authorityArgument)), to), {});
  }

  /** The authority and its present superior. */
  private async _above(
    ctx: HurenContext,
    command: { readonly authority: string },
  ): Promise<{
    readonly network: Network | undefined;
    readonly caller: Caller;
    readonly authority: Authority | undefined;
    readonly superior: Authority | undefined;
  }> {
    const authority = await ctx.authority(command.authority);
    const superior = await ctx.superiorOf(authority);
    return { ...(await ctx.standing()), authority, superior };
  }
}
