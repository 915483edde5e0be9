import type { SuiteName } from '../crypto/provider';

/**
 * 办件环节 in their order: 受理, 承办, 审核, 批准, 办结. Each comes once and after the one before it; 办结 alone may come
 * early (终止办理: withdrawn, or moot), which the missing steps then show.
 */
export const CASE_STEPS = ['accepted', 'handling', 'reviewed', 'decided', 'closed'] as const;
export type CaseStep = (typeof CASE_STEPS)[number];

/** 第三人: somebody with knowledge of the subject (专家), or whose interests the decision touches (利害关系人). */
export const PARTY_CAPACITIES = ['expert', 'interested'] as const;
export type PartyCapacity = (typeof PARTY_CAPACITIES)[number];

/** Each list is counted by itself, so that nobody fills the case for the others. */
export const CASE_LIMITS = {
  /** Third parties that were ever named. */
  parties: 16,
  entriesOfParty: 64,
  entriesOfAuthority: 256,
} as const;

export interface Milestone {
  readonly step: CaseStep;
  /** Day of the transaction; nobody states it. */
  readonly on: string;
  /** base64url SHA-256 over a document together with at least 128 random bits. */
  readonly document?: string;
}

/** Who may see and add to one case, known to the ledger by a key that is used nowhere else. */
export interface ThirdParty {
  readonly keyId: string;
  readonly capacity: PartyCapacity;
  readonly suite: SuiteName;
  /** base64url of the uncompressed point. */
  readonly publicKey: string;
  readonly from: string;
  /** Last day; absent: until the case closes. */
  readonly until?: string;
  readonly end?: { readonly on: string; readonly by: 'withdrawal' | 'closing' };
}

/**
 * Something that was added, under `case-entry/<case>/<key id, or authority>/<number>`: a record of its own, so that
 * those who add at the same time do not wait for each other. Its content stays with the gateway of the authority's
 * member.
 */
export interface CaseEntry {
  readonly case: string;
  /** Key id of the third party; absent: added by the authority that runs the case. */
  readonly party?: string;
  /** 1, 2, … of this third party, or of the authority. */
  readonly number: number;
  /** `caseContentDigest` */
  readonly digest: string;
  readonly on: string;
  /** The third party's, over `caseEntryStatement`; base64url, 64 bytes. */
  readonly signature?: string;
}

/** 办件 under `case/<id>`: one application, run by one authority, for one matter. */
export interface Case {
  /** base64url of 16 to 32 random bytes, which whoever opens it draws. */
  readonly id: string;
  readonly authority: string;
  readonly matter: string;
  /** The first is `accepted`. */
  readonly milestones: readonly Milestone[];
  readonly parties: readonly ThirdParty[];
}

export function isClosed({ milestones }: Pick<Case, 'milestones'>): boolean {
  return milestones.at(-1)?.step === 'closed';
}

/** Steps that may come next, the usual one first. */
export function stepsAfter({ milestones }: Pick<Case, 'milestones'>): readonly CaseStep[] {
  const last = milestones.at(-1)?.step ?? 'accepted';
  if (last === 'closed') return [];
  const next = CASE_STEPS[CASE_STEPS.indexOf(last) + 1] ?? 'closed';
  return next === 'closed' ? ['closed'] : [next, 'closed'];
}

/** Whether a third party may still see and add on that day. */
export function isPartyActive({ from, until, end }: ThirdParty, day: string): boolean {
  return end === undefined && from <= day && (until === undefined || day <= until);
}

/** Entries that one author may add. */
export function entryLimit(party: string | undefined): number {
  return party === undefined ? CASE_LIMITS.entriesOfAuthority : CASE_LIMITS.entriesOfParty;
}

/** The last day on which the case itself changed. */
export function lastDayOf({ milestones, parties }: Case): string {
  const days = [
    ...milestones.map(({ on }) => on),
    ...parties.flatMap(({ from, end }) => (end === undefined ? [from] : [from, end.on])),
  ];
  return days.reduce((last, on) => (on > last ? on : last), '');
}
