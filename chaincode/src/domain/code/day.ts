/** A day of the law, `2026-03-01`, in Chinese time: licences are issued, valid and judged by whole days. */
import { grammar, type Fault } from '../encoding/malformed';
import type { Branded } from './brand';
import { dateOfDayNumber, dayNumber, digitsAt, isCalendarDate, padded } from './calendar';
import { FIRST_YEAR, instantToMs, LAST_YEAR, MS_PER_DAY, parseInstant } from './instant';

export type Day = Branded<'day'>;

/** Asia/Shanghai has stood at UTC+8 without summer time since 1991; the law's days are counted so throughout. */
const OFFSET_MS = 8 * 3_600_000;

const SPELLING = /^\d{4}-\d\d-\d\d$/;

function dateIn(day: string) {
  return { year: digitsAt(day, 0, 4), month: digitsAt(day, 5, 7), day: digitsAt(day, 8, 10) };
}

function faultOf(text: string): Fault | null {
  if (text.length !== 10 || !SPELLING.test(text)) return ['bad-day', 'A day is written YYYY-MM-DD.'];
  const date = dateIn(text);
  if (date.year < FIRST_YEAR || date.year > LAST_YEAR) return ['bad-year', 'The year is out of range.'];
  if (!isCalendarDate(date)) return ['no-such-day', 'The calendar has no such day.'];
  return null;
}

const day = grammar<Day>(faultOf);

/** @throws MalformedError `bad-day`, `bad-year` (outside 1900…2199), `no-such-day`. */
export const parseDay = day.parse;
export const isDay = day.is;

/** The day written last, mostly today. */
let lastDay: { readonly number: number; readonly text: Day } = { number: Number.NaN, text: '' as Day };

function dayOfNumber(number: number): Day {
  if (number === lastDay.number) return lastDay.text;
  const { year, month, day } = dateOfDayNumber(number);
  if (!(year >= FIRST_YEAR && year <= LAST_YEAR))
    throw new RangeError('The day is outside the years 1900 to 2199.');
  const text = `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}` as Day;
  lastDay = { number, text };
  return text;
}

/** The day that it is in Shanghai at the epoch millisecond `ms`. @throws RangeError outside 1900…2199. */
export function dayOfMs(ms: number): Day {
  return dayOfNumber(Math.floor((ms + OFFSET_MS) / MS_PER_DAY));
}

/**
 * The day that it is in Shanghai at a canonical instant.
 * @throws MalformedError as `parseInstant`. @throws RangeError for the last eight hours of 2199.
 */
export function dayOfInstant(instant: string): Day {
  return dayOfMs(instantToMs(parseInstant(instant)));
}

/** Epoch milliseconds at which the day begins in Shanghai: the first of its instants. */
export function startOfDayMs(day: Day): number {
  return dayNumber(dateIn(day)) * MS_PER_DAY - OFFSET_MS;
}

/** Epoch milliseconds at which the next day begins in Shanghai: the first instant that is no longer this day's. */
export function endOfDayMs(day: Day): number {
  return startOfDayMs(day) + MS_PER_DAY;
}

/** −1, 0 or 1: the first before, the same as, or after the second. */
export function compareDays(one: Day, other: Day): -1 | 0 | 1 {
  // Equal width and most significant part first: the order of the texts is the order of the days.
  return one < other ? -1 : one > other ? 1 : 0;
}

/** The day `count` days later (earlier when negative). @throws RangeError outside 1900…2199 or for a broken count. */
export function addDays(day: Day, count: number): Day {
  if (!Number.isSafeInteger(count)) throw new RangeError('Days are added in whole numbers.');
  return dayOfNumber(dayNumber(dateIn(day)) + count);
}

/** Days from the first to the second; negative when the second is earlier. */
export function daysBetween(first: Day, second: Day): number {
  return dayNumber(dateIn(second)) - dayNumber(dateIn(first));
}
