import { RateLimiterMemory } from 'rate-limiter-flexible';
import { addressShare } from '../http/address-share';
import { consume } from '../http/rate-limits';

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
  readonly #all = new RateLimiterMemory({
    points: REVOCATION_LIMITS.total,
    duration: REVOCATION_LIMITS.totalSeconds,
  });

  /**
   * One revocation under a licence, by its leaf: the narrowest share first, so that who is over it takes nothing of the
   * others'.
   * @throws Problem rate-limited
   */
  async take(licence: string, address: string): Promise<void> {
    await consume(this.#own, `${licence} ${addressShare(address)}`);
    await consume(this.#licence, licence);
    await consume(this.#all, 'all');
  }
}
