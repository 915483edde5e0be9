import { SeenRequests } from '../../gateway/src/cases/seen-requests';

const START = 1_767_225_600_700;
const IAT = Math.floor(START / 1000);

describe('requests that are good once', () => {
  let now: number;
  let seen: SeenRequests;
  beforeEach(() => {
    now = START;
    seen = new SeenRequests(() => now);
  });

  it.each([
    ['of the second in which the process began', IAT],
    ['signed later', IAT + 5],
    ['dated ahead', IAT + 300],
  ])('are heard, and once: %s', (_why, iat) => {
    now += 5000;
    expect([seen.take('party', 'nonce', iat), seen.take('party', 'nonce', iat)]).toEqual([true, false]);
  });

  it.each([1, 30, 299])('are not heard when signed %d s before the process began', (seconds) => {
    // The process before this one may have taken it, and what it had seen went with it.
    expect(() => seen.take('party', 'nonce', IAT - seconds)).toThrow(
      expect.objectContaining({ code: 'rate-limited', extra: { retryAfterSeconds: seconds } }) as Error,
    );
  });

  it('are heard from a clock that is behind once it has come to the start', () => {
    const behind = (): number => Math.floor(now / 1000) - 60;
    expect(() => seen.take('party', 'first', behind())).toThrow();
    now += 60_000;
    expect(seen.take('party', 'second', behind())).toBe(true);
  });
});
