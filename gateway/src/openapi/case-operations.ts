import type { Operation } from './operation';
import { choice, closed, list, opened, ref, type Schema, text, whole } from './schema';

const ID = 'PDw8PDw8PDw8PDw8PDw8PA';
const DIGEST = 'ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0';
const SIGNATURE = 'o7wJP8iBofD3kMbYBprI1ceCP7TwZ3XLO6kLQC6Bs62SoeqGeLH0ubkL6K2zXvlTJkT2ZP22N8m9dzK-a90SuQ';

/** 办件 and their third parties. */
export const caseOperations: readonly Operation[] = [
  {
    method: 'GET',
    path: '/v1/cases',
    tag: 'cases',
    summary: { zh: '本单位的办件，新的在前', en: 'Cases of this authority, newest first' },
    token: true,
    answers: { 200: 'CaseList' },
    problems: [400, 401, 403],
    query: { before: 'value of `next` of the page before', limit: 'how many, 1 to 200' },
  },
  {
    method: 'GET',
    path: '/v1/cases/:id',
    tag: 'cases',
    summary: { zh: '一个办件的环节、第三人与内容', en: 'One case: steps, third parties, entries' },
    token: true,
    answers: { 200: 'CaseAnswer' },
    problems: [400, 401, 403, 404],
    query: { on: 'as it stood at the end of that day' },
  },
  {
    method: 'POST',
    path: '/v1/cases/:id/contents',
    tag: 'cases',
    summary: {
      zh: '留存一条内容，取得待上链的序号与摘要',
      en: 'Keep the content of an entry: the number and digest to be signed for the ledger',
    },
    token: true,
    request: { schema: 'CaseContentRequest', example: { text: '已收到材料（演示）', shownTo: [DIGEST] } },
    answers: { 201: 'CaseContentKept' },
    problems: [400, 401, 403, 404, 409, 413, 415],
  },
  {
    method: 'POST',
    path: '/v1/cases/:id/shown',
    tag: 'cases',
    summary: { zh: '变更一条内容对哪些第三人可见', en: 'Say anew which third parties may read an entry' },
    token: true,
    request: { schema: 'CaseShareRequest', example: { by: 'authority', number: 1, shownTo: [DIGEST] } },
    answers: { 200: 'CaseShared' },
    problems: [400, 401, 403, 404, 409, 413, 415],
  },
  {
    method: 'POST',
    path: '/v1/cases/:id/invitations',
    tag: 'cases',
    summary: { zh: '邀请第三人：一次性链接', en: 'Invite a third party: a link that works once' },
    token: true,
    request: { schema: 'CaseInvitationRequest', example: { capacity: 'expert', until: '2026-06-30' } },
    answers: { 201: 'CaseInvitation' },
    problems: [400, 401, 403, 404, 409, 413, 415],
  },
  {
    method: 'POST',
    path: '/v1/cases/:id/invitations/revoke',
    tag: 'cases',
    summary: { zh: '撤回尚未接受的邀请', en: 'Take back an invitation that nobody has accepted' },
    token: true,
    request: { schema: 'CaseInvitationName', example: { invitation: DIGEST } },
    answers: { 200: 'CaseInvitationName' },
    problems: [400, 401, 403, 404, 409, 413, 415],
  },
  {
    method: 'POST',
    path: '/v1/cases/invitations/look',
    tag: 'cases',
    summary: { zh: '查看邀请', en: 'What an invitation is to' },
    token: false,
    request: { schema: 'CaseInvitationCode', example: { code: ID } },
    answers: { 200: 'CaseInvitationView' },
    problems: [400, 404, 409, 410, 413, 415],
  },
  {
    method: 'POST',
    path: '/v1/cases/invitations/accept',
    tag: 'cases',
    summary: { zh: '接受邀请：登记本办件专用的密钥', en: 'Accept: name a key made for this case alone' },
    token: false,
    request: {
      schema: 'CaseAcceptance',
      example: {
        code: ID,
        publicKey: { kty: 'EC', crv: 'P-256', x: DIGEST, y: DIGEST },
        proof: SIGNATURE,
      },
    },
    answers: { 201: 'CaseAccepted' },
    problems: [400, 403, 404, 409, 410, 413, 415, 422],
  },
  {
    method: 'POST',
    path: '/v1/cases/third-party/view',
    tag: 'cases',
    summary: { zh: '第三人查看自己参加的办件', en: 'The one case that a third party takes part in' },
    token: false,
    request: { schema: 'CaseViewRequest', example: { proof: 'eyJ…' } },
    answers: { 200: 'CaseView' },
    problems: [400, 403, 404, 413, 415],
  },
  {
    method: 'POST',
    path: '/v1/cases/third-party/entries',
    tag: 'cases',
    summary: { zh: '第三人提交一条内容', en: 'What a third party adds, signed by its key' },
    token: false,
    request: {
      schema: 'CaseStatementRequest',
      example: { proof: 'eyJ…', number: 1, salt: ID, text: '意见（演示）', signature: SIGNATURE },
    },
    answers: { 201: 'CaseContentKept' },
    problems: [400, 403, 404, 409, 413, 415, 422],
  },
];

const id = text('case id: base64url of 16 to 32 random bytes');
const day = text('Asia/Shanghai day', { format: 'date' });
const time = text('when it expires', { format: 'date-time' });
const capacity = choice('expert', 'interested');
const step = choice('accepted', 'handling', 'reviewed', 'decided', 'closed');
const keyId = text('key id of a third party');
const digest = text('base64url SHA-256 over salt and text');
const invitationId = text('names an invitation to its authority; opens nothing');
const salt = text('base64url of 16 to 32 random bytes');
const words = text('what it says; absent: not kept at this gateway');
const shownTo = list(keyId, { maxItems: 16 });
const entryText = text('at most 64 KiB of UTF-8', { minLength: 1, maxLength: 65_536 });
const proof = text('JWS huren-case-request+jwt {aud, case, nonce, iat}, good once and for five minutes');
const number = whole('place among the entries of its author', { minimum: 1 });
const named = {
  authority: closed({ code: text('credit code'), 'name?': ref('Bilingual') }),
  matter: closed({ code: text('matter code'), 'name?': ref('Bilingual') }),
};

/** Schemas of cases, by name. */
export const caseSchemas: Readonly<Record<string, Schema>> = {
  CaseList: closed({
    items: list(
      closed({ id, ...named, openedOn: day, step, since: day, parties: whole('third parties ever named') }),
    ),
    'next?': text('value of `before` for the next page'),
  }),
  CaseAnswer: closed({
    case: opened({
      id,
      authority: text('credit code'),
      matter: text('matter code'),
      milestones: list(closed({ step, on: day, 'document?': text('digest over a document and randomness') })),
      parties: list(
        closed({
          keyId,
          capacity,
          suite: choice('ES256'),
          publicKey: text('base64url of the uncompressed point'),
          from: day,
          'until?': day,
          'end?': closed({ on: day, by: choice('withdrawal', 'closing') }),
        }),
      ),
      position: ref('Position'),
      time: whole('block time, epoch ms'),
    }),
    ...named,
    entries: list(
      closed({
        case: id,
        'party?': keyId,
        number,
        digest,
        on: day,
        'signature?': text('of the third party'),
        position: ref('Position'),
        time: whole('block time, epoch ms'),
        'text?': words,
        'salt?': salt,
        'shownTo?': shownTo,
      }),
    ),
    invitations: list(
      closed({
        id: invitationId,
        capacity,
        'label?': text('what the authority calls them; kept at this gateway'),
        'until?': day,
        expiresAt: time,
        'party?': keyId,
        state: choice('open', 'accepted', 'expired'),
      }),
    ),
    next: number,
  }),
  CaseContentRequest: closed({ text: entryText, shownTo }),
  CaseContentKept: closed({ number, digest }),
  CaseShareRequest: closed({ by: text('key id of the author, or `authority`'), number, shownTo }),
  CaseShared: closed({ shownTo }),
  CaseInvitationRequest: closed({
    capacity,
    'until?': { ...day, description: 'last day of their part' },
    'label?': text('what the authority calls them; never on the ledger', { maxLength: 60 }),
  }),
  CaseInvitationName: closed({ invitation: invitationId }),
  CaseInvitation: closed({
    id: invitationId,
    code: text('128 random bits'),
    link: text('for the invited'),
    expiresAt: time,
  }),
  CaseInvitationCode: closed({ code: text('of the link') }),
  CaseInvitationView: closed({
    case: id,
    ...named,
    member: text('member whose gateway this is'),
    capacity,
    'until?': day,
    expiresAt: time,
  }),
  CaseAcceptance: closed({
    code: text('of the link'),
    publicKey: opened({}, 'public P-256 JWK'),
    proof: text('signature over {type: huren-case-party, v, case, capacity, publicKey}'),
  }),
  CaseAccepted: closed({ case: id, keyId }),
  CaseViewRequest: closed({ proof }),
  CaseView: closed({
    case: id,
    ...named,
    keyId,
    capacity,
    from: day,
    'until?': day,
    milestones: list(closed({ step, on: day })),
    entries: list(
      closed({
        by: choice('self', 'authority', 'other'),
        'capacity?': capacity,
        'number?': number,
        on: day,
        digest,
        'text?': words,
        'salt?': salt,
      }),
    ),
    next: number,
    limit: whole('entries that this third party may add in all'),
  }),
  CaseStatementRequest: closed({
    proof,
    number,
    salt,
    text: entryText,
    signature: text('over {type: huren-case-entry, v, case, party, number, digest}'),
  }),
};
