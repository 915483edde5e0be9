import type { AuthorityRole } from '../authority/authority';
import type { Bilingual } from '../record/bilingual';

/**
 * 协同组: a theme under which authorities of several members work together. The record holds the rules only; who is in
 * it follows from them and from the authorities' own records (`placementIn`), so that an approval, a suspension or an
 * abolition places or removes an authority everywhere at once and no list can fall behind.
 */
export interface Group {
  readonly id: string;
  readonly version: number;
  /** Members that take part, once each has accepted. */
  readonly parties: readonly string[];
  readonly terms: GroupTerms;
  /** Parties that accepted this version; the others' authorities stay outside. */
  readonly accepted: readonly string[];
  readonly state: 'proposed' | 'active' | 'ended';
  /** Other parties and rules, which wait until every party of now and then has accepted. */
  readonly amendment?: {
    readonly parties: readonly string[];
    readonly terms: GroupTerms;
    readonly accepted: readonly string[];
  };
}

export interface GroupTerms {
  /** e.g. 嫩江流域跨省通办. */
  readonly theme: Bilingual;
  /** Regions whose departments take part; the supervisors of those regions with them. */
  readonly regions: readonly string[];
  readonly roles: readonly AuthorityRole[];
  /** Licence types that the group is about: who issues takes part for these. */
  readonly types: readonly string[] | '*';
  /** Kinds of matters (two digits of GB/T 39554.1: 01 行政许可 … 20 公共服务). */
  readonly matterKinds: readonly string[] | '*';
  /** Whether authorities take part whose competence is only witnessed (未经主管部门审核). */
  readonly witnessed: boolean;
}
