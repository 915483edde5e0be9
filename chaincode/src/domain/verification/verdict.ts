import type { Provenance } from '../licence/anchor';
import type { Bilingual } from '../record/bilingual';
import type { Finding, LampName } from './finding';

export type VerdictWord = 'accept' | 'refuse' | 'review' | 'cannot-tell';

/** green: every check passed; red: one failed; amber: one is unknown or wants a person; grey: it could not be found out. */
export type LampColour = 'green' | 'amber' | 'red' | 'grey';

/** 用证依据: why this licence is to be accepted here. */
export interface VerdictBasis {
  readonly kind: 'own-region' | 'law' | 'national-list' | 'clause' | 'none';
  /** Agreement or basis id, its version and clause. */
  readonly reference?: string;
  readonly version?: number;
  readonly clause?: string;
}

/** Of a licence with several holders: which of them, counted from 1 as the licence lists them, and of how many. */
export interface PresentingHolder {
  readonly holder: number;
  readonly holders: number;
}

/** The judgement: a pure function of findings and policy. */
export interface Verdict {
  readonly verdict: VerdictWord;
  readonly lamps: Readonly<Record<LampName, LampColour>>;
  /** `data`: a data form, not in itself an 电子证照; `page`: the sealed page form; `copy`: an annotated copy. */
  readonly legalForm: 'data' | 'page' | 'copy';
  readonly basis: VerdictBasis;
  readonly provenance: Provenance | 'none';
  /** Level (0…5) at which the holder was identified; absent without a presentation. */
  readonly identityLevel?: number;
  /**
   * Of several holders the one whose key (or whose agent's) signed the presentation, or whom the clerk compared; absent
   * where the licence has one holder, or where it is not known which.
   */
  readonly presenter?: PresentingHolder;
  /** Block time (RFC 3339) since when the ledger attests the licence; absent when it was never anchored. */
  readonly attestedSince?: string;
  readonly findings: readonly Finding[];
  /** The sentence for the clerk: what to do next. */
  readonly advice: Bilingual;
}
