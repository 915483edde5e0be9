import { randomBytes } from 'node:crypto';
import { presentationAudience, type PresentationRecord } from '@huren/chaincode/domain';
import { LIMITS } from '../limits';
import type { DurableStorage } from '../storage';
import { LiveRequests, type RequestShares } from './live-requests';

/** What a clerk asks a holder for: once, by one authority, for one matter. */
export interface PresentationRequest {
  /** 128 random bits, base64url. */
  readonly nonce: string;
  readonly authority: string;
  readonly matter: string;
  /** Epoch ms. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

interface StoredRequest extends PresentationRequest {
  readonly used: boolean;
}

const NONCE = /^[A-Za-z0-9_-]{22}$/;
/** A spent or expired request is kept this long, so that its fate can still be named. */
const KEEP_MS = 60 * 60_000;

/**
 * One-time nonces. A nonce is good for one verification by the authority that asked, for the matter it asked about;
 * that it is used reaches the disk before the verdict leaves, so that a crash frees none.
 */
export class PresentationRequests {
  readonly #claiming = new Set<string>();

  private constructor(
    private readonly storage: DurableStorage,
    private readonly live: LiveRequests,
  ) {}

  static async open(
    storage: DurableStorage,
    nowMs: number,
    shares: RequestShares = LIMITS,
  ): Promise<PresentationRequests> {
    const live = new LiveRequests(shares);
    const requests = new PresentationRequests(storage, live);
    await requests.sweep(nowMs);
    for await (const [, text] of storage.entries('n/')) {
      const { nonce, authority, expiresAt, used } = JSON.parse(text) as StoredRequest;
      if (!used && nowMs < expiresAt) live.keep(nonce, authority, expiresAt);
    }
    return requests;
  }

  get failed(): boolean {
    return this.storage.failed;
  }

  /** @throws Problem too-busy, storage-failed */
  async create(
    request: Omit<PresentationRequest, 'nonce' | 'expiresAt'>,
    lifeMs: number = LIMITS.presentationLifeMs,
  ): Promise<PresentationRequest> {
    const nonce = randomBytes(16).toString('base64url');
    const made = { ...request, nonce, expiresAt: request.issuedAt + lifeMs };
    this.live.take(nonce, made.authority, made.expiresAt, made.issuedAt);
    try {
      await this.#write({ ...made, used: false });
    } catch (error) {
      this.live.end(nonce);
      throw error;
    }
    return made;
  }

  /**
   * Uses a nonce up: `issued` is answered at most once in its life, among any number of simultaneous copies and over
   * restarts. Another authority's nonce is `unknown` here and stays unspent; one for another matter of the same
   * authority is spent, and its audience tells the difference.
   */
  async claim(nonce: string, authority: string, matter: string, nowMs: number): Promise<PresentationRecord> {
    const stored = this.#read(nonce, authority);
    if (stored === undefined) return unknown(nonce, authority, matter);
    const record = recordOf(stored);
    if (stored.used || this.#claiming.has(nonce)) return { ...record, state: 'used' };
    if (nowMs >= stored.expiresAt) return { ...record, state: 'expired' };
    this.#claiming.add(nonce);
    try {
      await this.#write({ ...stored, used: true });
      this.live.end(nonce);
    } finally {
      this.#claiming.delete(nonce);
    }
    return { ...record, state: 'issued' };
  }

  /** What is known of a nonce, which stays as it is: for questions about the past. */
  look(nonce: string, authority: string, matter: string, nowMs: number): PresentationRecord {
    const stored = this.#read(nonce, authority);
    if (stored === undefined) return unknown(nonce, authority, matter);
    const state = stored.used ? 'used' : nowMs >= stored.expiresAt ? 'expired' : 'issued';
    return { ...recordOf(stored), state };
  }

  /** Forgets what expired an hour ago: it could not be claimed anyway. */
  async sweep(nowMs: number): Promise<void> {
    const gone: { readonly type: 'del'; readonly key: string }[] = [];
    this.live.sweep(nowMs);
    for await (const [key, text] of this.storage.entries('n/')) {
      const { expiresAt } = JSON.parse(text) as StoredRequest;
      if (expiresAt + KEEP_MS < nowMs) gone.push({ type: 'del', key });
    }
    if (gone.length > 0) await this.storage.write(gone);
  }

  async probe(): Promise<boolean> {
    return this.storage.probe();
  }

  async close(): Promise<void> {
    await this.storage.close();
  }

  #read(nonce: string, authority: string): StoredRequest | undefined {
    const text = NONCE.test(nonce) ? this.storage.get(`n/${nonce}`) : undefined;
    if (text === undefined) return undefined;
    const stored = JSON.parse(text) as StoredRequest;
    return stored.authority === authority ? stored : undefined;
  }

  async #write(request: StoredRequest): Promise<void> {
    await this.storage.write([{ type: 'put', key: `n/${request.nonce}`, value: JSON.stringify(request) }]);
  }
}

function recordOf({ nonce, authority, matter, issuedAt }: StoredRequest): PresentationRecord {
  const audience = presentationAudience(authority, matter);
  return { nonce, state: 'issued', audience, issuedAtMs: issuedAt };
}

function unknown(nonce: string, authority: string, matter: string): PresentationRecord {
  const audience = presentationAudience(authority, matter);
  return { nonce, state: 'unknown', audience, issuedAtMs: 0 };
}
