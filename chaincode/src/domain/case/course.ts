import type { Authority } from '../authority/authority';
import { callersLine } from '../authority/right';
import { parseMatterCode } from '../code/matter-code';
import { type Infer, object, oneOf, optional } from '../json/shape';
import type { Matter } from '../matter/matter';
import { type AdmittedCaller, type Caller, requireAuthority, requireOpen } from '../member/caller';
import type { Network } from '../member/member';
import { digest, matterCode } from '../record/field';
import { write, type Write } from '../record/write';
import { Rejection } from '../rejection';
import {
  type Case,
  CASE_STEPS,
  type CaseStep,
  isClosed,
  lastDayOf,
  stepsAfter,
  type ThirdParty,
} from './case';
import { caseId } from './statement';

/** `{id, matter, document?}` */
export const openCaseArgument = object({ id: caseId, matter: matterCode, document: optional(digest) });
/** `{id, step, document?}`; `accepted` is the opening itself. */
export const advanceCaseArgument = object({
  id: caseId,
  step: oneOf(CASE_STEPS.slice(1) as readonly Exclude<CaseStep, 'accepted'>[]),
  document: optional(digest),
});

export interface CaseFacts {
  readonly network: Network | undefined;
  readonly caller: Caller;
  readonly record: Case | undefined;
}

/** The authority that runs a case, or continues as a whole the one that did, and the case so far as it is known. */
interface Runner {
  readonly caller: AdmittedCaller & { readonly authority: Authority };
  readonly record: Case | undefined;
}

/** @throws Rejection (open, authority) | NOT_ENTITLED (another authority runs it) */
export function requireRunner({ network, caller, record }: CaseFacts): Runner {
  requireOpen(network);
  const admitted = requireAuthority(caller);
  if (record !== undefined && !callersLine(admitted, '*').includes(record.authority)) {
    throw new Rejection('NOT_ENTITLED', { needs: 'authority that runs the case' });
  }
  return { caller: admitted, record };
}

/** The clock of a case never goes back. @throws Rejection BACK_DATED | CASE_UNKNOWN | CASE_CLOSED */
export function requireRunning({ caller, record }: Runner): Case {
  const earliest = record === undefined ? '' : lastDayOf(record);
  if (caller.day < earliest) throw new Rejection('BACK_DATED', { earliest });
  if (record === undefined) throw new Rejection('CASE_UNKNOWN');
  if (isClosed(record)) throw new Rejection('CASE_CLOSED');
  return record;
}

/**
 * 受理, by an authority that relies on licences or issues them.
 * @throws Rejection (open, authority) | NOT_ENTITLED (a long code of another authority) | MATTER_UNKNOWN |
 * MATTER_ENDED | ROLE_MISSING | CASE_EXISTS
 */
export function decideCase(
  { network, caller, record, matter }: CaseFacts & { readonly matter: Matter | undefined },
  { id, matter: code, document }: Infer<typeof openCaseArgument>,
): readonly Write[] {
  requireOpen(network);
  const { authority, day } = requireAuthority(caller);
  const parsed = parseMatterCode(code);
  if (parsed.kind !== 'basic' && parsed.authority !== authority.code) {
    throw new Rejection('NOT_ENTITLED', { needs: 'authority that the matter code names' });
  }
  if (matter === undefined) throw new Rejection('MATTER_UNKNOWN', { code });
  if (matter.state === 'ended') throw new Rejection('MATTER_ENDED', { code });
  if (!authority.roles.some((role) => role !== 'supervising')) {
    throw new Rejection('ROLE_MISSING', { role: 'relying' });
  }
  if (record !== undefined) throw new Rejection('CASE_EXISTS');
  const first = { step: 'accepted', on: day, ...(document !== undefined && { document }) } as const;
  const opened: Case = {
    id,
    authority: authority.code,
    matter: code,
    milestones: [first],
    parties: [],
  };
  return [write('case', [id], opened)];
}

/**
 * The next step, or 办结, with which every third party ends.
 * @throws Rejection (open, authority) | NOT_ENTITLED | BACK_DATED | CASE_UNKNOWN | CASE_CLOSED | CASE_STEP
 */
export function decideAdvance(
  facts: CaseFacts,
  { id, step, document }: Infer<typeof advanceCaseArgument>,
): readonly Write[] {
  const runner = requireRunner(facts);
  const record = requireRunning(runner);
  const next = stepsAfter(record);
  if (!next.includes(step)) throw new Rejection('CASE_STEP', { next: [...next] });
  const { day } = runner.caller;
  const milestone = { step, on: day, ...(document !== undefined && { document }) };
  const parties =
    step === 'closed' ? record.parties.map((party) => ended(party, day, 'closing')) : record.parties;
  return [write('case', [id], { ...record, parties, milestones: [...record.milestones, milestone] })];
}

/** Who had ended before keeps that end. */
export function ended(party: ThirdParty, on: string, by: 'withdrawal' | 'closing'): ThirdParty {
  return party.end === undefined ? { ...party, end: { on, by } } : party;
}
