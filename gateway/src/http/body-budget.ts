import type { ServerResponse } from 'node:http';
import { LIMITS } from '../limits';
import { Problem } from '../problems';

/**
 * Memory of the large bodies that are being read and answered, all together: a handful of strangers who send slowly
 * must not fill it. Bodies as small as a single verification do not count.
 */
export class BodyBudget {
  #held = 0;

  constructor(private readonly limit: number = LIMITS.bodyBytesAtOnce) {}

  /**
   * Counts the bytes of one body until its answer has left or its connection is gone; a problem where the budget is spent.
   */
  hold(response: ServerResponse): (bytes: number) => Problem | undefined {
    let own = 0;
    response.once('close', () => {
      this.#held -= own;
    });
    return (bytes) => {
      if (this.#held + bytes > this.limit) return new Problem('too-busy', { retryAfterSeconds: 2 });
      this.#held += bytes;
      own += bytes;
      return undefined;
    };
  }
}
