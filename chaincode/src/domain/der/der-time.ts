import { dayNumber, digitsAt, isCalendarDate } from '../code/calendar';

/**
 * UTCTime `YYMMDDhhmmssZ` (RFC 5280 §4.1.2.5.1: 00–49 is 20xx) or GeneralizedTime `YYYYMMDDhhmmss[.f…]Z` without
 * trailing zeros in the fraction (X.690 §11.7) as epoch milliseconds; undefined for every other spelling.
 */
export function timeOfText(text: string, kind: 'utc' | 'generalized'): number | undefined {
  if (!(kind === 'utc' ? /^\d{12}Z$/ : /^\d{14}(\.\d{0,8}[1-9])?Z$/).test(text)) return undefined;
  const shift = kind === 'utc' ? 2 : 4;
  const short = digitsAt(text, 0, shift);
  const year = kind === 'generalized' ? short : short + (short < 50 ? 2000 : 1900);
  const date = { year, month: digitsAt(text, shift, shift + 2), day: digitsAt(text, shift + 2, shift + 4) };
  const hour = digitsAt(text, shift + 4, shift + 6);
  const minute = digitsAt(text, shift + 6, shift + 8);
  const second = digitsAt(text, shift + 8, shift + 10);
  if (!isCalendarDate(date) || hour > 23 || minute > 59 || second > 59) return undefined;
  const whole = ((dayNumber(date) * 24 + hour) * 60 + minute) * 60 + second;
  const fraction =
    text.length > shift + 11
      ? text
          .slice(shift + 11, -1)
          .padEnd(3, '0')
          .slice(0, 3)
      : '0';
  return whole * 1000 + Number(fraction);
}
