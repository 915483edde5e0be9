import { dayNumber, digitsAt, isCalendarDate } from '../domain/code/calendar';

const SHANGHAI_MS = 8 * 3_600_000;

/**
 * SignatureDateTime in epoch milliseconds. Four spellings are met: `2020-10-23 19:45:37`, `2020-10-23T19:45:37`,
 * `20201010151120` and `20201004072855.302Z`; without a Z the time is that of Shanghai. Undefined for all others.
 */
export function readSigningTime(text: string): number | undefined {
  const match = /^(\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d|\d{14})(?:\.(\d{1,9}))?(Z|\+08:00)?$/.exec(text);
  if (match === null) return undefined;
  const digits = (match[1] ?? '').replace(/\D/g, '');
  const at = (from: number, to: number): number => digitsAt(digits, from, to);
  const date = { year: at(0, 4), month: at(4, 6), day: at(6, 8) };
  const [hour, minute, second] = [at(8, 10), at(10, 12), at(12, 14)];
  if (!isCalendarDate(date) || hour > 23 || minute > 59 || second > 59) return undefined;
  const ms = Number((match[2] ?? '').padEnd(3, '0').slice(0, 3));
  const local = (((dayNumber(date) * 24 + hour) * 60 + minute) * 60 + second) * 1000 + ms;
  return match[3] === 'Z' ? local : local - SHANGHAI_MS;
}
