import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Problem } from '../problems';

/** Requests per minute. Generous: they stop a runaway client, not a busy counter. */
export interface Rates {
  /** Open endpoints, per address. */
  readonly open: number;
  /** Refused tokens, per address. */
  readonly refused: number;
  /** Endpoints with a token, per authority. */
  readonly authority: number;
}

export const DEFAULT_RATES: Rates = { open: 60_000, refused: 600, authority: 6_000_000 };

/** Takes one from a key's share. @throws Problem rate-limited, with the seconds until there is one again */
export async function consume(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    throw new Problem('rate-limited', {
      retryAfterSeconds: Math.max(1, Math.ceil(error.msBeforeNext / 1000)),
    });
  }
}

export class RateLimits {
  readonly #open: RateLimiterMemory;
  readonly #refused: RateLimiterMemory;
  readonly #authority: RateLimiterMemory;
  readonly #refusedLimit: number;

  constructor(rates: Rates = DEFAULT_RATES) {
    this.#open = new RateLimiterMemory({ points: rates.open, duration: 60 });
    this.#refused = new RateLimiterMemory({ points: rates.refused, duration: 60 });
    this.#authority = new RateLimiterMemory({ points: rates.authority, duration: 60 });
    this.#refusedLimit = rates.refused;
  }

  async open(address: string): Promise<void> {
    await consume(this.#open, address);
  }

  async authority(code: string): Promise<void> {
    await consume(this.#authority, code);
  }

  /** Before a token is looked at: an address that sent too many bad ones waits. */
  async unproven(address: string): Promise<void> {
    const seen = await this.#refused.get(address);
    if (seen !== null && seen.consumedPoints > this.#refusedLimit) {
      throw new Problem('rate-limited', { retryAfterSeconds: Math.ceil(seen.msBeforeNext / 1000) });
    }
  }

  async refused(address: string): Promise<void> {
    await this.#refused.penalty(address);
  }
}
