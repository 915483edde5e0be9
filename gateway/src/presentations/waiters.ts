/** Longest that an answer is held back for news, seconds; below what proxies cut. */
export const WAIT_LIMIT_SECONDS = 25;

/** Calls that wait for something to change. */
export class Waiters {
  readonly #waiting = new Set<() => void>();

  wake(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  /** Resolves at the next `wake`, or after `ms`. */
  wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      timer.unref();
      this.#waiting.add(wake);
    });
  }
}

/** `?wait=SECONDS` as milliseconds; anything but a whole number counts as no wait. */
export function waitMsOf(query: URLSearchParams): number {
  const text = query.get('wait') ?? '0';
  return /^\d{1,3}$/.test(text) ? Math.min(Number(text), WAIT_LIMIT_SECONDS) * 1000 : 0;
}
