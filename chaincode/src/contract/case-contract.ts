import { addEntryArgument, authorOf, decideEntry } from '../domain/case/entry';
import {
  advanceCaseArgument,
  type CaseFacts,
  decideAdvance,
  decideCase,
  openCaseArgument,
} from '../domain/case/course';
import {
  decideParty,
  decidePartyWithdrawal,
  namePartyArgument,
  withdrawPartyArgument,
} from '../domain/case/party';
import type { JsonValue } from '../domain/json';
import { keyIdOfArgument } from '../domain/seal/possession';
import { HurenContext } from './huren-context';
import { HurenContract } from './huren-contract';
import { provider } from './provider';

/** 办件 and their 第三人. Rejections come after those of HurenContract, in this order. */
export class CaseContract extends HurenContract {
  constructor() {
    super('case');
  }

  /**
   * `{id, matter, document?}` → `{}`, by an authority that relies or issues. MATTER_UNKNOWN | MATTER_ENDED |
   * ROLE_MISSING | CASE_EXISTS.
   */
  async open(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(openCaseArgument);
    const facts = {
      ...(await this._facts(ctx, command.id)),
      matter: await ctx.state.get('matter', command.matter),
    };
    return this.store(ctx, decideCase(facts, command), {});
  }

  /**
   * `{id, step, document?}` → `{}`, by who runs the case, like all that follows. BACK_DATED | CASE_UNKNOWN |
   * CASE_CLOSED | CASE_STEP.
   */
  async advance(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(advanceCaseArgument);
    return this.store(ctx, decideAdvance(await this._facts(ctx, command.id), command), {});
  }

  /**
   * `{id, capacity, suite, publicKey, proof, until?}` → `{keyId}`. KEY_EXISTS | LIMIT_REACHED | PROOF_INVALID |
   * BACK_DATED | CASE_UNKNOWN | CASE_CLOSED.
   */
  async nameParty(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(namePartyArgument);
    const facts = {
      ...(await this._facts(ctx, command.id)),
      claim: await ctx.state.get('key', keyIdOfArgument(command)),
    };
    const { writes, keyId } = decideParty(facts, command, provider);
    return this.store(ctx, writes, { keyId });
  }

  /** `{id, keyId}` → `{}`. BACK_DATED | CASE_UNKNOWN | CASE_CLOSED | CASE_PARTY_UNKNOWN | CASE_PARTY_ENDED. */
  async withdrawParty(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(withdrawPartyArgument);
    return this.store(ctx, decidePartyWithdrawal(await this._facts(ctx, command.id), command), {});
  }

  /**
   * `{id, number, digest, by?: {party, signature}}` → `{}`. LIMIT_REACHED | BACK_DATED | CASE_UNKNOWN | CASE_CLOSED |
   * CASE_PARTY_UNKNOWN | CASE_PARTY_ENDED | CASE_ENTRY_EXISTS | CASE_ENTRY_NUMBER | CASE_SIGNATURE_INVALID.
   */
  async add(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(addEntryArgument);
    const { id, number, by } = command;
    const author = authorOf(by?.party);
    const facts = {
      ...(await this._facts(ctx, id)),
      taken: await ctx.state.get('caseEntry', id, author, String(number)),
      before: await ctx.state.get('caseEntry', id, author, String(number - 1)),
    };
    return this.store(ctx, decideEntry(facts, command, provider), {});
  }

  private async _facts(ctx: HurenContext, id: string): Promise<CaseFacts> {
    return { ...(await ctx.standing()), record: await ctx.state.get('case', id) };
  }
}
