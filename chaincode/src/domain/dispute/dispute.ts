/** What a dispute says is wrong: a closed list, so that nothing personal can be written here. */
export const DISPUTE_GROUNDS = [
  /** 证照内容与事实不符 */
  'content',
  /** 状态与事实不符 */
  'status',
  /** 并非该部门签发 */
  'not-issued',
  /** 持证主体不符 */
  'holder',
  /** 发证职权 */
  'competence',
  /** 核验结论不当 */
  'verdict',
] as const;
export type DisputeGround = (typeof DISPUTE_GROUNDS)[number];

/** How a dispute ended: 成立, 不成立, 撤回, 逾期未答复. */
export type DisputeOutcome = 'upheld' | 'rejected' | 'withdrawn' | 'lapsed';

/** 异议: one objection to a licence on the ledger, or to a verdict about it. */
export interface Dispute {
  /** 1, 2, … of one licence, never given twice; the record may no longer hold the earlier ones. */
  readonly number: number;
  /** Authority that raised it; for a holder it is the one that the holder turned to. */
  readonly by: string;
  readonly for: 'self' | 'holder';
  readonly ground: DisputeGround;
  /** The verdict that it is about: a receipt by its key and number. */
  readonly receipt?: DisputedReceipt;
  /** base64url SHA-256 of the written objection together with at least 128 random bits, which stay with its parties. */
  readonly document?: string;
  readonly openedOn: string;
  /** Last day for the answer of the issuing authority; afterwards its superior settles it. */
  readonly answerBy: string;
  readonly state: 'open' | 'ended';
  readonly end?: DisputeEnd;
}

export interface DisputedReceipt {
  readonly key: string;
  readonly number: number;
  /** base64url SHA-256 of the receipt's payload. */
  readonly digest: string;
}

export interface DisputeEnd {
  readonly outcome: DisputeOutcome;
  readonly by: string;
  readonly on: string;
  /** Number of the decision, where one was made. */
  readonly decision?: string;
  /** Answered by the issuer after its days, where no superior has joined that could settle it. */
  readonly isLate?: true;
}

/**
 * The disputes about one licence, under `dispute/<authority>/<leaf hash>`; the authority is the one that anchored it.
 * Ended ones may give way to new ones: the record's history keeps them.
 */
export interface LicenceDisputes {
  readonly authority: string;
  readonly leafHash: string;
  readonly root: string;
  readonly disputes: readonly Dispute[];
}
