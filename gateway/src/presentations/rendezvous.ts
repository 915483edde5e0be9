import { createHash, randomBytes, randomInt } from 'node:crypto';
import { addressShare } from '../http/address-share';
import { Problem } from '../problems';
import { isSameSecret } from '../staff/sessions';
import { Waiters } from './waiters';

export const RENDEZVOUS_LIMITS = {
  lifeMs: 60_000,
  /** Codes at once, of all phones and of one address: a hall's network has many phones, and nobody takes all codes. */
  codes: 10_000,
  addressCodes: 500,
} as const;

/** `<member>-<6 digits>`: short enough to be read out. */
export const RENDEZVOUS_CODE = /^(\d{6}|[0-9A-Z]{18})-(\d{6})$/;

interface Meeting {
  /** Whose share it is of. */
  readonly sender: string;
  readonly secretDigest: string;
  readonly expiresAt: number;
  requestUri?: string;
  readonly waiters: Waiters;
}

const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

/**
 * Codes that a holder shows: a counter's request finds the phone by one, once, within a minute. The code opens nothing;
 * only the phone, which holds the secret, learns what was asked.
 */
export class Rendezvous {
  readonly #meetings = new Map<string, Meeting>();
  /** How many of each sender there are. */
  readonly #senders = new Map<string, number>();

  constructor(
    private readonly member: string,
    private readonly clock: () => number,
  ) {}

  /**
   * @param address where the phone's request comes from
   * @throws Problem rate-limited (its address has its share), too-busy
   */
  open(address: string): { readonly code: string; readonly secret: string; readonly expiresAt: number } {
    this.#sweep();
    const sender = addressShare(address);
    const own = this.#senders.get(sender) ?? 0;
    if (own >= RENDEZVOUS_LIMITS.addressCodes) throw new Problem('rate-limited', { retryAfterSeconds: 60 });
    if (this.#meetings.size >= RENDEZVOUS_LIMITS.codes)
      throw new Problem('too-busy', { retryAfterSeconds: 60 });
    let code: string;
    do code = `${this.member}-${String(randomInt(1_000_000)).padStart(6, '0')}`;
    while (this.#meetings.has(code));
    const secret = randomBytes(32).toString('base64url');
    const expiresAt = this.clock() + RENDEZVOUS_LIMITS.lifeMs;
    this.#meetings.set(code, { sender, secretDigest: digestOf(secret), expiresAt, waiters: new Waiters() });
    this.#senders.set(sender, own + 1);
    return { code, secret, expiresAt };
  }

  /** A counter's request for the phone behind the code. @throws Problem not-found, presentation-expired, already-answered */
  ask(code: string, requestUri: string): void {
    const meeting = this.#meetings.get(code);
    if (meeting === undefined) throw new Problem('not-found');
    if (this.clock() >= meeting.expiresAt) throw new Problem('presentation-expired');
    if (meeting.requestUri !== undefined) throw new Problem('already-answered');
    meeting.requestUri = requestUri;
    meeting.waiters.wake();
  }

  /** What was asked, for the phone. @throws Problem not-found */
  async look(
    code: string,
    secret: string,
    waitMs: number,
  ): Promise<{ readonly state: 'waiting' | 'asked' | 'expired'; readonly requestUri?: string }> {
    const meeting = this.#meetings.get(code);
    if (meeting === undefined || !isSameSecret(digestOf(secret), meeting.secretDigest)) {
      throw new Problem('not-found');
    }
    const left = meeting.expiresAt - this.clock();
    if (meeting.requestUri === undefined && left > 0 && waitMs > 0) {
      await meeting.waiters.wait(Math.min(waitMs, left));
    }
    const { requestUri, expiresAt } = meeting;
    if (requestUri !== undefined) return { state: 'asked', requestUri };
    return { state: this.clock() >= expiresAt ? 'expired' : 'waiting' };
  }

  close(): void {
    for (const { waiters } of this.#meetings.values()) waiters.wake();
    this.#meetings.clear();
    this.#senders.clear();
  }

  #sweep(): void {
    const now = this.clock();
    for (const [code, { sender, expiresAt }] of this.#meetings) {
      if (now < expiresAt + RENDEZVOUS_LIMITS.lifeMs) break;
      this.#meetings.delete(code);
      const left = (this.#senders.get(sender) ?? 0) - 1;
      if (left > 0) this.#senders.set(sender, left);
      else this.#senders.delete(sender);
    }
  }
}
