import { addDays, type Day, dayOfMs } from '../code/day';
import { type History, latestVersion } from '../record/version';
import type { Agreement, AgreementTerms } from './agreement';

/** A text that every party accepted, and the days on which it holds; both ends included. */
export interface AgreedText {
  readonly version: number;
  readonly terms: AgreementTerms;
  /** Day of the last party's acceptance. */
  readonly acceptedOn: Day;
  /** First day: the later of the text's own and that of the last acceptance. */
  readonly from: Day;
  /** Last day: the text's own, that of a notice, or the one before a later text begins; before `from` it never held. */
  readonly to?: Day;
}

/** Whether every party has accepted the text that the record holds; a proposal that was withdrawn never was one. */
export function isAgreed({ state, accepted, parties }: Agreement): boolean {
  return state !== 'proposed' && accepted.length === parties.length;
}

/** Every text that the parties agreed on, in the order of their acceptance: the one place where their days are told. */
export function agreedTexts(history: History<Agreement>): readonly AgreedText[] {
  const notice = latestVersion(history)?.value?.lastDay as Day | undefined;
  const texts: AgreedText[] = [];
  for (const { value, time } of history) {
    if (value === null || !isAgreed(value) || texts.at(-1)?.version === value.version) continue;
    const { version, terms } = value;
    const acceptedOn = dayOfMs(time);
    const from = terms.from > acceptedOn ? (terms.from as Day) : acceptedOn;
    for (const [at, text] of texts.entries()) texts[at] = until(text, addDays(from, -1));
    const text = { version, terms, acceptedOn, from };
    texts.push(terms.to === undefined ? text : until(text, terms.to as Day));
  }
  return notice === undefined ? texts : texts.map((text) => until(text, notice));
}

function until(text: AgreedText, last: Day): AgreedText {
  return text.to !== undefined && text.to <= last ? text : { ...text, to: last };
}

/** The texts that hold on that day or on a later one. */
export function textsFrom(history: History<Agreement>, day: string): readonly AgreedText[] {
  return agreedTexts(history).filter(({ from, to }) => to === undefined || (to >= day && to >= from));
}
