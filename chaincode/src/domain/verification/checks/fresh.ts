import { type Finding } from '../finding';
import { finding } from '../finding-code';
import type { Examination } from '../inquiry';

/** 11. The index is no older than policy allows: clock − last block time (DETAILS 18). */
export function checkFresh({ facts, policy, nowMs, question }: Examination): Finding {
  const { height, time } = facts.head;
  const ageMs = nowMs - time;
  const evidence = { height, ageMs, maxIndexAgeMs: policy.maxIndexAgeMs };
  const { knownAt } = question;
  if (knownAt !== undefined) {
    return finding(knownAt > height ? 'HEIGHT_TO_COME' : 'AT_HEIGHT', { height, knownAt });
  }
  // A block stamped far ahead of the clock would make every older index look fresh.
  if (ageMs < -policy.maxIndexAgeMs) return finding('INDEX_AHEAD', evidence);
  return finding(ageMs > policy.maxIndexAgeMs ? 'INDEX_STALE' : 'FRESH', evidence);
}
