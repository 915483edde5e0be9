import type { Operation } from './operation';

/** Sign-in of the member's own people; a session does in place of a token where an operation names roles. */
export const staffOperations: readonly Operation[] = [
  {
    method: 'GET',
    path: '/v1/staff/sign-in',
    tag: 'staff',
    summary: { zh: '去本成员的身份服务登录', en: 'Sign in at the member’s identity provider' },
    token: false,
    answers: { 303: 'text/plain' },
    problems: [404],
    query: { to: 'path on this gateway to come back to' },
  },
  {
    method: 'GET',
    path: '/v1/staff/callback',
    tag: 'staff',
    summary: { zh: '身份服务的回答，开始会话', en: 'The provider’s answer, which begins the session' },
    token: false,
    answers: { 303: 'text/plain' },
    problems: [404],
    query: {
      code: 'of the provider',
      state: 'of this sign-in',
      iss: 'of the provider',
      error: 'of the provider',
    },
  },
  {
    method: 'GET',
    path: '/v1/staff/me',
    tag: 'staff',
    summary: { zh: '当前会话是谁的', en: 'Whose session this is' },
    token: false,
    answers: { 200: 'StaffSession' },
    problems: [],
  },
  {
    method: 'GET',
    path: '/v1/certificates/expiry',
    tag: 'staff',
    summary: {
      zh: '本网关所持证书何时到期（运维人员）',
      en: 'When the certificates of this gateway end (operators)',
    },
    token: true,
    answers: { 200: 'CertificateEnds' },
    problems: [401, 403],
  },
  {
    method: 'POST',
    path: '/v1/staff/sign-out',
    tag: 'staff',
    summary: {
      zh: '结束会话（会话仍在时带 x-huren-csrf）；会话已结束的，也告知在身份服务处退出的地址',
      en: 'End the session (one that lives: with the x-huren-csrf header); where none is left, still say where the provider ends its own',
    },
    token: false,
    answers: { 200: 'StaffSession' },
    problems: [403],
  },
];
