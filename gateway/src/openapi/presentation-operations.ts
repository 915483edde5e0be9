import type { Operation } from './operation';

const MATTER = '000131025000';
const CODE = '230200-482193';

/** Asking a holder, and the holder's answer. */
export const presentationOperations: readonly Operation[] = [
  {
    method: 'POST',
    path: '/v1/presentation-requests',
    tag: 'presentation',
    summary: {
      zh: '就一个事项请持证主体亮证（一次有效）',
      en: 'Ask a holder to present for one matter, once',
    },
    token: true,
    request: { schema: 'PresentationAsk', example: { matter: MATTER, rendezvous: CODE } },
    answers: { 201: 'PresentationRequest' },
    problems: [400, 401, 403, 404, 409, 413, 415],
  },
  {
    method: 'GET',
    path: '/v1/presentation-requests/:id',
    tag: 'presentation',
    summary: { zh: '亮证进行到哪一步', en: 'How far a presentation has come' },
    token: true,
    answers: { 200: 'Exchange' },
    problems: [401, 403, 404],
    query: { wait: 'seconds to wait for a change, at most 25', seen: 'state that the caller knows' },
  },
  {
    method: 'GET',
    path: '/v1/presentation-requests/:id/request',
    tag: 'presentation',
    summary: {
      zh: '手机取签名的请求（OpenID4VP 1.0）',
      en: 'The signed request object, for a wallet (OpenID4VP 1.0)',
    },
    token: false,
    answers: { 200: 'application/oauth-authz-req+jwt' },
    problems: [404, 409, 410],
  },
  {
    method: 'POST',
    path: '/v1/presentation-requests/:id/response',
    tag: 'presentation',
    summary: { zh: '手机的回答（direct_post），一次', en: 'The wallet’s answer (direct_post), once' },
    token: false,
    request: {
      schema: 'WalletAnswer',
      example: { vp_token: '{"licence":["eyJ…"]}', state: 'AAAAAAAAAAAAAAAAAAAAAA', anchor: '{"batch":"…"}' },
    },
    answers: { 200: 'Empty' },
    problems: [400, 404, 409, 410, 413, 415],
  },
  {
    method: 'POST',
    path: '/v1/rendezvous',
    tag: 'presentation',
    summary: { zh: '手机取一个亮证码', en: 'A presentation code for the holder to show' },
    token: false,
    answers: { 201: 'Rendezvous' },
    problems: [],
  },
  {
    method: 'GET',
    path: '/v1/rendezvous/:code',
    tag: 'presentation',
    summary: {
      zh: '手机等窗口的请求（x-huren-rendezvous）',
      en: 'The phone waits for the counter’s request (x-huren-rendezvous)',
    },
    token: false,
    answers: { 200: 'Meeting' },
    problems: [404],
    query: { wait: 'seconds to wait, at most 25' },
  },
  {
    method: 'POST',
    path: '/v1/rendezvous/:code',
    tag: 'presentation',
    summary: { zh: '他成员网关把请求转给手机', en: 'Another member’s gateway passes a request to the phone' },
    token: false,
    request: {
      schema: 'RendezvousAsk',
      example: { ask: 'eyJ…' },
    },
    answers: { 202: 'Empty' },
    problems: [400, 404, 409, 410, 413, 415],
  },
];
