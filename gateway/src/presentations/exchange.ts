import { randomBytes } from 'node:crypto';
import type { JsonObject } from '@huren/chaincode/domain';
import { LIMITS } from '../limits';
import { Problem } from '../problems';
import type { PresentationRequest } from './presentation-requests';
import type { Told } from './request-object';
import { Waiters } from './waiters';
import type { WalletRefusal } from './wallet-refusal';

/**
 * `open`: shown by the counter; `fetched`: a wallet reads it; `answered`, `declined`: it presented, or said that it will not.
 */
export type ExchangeState = 'open' | 'fetched' | 'declined' | 'answered';

/** What a wallet sent back: kept in memory alone until the counter has it, at most as long as its request lives. */
export interface Answer {
  readonly sdJwt: string;
  readonly anchor?: JsonObject;
  /** By which an agent presents. */
  readonly delegations?: readonly string[];
  /** By which one holder of several shows fields of others. */
  readonly consents?: readonly string[];
}

interface Exchange {
  readonly request: PresentationRequest;
  /** Words for the holder. */
  readonly told: Told;
  state: ExchangeState;
  answer?: Answer;
  refusal?: WalletRefusal;
  bytes: number;
  readonly waiters: Waiters;
}

export const EXCHANGE_LIMITS = {
  exchanges: 10_000,
  /** All answers that wait to be picked up, UTF-16 code units. */
  answerChars: 64 * 1024 * 1024,
  /** How long after its end an exchange is still named `expired`. */
  keepMs: 60_000,
} as const;

/** Requests that wallets read and answer, by an id that is in the counter's code; no nonce opens one. */
export class Exchanges {
  readonly #exchanges = new Map<string, Exchange>();
  #chars = 0;

  constructor(private readonly clock: () => number) {}

  /** The id of a new exchange. @throws Problem too-busy */
  open(request: PresentationRequest, told: Told): string {
    this.sweep();
    if (this.#exchanges.size >= EXCHANGE_LIMITS.exchanges) {
      throw new Problem('too-busy', { retryAfterSeconds: 60 });
    }
    const id = randomBytes(16).toString('base64url');
    this.#exchanges.set(id, { request, told, state: 'open', bytes: 0, waiters: new Waiters() });
    return id;
  }

  /** The request, read by a wallet. @throws Problem not-found, presentation-expired, already-answered */
  fetch(id: string): { readonly request: PresentationRequest; readonly told: Told } {
    const exchange = this.#live(id);
    if (exchange.state === 'open') this.#become(exchange, 'fetched');
    return exchange;
  }

  /**
   * What the wallet says, once. `state` of the request proves that the answer is to what was read.
   * @throws Problem not-found, presentation-expired, already-answered, too-busy
   */
  answer(id: string, answer: Answer | WalletRefusal): void {
    const exchange = this.#live(id);
    if (typeof answer === 'string') {
      exchange.refusal = answer;
      this.#become(exchange, 'declined');
      return;
    }
    const chars = JSON.stringify(answer).length;
    if (this.#chars + chars > EXCHANGE_LIMITS.answerChars) {
      throw new Problem('too-busy', { retryAfterSeconds: 10 });
    }
    this.#chars += chars;
    exchange.bytes = chars;
    exchange.answer = answer;
    this.#become(exchange, 'answered');
  }

  /** What the holder was told of a request, as long as it is kept here. */
  told(nonce: string): Told | undefined {
    for (const { request, told } of this.#exchanges.values()) if (request.nonce === nonce) return told;
    return undefined;
  }

  /** How things stand, for the authority that asked; waits for a change at most `waitMs`. */
  async look(
    id: string,
    authority: string,
    seen: ExchangeState | undefined,
    waitMs: number,
  ): Promise<{
    readonly state: ExchangeState | 'expired';
    readonly nonce: string;
    readonly answer?: Answer;
    /** Why nothing is presented, where it is not that the holder declined. */
    readonly error?: WalletRefusal;
  }> {
    const exchange = this.#exchanges.get(id);
    if (exchange?.request.authority !== authority) throw new Problem('not-found');
    const left = exchange.request.expiresAt - this.clock();
    const isDecided = exchange.state === 'answered' || exchange.state === 'declined';
    if (!isDecided && left > 0 && waitMs > 0 && (seen === undefined || seen === exchange.state)) {
      await exchange.waiters.wait(Math.min(waitMs, left));
    }
    const { request, answer, state, refusal } = exchange;
    // What was sent back and not picked up in time proves nothing any more, and is given to nobody.
    if (state !== 'declined' && this.clock() >= request.expiresAt)
      return { state: 'expired', nonce: request.nonce };
    const error = refusal === undefined || refusal === 'access_denied' ? {} : { error: refusal };
    return { state, nonce: request.nonce, ...(answer && { answer }), ...error };
  }

  /** Wakes everybody who waits, as the gateway closes. */
  close(): void {
    for (const { waiters } of this.#exchanges.values()) waiters.wake();
    this.#exchanges.clear();
  }

  #live(id: string): Exchange {
    const exchange = this.#exchanges.get(id);
    if (exchange === undefined) throw new Problem('not-found');
    if (exchange.state === 'answered' || exchange.state === 'declined') throw new Problem('already-answered');
    if (this.clock() >= exchange.request.expiresAt) throw new Problem('presentation-expired');
    return exchange;
  }

  #become(exchange: Exchange, state: ExchangeState): void {
    exchange.state = state;
    exchange.waiters.wake();
  }

  /** Forgets what ended, with what was sent back. */
  sweep(): void {
    const now = this.clock();
    for (const [id, { request, bytes }] of this.#exchanges) {
      // The map's order is that of their beginnings, and no request lives shorter than this.
      if (now < request.issuedAt + LIMITS.presentationLifeMs + EXCHANGE_LIMITS.keepMs) break;
      if (now < request.expiresAt + EXCHANGE_LIMITS.keepMs) continue;
      this.#chars -= bytes;
      this.#exchanges.delete(id);
    }
  }
}
