import type { Operation } from './operation';

const SECRET = 'ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0';

/** 委托授权 between phones. */
export const delegationOperations: readonly Operation[] = [
  {
    method: 'POST',
    path: '/v1/delegations/revocations',
    tag: 'presentation',
    summary: { zh: '凭撤销密语撤销委托授权', en: 'Revoke the delegation that a secret opens' },
    token: false,
    request: { schema: 'RevocationRequest', example: { secret: SECRET, chain: ['…'] } },
    answers: { 200: 'DelegationState' },
    problems: [400, 409, 413, 415],
  },
  {
    method: 'GET',
    path: '/v1/delegations/:id/state',
    tag: 'presentation',
    summary: { zh: '委托授权是否已撤销', en: 'Whether a delegation was revoked' },
    token: false,
    answers: { 200: 'DelegationState' },
    problems: [400],
  },
  {
    method: 'POST',
    path: '/v1/delegations/uses',
    tag: 'presentation',
    summary: {
      zh: '持证人凭证照密钥查询代办人在本成员处的用证',
      en: 'Tell a licence’s holder what their agents showed at this member',
    },
    token: false,
    request: { schema: 'UsesRequest', example: { proof: 'eyJ…', licence: '{"sdJwt":"eyJ…~","anchor":{…}}' } },
    answers: { 200: 'AgentUses' },
    problems: [400, 403, 413, 415],
  },
  {
    method: 'POST',
    path: '/v1/delegations/drops',
    tag: 'presentation',
    summary: {
      zh: '手机留下加密的授权，供另一部手机领取',
      en: 'Leave a sealed delegation for another phone',
    },
    token: false,
    request: { schema: 'DropRequest', example: { sealed: SECRET } },
    answers: { 201: 'Drop' },
    problems: [400, 413, 415],
  },
  {
    method: 'POST',
    path: '/v1/delegations/drops/:code/pick-up',
    tag: 'presentation',
    summary: { zh: '领取；此后只保留十分钟', en: 'Read it; it lives ten minutes from then on' },
    token: false,
    answers: { 200: 'DropContent' },
    problems: [404],
  },
  {
    method: 'POST',
    path: '/v1/delegations/drops/:code/taken',
    tag: 'presentation',
    summary: { zh: '已领取并保存，请删除', en: 'It was taken up and kept: delete it' },
    token: false,
    answers: { 200: 'DropTaken' },
    problems: [],
  },
];
