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

/** Rendezvous codes, of six digits, that one member may ask at in vain, per minute: its clerks mistype some. */
export const MISSED_CODES = 60;

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

/** @throws Problem rate-limited where the key has penalties beyond the limit */
async function requireFewer(limiter: RateLimiterMemory, limit: number, key: string): Promise<void> {
  const seen = await limiter.get(key);
  if (seen !== null && seen.consumedPoints > limit) {
    throw new Problem('rate-limited', { retryAfterSeconds: Math.ceil(seen.msBeforeNext / 1000) });
  }
}

export class RateLimits {
  readonly #open: RateLimiterMemory;
  readonly #refused: RateLimiterMemory;
  readonly #authority: RateLimiterMemory;
  readonly #refusedLimit: number;
  readonly #missed = new RateLimiterMemory({ points: MISSED_CODES, duration: 60 });

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
    await requireFewer(this.#refused, this.#refusedLimit, address);
  }

  /** Before a rendezvous code is looked up for a member. @throws Problem rate-limited */
  async guessing(member: string): Promise<void> {
    await requireFewer(this.#missed, MISSED_CODES, member);
  }

  async missed(member: string): Promise<void> {
    await this.#missed.penalty(member);
  }

  async refused(address: string): Promise<void> {
    await this.#refused.penalty(address);
  }
}
