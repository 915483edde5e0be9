import { setTimeout as delay } from 'node:timers/promises';

/** How long a page may take on a slow, loaded machine, ms. */
const PATIENCE = 15_000;

/** Jest's matchers, asked again until they hold. */
export type Soon<T> = {
  readonly [
    M in 'toBe' | 'toEqual' | 'toContain' | 'toMatch' | 'toBeGreaterThan' | 'toBeGreaterThanOrEqual'
  ]: (expected: Parameters<jest.Matchers<void, T>[M]>[0]) => Promise<void>;
};

/**
 * What a page comes to show. A view is drawn some time after the click that asks for it, so an assertion on what is
 * read at once depends on the machine's speed; this one is made again until it holds, and fails with the last reading.
 * A negative one proves something only after a positive one that shows that the new state is there.
 */
export function soon<T>(read: () => Promise<T>): Soon<T> {
  const make =
    (matcher: keyof Soon<T>) =>
    async (expected: unknown): Promise<void> => {
      const end = Date.now() + PATIENCE;
      for (;;) {
        const received = await read();
        try {
          (expect(received)[matcher] as (expected: unknown) => void)(expected);
          return;
        } catch (failed) {
          if (Date.now() > end) throw failed;
        }
        await delay(50);
      }
    };
  return {
    toBe: make('toBe'),
    toEqual: make('toEqual'),
    toContain: make('toContain'),
    toMatch: make('toMatch'),
    toBeGreaterThan: make('toBeGreaterThan'),
    toBeGreaterThanOrEqual: make('toBeGreaterThanOrEqual'),
  };
}
