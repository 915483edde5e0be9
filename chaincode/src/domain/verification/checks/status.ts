import { type Day, dayOfMs, daysBetween, endOfDayMs } from '../../code/day';
import type { Anchor } from '../../licence/anchor';
import { stateOnDay } from '../../licence/history';
import { versionAtTime, versionBefore } from '../../record/version';
import type { LicenceState } from '../../licence/status';
import { type Finding } from '../finding';
import { finding, type FindingCode } from '../finding-code';
import { type Examination, newest } from '../inquiry';

const CODE_OF_STATE: Readonly<Record<Exclude<LicenceState, 'valid'>, FindingCode>> = {
  suspended: 'SUSPENDED',
  withdrawn: 'WITHDRAWN',
  annulled: 'ANNULLED',
  revoked: 'REVOKED',
  deregistered: 'DEREGISTERED',
  expired: 'EXPIRED',
  seized: 'SEIZED',
  superseded: 'SUPERSEDED',
  'transferred-out': 'TRANSFERRED_OUT',
};

/**
 * 7. What the law says of the asked day: decisions about the licence, its validity (both ends included), the longest
 * validity of its type, and the yearly inspection apart from both. Decisions are those known now (or at `knownAt`).
 */
export function checkStatus(examination: Examination): Finding {
  const { facts, day, anchor, licenceType, question, nowMs } = examination;
  if (question.asOf !== undefined && question.asOf > dayOfMs(nowMs)) return finding('DAY_TO_COME', { day });
  if (anchor !== undefined && !isStatusOfThis(examination, anchor.value))
    return finding('STATUS_OF_ANOTHER', { day });
  const { state, change } = stateOnDay(newest(facts.status)?.changes ?? [], day);
  if (state !== 'valid' && change !== undefined) {
    const { by, decision, decidedOn, effectiveFrom, retroactive } = change;
    return finding(CODE_OF_STATE[state], { day, state, by, decision, decidedOn, effectiveFrom, retroactive });
  }
  const fault = faultOfDays(examination);
  if (fault !== undefined) return finding(fault.code, { day, ...fault.evidence });
  if (licenceType === undefined) return finding('TYPE_UNKNOWN', { day });
  const disputed = openDisputes(examination);
  if (disputed.length > 0 && examination.policy.disputes === 'review')
    return finding('DISPUTED', { day, disputed });
  const evidence = disputed.length > 0 ? { day, disputed } : { day };
  return finding(anchor === undefined ? 'IN_FORCE_BY_DATES' : 'IN_FORCE', evidence);
}

/** `<authority>/<leaf hash>#<number>` of the disputes that are, or on that day were, open. */
function openDisputes({ facts, question, day }: Examination): readonly string[] {
  if (facts.disputes === undefined) return [];
  const on =
    question.asOf === undefined
      ? newest(facts.disputes)
      : versionAtTime(facts.disputes, endOfDayMs(day))?.value;
  if (on == null || on.leafHash !== facts.statusOf) return [];
  return on.disputes
    .filter(({ state }) => state === 'open')
    .map(({ number }) => `${on.authority}/${on.leafHash}#${String(number)}`);
}

/** Facts of one licence, genuine as they are, must not speak for another of its batch. */
function isStatusOfThis({ credential, provider, facts, located }: Examination, { hash }: Anchor): boolean {
  return facts.statusOf === credential.leafText(provider, hash, located?.other);
}

interface DayFault {
  readonly code: FindingCode;
  readonly evidence: Readonly<Record<string, unknown>>;
}

function faultOfDays({ credential, day, licenceType, anchor, facts }: Examination): DayFault | undefined {
  const { issueDay, validFrom, validTo, inspectionEnd } = credential.claims;
  if (day < issueDay) return { code: 'NOT_YET_ISSUED', evidence: { issueDay } };
  if (day < validFrom) return { code: 'NOT_YET_VALID', evidence: { validFrom } };
  if (validTo !== undefined && day > validTo) return { code: 'EXPIRED', evidence: { validTo } };
  if (licenceType === undefined) return undefined;
  // How long a licence may run was settled when it was made; a type that is shortened later leaves it as it is.
  const then = anchor && versionBefore(facts.licenceType, anchor.position)?.value;
  const { maxValidDays, validity } = then ?? licenceType;
  const { yearlyInspection } = licenceType;
  if (maxValidDays !== undefined && validTo !== undefined) {
    const validDays = daysBetween(validFrom as Day, validTo as Day) + 1;
    if (validDays > maxValidDays) return { code: 'VALIDITY_TOO_LONG', evidence: { validDays, maxValidDays } };
  }
  const stated = validTo === undefined ? 'perpetual' : 'dated';
  if (yearlyInspection && inspectionEnd !== undefined && day > inspectionEnd) {
    return { code: 'INSPECTION_OVERDUE', evidence: { inspectionEnd } };
  }
  if (validity !== 'either' && validity !== stated)
    return { code: 'VALIDITY_DIFFERS', evidence: { stated, validity } };
  if (yearlyInspection && inspectionEnd === undefined) return { code: 'INSPECTION_UNSTATED', evidence: {} };
  return undefined;
}
