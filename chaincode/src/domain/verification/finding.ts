import type { Bilingual } from '../record/bilingual';

/** The eleven checks, in the order in which they run and are shown. */
export const CHECKS = [
  'well-formed',
  'integrity',
  'anchored',
  'signature',
  'key',
  'competence',
  'status',
  'basis',
  'asked-for',
  'holder',
  'fresh',
] as const;
export type CheckName = (typeof CHECKS)[number];

/** 真 / 有效 / 此事可用, and which checks light each. */
export const LAMPS = {
  genuine: ['well-formed', 'integrity', 'anchored', 'signature', 'key', 'competence'],
  inForce: ['status'],
  usable: ['basis', 'asked-for', 'holder', 'fresh'],
} as const satisfies Record<string, readonly CheckName[]>;
export type LampName = keyof typeof LAMPS;

/** `unknown` could not be found out: never a pass and never a fail. `skipped`: not applicable to this question. */
export type Outcome = 'pass' | 'fail' | 'unknown' | 'skipped';

/** What one check saw. `code` is stable and append-only; the message tells a clerk what it means and what to do next. */
export interface Finding {
  readonly check: CheckName;
  readonly outcome: Outcome;
  readonly code: string;
  readonly message: Bilingual;
  /** Values compared and ledger positions; nothing about the holder. */
  readonly evidence: Readonly<Record<string, unknown>>;
}
