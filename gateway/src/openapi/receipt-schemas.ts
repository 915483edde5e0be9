import { CHECKS, COUNTER_METHODS, COUNTER_NAMES } from '@huren/chaincode/domain';
import { choice, closed, list, ref, text, whole, type Schema } from './schema';
import { digest, day, jws, matter, comparedAgent, nonce } from './value-schemas';

/** Receipts, and what is found of them. */
export const receiptSchemas: Readonly<Record<string, Schema>> = {
  ReceiptPayload: closed({
    v: { const: 1 },
    key: digest,
    number: whole('gapless per key, from 1'),
    previous: digest,
    time: text('RFC 3339', { format: 'date-time' }),
    verdict: ref('VerdictWord'),
    lamps: ref('Lamps'),
    legalForm: choice('data', 'page', 'copy'),
    basis: ref('Basis'),
    provenance: text('issuer, custodian, relayed or none'),
    'identityLevel?': whole('0…5'),
    'presenter?': ref('PresentingHolder'),
    'attestedSince?': text('RFC 3339', { format: 'date-time' }),
    findings: list(
      closed({
        check: choice(...CHECKS),
        outcome: choice('pass', 'fail', 'unknown', 'skipped'),
        code: text('stable code'),
      }),
    ),
    request: digest,
    height: whole('ledger height'),
    blockHash: text('hex'),
    policy: digest,
    'asOf?': day,
    'knownAt?': whole('ledger height'),
    'counterMatch?': choice(...COUNTER_METHODS),
  }),
  Receipt: closed({
    payload: ref('ReceiptPayload'),
    path: closed({ index: whole('leaf index'), size: whole('leaves'), proof: list(digest) }),
    jws,
  }),
  ReceiptCheckRequest: closed({
    receipt: ref('Receipt'),
    'logProof?': ref('LogProof'),
    'request?': closed({
      leaf: digest,
      'nonce?': nonce,
      matter,
      authority: text('credit code'),
      'asOf?': day,
      'counterMatch?': closed({
        method: choice(...COUNTER_METHODS),
        name: choice(...COUNTER_NAMES),
        'of?': comparedAgent,
        by: text('digest of the clerk’s account'),
      }),
      'delegations?': digest,
    }),
  }),
  ReceiptCheck: closed({
    valid: { type: 'boolean' },
    outcome: choice('valid', 'invalid', 'unknown'),
    codes: list(text('stable code')),
    messages: ref('Bilingual'),
    'member?': text('member whose gateway signed'),
    'gateway?': text('where that gateway is'),
    'logged?': choice('in-log', 'after-head', 'unproven', 'not-in-log'),
    'logSize?': whole('receipts that the newest head of its log counts'),
  }),
  FinalHead: closed(
    {
      number: whole('receipts of the log'),
      'digest?': digest,
      'root?': digest,
      'growth?': list(digest, { maxItems: 108 }),
    },
    'how the log of a receipt key ends, as member:endReceiptKey takes it; growth: from the head on the ledger',
  ),
  LogProof: closed(
    {
      size: whole('receipts of the log that the proof is for'),
      proof: list(digest, { maxItems: 53 }),
    },
    'sibling hashes of a receipt in its key’s log, from it upwards (RFC 6962 §2.1.1)',
  ),
};
