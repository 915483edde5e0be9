import { type Agreement, agreedTexts, agreementOn, type Day, type History } from '@huren/chaincode/domain';

/** The days of one text that every party accepted. */
export interface TextDays {
  readonly version: number;
  readonly acceptedOn: string;
  readonly from: string;
  readonly to?: string;
}

/** When each text of the agreement holds: the ledger's record names only the first day that the text itself states. */
export function textDays(history: History<Agreement>): readonly TextDays[] {
  return agreedTexts(history).map(({ terms: _words, ...days }) => days);
}

/**
 * The agreement of a day: the text that held on it, where one did, in place of an amendment that all have accepted and
 * that begins later; that one stands under `next`.
 */
export function textHeldOn<T extends Agreement>(
  record: T,
  history: History<Agreement>,
  day: Day,
): T | (T & { readonly next: Pick<Agreement, 'version' | 'terms'> }) {
  const held = agreementOn(history, day);
  if (held === undefined || held.version === record.version) return record;
  const { version, terms } = record;
  return { ...record, version: held.version, terms: held.terms, next: { version, terms } };
}
