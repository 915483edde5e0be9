import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { addressShare } from '../http/address-share';
import { Problem } from '../problems';

/**
 * Each end takes a record of the ledger for good, and nobody signs in for it. A licence is the measure: whoever has none
 * can end nothing here. Of one licence an address has its own share, so that a dismissed agent, who knows the licence's
 * place in its batch, spends their own and not the holder's.
 */
export const REVOCATION_LIMITS = {
  /** Of delegations under one licence, from one address. */
  perLicenceAndAddress: 60,
  perLicence: 600,
  licenceSeconds: 3600,
  /** Of all together: what the ledger is spared if everything else fails. */
  total: 6000,
  totalSeconds: 60,
} as const;

export class RevocationShares {
  readonly #own = new RateLimiterMemory({
    points: REVOCATION_LIMITS.perLicenceAndAddress,
    duration: REVOCATION_LIMITS.licenceSeconds,
  });
  readonly #licence = new RateLimiterMemory({
    points: REVOCATION_LIMITS.perLicence,
    duration: REVOCATION_LIMITS.licenceSeconds,
  });
  readonly #all: RateLimiterMemory;

  /** @param total revocations a minute of all together */
  constructor(total: number = REVOCATION_LIMITS.total) {
    this.#all = new RateLimiterMemory({ points: total, duration: REVOCATION_LIMITS.totalSeconds });
  }

  /**
   * One revocation under a licence, by its leaf: the narrowest share first, so that who is over it takes nothing of the
   * others'.
   * @throws Problem rate-limited
   */
  async take(licence: string, address: string): Promise<void> {
    await spend(this.#own, `${licence} ${addressShare(address)}`);
    await spend(this.#licence, licence);
    await spend(this.#all, 'all');
  }
}

/** @throws Problem rate-limited */
async function spend(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    throw new Problem('rate-limited', {
      retryAfterSeconds: Math.max(1, Math.ceil(error.msBeforeNext / 1000)),
    });
  }
}
