/** An instant of the ledger, in UTC to the millisecond: `2026-03-01T08:15:30.250Z`, and in no other spelling. */
import { grammar, type Fault } from '../encoding/malformed';
import type { Branded } from './brand';
import { dateOfDayNumber, dayNumber, digitsAt, isCalendarDate, padded } from './calendar';

export type Instant = Branded<'instant'>;

/** The years that days and instants of this project span, both ends included. */
export const FIRST_YEAR = 1900;
export const LAST_YEAR = 2199;

export const MS_PER_DAY = 86_400_000;

const SPELLING = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

function faultOf(text: string): Fault | null {
  if (text.length !== 24 || !SPELLING.test(text)) {
    return ['bad-instant', 'An instant is written YYYY-MM-DDTHH:MM:SS.sssZ.'];
  }
  const date = dateIn(text);
  if (date.year < FIRST_YEAR || date.year > LAST_YEAR) return ['bad-year', 'The year is out of range.'];
  if (!isCalendarDate(date)) return ['no-such-day', 'The calendar has no such day.'];
  // RFC 3339 admits a 60th second; epoch milliseconds have none.
  if (digitsAt(text, 11, 13) > 23 || digitsAt(text, 14, 16) > 59 || digitsAt(text, 17, 19) > 59) {
    return ['no-such-time', 'The day has no such time.'];
  }
  return null;
}

function dateIn(text: string) {
  return { year: digitsAt(text, 0, 4), month: digitsAt(text, 5, 7), day: digitsAt(text, 8, 10) };
}

const instant = grammar<Instant>(faultOf);

/** @throws MalformedError `bad-instant`, `bad-year`, `no-such-day`, `no-such-time`. */
export const parseInstant = instant.parse;
export const isInstant = instant.is;

/** Milliseconds since 1970-01-01T00:00:00.000Z, without leap seconds. */
export function instantToMs(at: Instant): number {
  const seconds = (digitsAt(at, 11, 13) * 60 + digitsAt(at, 14, 16)) * 60 + digitsAt(at, 17, 19);
  return dayNumber(dateIn(at)) * MS_PER_DAY + seconds * 1000 + digitsAt(at, 20, 23);
}

const FIRST_MS = instantToMs('1900-01-01T00:00:00.000Z' as Instant);
const LAST_MS = instantToMs('2199-12-31T23:59:59.999Z' as Instant);

/** The instant written last: whole batches share the time of their anchor. */
let lastInstant: { readonly ms: number; readonly text: Instant } = { ms: Number.NaN, text: '' as Instant };

/** @throws RangeError for anything but a whole number of milliseconds in the years 1900…2199. */
export function instantFromMs(ms: number): Instant {
  if (ms === lastInstant.ms) return lastInstant.text;
  if (!Number.isInteger(ms) || ms < FIRST_MS || ms > LAST_MS) {
    throw new RangeError('Not a whole number of milliseconds in the years 1900 to 2199.');
  }
  const days = Math.floor(ms / MS_PER_DAY);
  const rest = ms - days * MS_PER_DAY;
  const { year, month, day } = dateOfDayNumber(days);
  const clock = [Math.floor(rest / 3_600_000), Math.floor(rest / 60_000) % 60, Math.floor(rest / 1000) % 60];
  const time = clock.map((part) => padded(part, 2)).join(':');
  const text =
    `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}T${time}.${padded(rest % 1000, 3)}Z` as Instant;
  lastInstant = { ms, text };
  return text;
}
