/**
 * The law's states of a licence, kept distinct, with the two-digit code of the national construction-licence exchange
 * where it has one: 有效 01, 暂扣 02, 撤回, 撤销 03, 吊销 07, 注销 04, 失效 05, 查封/冻结, 补证作废, 转出 06.
 */
export type LicenceState =
  | 'valid'
  | 'suspended'
  | 'withdrawn'
  | 'annulled'
  | 'revoked'
  | 'deregistered'
  | 'expired'
  | 'seized'
  | 'superseded'
  | 'transferred-out';

/** One decision about one licence; days are days of the law. */
export interface StatusChange {
  readonly state: LicenceState;
  /** Authority that decided. */
  readonly by: string;
  /** 决定书 number. */
  readonly decision: string;
  readonly decidedOn: string;
  readonly effectiveFrom: string;
  /** 自始无效: the change holds from the licence's beginning. */
  readonly retroactive: boolean;
}

/** Keyed by the anchoring authority and the leaf hash; a licence without a record is `valid`. */
export interface LicenceStatus {
  readonly authority: string;
  readonly leafHash: string;
  readonly root: string;
  readonly changes: readonly StatusChange[];
}
