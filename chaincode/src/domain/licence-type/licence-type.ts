import type { Bilingual } from '../record/bilingual';
import type { LicenceState } from '../licence/status';

/** 证照类型: a catalogue entry (GB/T 36902), where it may be issued and what its licences carry. */
export interface LicenceType {
  /** 21 characters: credit code of the defining authority and 3 digits. */
  readonly code: string;
  readonly name: Bilingual;
  /** `definer`: defined by that authority itself; `outside`: proposed by a member, admitted by majority (DETAILS 5). */
  readonly standing: 'definer' | 'outside';
  readonly version: number;
  readonly state: 'active' | 'deprecated';
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
  /** Several seals: at least `atLeast` of the named roles. */
  readonly seals?: { readonly roles: readonly string[]; readonly atLeast: number };
  /** Organs besides issuer, successor and superior that may set a state, e.g. 暂扣 by 交警. */
  readonly organs: readonly { readonly state: LicenceState; readonly authorities: readonly string[] }[];
}
