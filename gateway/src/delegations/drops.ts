import { randomBytes } from 'node:crypto';
import { Problem } from '../problems';

export const DROP_LIMITS = {
  lifeMs: 24 * 60 * 60_000,
  drops: 10_000,
  /** base64url characters of one. */
  chars: 60_000,
  /** All together. */
  totalChars: 64 * 1024 * 1024,
} as const;

interface Drop {
  readonly sealed: string;
  readonly expiresAt: number;
}

/**
 * What one phone leaves for another: too long for a code on a screen. It is encrypted by the phone, whose key is in the
 * link alone, and is given out once; kept in memory, so a restart loses it and the phone makes it again.
 */
export class Drops {
  readonly #drops = new Map<string, Drop>();
  #chars = 0;

  constructor(private readonly clock: () => number) {}

  /** @throws Problem too-busy */
  leave(sealed: string): { readonly code: string; readonly expiresAt: number } {
    this.#sweep();
    if (this.#drops.size >= DROP_LIMITS.drops || this.#chars + sealed.length > DROP_LIMITS.totalChars) {
      throw new Problem('too-busy', { retryAfterSeconds: 600 });
    }
    const code = randomBytes(16).toString('base64url');
    const expiresAt = this.clock() + DROP_LIMITS.lifeMs;
    this.#drops.set(code, { sealed, expiresAt });
    this.#chars += sealed.length;
    return { code, expiresAt };
  }

  /** Gives it out, once. @throws Problem not-found */
  pickUp(code: string): string {
    this.#sweep();
    const drop = this.#drops.get(code);
    if (drop === undefined) throw new Problem('not-found');
    this.#forget(code, drop);
    return drop.sealed;
  }

  #sweep(): void {
    const now = this.clock();
    for (const [code, drop] of this.#drops) {
      // All live equally long, so the map's order is that of their ends.
      if (now < drop.expiresAt) break;
      this.#forget(code, drop);
    }
  }

  #forget(code: string, { sealed }: Drop): void {
    this.#chars -= sealed.length;
    this.#drops.delete(code);
  }
}
