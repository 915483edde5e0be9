import { canonicalJson, recordKey, type ReceiptHead } from '@huren/chaincode/domain';
import type { KeyStore, Ledger } from '@huren/network';
import type { RecordIndex } from '../index/record-index';
import { LIMITS } from '../limits';
import type { Log } from '../log';
import { headEvidence } from './head-evidence';
import type { ReceiptLog } from './receipt-log';

/**
 * Anchors the head of the receipt log on the ledger (DETAILS 18): at start when it has moved, and at least every ten
 * minutes. It ties every receipt to the ledger's order, and keeps the last block young while nobody else writes: after a
 * long quiet the first beat comes at once, since an index that looks old answers `cannot-tell`.
 */
export class Heartbeat {
  #timer: NodeJS.Timeout | undefined;
  #beating: Promise<void> = Promise.resolve();
  /** What the last beat of this process brought onto the ledger. */
  #anchored: { readonly keyId: string; readonly number: number } | undefined;

  constructor(
    private readonly parts: {
      readonly ledger: Ledger;
      readonly index: RecordIndex;
      readonly keys: KeyStore;
      readonly receipts: ReceiptLog;
      readonly receiptKey: () => string | undefined;
      /** Epoch ms. */
      readonly clock: () => number;
      readonly log: Log;
    },
  ) {}

  /** Of a gateway whose index has caught up. */
  start(): void {
    if (this.#headMoved() || this.#ledgerIsQuiet()) void this.beat();
    this.#timer = setInterval(() => {
      void this.beat();
    }, LIMITS.heartbeatMs);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#beating;
  }

  /** Anchors the head now; a refusal or failure is logged, and the next beat tries again. False when it did not. */
  async beat(): Promise<boolean> {
    let anchored = false;
    this.#beating = this.#beating.then(async () => {
      anchored = await this.#anchor();
    });
    await this.#beating;
    return anchored;
  }

  #headMoved(): boolean {
    const keyId = this.parts.receiptKey();
    if (keyId === undefined) return false;
    const anchored = this.parts.index.record<ReceiptHead>(recordKey.receiptHead(keyId));
    return this.parts.receipts.head(keyId).number !== (anchored?.number ?? 0);
  }

  /** Nobody wrote for as long as a heartbeat takes. */
  #ledgerIsQuiet(): boolean {
    const { index, clock } = this.parts;
    return index.head.height > 0 && clock() - index.head.time >= LIMITS.heartbeatMs;
  }

  /** Receipts of the key that the ledger counts: the index may not have read the beat before. */
  #counted(keyId: string): number {
    const known = this.parts.index.record<ReceiptHead>(recordKey.receiptHead(keyId))?.number ?? 0;
    return this.#anchored?.keyId === keyId ? Math.max(known, this.#anchored.number) : known;
  }

  async #anchor(): Promise<boolean> {
    const { ledger, keys, receipts, receiptKey, log } = this.parts;
    const keyId = receiptKey();
    const signer = keys.operator;
    if (keyId === undefined || signer === undefined) return false;
    try {
      const head = headEvidence(receipts, keyId, this.#counted(keyId));
      const request = {
        contract: 'member',
        fn: 'anchorReceipts',
        argument: canonicalJson({ keyId, ...head }),
      };
      await ledger.submit(request, signer);
      this.#anchored = { keyId, number: head.number };
      return true;
    } catch (error) {
      const code = (error as { code?: unknown }).code;
      log.warn(
        {
          error: error instanceof Error ? error.name : 'unknown',
          code: typeof code === 'string' ? code : undefined,
        },
        'the receipt head was not anchored',
      );
      return false;
    }
  }
}
