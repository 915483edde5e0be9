import type { JsonValue } from '../domain/json';
import { anchorArgument, decideAnchor } from '../domain/licence/anchoring';
import { decideStatus, presentState, setStatusArgument } from '../domain/licence/status-change';
import { HurenContext } from './huren-context';
import { HurenContract } from './huren-contract';
import { provider } from './provider';

/** 存证 and 状态变更 of licences. Rejections come after those of HurenContract, in this order. */
export class LicenceContract extends HurenContract {
  constructor() {
    super('licence');
  }

  /**
   * `{authority, type, root, size, hash, keyId, coSeals, provenance, relayed?, requestId}` → `{batch}`, by the
   * authority or its custodian; a repetition of the same request answers the same and writes nothing.
   * SEAL_UNKNOWN | LICENCE_TYPE_UNKNOWN | BATCH_EXISTS | MEMBER_STATE | AUTHORITY_STATE | SEAL_NOT_ACTIVE | LICENCE_TYPE_DEPRECATED |
   * NO_COMPETENCE | SEAL_OF_ANOTHER | PROVENANCE_MISMATCH | SEAL_ROLES_UNMET | PROOF_INVALID |
   * ROLE_MISSING.
   */
  async anchor(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(anchorArgument);
    const { state } = ctx;
    const authority = await ctx.authority(command.authority);
    const coSeals = [];
    const coSealers = [];
    const coSealersMembers = [];
    for (const { keyId } of command.coSeals) {
      const coSeal = await state.get('seal', keyId);
      coSeals.push(coSeal);
      const coSealer = await ctx.authority(coSeal?.authority);
      coSealers.push(coSealer);
      coSealersMembers.push(await ctx.memberOf(coSealer));
    }
    const facts = {
      ...(await ctx.standing()),
      authority,
      member: await ctx.memberOf(authority),
      known: await ctx.lineageOf(authority),
      licenceType: await state.get('licenceType', command.type),
      seal: await state.get('seal', command.keyId),
      coSeals,
      coSealers,
      coSealersMembers,
      existing: await state.get('anchor', command.authority, command.root),
    };
    const writes = decideAnchor(facts, command, provider);
    return this.store(ctx, writes, { batch: `${command.authority}/${command.root}` });
  }

  /**
   * `{authority, root, leafHash, index, proof, state, decision, decidedOn, effectiveFrom, retroactive}` → `{state}`, by
   * whoever has the right (see `decider`); a decision on record already answers the same and writes nothing.
   * BATCH_UNKNOWN | STATUS_TRANSITION | LIMIT_REACHED | INCLUSION_INVALID | DECISION_IN_FUTURE |
   * RETROACTIVE_NOT_ALLOWED.
   */
  async setStatus(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(setStatusArgument);
    const { state } = ctx;
    const standing = await ctx.standing();
    const anchor = await state.get('anchor', command.authority, command.root);
    const authority = await ctx.authority(command.authority);
    const facts = {
      ...standing,
      anchor,
      authority,
      member: await ctx.memberOf(authority),
      known: await ctx.lineageOf(standing.caller.authority),
      licenceType: anchor && (await state.get('licenceType', anchor.type)),
      status: await state.get('status', command.authority, command.leafHash),
    };
    const writes = decideStatus(facts, command, provider);
    return this.store(ctx, writes, { state: writes.length > 0 ? command.state : presentState(facts.status) });
  }
}
