import { licenceTypeDefiner } from '../domain/code/licence-type-code';
import type { JsonValue } from '../domain/json';
import { decideGatewayAddress, setGatewayArgument } from '../domain/member/gateway-address';
import { decideConfirmation, decideFounding, foundArgument } from '../domain/member/founding';
import type { Member, Network } from '../domain/member/member';
import { identityKeyId } from '../domain/authority/registration';
import { type MotionMatter, readMotionMatter } from '../domain/member/motion-body';
import type { EffectFacts } from '../domain/member/motion-effect';
import {
  anchorReceiptsArgument,
  decideReceiptHead,
  decideReceiptKey,
  decideReceiptKeyEnd,
  endReceiptKeyArgument,
  registerReceiptKeyArgument,
} from '../domain/member/receipt-key';
import {
  decideMemberWithdrawal,
  decideProposal,
  decideVote,
  motionId,
  proposeMotionArgument,
  voteArgument,
} from '../domain/member/voting';
import { nothing } from '../domain/record/field';
import { keyIdOfArgument } from '../domain/seal/possession';
import { HurenContext } from './huren-context';
import { HurenContract } from './huren-contract';
import { provider } from './provider';

/** 成员: founding, motions and votes, receipt keys. Rejections come after those of HurenContract, in this order. */
export class MemberContract extends HurenContract {
  constructor() {
    super('member');
  }

  /**
   * `{members: [{id, msp, name, region}], days?}` → `{}`; again, by a founder that confirmed, once the days of the others
   * are over. Instead of the usual: NETWORK_ALREADY_FOUNDED | FOUNDING_PENDING | NOT_ENTITLED | FOUNDER_LEFT_OUT.
   */
  async found(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(foundArgument);
    const standing = await ctx.standing();
    const founders = (await ctx.members(standing.network?.founders ?? [])) as readonly Member[];
    return this.store(ctx, decideFounding({ ...standing, founders }, command), {});
  }

  /**
   * `{}` → `{}`. Instead of the usual: NETWORK_NOT_FOUNDED | NETWORK_ALREADY_OPEN | UNKNOWN_MEMBER | NOT_ENTITLED |
   * ALREADY_CONFIRMED.
   */
  async confirm(ctx: HurenContext): Promise<JsonValue> {
    ctx.read(nothing);
    const standing = await ctx.standing();
    const founders = (await ctx.members(standing.network?.founders ?? [])) as readonly Member[];
    return this.store(ctx, decideConfirmation({ ...standing, founders }), {});
  }

  /**
   * `{kind, body, nonce, days?}` → `{motion, state}`. MEMBER_UNKNOWN | MEMBER_EXISTS | MOTION_EXISTS | AUTHORITY_UNKNOWN |
   * AUTHORITY_EXISTS | KEY_EXISTS | LICENCE_TYPE_UNKNOWN | BASIS_EXISTS | COMPETENCE_UNKNOWN | BASIS_UNKNOWN |
   * MEMBER_STATE | AUTHORITY_STATE | SUCCESSION_EXISTS | DEFINER_KEEPS | LICENCE_TYPE_DEPRECATED | LIMIT_REACHED |
   * BASIS_ENDED | REGION_OUTSIDE | NO_ELIGIBLE_VOTER | SUCCESSION_CYCLE | SUPERIOR_CYCLE | TYPE_NOT_ISSUED_THERE |
   * BACK_DATED | VERSION_OVERLAPS | MERGER_AHEAD.
   */
  async propose(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(proposeMotionArgument);
    const standing = await ctx.standing();
    const { member } = standing.caller;
    const id = motionId(command.kind, command.body, member?.id ?? '', command.nonce);
    const { motion, writes } = decideProposal(
      {
        ...standing,
        motion: await ctx.state.get('motion', id),
        effect: await this._effectFacts(ctx, command.matter, standing.network),
        admitted: await ctx.admitted(standing.network),
      },
      command,
    );
    return this.store(ctx, writes, { motion: motion.id, state: motion.state });
  }

  /**
   * `{motion, approve}` → `{motion, state}`. MOTION_UNKNOWN | MOTION_CLOSED | ALREADY_VOTED | MOTION_EXPIRED |
   * NOT_A_VOTER | where it would be carried, the rejections of `propose` that its effect meets now.
   */
  async vote(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(voteArgument);
    const standing = await ctx.standing();
    const motion = await ctx.state.get('motion', command.motion);
    const matter = motion && readMotionMatter(motion.kind, motion.body as JsonValue, '/body');
    const effect = await this._effectFacts(ctx, matter, standing.network);
    const voted = decideVote({ ...standing, motion, effect }, command);
    return this.store(ctx, voted.writes, { motion: voted.motion.id, state: voted.motion.state });
  }

  /** `{}` → `{}`: the caller's member leaves. LAST_MEMBER. */
  async withdraw(ctx: HurenContext): Promise<JsonValue> {
    ctx.read(nothing);
    const standing = await ctx.standing();
    const admitted = await ctx.admitted(standing.network);
    return this.store(ctx, decideMemberWithdrawal({ ...standing, admitted }), {});
  }

  /** `{suite, publicKey, proof}` → `{keyId}`. KEY_EXISTS | LIMIT_REACHED | PROOF_INVALID. */
  async registerReceiptKey(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(registerReceiptKeyArgument);
    const keyId = keyIdOfArgument(command);
    const facts = { ...(await ctx.standing()), claim: await ctx.state.get('key', keyId) };
    return this.store(ctx, decideReceiptKey(facts, command, provider), { keyId });
  }

  /**
   * `{keyId, final?: {number, digest?, root?, growth?}}` → `{}`. RECEIPT_KEY_UNKNOWN | RECEIPT_KEY_ENDED |
   * RECEIPT_NUMBER_BACK | RECEIPT_DIGEST_CHANGED | RECEIPT_LOG_DIFFERS.
   */
  async endReceiptKey(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(endReceiptKeyArgument);
    const head = await ctx.state.get('receiptHead', command.keyId);
    return this.store(ctx, decideReceiptKeyEnd({ ...(await ctx.standing()), head }, command, provider), {});
  }

  /**
   * `{keyId, number, digest?, root?, growth?}` → `{}`; the heartbeat of a gateway. RECEIPT_KEY_UNKNOWN |
   * RECEIPT_KEY_ENDED | RECEIPT_NUMBER_BACK | RECEIPT_DIGEST_CHANGED | RECEIPT_LOG_DIFFERS.
   */
  async anchorReceipts(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(anchorReceiptsArgument);
    const head = await ctx.state.get('receiptHead', command.keyId);
    return this.store(ctx, decideReceiptHead({ ...(await ctx.standing()), head }, command, provider), {});
  }

  /** `{url?}` → `{}`: where the member's gateway is reached. */
  async setGateway(ctx: HurenContext): Promise<JsonValue> {
    const command = ctx.read(setGatewayArgument);
    return this.store(ctx, decideGatewayAddress(await ctx.standing(), command), {});
  }

  /** The records that the motion's effect looks at. */
  private async _effectFacts(
    ctx: HurenContext,
    matter: MotionMatter | undefined,
    network: Network | undefined,
  ): Promise<EffectFacts> {
    const { state } = ctx;
    const base = { network: network ?? { founders: [], confirmed: [], state: 'founding' as const } };
    switch (matter?.kind) {
      case undefined:
        return base;
      case 'admit-member': {
        const { id, msp } = matter.body;
        return { ...base, member: await state.get('member', id), mspOwner: await state.get('msp', msp) };
      }
      case 'suspend-member':
      case 'reinstate-member':
        return { ...base, member: await state.get('member', matter.body.member) };
      case 'admit-approver': {
        const claims = [];
        for (const key of matter.body.keys) claims.push(await state.get('key', identityKeyId(key)));
        const member = await state.get('member', matter.body.member);
        const chain = await ctx.superiors(matter.body.superior);
        return { ...base, member, authority: await ctx.authority(matter.body.code), claims, chain };
      }
      case 'suspend-approver':
      case 'reinstate-approver':
        return { ...base, authority: await ctx.authority(matter.body.authority) };
      case 'witness-competence':
      case 'end-competence': {
        const authority = await ctx.authority(matter.body.authority);
        const types = await ctx.typesOf(matter.kind === 'witness-competence' ? matter.body.competence : []);
        return { ...base, authority, superior: await ctx.superiorOf(authority), types };
      }
      case 'witness-succession': {
        const authority = await ctx.authority(matter.body.authority);
        const predecessor = await ctx.authority(matter.body.predecessor);
        return {
          ...base,
          authority,
          predecessor,
          superior: await ctx.superiorOf(authority),
          predecessorSuperior: await ctx.superiorOf(predecessor),
          known: await ctx.lineageOf(predecessor),
        };
      }
      case 'define-licence-type': {
        const { code } = matter.body;
        const definer = await ctx.present(licenceTypeDefiner(code), code);
        return { ...base, licenceType: await state.get('licenceType', code), definer };
      }
      case 'deprecate-licence-type': {
        const { code, successor } = matter.body;
        return {
          ...base,
          licenceType: await state.get('licenceType', code),
          definer: await ctx.present(licenceTypeDefiner(code), code),
          successor: successor === undefined ? undefined : await state.get('licenceType', successor),
        };
      }
      case 'define-matter': {
        const known = await state.get('matter', matter.body.code);
        return { ...base, matter: known, definer: await ctx.present(known?.definer) };
      }
      case 'adopt-basis':
      case 'amend-basis':
      case 'end-basis':
        return { ...base, basis: await state.get('basis', matter.body.id) };
    }
  }
}
