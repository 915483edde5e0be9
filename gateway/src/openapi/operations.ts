import type { Bilingual } from '@huren/chaincode/domain';
import { groupOperations, recordOperations } from './record-operations';
import { claimOperations } from './claim-operations';
import { delegationOperations } from './delegation-operations';
import { governanceOperations } from './governance-operations';
import { presentationOperations } from './presentation-operations';
import { staffOperations } from './staff-operations';

/** One operation as the document tells it; its path has `:name` parameters, as in the endpoint list. */
export interface Operation {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly tag: 'verification' | 'issuing' | 'ledger' | 'records' | 'presentation' | 'staff' | 'operation';
  readonly summary: Bilingual;
  readonly token: boolean;
  /** Name of the body's schema, and an example of it. */
  readonly request?: {
    readonly schema: string;
    readonly example: unknown;
    /** Schema of the same as multipart/form-data. */
    readonly form?: string;
  };
  /** Answers that are not problems: status → schema name, or a content type for what is not JSON. */
  readonly answers: Readonly<Record<string, string>>;
  /** Statuses of the problems to expect, beside those of every operation. */
  readonly problems: readonly number[];
  readonly query?: Readonly<Record<string, string>>;
}

const CREDENTIAL = {
  sdJwt:
    'eyJhbGciOiJFUzI1NiIsImtpZCI6Ii4uLiIsInR5cCI6ImRjK3NkLWp3dCJ9.eyJpc3MiOiIuLi4ifQ.c2lnbmF0dXJl~WyIuLi4iXQ~',
};
const MATTER = '000131025000';
const question = { credential: CREDENTIAL, matter: MATTER };
const PEM = '-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----\n';
const DIGEST = 'ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0';
const BATCH = `112302000000000039/${DIGEST}`;

const verification: readonly Operation[] = [
  {
    method: 'POST',
    path: '/v1/verifications',
    tag: 'verification',
    summary: { zh: '核验一份证照，给出结论与回执', en: 'Verify one licence: a verdict and its receipt' },
    token: true,
    request: { schema: 'VerificationOrPage', example: question, form: 'PageForm' },
    answers: { 200: 'Verified' },
    problems: [400, 401, 403, 413, 415],
  },
  {
    method: 'POST',
    path: '/v1/verifications/batch',
    tag: 'verification',
    summary: { zh: '一次核验至多 1000 份', en: 'Verify up to 1,000 at once' },
    token: true,
    request: { schema: 'BatchRequest', example: { items: [question] } },
    answers: { 200: 'BatchAnswer' },
    problems: [400, 401, 403, 413, 415],
  },
  {
    method: 'GET',
    path: '/v1/verifications/history',
    tag: 'verification',
    summary: {
      zh: '本单位当日的核验记录（工作人员会话；无个人信息）',
      en: 'What this authority asked on a day (staff session; nothing personal)',
    },
    token: true,
    answers: { 200: 'HistoryAnswer' },
    problems: [400, 401, 403],
    query: { day: 'Asia/Shanghai day, today by default', q: 'part of a number, matter, verdict or code' },
  },
  {
    method: 'GET',
    path: '/v1/verifications/figures',
    tag: 'verification',
    summary: { zh: '每日结论数', en: 'How often each verdict was given, day by day' },
    token: true,
    answers: { 200: 'FiguresAnswer' },
    problems: [400, 401, 403],
    query: { to: 'last day, today by default', days: 'how many days, 1 to 92, 14 by default' },
  },
  {
    method: 'POST',
    path: '/v1/facts',
    tag: 'verification',
    summary: { zh: '取公开事实，自行核验', en: 'The public facts, to judge by oneself' },
    token: true,
    request: { schema: 'VerificationOrPage', example: question, form: 'PageForm' },
    answers: { 200: 'FactsAnswer' },
    problems: [400, 401, 403, 413, 415],
  },
  {
    method: 'POST',
    path: '/v1/receipts/verify',
    tag: 'verification',
    summary: { zh: '检验一份回执', en: 'Try a receipt' },
    token: false,
    request: { schema: 'ReceiptCheckRequest', example: { receipt: { payload: {}, path: {}, jws: '…' } } },
    answers: { 200: 'ReceiptCheck' },
    problems: [400, 413, 415],
  },
  {
    method: 'GET',
    path: '/v1/proofs/:leafHash',
    tag: 'verification',
    summary: { zh: '取一份证照的包含证明', en: 'The inclusion proof of a licence of this member' },
    token: false,
    answers: { 200: 'LocatedAnchor' },
    problems: [404],
  },
  {
    method: 'GET',
    path: '/v1/licence-states/:authority/:root/:leafHash',
    tag: 'verification',
    summary: {
      zh: '账本所载一份证照的状态，供其持有者查询',
      en: 'What the ledger says of one licence, for its holder',
    },
    token: false,
    answers: { 200: 'LicenceState' },
    problems: [400],
  },
  {
    method: 'GET',
    path: '/v1/trust',
    tag: 'verification',
    summary: { zh: '导出信任文件，供离线核验', en: 'The trust file for offline verification' },
    token: false,
    answers: { 200: 'TrustFile' },
    problems: [],
  },
];

const issuing: readonly Operation[] = [
  {
    method: 'POST',
    path: '/v1/licences',
    tag: 'issuing',
    summary: {
      zh: '签发并存证；同一请求编号可重复提交',
      en: 'Seal and anchor licences; idempotent by request id',
    },
    token: true,
    request: {
      schema: 'LicencesRequest',
      example: {
        requestId: 'demo-2026-0001',
        type: '11230000000000001Q001',
        key: DIGEST,
        certificate: PEM,
        licences: [
          {
            serial: 'DEMO0001',
            issueDate: '2026-05-01',
            validateStart: '2026-05-01',
            areaCode: '230200',
            fields: { certificate_holder_name: '演示企业' },
          },
        ],
      },
    },
    answers: { 200: 'Issuance', 202: 'Issuance' },
    problems: [400, 401, 403, 404, 409, 413, 415, 422],
  },
  {
    method: 'POST',
    path: '/v1/licences/copies',
    tag: 'issuing',
    summary: {
      zh: '为一个使用单位、一个事项制作加注件（版式文件）',
      en: 'Make an annotated copy of a page form, for one office and one matter',
    },
    token: true,
    request: {
      schema: 'CopyRequest',
      example: {
        original: DIGEST,
        key: DIGEST,
        addressee: '12220800DEM0000650',
        matter: '000118901000',
        end: '2026-06-30',
        cause: '办理道路货运许可（演示）',
      },
    },
    answers: { 200: 'PageFile' },
    problems: [400, 401, 403, 404, 413, 415, 422],
  },
  {
    method: 'GET',
    path: '/v1/licences/:requestId',
    tag: 'issuing',
    summary: {
      zh: '查询签发请求，存证后返回证照',
      en: 'An issuing request, with its licences once anchored',
    },
    token: true,
    answers: { 200: 'Issuance' },
    problems: [401, 403, 404],
  },
  {
    method: 'POST',
    path: '/v1/licences/status',
    tag: 'issuing',
    summary: { zh: '变更证照状态', en: 'Change the status of a licence' },
    token: true,
    request: {
      schema: 'StatusRequest',
      example: {
        requestId: 'demo-2026-0002',
        batch: BATCH,
        leafHash: DIGEST,
        state: 'suspended',
        decision: '演示决定 1 号',
        decidedOn: '2026-06-01',
        effectiveFrom: '2026-06-01',
        certificate: PEM,
      },
    },
    answers: { 200: 'Committed', 202: 'StatusPrepared' },
    problems: [400, 401, 403, 404, 409, 413, 415, 422],
  },
];

const ledger: readonly Operation[] = [
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

const operation: readonly Operation[] = (
  [
    ['/healthz', { zh: '进程存活', en: 'The process lives' }, { 200: 'Alive' }],
    [
      '/readyz',
      { zh: '是否可受理，及其原因', en: 'Ready for work, or why not' },
      { 200: 'Readiness', 503: 'Readiness' },
    ],
    ['/metrics', { zh: '监控指标', en: 'Figures for Prometheus' }, { 200: 'text/plain' }],
    ['/openapi.json', { zh: '本接口文档', en: 'This document' }, { 200: 'application/json' }],
    ['/docs', { zh: '可读文档', en: 'The document as a page' }, { 200: 'text/html' }],
    ['/docs.css', { zh: '文档样式', en: 'Style of the page' }, { 200: 'text/css' }],
  ] as const
).map(([path, summary, answers]) => ({
  method: 'GET' as const,
  path,
  tag: 'operation' as const,
  summary,
  token: false,
  answers,
  problems: [],
}));

export const OPERATIONS: readonly Operation[] = [
  ...verification,
  ...issuing,
  ...ledger,
  ...recordOperations,
  ...groupOperations,
  ...governanceOperations,
  ...presentationOperations,
  ...claimOperations,
  ...delegationOperations,
  ...staffOperations,
  ...operation,
];
