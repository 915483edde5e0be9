import {
  type CounterMethod,
  dayOfMs,
  instantToMs,
  parseInstant,
  type ReceiptPayload,
  type VerdictWord,
} from '@huren/chaincode/domain';
import { numberText } from './receipt-place';

/**
 * What is kept beside a receipt so that an authority finds its own again: the matter and what was decided. Nothing about
 * the licence or its holder; a clerk's account only where a clerk vouched for a person.
 */
export interface ReceiptNote {
  /** Credit code of the authority that asked. */
  readonly authority: string;
  readonly matter: string;
  readonly verdict: VerdictWord;
  /** Codes of the findings that did not pass. */
  readonly codes: readonly string[];
  readonly matched?: CounterMethod;
  /** base64url digest of the clerk's account. */
  readonly by?: string;
}

/** One line of a day's list. */
export interface ReceiptLine extends ReceiptNote {
  /** Key id of the receipt key, and the receipt's number under it. */
  readonly key: string;
  readonly number: number;
  /** RFC 3339. */
  readonly time: string;
}

const PREFIX = 'day';

/** `day/<Asia/Shanghai day>/<authority>/<time>/<number>`: a day's lines of an authority stand together, in order. */
export function noteKey({ authority }: ReceiptNote, { time, number }: ReceiptPayload): string {
  const day = dayOfMs(instantToMs(parseInstant(time)));
  return `${PREFIX}/${day}/${authority}/${time}/${numberText(number)}`;
}

export function noteRange(day: string, authority?: string): string {
  return authority === undefined ? `${PREFIX}/${day}/` : `${PREFIX}/${day}/${authority}/`;
}

export function noteValue(note: ReceiptNote, { key }: ReceiptPayload): string {
  return JSON.stringify({ ...note, key });
}

/** The line of an entry of the log. */
export function lineOf(entryKey: string, value: string): ReceiptLine {
  const [, , , time = '', number = ''] = entryKey.split('/');
  return { ...(JSON.parse(value) as ReceiptNote & { key: string }), time, number: Number(number) };
}
