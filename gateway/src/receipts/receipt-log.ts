import {
  type CryptoProvider,
  encodeBase64url,
  encodeUtf8,
  NO_RECEIPT,
  type Receipt,
  type ReceiptPayload,
  type ReceiptPlace,
  signReceipts,
  type Signer,
  canonicalJson,
  type JsonObject,
  type LogProof,
} from '@huren/chaincode/domain';
import { LIMITS } from '../limits';
import { lineOf, noteKey, noteRange, noteValue, type ReceiptLine, type ReceiptNote } from './receipt-note';
import { numberText, payloadKey } from './receipt-place';
import { type Peaks, ReceiptMissing, ReceiptTree } from './receipt-tree';
import { Problem } from '../problems';
import type { DurableStorage, StorageOperation } from '../storage';

/** Makes the payload once the log has given the receipt its place. */
export type ComposeReceipt = (place: Omit<ReceiptPlace, 'timeMs'>) => ReceiptPayload;

/** The newest receipt of a key; number 0 before the first. */
export interface ReceiptLogHead {
  readonly number: number;
  /** base64url SHA-256 of its payload's JCS; 32 zero bytes for number 0. */
  readonly digest: string;
}

/** What the ledger knows of a log. */
interface AnchoredHead extends ReceiptLogHead {
  /** base64url root of the tree of its receipts. */
  readonly root: string;
}

interface Waiting {
  readonly compose: ComposeReceipt;
  readonly signer: Signer;
  readonly note: ReceiptNote | undefined;
  readonly resolve: (receipt: Receipt) => void;
  readonly reject: (error: unknown) => void;
}

const EMPTY: ReceiptLogHead = { number: 0, digest: NO_RECEIPT };

/**
 * The gateway's receipts (DETAILS 9): gapless per key, each linked to the one before. The receipts of one event-loop
 * tick share one signature over their Merkle root, and are on the disk before any of them is handed out; a number that
 * reached the disk without being handed out (a crash) stays in the chain and is never given twice.
 */
export class ReceiptLog {
  readonly #heads = new Map<string, ReceiptLogHead>();
  /** Of the trees below the heads. */
  readonly #peaks = new Map<string, Peaks>();
  #waiting: Waiting[] = [];
  #flushing = false;
  #idle: (() => void)[] = [];
  /** The write that is under way, or was last; it never rejects. */
  #writing: Promise<unknown> = Promise.resolve();
  /** Anchored heads that this log was found to hold. */
  readonly #held = new Set<string>();

  /**
   * @param anchored the head that the ledger knows of a key: the log has to go on from there
   * @param isInUse whether receipts are given with a key: one that waited while its key went out of use is given none
   */
  constructor(
    private readonly storage: DurableStorage,
    private readonly provider: CryptoProvider,
    private readonly anchored: (keyId: string) => AnchoredHead | undefined = () => undefined,
    private readonly isInUse: (keyId: string) => boolean = () => true,
  ) {}

  get failed(): boolean {
    return this.storage.failed;
  }

  async probe(): Promise<boolean> {
    const { failed } = this.storage;
    const worked = await this.storage.probe();
    if (failed && worked) this.#forget();
    return worked;
  }

  head(keyId: string): ReceiptLogHead {
    const known = this.#heads.get(keyId);
    if (known !== undefined) return known;
    const text = this.storage.get(`head/${keyId}`);
    // A stranger may ask for keys that nobody has.
    if (text === undefined) return EMPTY;
    const head = JSON.parse(text) as ReceiptLogHead;
    this.#heads.set(keyId, head);
    return head;
  }

  /** base64url root of the tree of all receipts of a key; there is one at least. @throws ReceiptMissing */
  root(keyId: string): string {
    return encodeBase64url(this.#tree(keyId).root(this.#peaksOf(keyId)));
  }

  /** That this log began with its first `before` receipts (RFC 6962 §2.1.2). @throws ReceiptMissing */
  growth(keyId: string, before: number): readonly string[] {
    return this.#tree(keyId).consistency(before, this.head(keyId).number).map(encodeBase64url);
  }

  /**
   * That a receipt stands among the first `size`; undefined where this log is shorter, not of this key, or damaged there.
   */
  inclusion(keyId: string, number: number, size: number): LogProof | undefined {
    if (number < 1 || number > size || size > this.head(keyId).number) return undefined;
    return whole(() => ({
      size,
      proof: this.#tree(keyId).inclusion(number, size).map(encodeBase64url),
    }));
  }

  #peaksOf(keyId: string): Peaks {
    const known = this.#peaks.get(keyId);
    if (known !== undefined) return known;
    const peaks = this.#tree(keyId).peaks(this.head(keyId).number);
    this.#peaks.set(keyId, peaks);
    return peaks;
  }

  /** What a failed write left on the disk is read back, so that no number is given twice. */
  #forget(): void {
    this.#heads.clear();
    this.#peaks.clear();
  }

  /** base64url root of the first `size` receipts; undefined where one of them is missing. */
  #rootOf(keyId: string, size: number): string | undefined {
    const tree = this.#tree(keyId);
    return whole(() => encodeBase64url(tree.root(tree.peaks(size))));
  }

  #tree(keyId: string): ReceiptTree {
    return new ReceiptTree(
      keyId,
      (key) => this.storage.get(key),
      (bytes) => this.provider.digest('sha-256', bytes),
    );
  }

  /** The stored payload with a number, as canonical JSON. */
  payload(keyId: string, number: number): string | undefined {
    return this.storage.get(payloadKey(keyId, number));
  }

  /**
   * Whether the log holds the receipts that the ledger has anchored. Otherwise the folder is an older copy, another one,
   * or was altered, and would give numbers a second time or a tree that nobody takes.
   */
  continuesLedger(keyId: string): boolean {
    const anchored = this.anchored(keyId);
    if (anchored === undefined || anchored.number === 0) return true;
    const name = `${keyId} ${String(anchored.number)} ${anchored.digest}`;
    if (this.#held.has(name)) return true;
    if (this.#rootOf(keyId, anchored.number) !== anchored.root) return false;
    this.#held.clear();
    this.#held.add(name);
    return true;
  }

  /** The lines of a day, in the order of authority, time and number. */
  async *notes(day: string, authority?: string): AsyncIterable<ReceiptLine> {
    for await (const [key, value] of this.storage.entries(noteRange(day, authority))) {
      yield lineOf(key, value);
    }
  }

  /**
   * A durable, signed receipt, with a line for the day's list where there is a note.
   * @throws Problem receipts-behind, no-receipt-key (it went out of use), storage-failed, too-busy: then there is none,
   * and no verdict leaves
   */
  async issue(compose: ComposeReceipt, signer: Signer, note?: ReceiptNote): Promise<Receipt> {
    if (this.#waiting.length >= LIMITS.waitingReceipts)
      throw new Problem('too-busy', { retryAfterSeconds: 1 });
    return new Promise((resolve, reject) => {
      this.#waiting.push({ compose, signer, note, resolve, reject });
      if (this.#flushing) return;
      this.#flushing = true;
      setImmediate(() => {
        void this.#flush();
      });
    });
  }

  /** Resolves once the log of a key that is out of use has come to its end: then its head stays. */
  async settled(): Promise<void> {
    await this.#writing;
  }

  /** Resolves once nothing waits, and closes the storage. */
  async close(): Promise<void> {
    if (this.#flushing) await new Promise<void>((resolve) => this.#idle.push(resolve));
    await this.storage.close();
  }

  async #flush(): Promise<void> {
    while (this.#waiting.length > 0) {
      const { keyId } = (this.#waiting[0] as Waiting).signer;
      const group: Waiting[] = [];
      const later: Waiting[] = [];
      for (const waiting of this.#waiting) {
        const fits = waiting.signer.keyId === keyId && group.length < LIMITS.receiptsPerGroup;
        (fits ? group : later).push(waiting);
      }
      this.#waiting = later;
      try {
        const writing = this.#write(group, (group[0] as Waiting).signer);
        this.#writing = writing.catch(() => undefined);
        const receipts = await writing;
        for (const [at, { resolve }] of group.entries()) resolve(receipts[at] as Receipt);
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    this.#flushing = false;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  async #write(group: readonly Waiting[], signer: Signer): Promise<readonly Receipt[]> {
    if (this.storage.failed) {
      await this.storage.recover();
      this.#forget();
    }
    const { keyId } = signer;
    if (!this.isInUse(keyId)) throw new Problem('no-receipt-key', { retryAfterSeconds: 1 });
    let peaks = this.continuesLedger(keyId) ? whole(() => this.#peaksOf(keyId)) : undefined;
    if (peaks === undefined) throw new Problem('receipts-behind', { retryAfterSeconds: 60 });
    let head = this.head(keyId);
    const tree = this.#tree(keyId);
    const first = head.number + 1;
    const operations: StorageOperation[] = [];
    const keep = (operation: StorageOperation): unknown => operations.push(operation);
    const encoded: Uint8Array[] = [];
    const payloads = group.map(({ compose, note }) => {
      const payload = compose({ key: keyId, number: head.number + 1, previous: head.digest });
      // The canonical text is made once: it is digested, signed under the root, and stored.
      const value = canonicalJson(payload as unknown as JsonObject);
      const bytes = encodeUtf8(value);
      encoded.push(bytes);
      const { number } = payload;
      const digest = encodeBase64url(this.provider.digest('sha-256', bytes));
      head = { number, digest };
      peaks = tree.grown(peaks as Peaks, bytes, number, keep);
      operations.push({ type: 'put', key: payloadKey(keyId, number), value });
      if (note !== undefined) {
        operations.push({ type: 'put', key: noteKey(note, payload), value: noteValue(note, payload) });
      }
      return payload;
    });
    const receipts = signReceipts(payloads, signer, this.provider, encoded);
    const { jws } = receipts[0] as Receipt;
    operations.push(
      {
        type: 'put',
        key: `g/${keyId}/${numberText(first)}`,
        value: JSON.stringify({ size: group.length, jws }),
      },
      {
        type: 'put',
        key: `head/${keyId}`,
        value: JSON.stringify(head),
      },
    );
    await this.storage.write(operations);
    this.#heads.set(keyId, head);
    this.#peaks.set(keyId, peaks);
    return receipts;
  }
}

/** What the log tells where no receipt is missing. */
function whole<T>(tell: () => T): T | undefined {
  try {
    return tell();
  } catch (error) {
    if (error instanceof ReceiptMissing) return undefined;
    throw error;
  }
}
