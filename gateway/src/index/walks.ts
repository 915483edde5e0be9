import { Problem } from '../problems';

/** Milliseconds of work between two looks at other requests. */
const SLICE_MS = 10;
/** Walks that may wait for the one that is under way. */
export const WAITING_WALKS = 8;

/** A pause for other requests, once a slice of work is over: to be awaited between small steps. True where it paused. */
export function slices(): () => Promise<boolean> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < SLICE_MS) return false;
    await new Promise((resolve) => setImmediate(resolve));
    since = performance.now();
    return true;
  };
}

/**
 * Walks over many records, for questions that anybody may ask: one walk at a time and a slice at a time, so that however
 * many are asked for, the event loop is held for one slice.
 */
export class Walks {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /**
   * What the steps yield, in order; `null` is a step that found nothing.
   * @param abandoned whether nobody waits for it any more: then it stops
   * @throws Problem too-busy, request-timeout (abandoned)
   */
  run<T>(steps: () => Iterable<T | null>, abandoned: () => boolean = () => false): Promise<readonly T[]> {
    if (this.#waiting >= WAITING_WALKS) throw new Problem('too-busy', { retryAfterSeconds: 5 });
    this.#waiting++;
    const walk = this.#last.then(async () => {
      this.#waiting--;
      // Short walks, one behind the other, would leave no room for others either.
      await new Promise((resolve) => setImmediate(resolve));
      if (abandoned()) throw new Problem('request-timeout');
      const found: T[] = [];
      const pause = slices();
      for (const step of steps()) {
        if (step !== null) found.push(step);
        if ((await pause()) && abandoned()) throw new Problem('request-timeout');
      }
      return found;
    });
    this.#last = walk.catch(() => undefined);
    return walk;
  }
}
