import { type Finding } from '../finding';
import { finding } from '../finding-code';
import type { Examination } from '../inquiry';

/** 11. The index is no older than policy allows: clock − last block time (DETAILS 18). */
export function checkFresh({ facts, policy, nowMs, question }: Examination): Finding {
  const { height, time } = facts.head;
  const ageMs = nowMs - time;
  const evidence = { height, ageMs, maxIndexAgeMs: policy.maxIndexAgeMs };
  if (question.knownAt !== undefined) return finding('AT_HEIGHT', { height, knownAt: question.knownAt });
  return finding(ageMs > policy.maxIndexAgeMs ? 'INDEX_STALE' : 'FRESH', evidence);
}
