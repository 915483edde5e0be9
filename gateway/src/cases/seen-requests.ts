import { CASE_REQUEST_AGE_MS } from '@huren/chaincode/domain';
import { Problem } from '../problems';

export const SEEN_LIMITS = {
  /** Requests of one third party while a request's nonce counts. */
  ofParty: 240,
  parties: 10_000,
} as const;

/**
 * Nonces of requests that were good, so that none is good twice. They are in memory: what was signed before this process
 * began may have been used with the one before it, and is not heard. Only a third party's own signature brings one here, so
 * that strangers fill nothing.
 */
export class SeenRequests {
  readonly #seen = new Map<string, Map<string, number>>();

  /** Seconds since 1970, as requests are dated: one of the very second passes. */
  readonly #since: number;

  constructor(private readonly clock: () => number) {
    this.#since = Math.floor(clock() / 1000);
  }

  /**
   * `iat` as the request says, seconds since 1970.
   * @throws Problem rate-limited: too many, or the party's clock was before this process's start, which it soon is not;
   * false for a nonce that was used
   */
  take(party: string, nonce: string, iat: number): boolean {
    const now = this.clock();
    if (iat < this.#since) throw new Problem('rate-limited', { retryAfterSeconds: this.#since - iat });
    const nonces = this.#seen.get(party) ?? new Map<string, number>();
    for (const [old, until] of nonces) {
      if (until > now) break;
      nonces.delete(old);
    }
    if (nonces.has(nonce)) return false;
    if (nonces.size >= SEEN_LIMITS.ofParty) throw new Problem('rate-limited', { retryAfterSeconds: 60 });
    // A request dated ahead is good for twice its age.
    nonces.set(nonce, now + 2 * CASE_REQUEST_AGE_MS);
    this.#seen.set(party, nonces);
    if (this.#seen.size > SEEN_LIMITS.parties) this.#sweep(now);
    return true;
  }

  #sweep(now: number): void {
    for (const [party, nonces] of this.#seen) {
      if ([...nonces.values()].every((until) => until <= now)) this.#seen.delete(party);
    }
  }
}
