import { type Region, regionContains, type RegionLevel, regionLevel } from '../code/region';
import type { Bilingual } from '../record/bilingual';
import type { LicenceState } from '../licence/status';
import type { SealRoles } from './seal-roles';

/** 证照类型: a catalogue entry (GB/T 36902), where it may be issued and what its licences carry. */
export interface LicenceType {
  /** 21 characters: credit code of the defining authority and 3 digits. */
  readonly code: string;
  readonly name: Bilingual;
  /** `definer`: defined by that authority itself; `outside`: proposed by a member, admitted by majority (DETAILS 5). */
  readonly standing: 'definer' | 'outside';
  readonly version: number;
  readonly state: 'active' | 'deprecated';
  /** Deprecated: the type that takes its place, where one does. */
  readonly successor?: string;
  /**
   * Who may issue it where: levels of authorities (证照颁发机构级别, GB/T 36902) and the regions of a local entry. Absent:
   * every level, everywhere.
   */
  readonly issuing?: {
    readonly levels?: readonly RegionLevel[];
    readonly regions?: readonly string[];
  };
  readonly holder: 'person' | 'organisation' | 'either';
  readonly validity: 'dated' | 'perpetual' | 'either';
  /** Longest validity in days, both ends included, e.g. 5 for 动物检疫合格证明. */
  readonly maxValidDays?: number;
  /** How far a licence reaches: everywhere, its 有效区域, or the premises it names. */
  readonly reach: 'nationwide' | 'territory' | 'premises';
  /** Names of the disclosable claims a licence of this type may carry. */
  readonly fields: readonly string[];
  /** 年审: the licence is good only while the yearly inspection claim is current. */
  readonly yearlyInspection: boolean;
  /** Several seals: at least `atLeast` of the named roles, each by who holds it. */
  readonly seals?: SealRoles;
  /** Organs besides issuer, successor and superior that may set a state, e.g. 暂扣 by 交警. */
  readonly organs: readonly { readonly state: LicenceState; readonly authorities: readonly string[] }[];
}

/** Whether an authority may be granted the type for `region`; a type that the ledger does not hold limits nothing. */
export function isIssuedIn(type: LicenceType | undefined, region: Region): boolean {
  const { levels, regions } = type?.issuing ?? {};
  return (
    (levels === undefined || levels.includes(regionLevel(region))) &&
    (regions === undefined || regions.some((outer) => regionContains(outer as Region, region)))
  );
}
