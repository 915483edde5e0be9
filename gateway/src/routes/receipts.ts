import {
  COUNTER_METHODS,
  COUNTER_NAMES,
  type Bilingual,
  type History,
  type JsonValue,
  type Member,
  object,
  oneOf,
  optional,
  parseDay,
  parsed,
  parseReceipt,
  type ReceiptFault,
  string,
  verifyReceipt,
} from '@huren/chaincode/domain';
import type { Context } from '../context';
import type { Endpoint } from '../http/endpoint';
import { LIMITS } from '../limits';

const Body = object({
  receipt: (value: JsonValue): JsonValue => value,
  request: optional(
    object({
      leaf: string({ min: 43, max: 43 }),
      nonce: optional(string({ max: 64 })),
      matter: string({ min: 12, max: 33 }),
      authority: string({ min: 18, max: 18 }),
      asOf: optional(parsed(parseDay, { max: 10 })),
      counterMatch: optional(
        object({
          method: oneOf(COUNTER_METHODS),
          name: oneOf(COUNTER_NAMES),
          of: optional(oneOf(['agent'])),
          by: string({ min: 1, max: 64 }),
        }),
      ),
      delegations: optional(string({ min: 43, max: 43 })),
    }),
  ),
});

const FAULTS: Readonly<Record<ReceiptFault, Bilingual>> = {
  RECEIPT_KEY_UNKNOWN: {
    zh: '没有成员登记过这把回执密钥，无法判断；请核对回执来源。',
    en: 'No member has registered that receipt key, so nothing can be said; check where the receipt is from.',
  },
  RECEIPT_KEY_NOT_THEN: {
    zh: '出具回执时该密钥尚未登记或已停用；请勿采信。',
    en: 'The key was not active when the receipt was made; do not rely on it.',
  },
  RECEIPT_SIGNATURE_INVALID: {
    zh: '回执签名无效；请勿采信。',
    en: 'The signature of the receipt is wrong; do not rely on it.',
  },
  RECEIPT_PATH_INVALID: {
    zh: '回执内容不在所签名的回执树中，可能被改动；请勿采信。',
    en: 'The receipt is not under the signed root and may have been altered; do not rely on it.',
  },
  RECEIPT_REQUEST_DIFFERS: {
    zh: '回执对应的不是这次请求；请核对证照、事项和日期。',
    en: 'The receipt answers another request; check licence, matter and day.',
  },
};

const VALID: Bilingual = { zh: '回执有效。', en: 'The receipt is valid.' };

function joined(messages: readonly Bilingual[]): Bilingual {
  return {
    zh: messages.map(({ zh }) => zh).join(''),
    en: messages.map(({ en }) => en).join(' '),
  };
}

/** POST /v1/receipts/verify: anybody may try a receipt against the member records. */
export function receiptEndpoints({ index, provider }: Context): readonly Endpoint[] {
  return [
    {
      method: 'POST',
      path: '/v1/receipts/verify',
      token: false,
      bodyBytes: LIMITS.singleBodyBytes,
      handle: ({ body }) => {
        const { receipt, request } = Body(body);
        const members = index.keys('member').map((key): History<Member> => index.history<Member>(key));
        const check = verifyReceipt(parseReceipt(receipt), {
          members,
          provider,
          ...(request === undefined ? {} : { request }),
        });
        const valid = check.outcome === 'valid';
        return {
          status: 200,
          body: {
            valid,
            outcome: check.outcome,
            codes: check.faults,
            messages: valid ? VALID : joined(check.faults.map((fault) => FAULTS[fault])),
            ...(check.member === undefined ? {} : { member: check.member }),
          },
        };
      },
    },
  ];
}
