import type { Operation } from './operation';

const KEY = 'ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0';

/** Licences that holders claim. */
export const claimOperations: readonly Operation[] = [
  {
    method: 'POST',
    path: '/v1/offers',
    tag: 'issuing',
    summary: { zh: '发出一次性领取码', en: 'Offer a licence to its holder, once' },
    token: true,
    request: {
      schema: 'OfferRequest',
      example: {
        type: '11230000000000002X001',
        key: KEY,
        licence: {
          serial: 'DEMO1',
          issueDate: '2026-05-01',
          validateStart: '2026-05-01',
          areaCode: '230200',
          fields: { certificate_holder_name: '演示' },
        },
        person: { name: '演示', idNumber: 'DEMO-1' },
        identityLevel: 3,
      },
    },
    answers: { 201: 'OfferMade' },
    problems: [400, 401, 403, 404, 409, 413, 415],
  },
  {
    method: 'POST',
    path: '/v1/licences/find',
    tag: 'issuing',
    summary: {
      zh: '查找本部门签发的证照，以便重新领取（发证人员）',
      en: 'Find a licence of the own authority, to offer it again (issuers)',
    },
    token: true,
    request: {
      schema: 'LicenceName',
      example: { type: '11230000000000002X001', number: '演示0001' },
    },
    answers: { 200: 'FoundLicence' },
    problems: [400, 401, 403, 404, 413, 415],
  },
  {
    method: 'POST',
    path: '/v1/offers/again',
    tag: 'issuing',
    summary: {
      zh: '已签发的证照重新领取：换手机、丢手机（发证人员）',
      en: 'Offer an issued licence again, as after a lost phone (issuers)',
    },
    token: true,
    request: {
      schema: 'OfferAgainRequest',
      example: {
        identifier: '1.2.156.3005.2.11230000000000002X001.11230000000000002X.DEMO1.001.X',
        identityLevel: 3,
        holders: [{ place: 0, person: { name: '演示', idNumber: 'DEMO-1' } }],
      },
    },
    answers: { 201: 'OffersMade' },
    problems: [400, 401, 403, 404, 409, 413, 415],
  },
  {
    method: 'GET',
    path: '/v1/offers/:code/state',
    tag: 'issuing',
    summary: { zh: '领取码现在的状态（发证人员）', en: 'How an offer stands (issuers)' },
    token: true,
    answers: { 200: 'OfferState' },
    problems: [401, 403, 404],
  },
  {
    method: 'POST',
    path: '/v1/offers/:code/cancel',
    tag: 'issuing',
    summary: { zh: '撤回未用的领取码（发证人员）', en: 'Take an offer back that was not used (issuers)' },
    token: true,
    answers: { 200: 'OfferState' },
    problems: [401, 403, 404, 409],
  },
  {
    method: 'GET',
    path: '/v1/offers/:code',
    tag: 'issuing',
    summary: { zh: '查看领取码（不含个人信息）', en: 'What is offered; nothing personal' },
    token: false,
    answers: { 200: 'Offer' },
    problems: [404, 409, 410],
  },
  {
    method: 'POST',
    path: '/v1/offers/:code/claim',
    tag: 'issuing',
    summary: {
      zh: '领取：绑定手机密钥，实名核验',
      en: 'Claim: bind the phone’s key after a real-name check',
    },
    token: false,
    request: {
      schema: 'ClaimRequest',
      example: {
        holderKey: { kty: 'EC', crv: 'P-256', x: KEY, y: KEY },
        proof: 'eyJ…',
        identity: { service: 'demo', assertion: { name: '演示', idNumber: 'DEMO-1', level: 3 } },
      },
    },
    answers: { 202: 'ClaimTaken' },
    problems: [400, 403, 404, 409, 410, 413, 415],
  },
  {
    method: 'POST',
    path: '/v1/claims/renewals',
    tag: 'issuing',
    summary: {
      zh: '其他持证主体重新领取后，凭未变的密钥取回新证照',
      en: 'The newest of a licence that was made again for another holder, by an unchanged key',
    },
    token: false,
    request: {
      schema: 'RenewalRequest',
      example: { proof: 'eyJ…', licence: '{"sdJwt":"eyJ…~","anchor":{…}}' },
    },
    answers: { 200: 'Renewal' },
    problems: [400, 403, 404, 413, 415],
  },
  {
    method: 'GET',
    path: '/v1/claims/:claim',
    tag: 'issuing',
    summary: { zh: '领取的结果', en: 'What became of a claim' },
    token: false,
    answers: { 200: 'ClaimResult' },
    problems: [404],
  },
];
