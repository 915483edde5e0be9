interface ProblemRow {
  readonly status: number;
  readonly title: string;
  readonly zh: string;
  readonly en: string;
}

/** Every problem a gateway answers besides faults of a body (faults.ts). Codes are append-only. */
export const PROBLEMS = {
  'bad-value': {
    status: 400,
    title: 'Bad request',
    zh: '请求中有一个值不合格式；请按 path 和 details.fault 改正后重发。',
    en: 'A value in the request does not follow its grammar; correct what path and details.fault name.',
  },
  'bad-query': {
    status: 400,
    title: 'Bad query',
    zh: '查询参数不合格式或不认识；请按接口文档改正。',
    en: 'A query parameter is malformed or unknown; see /docs for those that this address takes.',
  },
  'malformed-credential': {
    status: 400,
    title: 'Malformed credential',
    zh: '证照数据不合格式，无法核验，也未出具回执；请持证人重新出示或重新下载证照文件。',
    en: 'The credential does not follow its grammar, so nothing was judged; ask the holder to present it again.',
  },
  'empty-body': {
    status: 400,
    title: 'Bad request',
    zh: '请求没有内容；请以 JSON 发送。',
    en: 'The request has no body; send JSON.',
  },
  'too-many-in-batch': {
    status: 400,
    title: 'Bad request',
    zh: '批量请求的条数超过上限（1000 条）；请分批发送。',
    en: 'The batch holds more than 1,000 items; send it in parts.',
  },
  'field-not-needed': {
    status: 400,
    title: 'Field not needed',
    zh: '该事项不需要所请求的字段；请只请求事项清单所列字段。',
    en: 'The matter does not need a requested field; ask only for what the matter lists.',
  },
  'known-at-beyond-height': {
    status: 400,
    title: 'Bad request',
    zh: 'knownAt 超过本网关已读取的账本高度；请使用回执上的高度。',
    en: 'knownAt lies beyond the ledger height that this gateway has read; use the height of the receipt.',
  },
  'as-of-in-future': {
    status: 400,
    title: 'Bad request',
    zh: 'asOf 晚于今天；请填写今天或以前的日期。',
    en: 'asOf lies in the future; give today or an earlier day.',
  },
  'unknown-function': {
    status: 400,
    title: 'Unknown function',
    zh: '合约没有这个功能；请核对 contract 和 function。',
    en: 'There is no such contract function; check contract and function.',
  },
  'bad-signature': {
    status: 400,
    title: 'Bad signature',
    zh: '签名不是低 S 值的 DER 格式，或与证书公钥不符；请对返回的 bytes 重新签名后重发。',
    en: 'The signature is not low-S DER, or not by the certificate; sign the bytes again and resend.',
  },
  'bad-certificate': {
    status: 400,
    title: 'Bad certificate',
    zh: '证书无法读取；请提供一张 PEM 格式的证书。',
    en: 'The certificate cannot be read; give one certificate in PEM.',
  },
  'session-ended': {
    status: 401,
    title: 'Session ended',
    zh: '登录已结束；请重新登录后再试。',
    en: 'The session has ended; sign in again.',
  },
  'csrf-refused': {
    status: 403,
    title: 'Foreign page',
    zh: '请求不是由本网关的页面发出的，未作处理；请在本网关的页面上操作。',
    en: 'The request was not made by a page of this gateway, so nothing was done; use the gateway’s own page.',
  },
  'role-not-allowed': {
    status: 403,
    title: 'Role not allowed',
    zh: '您的岗位不能做这件事；请由 details.needs 所列岗位的人员办理。',
    en: 'Your role may not do this; somebody with a role in details.needs may.',
  },
  'no-identity-provider': {
    status: 404,
    title: 'No sign-in here',
    zh: '本网关没有设置工作人员登录；请运维人员配置身份服务。',
    en: 'This gateway has no sign-in for staff; its operator may configure an identity provider.',
  },
  'token-missing': {
    status: 401,
    title: 'Token missing',
    zh: '请求未带令牌；请在 Authorization 头中以 Bearer 方式提供。',
    en: 'The request carries no token; send one as Authorization: Bearer.',
  },
  'token-invalid': {
    status: 401,
    title: 'Token invalid',
    zh: '令牌无效；请用已登记的身份密钥重新签发令牌（huren token）。',
    en: 'The token is not valid; make a new one with a registered identity key (huren token).',
  },
  'token-expired': {
    status: 401,
    title: 'Token expired',
    zh: '令牌已过期；请重新签发。',
    en: 'The token has expired; make a new one.',
  },
  'authority-not-active': {
    status: 403,
    title: 'Authority not active',
    zh: '该行政主体未经批准、已暂停或已撤销，不能办理；请先由上级主管部门处理。',
    en: 'The authority is not approved, suspended or abolished; its superior has to settle that first.',
  },
  'member-not-active': {
    status: 403,
    title: 'Member not active',
    zh: '本成员未处于正常状态，暂停对外办理；请联系成员运维。',
    en: 'The member of this gateway is not admitted at present; ask its operator.',
  },
  'wrong-member': {
    status: 403,
    title: 'Wrong member',
    zh: '该行政主体由另一成员托管；请使用其所属成员的网关。',
    en: 'The authority is hosted by another member; use that member’s gateway.',
  },
  'not-entitled': {
    status: 403,
    title: 'Not entitled',
    zh: '该行政主体无权办理此项；请由有权主体办理。',
    en: 'The authority may not do this; let the one that may do it.',
  },
  'identity-refused': {
    status: 403,
    title: 'Identity refused',
    zh: '账本不承认该证书或签名（不属于本成员、已过期或角色不符）；请使用本成员签发的有效证书。',
    en: 'The ledger refuses the certificate or signature (another member, expired or wrong role); use a valid one of this member.',
  },
  'not-found': {
    status: 404,
    title: 'Not found',
    zh: '没有这个地址；请查看 /docs。',
    en: 'There is nothing at this address; see /docs.',
  },
  'unknown-record': {
    status: 404,
    title: 'Unknown record',
    zh: '账本上没有这条记录；请核对编号。',
    en: 'The ledger holds no such record; check its id.',
  },
  'unknown-leaf': {
    status: 404,
    title: 'Unknown leaf',
    zh: '本成员证照库没有这份证照的包含证明；请向签发成员查询。',
    en: 'The library of this member holds no proof for that leaf; ask the issuing member.',
  },
  'unknown-request': {
    status: 404,
    title: 'Unknown request',
    zh: '没有这个请求编号；请核对，或重新提交。',
    en: 'There is no request with that id; check it, or send the request.',
  },
  'unknown-transaction': {
    status: 404,
    title: 'Unknown transaction',
    zh: '没有这笔交易，或等待签名已超时；请重新准备。',
    en: 'There is no such transaction, or it waited too long for its signature; prepare it again.',
  },
  'unknown-matter': {
    status: 404,
    title: 'Unknown matter',
    zh: '账本上没有这个事项，或已取消；请核对事项编码。',
    en: 'The ledger holds no such active matter; check its code.',
  },
  'unknown-seal': {
    status: 404,
    title: 'Unknown seal',
    zh: '本网关没有这枚印章或签发密钥，或它不属于该主体；请核对密钥编号。',
    en: 'This gateway holds no such seal key for that authority; check the key id.',
  },
  'unknown-type': {
    status: 404,
    title: 'Unknown licence type',
    zh: '账本上没有这种证照类型，或已停用；请核对类型代码。',
    en: 'The ledger holds no such active licence type; check its code.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'Method not allowed',
    zh: '该地址不支持此方法；请查看 Allow 头。',
    en: 'This address does not take that method; see the Allow header.',
  },
  'request-timeout': {
    status: 408,
    title: 'Request timeout',
    zh: '请求内容未在限定时间内到达；请重发。',
    en: 'The body did not arrive in time; send the request again.',
  },
  'request-id-reused': {
    status: 409,
    title: 'Request id reused',
    zh: '同一请求编号已用于其他内容；请更换请求编号。',
    en: 'That request id was used with other content; choose another one.',
  },
  'ledger-conflict': {
    status: 409,
    title: 'Conflict',
    zh: '另一笔交易先改动了同一记录，本次未写入；请重新准备并签名。',
    en: 'Another transaction changed the same record first, so nothing was written; prepare and sign it again.',
  },
  'too-large': {
    status: 413,
    title: 'Too large',
    zh: '请求内容超过大小上限；请缩小或分批发送。',
    en: 'The body is larger than this address takes; make it smaller or send it in parts.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'Unsupported media type',
    zh: '只接受 application/json（UTF-8，不压缩）；请改正 Content-Type。',
    en: 'Only application/json in UTF-8, not compressed, is taken; correct the Content-Type.',
  },
  'ledger-rejection': {
    status: 422,
    title: 'Refused by the ledger',
    zh: '合约规则不允许，未写入；请按 rejection 和 details 处理。',
    en: 'A rule of the contracts forbids it, so nothing was written; see rejection and details.',
  },
  'batch-refused': {
    status: 422,
    title: 'Licence refused',
    zh: '有证照不合规则，整批未签发；请按 details 改正后用同一请求编号重发。',
    en: 'A licence breaks a rule, so none of the batch was sealed; correct what the details name and resend.',
  },
  'page-seal-unusable': {
    status: 422,
    title: 'The seal cannot seal page forms',
    zh: '这枚印章现在不能签发版式文件，整批未签发；原因见 details.fault，请核对印章登记和密钥文件夹中的印章文件。',
    en: 'This seal cannot seal page forms now, so nothing was sealed; details.fault says why. Check its registration and the seal file beside its key.',
  },
  'rate-limited': {
    status: 429,
    title: 'Too many requests',
    zh: '请求过于频繁；请按 Retry-After 稍后重试。',
    en: 'Too many requests; try again after the time in Retry-After.',
  },
  'headers-too-large': {
    status: 431,
    title: 'Header fields too large',
    zh: '请求头过大；请缩小请求头。',
    en: 'The header fields are too large; make them smaller.',
  },
  internal: {
    status: 500,
    title: 'Internal error',
    zh: '网关内部出错，未作任何改动；请重试，仍不行请联系成员运维。',
    en: 'The gateway failed inside; try again, and tell the operator of the member if it persists.',
  },
  'no-receipt-key': {
    status: 503,
    title: 'No receipt key',
    zh: '本网关没有已登记的回执密钥，暂不能核验；请成员运维登记回执密钥。',
    en: 'This gateway holds no registered receipt key, so it cannot verify; let the operator register one.',
  },
  'receipts-behind': {
    status: 503,
    title: 'Receipt log behind the ledger',
    zh: '本网关的回执日志缺少账本上已存证的回执，可能是旧备份，已停止出具回执；请成员运维恢复最新的回执目录，或登记新的回执密钥。',
    en: 'The receipt log lacks a receipt that the ledger has anchored, as an old copy would, so no receipt is made; the operator restores the newest receipts folder or registers a new receipt key.',
  },
  'storage-failed': {
    status: 503,
    title: 'Storage failed',
    zh: '网关无法写入磁盘，已停止受理，已确认的内容不会丢失；请稍后重试并告知成员运维。',
    en: 'The gateway cannot write to its disk and acknowledges nothing; try later and tell the operator.',
  },
  'too-busy': {
    status: 503,
    title: 'Too busy',
    zh: '等待处理的请求过多；请稍后重试。',
    en: 'Too many requests wait already; try again later.',
  },
  'in-doubt': {
    status: 503,
    title: 'In doubt',
    zh: '交易是否写入尚不能确定；请按 transactionId 查询后再决定是否重发。',
    en: 'Whether the transaction was committed is not known; look it up by transactionId before sending it again.',
  },
  'ledger-unavailable': {
    status: 503,
    title: 'Ledger unavailable',
    zh: '账本暂不能受理，未写入；请稍后重试。',
    en: 'The ledger takes no transactions now and nothing was written; try again later.',
  },
  'shutting-down': {
    status: 503,
    title: 'Shutting down',
    zh: '网关正在停止；请稍后重试。',
    en: 'The gateway is stopping; try again shortly.',
  },
} as const satisfies Readonly<Record<string, ProblemRow>>;

export type ProblemCode = keyof typeof PROBLEMS;
