import { LIMITS } from '../limits';
import { Problem } from '../problems';

export interface RequestShares {
  /** Live requests of all authorities together, and of one. */
  readonly openPresentations: number;
  readonly openPresentationsPerAuthority: number;
}

/** Between two looks for what has expired, ms: at the limit every request would look otherwise. */
const SWEEP_MS = 1000;

/** Requests that a holder can still answer. Spent and expired ones take no room, and no authority takes all of it. */
export class LiveRequests {
  readonly #live = new Map<string, { readonly authority: string; readonly expiresAt: number }>();
  readonly #shares = new Map<string, number>();
  #sweptAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly limits: RequestShares = LIMITS) {}

  /** Takes room for one. @throws Problem too-busy */
  take(nonce: string, authority: string, expiresAt: number, nowMs: number): void {
    if (this.#isFull(authority) && nowMs >= this.#sweptAt + SWEEP_MS) this.sweep(nowMs);
    if (this.#isFull(authority)) throw new Problem('too-busy', { retryAfterSeconds: 10 });
    this.keep(nonce, authority, expiresAt);
  }

  /** One that was made before this process began. */
  keep(nonce: string, authority: string, expiresAt: number): void {
    this.#live.set(nonce, { authority, expiresAt });
    this.#shares.set(authority, this.#shareOf(authority) + 1);
  }

  /** One was spent, or never made. */
  end(nonce: string): void {
    const authority = this.#live.get(nonce)?.authority;
    if (authority === undefined) return;
    this.#live.delete(nonce);
    const left = this.#shareOf(authority) - 1;
    if (left > 0) this.#shares.set(authority, left);
    else this.#shares.delete(authority);
  }

  sweep(nowMs: number): void {
    this.#sweptAt = nowMs;
    for (const [nonce, { expiresAt }] of this.#live) if (nowMs >= expiresAt) this.end(nonce);
  }

  #shareOf(authority: string): number {
    return this.#shares.get(authority) ?? 0;
  }

  #isFull(authority: string): boolean {
    const { openPresentations, openPresentationsPerAuthority } = this.limits;
    return this.#live.size >= openPresentations || this.#shareOf(authority) >= openPresentationsPerAuthority;
  }
}
