import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** What a sign-in has to remember until the provider's answer. */
export interface BegunSignIn {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly to: string;
  /** Epoch ms. */
  readonly expiresAt: number;
}

const NONCE_LENGTH = 12;
const TAG_LENGTH = 16;
/** Browsers keep cookies of 4096 bytes (RFC 6265 §6.1). */
const LONGEST = 3_500;
const PURPOSE = Buffer.from('huren begun sign-in', 'utf8');

/**
 * Begun sign-ins, each kept in its own browser's cookie under a key of this process (AES-256-GCM, NIST SP 800-38D; value:
 * base64url(nonce ‖ tag ‖ ciphertext)): however many one client begins, nobody else's is pushed out. A restart voids them.
 */
export class BegunSignIns {
  readonly #key = randomBytes(32);
  /** Those that somebody signed in with, until they would have ended: only the provider's own people can fill this. */
  readonly #spent = new Map<string, number>();

  constructor(private readonly clock: () => number) {}

  /** The cookie's value. */
  seal(begun: BegunSignIn): string {
    const nonce = randomBytes(NONCE_LENGTH);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce);
    cipher.setAAD(PURPOSE);
    const sealed = Buffer.concat([cipher.update(JSON.stringify(begun), 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
  }

  /** What a cookie holds; undefined where it is none of this process, has ended or was signed in with. */
  open(value: string | undefined): BegunSignIn | undefined {
    if (value === undefined || value.length > LONGEST) return undefined;
    const bytes = Buffer.from(value, 'base64url');
    if (bytes.length <= NONCE_LENGTH + TAG_LENGTH) return undefined;
    let begun: BegunSignIn;
    try {
      const nonce = bytes.subarray(0, NONCE_LENGTH);
      const decipher = createDecipheriv('aes-256-gcm', this.#key, nonce, { authTagLength: TAG_LENGTH });
      decipher.setAAD(PURPOSE);
      decipher.setAuthTag(bytes.subarray(NONCE_LENGTH, NONCE_LENGTH + TAG_LENGTH));
      const text = decipher.update(bytes.subarray(NONCE_LENGTH + TAG_LENGTH));
      begun = JSON.parse(Buffer.concat([text, decipher.final()]).toString('utf8')) as BegunSignIn;
    } catch {
      return undefined;
    }
    const isOver = this.clock() >= begun.expiresAt || this.#spent.has(digestOf(begun));
    return isOver ? undefined : begun;
  }

  /** Somebody signed in with it; it opens nothing again. False: another answer was first. */
  spend(begun: BegunSignIn): boolean {
    const now = this.clock();
    for (const [digest, expiresAt] of this.#spent) if (now >= expiresAt) this.#spent.delete(digest);
    const digest = digestOf(begun);
    if (this.#spent.has(digest)) return false;
    this.#spent.set(digest, begun.expiresAt);
    return true;
  }
}

const digestOf = ({ state }: BegunSignIn): string => createHash('sha256').update(state).digest('base64url');
