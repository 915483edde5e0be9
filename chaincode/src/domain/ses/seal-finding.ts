import type { Bilingual } from '../record/bilingual';
import { SEAL_CODES, type SealFindingCode } from './seal-finding-code';

/** What is checked of a seal, a signature and the file that carries them, in the order in which it is shown. */
export type SealCheck =
  | 'container'
  | 'signature-list'
  | 'well-formed'
  | 'references'
  | 'data-hash'
  | 'signature'
  | 'seal-copy'
  | 'signer-listed'
  | 'maker-signature'
  | 'maker'
  | 'maker-time'
  | 'signer'
  | 'seal-time'
  | 'signer-time'
  | 'timestamp'
  | 'status'
  | 'coverage'
  | 'metadata';

/** `unknown` could not be found out here; `skipped` does not apply. A warning is a pass whose code says more. */
export type SealOutcome = 'pass' | 'fail' | 'unknown' | 'skipped';

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
