import fc from 'fast-check';
import {
  addDays,
  compareDays,
  dayOfInstant,
  dayOfMs,
  daysBetween,
  endOfDayMs,
  instantFromMs,
  instantToMs,
  isDay,
  isInstant,
  parseDay,
  parseInstant,
  startOfDayMs,
} from '../../../chaincode/src/domain/code';
import { malformedCode } from '../vectors';

const FIRST = Date.UTC(1900, 0, 1);
const LAST = Date.UTC(2199, 11, 31, 23, 59, 59, 999);
const HOUR = 3_600_000;
const ms = fc.integer({ min: FIRST, max: LAST - 8 * HOUR });

describe('a day', () => {
  test.each(['1900-01-01', '2199-12-31', '2024-02-29', '2000-02-29', '2026-11-30'])('%s is one', (text) => {
    expect(parseDay(text)).toBe(text);
  });

  test.each([
    ['2023-02-29', 'no-such-day', 'no leap year'],
    ['1900-02-29', 'no-such-day', 'a century without leap day'],
    ['2023-04-31', 'no-such-day', 'a short month'],
    ['2023-13-01', 'no-such-day', 'month 13'],
    ['2023-00-10', 'no-such-day', 'month 0'],
    ['2023-01-00', 'no-such-day', 'day 0'],
    ['1899-12-31', 'bad-year', 'before the first year'],
    ['2200-01-01', 'bad-year', 'after the last year'],
    ['0000-00-00', 'bad-year', 'zeros'],
    ['2023-1-1', 'bad-day', 'short numbers'],
    ['20230101', 'bad-day', 'no hyphens'],
    ['2023/01/01', 'bad-day', 'slashes'],
    ['2023-01-01\n', 'bad-day', 'a newline at the end'],
    ['2023-01-01T00:00:00.000Z', 'bad-day', 'an instant'],
    ['+002023-01-01', 'bad-day', 'an extended year'],
    ['２０２３-01-01', 'bad-day', 'full-width digits'],
    ['2023年1月1日', 'bad-day', 'Chinese'],
    ['', 'bad-day', 'nothing'],
  ])('refuses %j as %s: %s', (text, code) => {
    expect(malformedCode(() => parseDay(text))).toBe(code);
    expect(isDay(text)).toBe(false);
  });

  test.each([
    ['2026-02-28T15:59:59.999Z', '2026-02-28', 'the last millisecond in Shanghai'],
    ['2026-02-28T16:00:00.000Z', '2026-03-01', 'midnight in Shanghai'],
    ['2023-12-31T23:59:59.999Z', '2024-01-01', 'a year turns eight hours earlier'],
  ])('of the instant %s is %s: %s', (instant, day) => {
    expect(dayOfInstant(instant)).toBe(day);
  });

  test('holds exactly the instants from its start to before its end, as Date counts them', () => {
    fc.assert(
      fc.property(ms, (at) => {
        const day = dayOfMs(at);
        expect(day).toBe(new Date(at + 8 * HOUR).toISOString().slice(0, 10));
        expect(startOfDayMs(day)).toBeLessThanOrEqual(at);
        expect(endOfDayMs(day)).toBeGreaterThan(at);
        expect(endOfDayMs(day) - startOfDayMs(day)).toBe(24 * HOUR);
      }),
    );
  });

  test('moves by whole days and orders as its number does', () => {
    fc.assert(
      fc.property(ms, fc.integer({ min: -3000, max: 3000 }), (at, count) => {
        const day = dayOfMs(at);
        let moved;
        try {
          moved = addDays(day, count);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
          return;
        }
        expect(addDays(moved, -count)).toBe(day);
        expect(daysBetween(day, moved)).toBe(count);
        expect(compareDays(day, moved)).toBe(-Math.sign(count) + 0);
      }),
    );
  });

  test('does not move past the first or last year, nor by a part', () => {
    expect(() => addDays(parseDay('2199-12-31'), 1)).toThrow(RangeError);
    expect(() => addDays(parseDay('1900-01-01'), -1)).toThrow(RangeError);
    expect(() => addDays(parseDay('2026-01-01'), 0.5)).toThrow(RangeError);
    expect(() => addDays(parseDay('2026-01-01'), Number.MAX_SAFE_INTEGER)).toThrow(RangeError);
    expect(() => dayOfMs(NaN)).toThrow(RangeError);
    expect(() => dayOfInstant('2199-12-31T20:00:00.000Z')).toThrow(RangeError);
  });
});

describe('an instant', () => {
  test('is its milliseconds, as Date counts them, both ways', () => {
    for (const at of [FIRST, LAST, 0, -1, Date.UTC(2000, 1, 29)])
      expect(instantToMs(instantFromMs(at))).toBe(at);
    fc.assert(
      fc.property(fc.integer({ min: FIRST, max: LAST }), (at) => {
        const text = new Date(at).toISOString();
        expect(instantFromMs(at)).toBe(text);
        expect(instantToMs(parseInstant(text))).toBe(at);
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ['2023-01-01T00:00:00Z', 'bad-instant', 'no milliseconds'],
    ['2023-01-01T00:00:00.000', 'bad-instant', 'no zone'],
    ['2023-01-01T00:00:00.000+08:00', 'bad-instant', 'another zone'],
    ['2023-01-01T00:00:00.000-00:00', 'bad-instant', 'the unknown zone'],
    ['2023-01-01t00:00:00.000z', 'bad-instant', 'lower case'],
    ['2023-01-01 00:00:00.000Z', 'bad-instant', 'a space'],
    ['2023-01-01T00:00:00.0000Z', 'bad-instant', 'microseconds'],
    ['2023-01-01T00:00:00,000Z', 'bad-instant', 'a comma'],
    ['2023-01-01', 'bad-instant', 'a day'],
    ['1672531200', 'bad-instant', 'seconds'],
    ['2023-02-29T00:00:00.000Z', 'no-such-day', 'no leap year'],
    ['2023-01-01T24:00:00.000Z', 'no-such-time', 'hour 24'],
    ['2023-01-01T00:60:00.000Z', 'no-such-time', 'minute 60'],
    ['2016-12-31T23:59:60.000Z', 'no-such-time', 'a leap second'],
    ['1899-12-31T23:59:59.999Z', 'bad-year', 'before the first year'],
    ['2200-01-01T00:00:00.000Z', 'bad-year', 'after the last year'],
  ])('refuses %j as %s: %s', (text, code) => {
    expect(malformedCode(() => parseInstant(text))).toBe(code);
    expect(isInstant(text)).toBe(false);
  });

  test.each([LAST + 1, FIRST - 1, 0.5, NaN, Infinity])('is not made from %d', (at) => {
    expect(() => instantFromMs(at)).toThrow(RangeError);
  });
});
