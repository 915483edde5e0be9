import {
  COUNTER_METHODS,
  COUNTER_NAMES,
  type Bilingual,
  type History,
  type JsonValue,
  type LogProof,
  LogProofShape,
  type Member,
  object,
  oneOf,
  optional,
  parseDay,
  parsed,
  parseReceipt,
  type ReceiptHead,
  RECEIPT_FAULTS,
  recordKey,
  string,
  verifyReceipt,
} from '@huren/chaincode/domain';
import type { Context } from '../context';
import type { Endpoint } from '../http/endpoint';
import { Walks } from '../index/walks';
import { LIMITS } from '../limits';
import { gatewayOf } from '../presentations/member-gateway';
import { Problem } from '../problems';
import { headEvidence, type HeadEvidence } from '../receipts/head-evidence';
import { ReceiptMissing } from '../receipts/receipt-tree';

const Body = object({
  receipt: (value: JsonValue): JsonValue => value,
  logProof: optional(LogProofShape),
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

const VALID: Bilingual = { zh: '回执有效。', en: 'The receipt is valid.' };

function joined(messages: readonly Bilingual[]): Bilingual {
  return {
    zh: messages.map(({ zh }) => zh).join(''),
    en: messages.map(({ en }) => en).join(' '),
  };
}

const KEY = /^[A-Za-z0-9_-]{43}$/;
const NUMBER = /^[1-9]\d{0,14}$/;

/** Anybody may try a receipt against the ledger, and see that it stands in the log whose head is there. */
export function receiptEndpoints({
  index,
  provider,
  receipts,
  receiptKey,
  member: own,
}: Context): readonly Endpoint[] {
  // Apart from the walks of other questions: who floods the one does not stop the others.
  const walks = new Walks();
  const headOf = (keyId: string) => index.latest<ReceiptHead>(recordKey.receiptHead(keyId));
  /** One at a time: a proof reads some hundred records, and anyone may ask. */
  const proofOf = async (key: string, number: number, size: number): Promise<LogProof | undefined> => {
    const [proof] = await walks.run(function* () {
      yield receipts.inclusion(key, number, size) ?? null;
    });
    return proof;
  };
  /** null where this gateway's log is shorter than the ledger knows it, or damaged: it is another's, or a part was lost. */
  const finalHead = (key: string): HeadEvidence | null => {
    const before = headOf(key)?.value?.number ?? 0;
    if (receipts.head(key).number < before || !receipts.continuesLedger(key)) return null;
    try {
      return headEvidence(receipts, key, before);
    } catch (error) {
      if (error instanceof ReceiptMissing) return null;
      throw error;
    }
  };
  /** Where too many ask for proofs the receipt is judged without one. */
  const ownProof = async (key: string, number: number, size: number): Promise<LogProof | undefined> => {
    try {
      return await proofOf(key, number, size);
    } catch (error) {
      if (error instanceof Problem && error.code === 'too-busy') return undefined;
      throw error;
    }
  };
  return [
    {
      method: 'POST',
      path: '/v1/receipts/verify',
      token: false,
      bodyBytes: LIMITS.singleBodyBytes,
      handle: async ({ body }) => {
        const { receipt: given, request, logProof } = Body(body);
        const receipt = parseReceipt(given);
        const { key, number } = receipt.payload;
        const known = headOf(key);
        const head = known?.value ?? undefined;
        const proof = logProof ?? (head === undefined ? undefined : await ownProof(key, number, head.number));
        const members = index.keys('member').map((each): History<Member> => index.history<Member>(each));
        const check = verifyReceipt(receipt, {
          members,
          provider,
          log: { head, ...(known && { headTime: known.time }), ...(proof === undefined ? {} : { proof }) },
          ...(request === undefined ? {} : { request }),
        });
        const { member, logged } = check;
        const valid = check.outcome === 'valid';
        const gateway = member === undefined ? undefined : gatewayOf(index, member);
        return {
          status: 200,
          body: {
            valid,
            outcome: check.outcome,
            codes: check.faults,
            messages: valid ? VALID : joined(check.faults.map((fault) => RECEIPT_FAULTS[fault])),
            ...(member === undefined ? {} : { member }),
            ...(logged === undefined ? {} : { logged }),
            ...(head === undefined ? {} : { logSize: head.number }),
            ...(gateway === undefined ? {} : { gateway }),
          },
        };
      },
    },
    {
      method: 'GET',
      path: '/v1/receipts/:key/:number/log-proof',
      token: false,
      cors: true,
      handle: async ({ params: { key = '', number = '' }, query }) => {
        const asked = query.get('size');
        if (!KEY.test(key) || !NUMBER.test(number)) throw new Problem('not-found');
        if (asked !== null && !NUMBER.test(asked))
          throw new Problem('bad-query', { details: { parameter: 'size' } });
        const size = asked === null ? headOf(key)?.value?.number : Number(asked);
        const proof = size === undefined ? undefined : await proofOf(key, Number(number), size);
        if (proof === undefined) throw new Problem('not-found');
        return { status: 200, body: proof };
      },
    },
    {
      method: 'GET',
      path: '/v1/receipts/:key/final-head',
      token: false,
      handle: async ({ params: { key = '' } }) => {
        if (!KEY.test(key) || headOf(key)?.value?.member !== own) throw new Problem('not-found');
        // What is given after this head would be in no log.
        if (key === receiptKey()) throw new Problem('receipt-key-in-use');
        await receipts.settled();
        const [head] = await walks.run(function* () {
          yield finalHead(key);
        });
        if (head == null) throw new Problem('not-found');
        return { status: 200, body: head };
      },
    },
  ];
}
