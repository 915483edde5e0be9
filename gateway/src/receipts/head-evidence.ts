import type { ReceiptLog } from './receipt-log';

/** What the ledger takes as the head of a log: the arguments of `member:anchorReceipts` beside the key. */
export interface HeadEvidence {
  readonly number: number;
  readonly digest?: string;
  readonly root?: string;
  readonly growth?: readonly string[];
}

/**
 * The newest receipt of a key, the tree of all, and that it goes on from the tree of the first `before`.
 * @throws ReceiptMissing
 */
export function headEvidence(receipts: ReceiptLog, keyId: string, before: number): HeadEvidence {
  const { number, digest } = receipts.head(keyId);
  if (number === 0) return { number };
  const goesOn = before > 0 && before < number;
  return {
    number,
    digest,
    root: receipts.root(keyId),
    ...(goesOn ? { growth: receipts.growth(keyId, before) } : {}),
  };
}
