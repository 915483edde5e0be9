import type { Bilingual } from '../record/bilingual';
import { SEAL_CODES, type SealCheck, type SealFindingCode, type SealOutcome } from './seal-finding-code';

/** What one check saw. Codes are stable and append-only. */
export interface SealFinding {
  readonly check: SealCheck;
  readonly outcome: SealOutcome;
  readonly code: SealFindingCode;
  readonly warning?: true;
  readonly message: Bilingual;
  /** Values compared, times as ISO 8601, names of parts; JSON values alone. */
  readonly evidence: Readonly<Record<string, unknown>>;
}

export function sealFinding(
  code: SealFindingCode,
  evidence: Readonly<Record<string, unknown>> = {},
): SealFinding {
  const { check, outcome, zh, en, flag } = SEAL_CODES[code];
  return {
    check,
    outcome,
    code,
    ...(flag === 'warning' && { warning: true }),
    message: { zh, en },
    evidence,
  };
}

/** Result of one signature or seal. */
export type SealResult = 'valid' | 'invalid' | 'untrusted' | 'unsupported';

/**
 * One failure makes it invalid; else what cannot be judged here makes it unsupported; else what nobody here vouches for
 * makes it untrusted; else it is valid.
 */
export function resultOf(findings: readonly SealFinding[]): SealResult {
  if (findings.some(({ outcome }) => outcome === 'fail')) return 'invalid';
  if (findings.some(({ code }) => SEAL_CODES[code].flag === 'unsupported')) return 'unsupported';
  return findings.some(({ outcome }) => outcome === 'unknown') ? 'untrusted' : 'valid';
}
