import type { Operation } from './operation';

const PEM = '-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----\n';

/** Transactions, and the state of the ledger. */
export const ledgerOperations: readonly Operation[] = [
  {
    method: 'POST',
    path: '/v1/transactions/prepare',
    tag: 'ledger',
    summary: { zh: '准备一笔交易，取得待签名数据', en: 'Prepare a transaction: bytes to be signed' },
    token: false,
    request: {
      schema: 'PrepareRequest',
      example: { contract: 'member', function: 'confirm', argument: {}, certificate: PEM },
    },
    answers: { 200: 'Committed', 201: 'PreparedTransaction' },
    problems: [400, 403, 404, 409, 413, 415, 422],
  },
  {
    method: 'POST',
    path: '/v1/transactions',
    tag: 'ledger',
    summary: { zh: '交回签名并提交', en: 'Hand in the signature and submit' },
    token: false,
    request: {
      schema: 'SubmitRequest',
      example: { id: '00112233445566778899aabbccddeeff', signature: 'MEUCIQ…' },
    },
    answers: { 200: 'Committed', 202: 'PreparedTransaction' },
    problems: [400, 403, 404, 409, 413, 415, 422],
  },
  {
    method: 'GET',
    path: '/v1/transactions/:transactionId',
    tag: 'ledger',
    summary: { zh: '查询一笔交易', en: 'Look a transaction up' },
    token: false,
    answers: { 200: 'TransactionState', 202: 'TransactionInDoubt' },
    problems: [404],
  },
  {
    method: 'GET',
    path: '/v1/ledger',
    tag: 'ledger',
    summary: { zh: '账本高度与索引时效', en: 'Height of the ledger and age of the index' },
    token: false,
    answers: { 200: 'Ledger' },
    problems: [],
  },
  {
    method: 'GET',
    path: '/v1/heartbeats',
    tag: 'ledger',
    summary: {
      zh: '各成员网关最近一次上链的心跳',
      en: 'When each member’s gateway was last heard on the ledger',
    },
    token: false,
    answers: { 200: 'Heartbeats' },
    problems: [],
  },
];
