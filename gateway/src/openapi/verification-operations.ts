import type { Operation } from './operation';

const CREDENTIAL = {
  sdJwt:
    'eyJhbGciOiJFUzI1NiIsImtpZCI6Ii4uLiIsInR5cCI6ImRjK3NkLWp3dCJ9.eyJpc3MiOiIuLi4ifQ.c2lnbmF0dXJl~WyIuLi4iXQ~',
};
const MATTER = '000131025000';
const question = { credential: CREDENTIAL, matter: MATTER };

/** The question of a relying department, and what may be asked about its answer. */
export const verificationOperations: readonly Operation[] = [
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
    summary: { zh: '查验一份回执', en: 'Check a receipt' },
    token: false,
    request: { schema: 'ReceiptCheckRequest', example: { receipt: { payload: {}, path: {}, jws: '…' } } },
    answers: { 200: 'ReceiptCheck' },
    problems: [400, 413, 415, 503],
  },
  {
    method: 'GET',
    path: '/v1/receipts/:key/:number/log-proof',
    tag: 'verification',
    summary: {
      zh: '证明一份回执在本网关的回执日志之中',
      en: 'That a receipt of this gateway stands in its log',
    },
    token: false,
    query: { size: 'receipts of the log that the proof is for; default: those of the head on the ledger' },
    answers: { 200: 'LogProof' },
    problems: [400, 404, 503],
  },
  {
    method: 'GET',
    path: '/v1/receipts/:key/final-head',
    tag: 'verification',
    summary: {
      zh: '停用回执密钥前，取其日志的终结',
      en: 'How the log of a receipt key of this gateway ends, before the key is ended',
    },
    token: false,
    answers: { 200: 'FinalHead' },
    problems: [404, 409, 503],
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
