import type { Authority } from '../domain/authority/authority';
import type { JsonValue } from '../domain/json';
import type { Caller } from '../domain/member/caller';
import type { Network } from '../domain/member/member';
import { keyIdOfArgument } from '../domain/seal/possession';
import {
  decideRotation,
  decideSeal,
  registerSealArgument,
  rotateArgument,
} from '../domain/seal/registration';
import type { Seal } from '../domain/seal/seal';
import {
  compromiseArgument,
  decideCompromiseConfirmation,
  decideCompromiseReport,
  decideSealAct,
  type SealAct,
  sealArgument,
} from '../domain/seal/state-change';
import { HurenContext } from './huren-context';
import { HurenContract } from './huren-contract';
import { provider } from './provider';

/** 电子印章与签发密钥. Rejections come after those of HurenContract, in this order. */
export class SealContract extends HurenContract {
  constructor() {
    super('seal');
  }

  /**
   * `{authority?, suite, publicKey, kind, name, filing?, role?, engraving?, ses?, replaces?, custodian?, proof}` →
   * `{keyId}`, by the authority or its custodian. KEY_EXISTS | SEAL_UNKNOWN | AUTHORITY_STATE | SEAL_OF_ANOTHER |
   * PROOF_INVALID | SES_SEAL_INVALID.
   */
  async register(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(registerSealArgument);
    const keyId = keyIdOfArgument(command);
    const standing = await ctx.standing();
    const facts = {
      ...standing,
      authority: await ctx.authority(command.authority ?? standing.caller.identity.authority),
      claim: await ctx.state.get('key', keyId),
      replaced: command.replaces === undefined ? undefined : await ctx.state.get('seal', command.replaces),
    };
    return this.store(ctx, decideSeal(facts, command, provider), { keyId });
  }

  /**
   * `{keyId, next: {…as register}}` → `{keyId}` of the new one; the old one is retired. KEY_EXISTS | SEAL_UNKNOWN |
   * AUTHORITY_STATE | SEAL_RETIRED | PROOF_INVALID | SES_SEAL_INVALID.
   */
  async rotate(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(rotateArgument);
    const keyId = keyIdOfArgument(command.next);
    const facts = { ...(await this._facts(ctx, command.keyId)), claim: await ctx.state.get('key', keyId) };
    return this.store(ctx, decideRotation(facts, command, provider), { keyId });
  }

  /** `{keyId}` → `{}`. SEAL_UNKNOWN | SEAL_RETIRED | SEAL_NOT_ACTIVE. */
  async freeze(ctx: HurenContext): Promise<JsonValue> {
    return this._act(ctx, 'freeze');
  }

  /** `{keyId}` → `{}`. SEAL_UNKNOWN | SEAL_RETIRED | SEAL_COMPROMISED | SEAL_NOT_FROZEN. */
  async unfreeze(ctx: HurenContext): Promise<JsonValue> {
    return this._act(ctx, 'unfreeze');
  }

  /** `{keyId}` → `{}`. SEAL_UNKNOWN | SEAL_RETIRED. */
  async retire(ctx: HurenContext): Promise<JsonValue> {
    return this._act(ctx, 'retire');
  }

  /** `{keyId, from: {block, tx}}` → `{}`; freezes an active key. SEAL_UNKNOWN | COMPROMISE_EXISTS. */
  async reportCompromise(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(compromiseArgument);
    return this.store(ctx, decideCompromiseReport(await this._facts(ctx, command.keyId), command), {});
  }

  /**
   * `{keyId, from: {block, tx}}` → `{}`; retires the key. SEAL_UNKNOWN | COMPROMISE_UNKNOWN | COMPROMISE_CONFIRMED |
   * COMPROMISE_DIFFERS.
   */
  async confirmCompromise(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(compromiseArgument);
    const facts = await this._facts(ctx, command.keyId);
    const superior = await ctx.superiorOf(facts.authority);
    return this.store(ctx, decideCompromiseConfirmation({ ...facts, superior }, command), {});
  }

  private async _act(ctx: HurenContext, act: SealAct): Promise<JsonValue> {
    const command = ctx.read(sealArgument);
    return this.store(ctx, decideSealAct(await this._facts(ctx, command.keyId), act, command), {});
  }

  private async _facts(
    ctx: HurenContext,
    keyId: string,
  ): Promise<{
    readonly network: Network | undefined;
    readonly caller: Caller;
    readonly seal: Seal | undefined;
    readonly authority: Authority | undefined;
  }> {
    const seal = await ctx.state.get('seal', keyId);
    return { ...(await ctx.standing()), seal, authority: await ctx.authority(seal?.authority) };
  }
}
