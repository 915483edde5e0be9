import { randomBytes } from 'node:crypto';
import { addressShare } from '../http/address-share';
import { Problem } from '../problems';

export const DROP_LIMITS = {
  lifeMs: 24 * 60 * 60_000,
  /** Once it was read: long enough for a lost answer and a second try, short for a link that others saw. */
  readLifeMs: 10 * 60_000,
  /** base64url characters of one. */
  chars: 60_000,
  /** Of one address, at once. */
  addressDrops: 50,
  addressChars: 2 * 1024 * 1024,
  /** All together. */
  drops: 10_000,
  totalChars: 64 * 1024 * 1024,
} as const;

interface Drop {
  readonly sealed: string;
  readonly sender: string;
  readonly expiresAt: number;
}

/**
 * What one phone leaves for another: too long for a code on a screen. It is encrypted by the phone, whose key is in the
 * link alone. Reading it deletes nothing, since an answer may be lost and a wrong phone may open the link first; whoever
 * has taken it up says so. Kept in memory, so a restart loses it and the phone makes it again.
 */
export class Drops {
  readonly #drops = new Map<string, Drop>();
  /** Codes of what each sender left. */
  readonly #senders = new Map<string, Set<string>>();
  #chars = 0;

  constructor(private readonly clock: () => number) {}

  /**
   * @param address where the phone's request comes from
   * @param named the code under which somebody waits for it, of their own choice; absent: a fresh one
   * @throws Problem rate-limited: its address has left its share; too-busy; drop-taken: something lies there already
   */
  leave(
    sealed: string,
    address: string,
    named?: string,
  ): { readonly code: string; readonly expiresAt: number } {
    this.#sweep();
    if (named !== undefined && this.#drops.has(named)) throw new Problem('drop-taken');
    const sender = addressShare(address);
    const own = this.#ofSender(sender);
    const ownChars = own.reduce((sum, drop) => sum + drop.sealed.length, 0);
    if (own.length >= DROP_LIMITS.addressDrops || ownChars + sealed.length > DROP_LIMITS.addressChars) {
      throw new Problem('rate-limited', { retryAfterSeconds: this.#secondsUntilFirstEnd(own) });
    }
    if (this.#drops.size >= DROP_LIMITS.drops || this.#chars + sealed.length > DROP_LIMITS.totalChars) {
      const all = this.#drops.values();
      throw new Problem('too-busy', { retryAfterSeconds: this.#secondsUntilFirstEnd(all) });
    }
    const code = named ?? randomBytes(16).toString('base64url');
    const expiresAt = this.clock() + DROP_LIMITS.lifeMs;
    this.#drops.set(code, { sealed, sender, expiresAt });
    const codes = this.#senders.get(sender) ?? new Set();
    this.#senders.set(sender, codes.add(code));
    this.#chars += sealed.length;
    return { code, expiresAt };
  }

  /** Gives it out; from the first time on it lives for minutes. @throws Problem not-found */
  read(code: string): string {
    this.#sweep();
    const drop = this.#drops.get(code);
    if (drop === undefined) throw new Problem('not-found');
    const expiresAt = Math.min(drop.expiresAt, this.clock() + DROP_LIMITS.readLifeMs);
    this.#drops.set(code, { ...drop, expiresAt });
    return drop.sealed;
  }

  /** Deletes what was taken up; what is gone already is gone. */
  taken(code: string): void {
    const drop = this.#drops.get(code);
    if (drop !== undefined) this.#forget(code, drop);
  }

  #ofSender(sender: string): readonly Drop[] {
    return [...(this.#senders.get(sender) ?? [])].flatMap((code) => this.#drops.get(code) ?? []);
  }

  /** No room comes before the first of them ends. */
  #secondsUntilFirstEnd(drops: Iterable<Drop>): number {
    let first = this.clock() + DROP_LIMITS.lifeMs;
    for (const { expiresAt } of drops) first = Math.min(first, expiresAt);
    return Math.max(1, Math.ceil((first - this.clock()) / 1000));
  }

  #sweep(): void {
    const now = this.clock();
    for (const [code, drop] of this.#drops) if (now >= drop.expiresAt) this.#forget(code, drop);
  }

  #forget(code: string, { sealed, sender }: Drop): void {
    this.#chars -= sealed.length;
    this.#drops.delete(code);
    const codes = this.#senders.get(sender);
    codes?.delete(code);
    if (codes?.size === 0) this.#senders.delete(sender);
  }
}
