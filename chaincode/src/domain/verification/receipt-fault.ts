import type { Bilingual } from '../record/bilingual';

/** Why a receipt is not relied on, first reason first: what was seen and what to do next. Append-only. */
export const RECEIPT_FAULTS = {
  /** No member's record names the receipt key: nothing can be said. */
  RECEIPT_KEY_UNKNOWN: {
    zh: '没有成员登记过这把回执密钥，无法判断；请核对回执来源。',
    en: 'No member has registered that receipt key, so nothing can be said; check where the receipt is from.',
  },
  /** The key was not active when the ledger had the receipt's height. */
  RECEIPT_KEY_NOT_THEN: {
    zh: '出具回执时该密钥尚未登记或已停用；请勿采信。',
    en: 'The key was not active when the receipt was made; do not rely on it.',
  },
  /** Signed as another type, by another key, or over other bytes. */
  RECEIPT_SIGNATURE_INVALID: {
    zh: '回执签名无效；请勿采信。',
    en: 'The signature of the receipt is wrong; do not rely on it.',
  },
  /** The payload is not under the signed root. */
  RECEIPT_PATH_INVALID: {
    zh: '回执内容不在所签名的回执树中，可能被改动；请勿采信。',
    en: 'The receipt is not under the signed root and may have been altered; do not rely on it.',
  },
  /** The receipt answers another request than the one given. */
  RECEIPT_REQUEST_DIFFERS: {
    zh: '回执对应的不是这次请求；请核对证照、事项和日期。',
    en: 'The receipt answers another request; check licence, matter and day.',
  },
  /** It does not stand in the log of its key, whose head is on the ledger, where its number says. */
  RECEIPT_NOT_IN_LOG: {
    zh: '账本所存证的回执日志在该序号处不是这份回执；请勿采信，并告知出具回执的成员。',
    en: 'The receipt log that the ledger knows has another receipt under that number; do not rely on it, and tell the member that gave it.',
  },
} as const satisfies Readonly<Record<string, Bilingual>>;

export type ReceiptFault = keyof typeof RECEIPT_FAULTS;
