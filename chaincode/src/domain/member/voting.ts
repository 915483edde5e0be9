import { sha256 } from '@noble/hashes/sha2.js';
import { addDays, type Day } from '../code/day';
import { encodeBase64url } from '../encoding/base64url';
import { canonicalBytes } from '../json/canonical';
import { boolean, type Infer, integer, object, oneOf, optional, type Shape, string } from '../json/shape';
import type { JsonValue } from '../json/value';
import { digest } from '../record/field';
import { write, type Write } from '../record/write';
import { Rejection } from '../rejection';
import { type Caller, requireOpen, requireOperator } from './caller';
import type { Member, Network } from './member';
import type { Motion, MotionKind } from './motion';
import { MOTION_KINDS, type MotionMatter, readMotionMatter } from './motion-body';
import {
  concernedMember,
  decideEffect,
  type EffectFacts,
  isAboutMember,
  requireTimely,
  requireWitnesses,
} from './motion-effect';

/** Days for which a motion takes votes: unless the proposer says otherwise, and at most. */
export const MOTION_DAYS = 30;
export const MOTION_DAYS_LIMIT = 180;

const anything: Shape<JsonValue> = (value) => value;
const proposal = object({
  kind: oneOf(MOTION_KINDS),
  body: anything,
  nonce: string({ min: 1, max: 64 }),
  days: optional(integer({ min: 1, max: MOTION_DAYS_LIMIT })),
});

/** `{kind, body, nonce, days?}`; MOTION_BODIES has the shape of each body, `days` is how long it takes votes. */
export const proposeMotionArgument: Shape<{
  readonly kind: MotionKind;
  readonly body: JsonValue;
  readonly nonce: string;
  readonly days?: number;
  readonly matter: MotionMatter;
}> = (value, path = '') => {
  const read = proposal(value, path);
  return { ...read, matter: readMotionMatter(read.kind, read.body, `${path}/body`) };
};
/** `{motion, approve}` */
export const voteArgument = object({ motion: digest, approve: boolean });

/** base64url SHA-256 of the canonical JSON of `{kind, body, proposedBy, nonce}`. */
export function motionId(kind: MotionKind, body: JsonValue, proposedBy: string, nonce: string): string {
  return encodeBase64url(sha256(canonicalBytes({ kind, body, proposedBy, nonce })));
}

/** More than half of the voters. */
export function majority(voters: number): number {
  return Math.floor(voters / 2) + 1;
}

/**
 * The motion with one more vote: carried at the threshold, rejected when it can no longer be reached.
 * @param today day of the vote, as its transaction claims it: the network bounds the claim, no clock of ours does
 * @throws Rejection MOTION_CLOSED | ALREADY_VOTED | MOTION_EXPIRED | NOT_A_VOTER
 */
export function applyVote(motion: Motion, member: string, approve: boolean, today: string): Motion {
  if (motion.state !== 'open') throw new Rejection('MOTION_CLOSED', { state: motion.state });
  if (motion.votes.some((vote) => vote.member === member)) throw new Rejection('ALREADY_VOTED');
  if (today > motion.closesOn) throw new Rejection('MOTION_EXPIRED', { closedOn: motion.closesOn });
  if (!motion.voters.includes(member)) throw new Rejection('NOT_A_VOTER');
  const votes = [...motion.votes, { member, approve }];
  const inFavour = votes.filter((vote) => vote.approve).length;
  const left = motion.voters.length - votes.length;
  const isLost = inFavour + left < motion.threshold;
  return { ...motion, votes, state: inFavour >= motion.threshold ? 'carried' : isLost ? 'rejected' : 'open' };
}

interface Facts {
  readonly network: Network | undefined;
  readonly caller: Caller;
  readonly motion: Motion | undefined;
  /** What the effect looks at; read for proposals and votes alike. */
  readonly effect: EffectFacts;
}

/**
 * Opens a motion; the proposer's yes counts where it has a vote. The effect must be possible when it is proposed.
 * @throws Rejection (open, operator) | NOT_ENTITLED (about itself, or the superior's act) | MOTION_EXISTS |
 * (decideEffect) | NO_ELIGIBLE_VOTER | BACK_DATED
 */
export function decideProposal(
  facts: Facts & { readonly admitted: readonly Member[] },
  { kind, body, nonce, days, matter }: Infer<typeof proposeMotionArgument>,
): { readonly motion: Motion; readonly writes: readonly Write[] } {
  requireOpen(facts.network);
  const { member, day: today } = requireOperator(facts.caller);
  const concerned = concernedMember(matter, facts.effect);
  if (concerned === member.id && isAboutMember(matter)) {
    throw new Rejection('NOT_ENTITLED', { needs: 'operator of another member' });
  }
  requireWitnesses(matter, facts.effect);
  if (facts.motion !== undefined) throw new Rejection('MOTION_EXISTS', { motion: facts.motion.id });
  const effect = decideEffect(matter, facts.effect, today);
  const voters = facts.admitted
    .map(({ id }) => id)
    .filter((id) => id !== concerned)
    .sort();
  if (voters.length === 0) throw new Rejection('NO_ELIGIBLE_VOTER');
  requireTimely(matter, today, facts.effect);
  const opened: Motion = {
    id: motionId(kind, body, member.id, nonce),
    kind,
    body,
    proposedBy: member.id,
    openedOn: today,
    closesOn: addDays(today as Day, days ?? MOTION_DAYS),
    voters,
    threshold: majority(voters.length),
    votes: [],
    state: 'open',
  };
  const motion = voters.includes(member.id) ? applyVote(opened, member.id, true, today) : opened;
  return {
    motion,
    writes: [write('motion', [motion.id], motion), ...(motion.state === 'carried' ? effect : [])],
  };
}

/**
 * A carried motion takes effect in the same transaction; where its effect is no longer possible the vote is refused.
 * @throws Rejection (open, operator) | MOTION_UNKNOWN | MOTION_CLOSED | ALREADY_VOTED | MOTION_EXPIRED |
 * NOT_A_VOTER | (decideEffect)
 */
export function decideVote(
  facts: Facts,
  command: Infer<typeof voteArgument>,
): { readonly motion: Motion; readonly writes: readonly Write[] } {
  requireOpen(facts.network);
  const { member, day: today } = requireOperator(facts.caller);
  if (facts.motion === undefined) throw new Rejection('MOTION_UNKNOWN');
  const motion = applyVote(facts.motion, member.id, command.approve, today);
  const writes = [write('motion', [motion.id], motion)];
  if (motion.state !== 'carried') return { motion, writes };
  const matter = readMotionMatter(motion.kind, motion.body as JsonValue, '/body');
  requireWitnesses(matter, facts.effect);
  return { motion, writes: [...writes, ...decideEffect(matter, facts.effect, today)] };
}

/** @throws Rejection (open, operator) | LAST_MEMBER */
export function decideMemberWithdrawal(facts: {
  readonly network: Network | undefined;
  readonly caller: Caller;
  readonly admitted: readonly Member[];
}): readonly Write[] {
  requireOpen(facts.network);
  const { member } = requireOperator(facts.caller);
  if (facts.admitted.length === 1) throw new Rejection('LAST_MEMBER');
  return [write('member', [member.id], { ...member, state: 'withdrawn' })];
}
