import type { Authority } from '../authority/authority';
import { hasJoinedSuperior, isSuperiorOf } from '../authority/right';
import { lineage } from '../authority/succession';
import { type Infer, integer, object, oneOf } from '../json/shape';
import type { Anchor } from '../licence/anchor';
import { type AdmittedCaller, type Caller, requireAuthority, requireOpen } from '../member/caller';
import type { Network } from '../member/member';
import { digest, reference, uscc } from '../record/field';
import { write, type Write } from '../record/write';
import { Rejection } from '../rejection';
import type { Dispute, DisputeEnd, LicenceDisputes } from './dispute';

const named = { authority: uscc, leafHash: digest, number: integer({ min: 1 }) } as const;

/** `{authority, leafHash, number, outcome: upheld | rejected, decision}` */
export const answerDisputeArgument = object({
  ...named,
  outcome: oneOf(['upheld', 'rejected']),
  decision: reference,
});
/** `{authority, leafHash, number}`, for withdrawal and lapse. */
export const endDisputeArgument = object(named);

type Named = Infer<typeof endDisputeArgument>;

interface Facts {
  readonly network: Network | undefined;
  readonly caller: Caller;
  readonly record: LicenceDisputes | undefined;
  /** The batch of the licence; a dispute that is on record has one. */
  readonly anchor: Anchor | undefined;
  /** Record of the authority that anchored the licence. */
  readonly authority: Authority | undefined;
  /** Record of its superior. */
  readonly superior: Authority | undefined;
  /** Every authority that the caller's continues, by code. */
  readonly known: ReadonlyMap<string, Authority>;
}

interface Found {
  readonly caller: AdmittedCaller & { readonly authority: Authority };
  readonly record: LicenceDisputes;
  readonly dispute: Dispute;
}

/** @throws Rejection NOT_ENTITLED | DISPUTE_UNKNOWN | DISPUTE_ENDED */
function requireDispute(
  facts: Facts,
  { number }: Named,
  mayEnd: (caller: Found['caller'], dispute: Dispute | undefined) => boolean,
  needs: string,
): Found {
  requireOpen(facts.network);
  const caller = requireAuthority(facts.caller);
  const { record } = facts;
  const dispute = record?.disputes.find((each) => each.number === number);
  if (!mayEnd(caller, dispute)) throw new Rejection('NOT_ENTITLED', { needs });
  if (record === undefined || dispute === undefined) throw new Rejection('DISPUTE_UNKNOWN');
  if (dispute.state === 'ended')
    throw new Rejection('DISPUTE_ENDED', { outcome: dispute.end?.outcome ?? 'withdrawn' });
  return { caller, record, dispute };
}

function ended({ record, dispute }: Found, end: DisputeEnd): readonly Write[] {
  const disputes = record.disputes.map((each): Dispute =>
    each.number === dispute.number ? { ...each, state: 'ended', end } : each,
  );
  return [write('dispute', [record.authority, record.leafHash], { ...record, disputes })];
}

/** Who issued the licence, or continues who did for its type. */
function answersFor(facts: Facts, caller: Found['caller'], authority: string): boolean {
  if (caller.authority.code === authority) return true;
  const type = facts.anchor?.type;
  if (type === undefined) return false;
  return lineage(caller.authority, facts.known, type, caller.day).some(({ code }) => code === authority);
}

/**
 * By the issuing authority within its days, or one that continues it; by its superior at any time. Where no superior
 * has joined, a late answer is better than none, and stays marked as late.
 * @throws Rejection (open, authority) | NOT_ENTITLED | DISPUTE_UNKNOWN | DISPUTE_ENDED | DISPUTE_OVERDUE
 */
export function decideAnswer(facts: Facts, command: Infer<typeof answerDisputeArgument>): readonly Write[] {
  const isAbove = (caller: Found['caller']): boolean =>
    facts.authority !== undefined && isSuperiorOf(caller, facts.authority);
  const found = requireDispute(
    facts,
    command,
    (caller) => isAbove(caller) || answersFor(facts, caller, command.authority),
    'issuing authority or its superior',
  );
  const { caller, dispute } = found;
  const isLate = caller.day > dispute.answerBy && !isAbove(caller);
  if (isLate && hasJoinedSuperior(facts.superior))
    throw new Rejection('DISPUTE_OVERDUE', { answerBy: dispute.answerBy });
  const { outcome, decision } = command;
  const late = isLate ? { isLate } : {};
  return ended(found, { outcome, decision, by: caller.authority.code, on: caller.day, ...late });
}

/** By who raised it. @throws Rejection (open, authority) | NOT_ENTITLED | DISPUTE_UNKNOWN | DISPUTE_ENDED */
export function decideDisputeWithdrawal(facts: Facts, command: Named): readonly Write[] {
  const found = requireDispute(facts, command, isRaiser, 'authority that raised it');
  const { authority, day } = found.caller;
  return ended(found, { outcome: 'withdrawn', by: authority.code, on: day });
}

/**
 * The days have passed without an answer, and who raised it takes that as the end; until then it stays open, and the
 * superior may still settle it.
 * @throws Rejection (open, authority) | NOT_ENTITLED | DISPUTE_UNKNOWN | DISPUTE_ENDED | DISPUTE_NOT_DUE
 */
export function decideLapse(facts: Facts, command: Named): readonly Write[] {
  const found = requireDispute(facts, command, isRaiser, 'authority that raised it');
  const { caller, dispute } = found;
  if (caller.day <= dispute.answerBy) throw new Rejection('DISPUTE_NOT_DUE', { answerBy: dispute.answerBy });
  return ended(found, { outcome: 'lapsed', by: caller.authority.code, on: caller.day });
}

/** Of one that does not exist nobody is told apart from who may not. */
function isRaiser({ authority }: Found['caller'], dispute: Dispute | undefined): boolean {
  return dispute === undefined || dispute.by === authority.code;
}
