import { createPublicKey, randomBytes, verify, X509Certificate, type KeyObject } from 'node:crypto';
import { type Commit, isLowS, type Ledger, LedgerInDoubt, type TransactionRequest } from '@huren/network';
import { LIMITS } from '../limits';
import { Problem } from '../problems';

/** A transaction that waits for its caller's signature over `bytes`. */
export interface SignatureWanted {
  /** 128 random bits, hex: whoever knows it may hand in the signature, and only the key can make it. */
  readonly id: string;
  readonly bytes: Uint8Array;
  /** Epoch ms. */
  readonly expiresAt: number;
}

export type TransactionStep =
  | { readonly kind: 'sign'; readonly wanted: SignatureWanted }
  | { readonly kind: 'committed'; readonly commit: Commit };

interface Pending {
  readonly id: string;
  readonly certificate: string;
  /** SHA-256 of the certificate itself: one certificate has many PEM texts. */
  readonly fingerprint: string;
  readonly publicKey: KeyObject;
  /** Length of the argument that is kept meanwhile. */
  readonly chars: number;
  bytes: Uint8Array;
  expiresAt: number;
  /** Hands a signature to the engine that waits for it. */
  give: (signature: Uint8Array) => void;
  /** Ends the engine's wait. */
  giveUp: () => void;
  /** What comes next: one more signature, the commit, or the refusal. */
  next: Promise<TransactionStep>;
  answering: boolean;
}

/** The caller's signature did not come in time. */
class SignatureTimeout extends Error {
  constructor() {
    super('the signature did not come in time');
    this.name = 'SignatureTimeout';
  }
}

/**
 * Transactions whose key lives elsewhere (DETAILS 12): `submit` runs with a signer that hands its bytes out over HTTP and
 * waits, a bounded time and number, for the signature to come back.
 */
export class PendingTransactions {
  readonly #pending = new Map<string, Pending>();
  readonly #finished = new Map<string, { readonly commit: Commit; readonly until: number }>();
  /** By the ledger's own transaction id, with the epoch ms until which it is remembered. */
  readonly #inDoubt = new Map<string, number>();

  constructor(
    private readonly ledger: Ledger,
    private readonly mspId: string,
    private readonly clock: () => number,
  ) {}

  get size(): number {
    return this.#pending.size;
  }

  /**
   * Starts a transaction and answers with what is to be signed. The ledger itself judges the certificate: it must be of
   * this gateway's member.
   */
  async prepare(request: TransactionRequest, certificate: string): Promise<TransactionStep> {
    const { publicKey, fingerprint } = readCertificate(certificate);
    const chars = request.argument.length;
    this.#requireRoom(fingerprint, chars);
    const id = randomBytes(16).toString('hex');
    const pending: Pending = {
      id,
      certificate,
      fingerprint,
      publicKey,
      chars,
      bytes: new Uint8Array(),
      expiresAt: 0,
      give: () => undefined,
      giveUp: () => undefined,
      next: Promise.reject(new TypeError('not started')),
      answering: false,
    };
    pending.next.catch(() => undefined);
    this.#pending.set(id, pending);
    // An engine may ask for the signature before `submit` returns: the first step is the one made before it.
    return this.#step(this.#run(pending, request));
  }

  /**
   * Takes a signature. Resolves with the commit, or with further bytes when the engine asks for one more signature; a
   * repeated call for a finished transaction gets the same commit again.
   */
  async sign(id: string, signature: Uint8Array): Promise<TransactionStep> {
    this.#forget();
    const finished = this.#finished.get(id);
    if (finished !== undefined) return { kind: 'committed', commit: finished.commit };
    const pending = this.#pending.get(id);
    if (pending === undefined) throw new Problem('unknown-transaction');
    const { publicKey } = pending;
    if (
      !isLowS(signature) ||
      !verify('sha256', pending.bytes, { key: publicKey, dsaEncoding: 'der' }, signature)
    ) {
      throw new Problem('bad-signature', { path: '/signature' });
    }
    const { next } = pending;
    if (!pending.answering) {
      pending.answering = true;
      pending.give(signature);
    }
    return this.#step(next);
  }

  /** Whether this gateway sent the transaction and was not told what became of it: it may yet reach the ledger. */
  isInDoubt(transactionId: string): boolean {
    this.#forget();
    return this.#inDoubt.has(transactionId);
  }

  /** Ends every wait, for a shutdown. */
  close(): void {
    for (const pending of this.#pending.values()) pending.giveUp();
  }

  async #step(next: Promise<TransactionStep>): Promise<TransactionStep> {
    try {
      return await next;
    } catch (error) {
      throw error instanceof SignatureTimeout ? new Problem('unknown-transaction') : error;
    }
  }

  /** Starts it; answers its first step. */
  #run(pending: Pending, request: TransactionRequest): Promise<TransactionStep> {
    let settle: { resolve: (step: TransactionStep) => void; reject: (error: unknown) => void };
    const renew = (): void => {
      pending.next = new Promise((resolve, reject) => {
        settle = { resolve, reject };
      });
      // Nobody may be listening when the engine refuses after the caller has gone.
      pending.next.catch(() => undefined);
    };
    renew();
    const first = pending.next;
    const signer = {
      mspId: this.mspId,
      certificate: pending.certificate,
      sign: async (bytes: Uint8Array) => {
        const { resolve } = settle;
        const signature = this.#await(pending, bytes);
        // What follows the signature has its promise before the signature can be handed over.
        renew();
        resolve({ kind: 'sign', wanted: { id: pending.id, bytes, expiresAt: pending.expiresAt } });
        return signature;
      },
    };
    this.ledger.submit(request, signer).then(
      (commit) => {
        this.#pending.delete(pending.id);
        this.#finished.set(pending.id, { commit, until: this.clock() + LIMITS.finishedKeepMs });
        settle.resolve({ kind: 'committed', commit });
      },
      (error: unknown) => {
        this.#pending.delete(pending.id);
        if (error instanceof LedgerInDoubt) {
          this.#inDoubt.set(error.transactionId, this.clock() + LIMITS.inDoubtKeepMs);
        }
        settle.reject(error);
      },
    );
    return first;
  }

  async #await(pending: Pending, bytes: Uint8Array): Promise<Uint8Array> {
    pending.bytes = bytes;
    pending.answering = false;
    pending.expiresAt = this.clock() + LIMITS.signatureWaitMs;
    return new Promise((resolve, reject) => {
      pending.giveUp = () => {
        clearTimeout(timer);
        reject(new SignatureTimeout());
      };
      pending.give = (signature) => {
        clearTimeout(timer);
        resolve(signature);
      };
      const timer = setTimeout(pending.giveUp, LIMITS.signatureWaitMs);
      timer.unref();
    });
  }

  #requireRoom(fingerprint: string, chars: number): void {
    this.#forget();
    let own = 0;
    let ownChars = chars;
    let allChars = chars;
    for (const pending of this.#pending.values()) {
      allChars += pending.chars;
      if (pending.fingerprint !== fingerprint) continue;
      own++;
      ownChars += pending.chars;
    }
    const hasRoom =
      own < LIMITS.pendingPerCertificate &&
      ownChars <= LIMITS.pendingCharsPerCertificate &&
      this.#pending.size < LIMITS.pendingTransactions &&
      allChars <= LIMITS.pendingChars;
    if (!hasRoom) throw new Problem('too-busy', { retryAfterSeconds: 5 });
  }

  #forget(): void {
    const now = this.clock();
    for (const [id, { until }] of this.#finished) {
      if (until > now && this.#finished.size <= LIMITS.finishedTransactions) break;
      this.#finished.delete(id);
    }
    for (const [id, until] of this.#inDoubt) {
      if (until > now && this.#inDoubt.size <= LIMITS.finishedTransactions) break;
      this.#inDoubt.delete(id);
    }
  }
}

function readCertificate(pem: string): { readonly publicKey: KeyObject; readonly fingerprint: string } {
  let key: KeyObject;
  let fingerprint: string;
  try {
    const certificate = new X509Certificate(pem);
    key = createPublicKey(certificate.publicKey.export({ type: 'spki', format: 'pem' }));
    fingerprint = certificate.fingerprint256;
  } catch {
    throw new Problem('bad-certificate', { path: '/certificate' });
  }
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
    throw new Problem('bad-certificate', { path: '/certificate' });
  }
  return { publicKey: key, fingerprint };
}
