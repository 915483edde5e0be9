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
  /** Of the answer. */
  chars: number;
  readonly waiters: Waiters;
}

export const EXCHANGE_LIMITS = {
  /** Answers that wait to be picked up, of all authorities and of one, UTF-16 code units. */
  answerChars: 64 * 1024 * 1024,
  answerCharsPerAuthority: 16 * 1024 * 1024,
  /** Exchanges whose nonce was spent; they only tell a wallet that asks again that its answer has come. */
  spent: 10_000,
  /** How long after its end an exchange is still named `expired`. */
  keepMs: 60_000,
} as const;

/**
 * Requests that wallets read and answer, by an id that is in the counter's code; no nonce opens one. How many can be open
 * is bounded where requests are made (LiveRequests).
 */
export class Exchanges {
  readonly #exchanges = new Map<string, Exchange>();
  /** Their ids by nonce. */
  readonly #ids = new Map<string, string>();
  /** Ids, in the order in which their nonces were spent. */
  readonly #spent = new Set<string>();
  readonly #charsOf = new Map<string, number>();
  #chars = 0;

  constructor(private readonly clock: () => number) {}

  /** The id of a new exchange. */
  open(request: PresentationRequest, told: Told): string {
    this.sweep();
    const id = randomBytes(16).toString('base64url');
    this.#exchanges.set(id, { request, told, state: 'open', chars: 0, waiters: new Waiters() });
    this.#ids.set(request.nonce, id);
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
    const { authority } = exchange.request;
    const ofAuthority = (this.#charsOf.get(authority) ?? 0) + chars;
    const { answerChars, answerCharsPerAuthority } = EXCHANGE_LIMITS;
    if (this.#chars + chars > answerChars || ofAuthority > answerCharsPerAuthority) {
      throw new Problem('too-busy', { retryAfterSeconds: 10 });
    }
    this.#chars += chars;
    this.#charsOf.set(authority, ofAuthority);
    exchange.chars = chars;
    exchange.answer = answer;
    this.#become(exchange, 'answered');
  }

  /** What the holder was told of a request, as long as it is kept here. */
  told(nonce: string): Told | undefined {
    return this.#byNonce(nonce)?.told;
  }

  /** The nonce was spent on a verdict: what was sent back is in it, and is kept here no longer. */
  spent(nonce: string): void {
    const exchange = this.#byNonce(nonce);
    const id = this.#ids.get(nonce);
    if (exchange === undefined || id === undefined) return;
    this.#drop(exchange);
    this.#spent.add(id);
    const [oldest] = this.#spent;
    if (oldest !== undefined && this.#spent.size > EXCHANGE_LIMITS.spent) this.#forget(oldest);
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
    this.#ids.clear();
    this.#spent.clear();
    this.#charsOf.clear();
    this.#chars = 0;
  }

  #byNonce(nonce: string): Exchange | undefined {
    return this.#exchanges.get(this.#ids.get(nonce) ?? '');
  }

  #live(id: string): Exchange {
    const exchange = this.#exchanges.get(id);
    if (exchange === undefined) throw new Problem('not-found');
    const isDecided = exchange.state === 'answered' || exchange.state === 'declined';
    if (isDecided || this.#spent.has(id)) throw new Problem('already-answered');
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
    for (const [id, { request }] of this.#exchanges) {
      // The map's order is that of their beginnings, and no request lives shorter than this.
      if (now < request.issuedAt + LIMITS.presentationLifeMs + EXCHANGE_LIMITS.keepMs) break;
      if (now < request.expiresAt + EXCHANGE_LIMITS.keepMs) continue;
      this.#forget(id);
    }
  }

  /** Takes the answer out. */
  #drop(exchange: Exchange): void {
    const { authority } = exchange.request;
    const left = (this.#charsOf.get(authority) ?? 0) - exchange.chars;
    if (left > 0) this.#charsOf.set(authority, left);
    else this.#charsOf.delete(authority);
    this.#chars -= exchange.chars;
    exchange.chars = 0;
    delete exchange.answer;
  }

  #forget(id: string): void {
    const exchange = this.#exchanges.get(id);
    if (exchange === undefined) return;
    this.#drop(exchange);
    this.#exchanges.delete(id);
    this.#ids.delete(exchange.request.nonce);
    this.#spent.delete(id);
  }
}
