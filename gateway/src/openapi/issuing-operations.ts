import type { Operation } from './operation';

const PEM = '-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----\n';
const DIGEST = 'ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0';
const BATCH = `112302000000000039/${DIGEST}`;

/** Licences of issuing departments. */
export const issuingOperations: readonly Operation[] = [
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
