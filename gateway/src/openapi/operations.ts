import { caseOperations } from './case-operations';
import { claimOperations } from './claim-operations';
import { delegationOperations } from './delegation-operations';
import { governanceOperations } from './governance-operations';
import { issuingOperations } from './issuing-operations';
import { ledgerOperations } from './ledger-operations';
import type { Operation } from './operation';
import { presentationOperations } from './presentation-operations';
import { groupOperations, recordOperations } from './record-operations';
import { staffOperations } from './staff-operations';
import { verificationOperations } from './verification-operations';

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
  ...verificationOperations,
  ...issuingOperations,
  ...ledgerOperations,
  ...recordOperations,
  ...groupOperations,
  ...governanceOperations,
  ...presentationOperations,
  ...claimOperations,
  ...delegationOperations,
  ...caseOperations,
  ...staffOperations,
  ...operation,
];
