import type { Bilingual } from '../record/bilingual';

/** 政务服务事项: a basic (12), implementation (31) or item (33) code of GB/T 39554, and what materials it asks for. */
export interface Matter {
  readonly code: string;
  readonly name: Bilingual;
  /** Two digits: 01 行政许可 … 20 公共服务. */
  readonly kind: string;
  readonly legalBasis: readonly { readonly title: string; readonly article: string }[];
  readonly standing: 'definer' | 'outside' | 'implementation';
  /** Implementation and item codes: the authority that handles it. */
  readonly authority?: string;
  /** Basic codes of one province: the authority that last defined it, and answers for it in mappings. */
  readonly definer?: string;
  readonly version: number;
  readonly from: string;
  readonly state: 'active' | 'ended';
  readonly materials: readonly Material[];
}

/** One material: any of `types`, with no other fields than these. */
export interface Material {
  readonly types: readonly string[];
  /** Disclosable claims that the matter really needs. */
  readonly fields: readonly string[];
  /** `page`: only the page form (版式文件) will do. */
  readonly legalForm: 'any' | 'page';
  /** Lowest identity level (0 none … 5 in person) at which the holder must have been identified. */
  readonly identityLevel: number;
  /** Of a licence with several holders: whose own fields are needed. Absent: those of the one who presents. */
  readonly holders?: 'all';
}

/**
 * Two codes that the authorities of both sides accept as the same matter: a province-scoped basic code or a local code,
 * and a basic code. It counts between regions for which its parties speak, and nowhere else.
 */
export interface MatterMapping {
  readonly from: string;
  /** Of a local code: the authority whose list holds it. */
  readonly list?: string;
  readonly to: string;
  readonly version: number;
  /** Who answers for a side, and the region that it speaks for. */
  readonly parties: readonly { readonly authority: string; readonly region: string }[];
  /** Parties that accepted this version, by code. */
  readonly accepted: readonly string[];
  readonly state: 'proposed' | 'accepted' | 'ended';
  /** What both codes named when it was proposed, and still when the last party accepted: digests of the row or definition (`namedDigests`). */
  readonly named?: { readonly from: string; readonly to: string };
  readonly endedBy?: string;
}

/**
 * One row of a region outside the network, or an old local code of the keeper's own region; kept by an authority for
 * search and mapping, without effect on a verdict.
 */
export interface MatterReference {
  readonly authority: string;
  readonly localCode: string;
  readonly name: string;
  readonly region: string;
  readonly kind?: string;
  readonly department?: string;
  readonly source: string;
}
