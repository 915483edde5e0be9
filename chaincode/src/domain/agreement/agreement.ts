import type { Provenance } from '../licence/anchor';

/**
 * 互认协议: binds its parties to accept certain licences without the original. `agreement/<id>` holds the newest version
 * that every party accepted (or the first proposal), and the amendment that waits for acceptance.
 */
export interface Agreement {
  readonly id: string;
  readonly version: number;
  readonly parties: readonly string[];
  readonly terms: AgreementTerms;
  /** Members that accepted this version. */
  readonly accepted: readonly string[];
  readonly state: 'proposed' | 'in-force' | 'withdrawn';
  /** Withdrawn with notice: the last day on which it holds. */
  readonly lastDay?: string;
  readonly amendment?: { readonly terms: AgreementTerms; readonly accepted: readonly string[] };
}

export interface AgreementTerms {
  readonly title: string;
  /** Digest (base64url SHA-256) of the signed text, filing number, where it was published. */
  readonly text: { readonly digest: string; readonly filing: string; readonly publication: string };
  /** In force from the later of this day and the last acceptance. */
  readonly from: string;
  readonly to?: string;
  readonly clauses: readonly Clause[];
  /** Where the anchors are complete: only there does the absence of one prove anything. */
  readonly coverage?: readonly Coverage[];
}

/** Every licence of these types that the authorities of the region issued from `since` on is anchored. */
export interface Coverage {
  readonly types: readonly string[];
  readonly region: string;
  readonly since: string;
}

export interface Clause {
  /** Unique within the agreement, e.g. `3`. */
  readonly id: string;
  readonly types: readonly string[] | '*';
  readonly issuingRegions: readonly string[];
  readonly receivingRegions: readonly string[];
  /** Basic codes. */
  readonly matters: readonly string[] | '*';
  readonly effect: 'accept' | 'review' | 'refuse';
  readonly conditions: ClauseConditions;
}

/** What a licence must also satisfy for the clause to accept it; unmet → review. */
export interface ClauseConditions {
  readonly legalForm?: 'page';
  readonly identityLevel?: number;
  readonly provenance?: readonly Provenance[];
  readonly inspection?: true;
  readonly maxIndexAgeMs?: number;
}

/** A law or a national list that makes licences acceptable here, filed by majority with its source. */
export interface Basis {
  readonly id: string;
  readonly kind: 'law' | 'national-list';
  readonly title: string;
  readonly article: string;
  readonly source: { readonly publication: string; readonly digest: string };
  readonly types: readonly string[];
  readonly matters: readonly string[] | '*';
  readonly receivingRegions: readonly string[];
  readonly from: string;
  readonly to?: string;
  /** The text that holds until this one begins, while this one waits for its first day. */
  readonly former?: Basis;
}
