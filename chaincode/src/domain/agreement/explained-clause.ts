import type { Day } from '../code/day';
import type { History, Position } from '../record/version';
import { agreementOn, type MatchedClause } from '../verification/ground';
import { termsDigest } from './acceptance';
import type { Agreement, Clause } from './agreement';

/** Who did something that the answer rests on, and where on the ledger. */
export interface Approval {
  readonly by: string;
  readonly position: Position;
  readonly time: number;
}

export interface ExplainedClause {
  readonly agreement: string;
  readonly version: number;
  readonly title: string;
  readonly text: Agreement['terms']['text'];
  readonly clause: Clause;
  /** The parties' acceptances of this very text. */
  readonly acceptances: readonly Approval[];
}

/** A clause that holds on that day, with who accepted its text, first proposal or amendment. */
export function explainClause(
  { agreement: id, version, clause }: MatchedClause,
  agreements: readonly History<Agreement>[],
  on: Day,
): ExplainedClause {
  const history = agreements.find((each) => each.some(({ value }) => value?.id === id)) ?? [];
  const terms = agreementOn(history, on)?.terms;
  if (terms === undefined) throw new TypeError('a matched clause is in force');
  const digest = termsDigest(terms);
  const isText = (other: Agreement['terms'] | undefined): boolean =>
    other !== undefined && termsDigest(other) === digest;
  const acceptances = firstActs(history, (value) => [
    ...(isText(value.terms) ? value.accepted : []),
    ...(isText(value.amendment?.terms) ? (value.amendment?.accepted ?? []) : []),
  ]);
  return { agreement: id, version, title: terms.title, text: terms.text, clause, acceptances };
}

/** Where each name first stands in a history. */
export function firstActs<T>(
  history: History<T>,
  namesOf: (value: T) => readonly string[],
): readonly Approval[] {
  const first = new Map<string, Approval>();
  for (const { value, position, time } of history) {
    for (const by of value === null ? [] : namesOf(value))
      if (!first.has(by)) first.set(by, { by, position, time });
  }
  return [...first.values()];
}
