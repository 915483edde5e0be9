import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Staff } from './staff';

export interface Session {
  readonly staff: Staff;
  /** Sent back by the page's script with every call that acts: a foreign page cannot read it. */
  readonly csrf: string;
  /** Epoch ms; whatever happens, the session ends then. */
  readonly endsAt: number;
  /** Epoch ms; the session ends when it is left alone that long. */
  readonly idleUntil: number;
}

export const SESSION_LIMITS = {
  /** A working day. */
  lifeMs: 9 * 60 * 60_000,
  idleMs: 30 * 60_000,
  sessions: 10_000,
} as const;

const SECRET = /^[A-Za-z0-9_-]{43}$/;
const secret = (): string => randomBytes(32).toString('base64url');
/** What is kept is no key to anything: a copy of the memory opens no session. */
const digestOf = (id: string): string => createHash('sha256').update(id).digest('base64url');

/**
 * Sessions of signed-in staff, in this process alone: a restart signs everybody out, and nothing about them is on disk.
 * Every sign-in makes a new id, so none that somebody planted becomes good.
 */
export class Sessions {
  readonly #sessions = new Map<string, Session>();

  constructor(private readonly clock: () => number) {}

  get size(): number {
    return this.#sessions.size;
  }

  /** The new session's id, for its cookie. */
  begin(staff: Staff): string {
    const now = this.clock();
    this.#forgetEnded(now);
    // The one left alone longest makes room; a map keeps the order in which its entries were last used.
    for (const oldest of this.#sessions.keys()) {
      if (this.#sessions.size < SESSION_LIMITS.sessions) break;
      this.#sessions.delete(oldest);
    }
    const id = secret();
    const endsAt = now + SESSION_LIMITS.lifeMs;
    this.#sessions.set(digestOf(id), {
      staff,
      csrf: secret(),
      endsAt,
      idleUntil: now + SESSION_LIMITS.idleMs,
    });
    return id;
  }

  /** The session of an id, used now; undefined when there is none or it has ended. */
  use(id: string | undefined): Session | undefined {
    if (id === undefined || !SECRET.test(id)) return undefined;
    const key = digestOf(id);
    const session = this.#sessions.get(key);
    if (session === undefined) return undefined;
    const now = this.clock();
    this.#sessions.delete(key);
    if (now >= session.endsAt || now >= session.idleUntil) return undefined;
    const used = { ...session, idleUntil: now + SESSION_LIMITS.idleMs };
    this.#sessions.set(key, used);
    return used;
  }

  end(id: string | undefined): void {
    if (id !== undefined) this.#sessions.delete(digestOf(id));
  }

  #forgetEnded(now: number): void {
    for (const [key, { endsAt, idleUntil }] of this.#sessions) {
      if (now >= endsAt || now >= idleUntil) this.#sessions.delete(key);
    }
  }
}

/** Compares in a time that tells nothing about where the two differ. */
export function isSameSecret(given: string | undefined, kept: string): boolean {
  const a = Buffer.from(given ?? '');
  const b = Buffer.from(kept);
  return a.length === b.length && timingSafeEqual(a, b);
}
