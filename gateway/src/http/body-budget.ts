import type { ServerResponse } from 'node:http';
import { Problem } from '../problems';

/**
 * Memory of the large bodies that are being read and answered, all together and per sender: neither a handful of slow
 * strangers nor one busy office may fill it. Bodies as small as a single verification do not count.
 */
export class BodyBudget {
  #held = 0;
  readonly #bySender = new Map<string, number>();

  /** @param limit @param share bytes of everybody, and of one sender */
  constructor(
    private readonly limit: number,
    private readonly share: number,
  ) {}

  /**
   * Counts the bytes of one body until its answer has left or its connection is gone; a problem where the budget, or
   * its sender's share of it, is spent.
   */
  hold(response: ServerResponse, sender: string): (bytes: number) => Problem | undefined {
    let own = 0;
    response.once('close', () => {
      this.#count(sender, -own);
    });
    return (bytes) => {
      const theirs = this.#bySender.get(sender) ?? 0;
      if (this.#held + bytes > this.limit || theirs + bytes > this.share) {
        return new Problem('too-busy', { retryAfterSeconds: 2 });
      }
      this.#count(sender, bytes);
      own += bytes;
      return undefined;
    };
  }

  #count(sender: string, bytes: number): void {
    this.#held += bytes;
    const theirs = (this.#bySender.get(sender) ?? 0) + bytes;
    if (theirs === 0) this.#bySender.delete(sender);
    else this.#bySender.set(sender, theirs);
  }
}

/** Whoever proved who they are does not wait behind strangers. */
export interface BodyBudgets {
  /** By address. */
  readonly open: BodyBudget;
  /** By authority. */
  readonly proven: BodyBudget;
}
