import type { Operation } from './operation';
import { choice, closed, list, opened, ref, type Schema, text, whole } from './schema';

const day = text('day of the law, Asia/Shanghai', { format: 'date' });
const codes = { description: 'a list of codes, or `*`' };

/** What public records tell when they are looked at together. */
export const governanceOperations: readonly Operation[] = [
  {
    method: 'GET',
    path: '/v1/matters/drift',
    tag: 'records',
    summary: {
      zh: '三级四同：实施事项与基本事项不一致之处',
      en: 'Where implementations differ from their basic matters',
    },
    token: false,
    query: {
      on: 'day (YYYY-MM-DD); default today',
      authority: 'credit code of the authority that deviates',
      basic: 'basic code',
      element: 'name, kind, legal-basis, code, materials, basic or authority',
      after: 'how many to leave out: `next` of the page before',
      limit: 'deviations of a page, 1…200',
    },
    answers: { 200: 'Drift' },
    problems: [400],
  },
  {
    method: 'POST',
    path: '/v1/matters/check',
    tag: 'records',
    summary: {
      zh: '逐行预检一批事项：登记时账本会拒绝哪些，为什么（不写入）',
      en: 'What the ledger would refuse of a list of matters, row by row; nothing is written',
    },
    token: true,
    request: {
      schema: 'MatterCheckRequest',
      example: {
        rows: [
          {
            code: '230100001000',
            name: { zh: '演示事项', en: 'Demo matter' },
            kind: '01',
            legalBasis: [],
            from: '2026-07-01',
            materials: [],
          },
        ],
      },
    },
    answers: { 200: 'MatterCheck' },
    problems: [400, 401, 403, 413, 415, 422],
  },
  {
    method: 'GET',
    path: '/v1/agreements/explain',
    tag: 'records',
    summary: {
      zh: '某类证照在某地采信的依据，或还缺什么、谁能办',
      en: 'On whose word a licence is accepted there, or what is missing and who could grant it',
    },
    token: false,
    query: {
      type: 'licence type code',
      from: 'region of the issuing authority',
      to: 'region of the relying authority',
      matter: 'matter code of 12, 31 or 33 characters, or a local code of the receiving region',
      list: 'of a local code: the authority that keeps the list meant',
      on: 'day (YYYY-MM-DD); default today',
    },
    answers: { 200: 'Explanation' },
    problems: [400],
  },
  {
    method: 'POST',
    path: '/v1/agreements/check',
    tag: 'records',
    summary: {
      zh: '检查协议条款与现有协议是否矛盾',
      en: 'Whether clauses contradict those of other agreements',
    },
    token: false,
    request: { schema: 'AgreementCheckRequest', example: { id: 'nenjiang-1' } },
    answers: { 200: 'AgreementCheck' },
    problems: [400, 404, 413, 415],
  },
];

const approval = closed({
  by: text('member id or credit code'),
  position: ref('Position'),
  time: whole('block time, epoch ms'),
});

export const governanceSchemas: Readonly<Record<string, Schema>> = {
  Drift: closed({
    on: day,
    rows: whole('implementations and items that hold on the day'),
    total: whole('deviations that fit the query'),
    items: list(
      closed({
        code: text('code of the implementation or item'),
        basic: text('basic code'),
        authority: text('credit code of the authority that deviates'),
        element: choice('name', 'kind', 'legal-basis', 'code', 'materials', 'basic', 'authority'),
        stated: text('what it states'),
        expected: text('what the basic matter states'),
        since: closed({
          day,
          position: ref('Position'),
          time: whole('block time, epoch ms'),
          by: choice('local', 'superior'),
        }),
        fix: ref('Bilingual'),
      }),
    ),
    'next?': text('value of `after` for the next page'),
  }),
  Explanation: closed({
    type: text('licence type code'),
    from: text('issuing region'),
    to: text('receiving region'),
    matter: text('basic code; a local code that counts as none'),
    'local?': closed({
      code: text('local code'),
      list: text('credit code of the authority that keeps its list'),
      basic: text('basic code that it counts as'),
    }),
    on: day,
    answer: choice('own-region', 'law', 'national-list', 'accept', 'review', 'refuse', 'not-covered'),
    clauses: list(
      closed({
        agreement: text('agreement id'),
        version: whole('version'),
        title: text('title'),
        text: opened({}, 'digest, filing and publication of the signed text'),
        clause: opened({ id: text('clause id') }, 'the clause as agreed'),
        acceptances: list(approval),
      }),
    ),
    bases: list(opened({ id: text('basis id') }, 'laws and national lists')),
    matters: list(text('basic code that counts as the matter')),
    mappings: list(closed({ from: text('basic code'), to: text('basic code'), accepted: list(approval) })),
    issuers: list(
      closed({
        authority: text('credit code'),
        name: ref('Bilingual'),
        region: text('six-digit region'),
        state: choice('registered', 'active', 'suspended', 'abolished'),
        standing: choice('approved', 'witnessed'),
        filing: opened({}, 'reference and digest of the ground'),
        'by?': text('credit code of the superior that granted it'),
        'superior?': ref('Bilingual'),
        granted: closed({ position: ref('Position'), time: whole('block time, epoch ms') }),
      }),
    ),
    missing: list(
      closed({
        code: choice(
          'type',
          'matter',
          'issuing-member',
          'receiving-member',
          'competence',
          'acceptance',
          'later',
          'mapping',
          'matter-in-clause',
          'agreement',
        ),
        who: list(text('member id or credit code that could act')),
        sentence: ref('Bilingual'),
      }),
    ),
  }),
  MatterCheckRequest: closed({
    rows: list(
      opened({ code: text('12, 31 or 33 characters') }, 'a definition as `matter:defineMany` takes it'),
    ),
  }),
  MatterCheck: closed({
    height: whole('height of the ledger that was looked at'),
    rows: list(
      closed({
        row: whole('place in the request, from 0'),
        code: text('matter code'),
        outcome: choice('written', 'unchanged', 'refused'),
        'rejection?': text("the contract's code"),
        'details?': opened({}, 'what the rejection is about'),
        'messages?': ref('Bilingual'),
      }),
    ),
  }),
  AgreementCheckRequest: closed({
    id: text('agreement id'),
    'terms?': opened({}, 'terms that are drafted; without them those that wait under the id'),
  }),
  AgreementCheck: closed({
    id: text('agreement id'),
    termsDigest: text('what an acceptance names'),
    contradictions: list(ref('Contradiction')),
  }),
  Contradiction: closed({
    clause: text('clause id'),
    effect: choice('accept', 'refuse'),
    with: closed({
      agreement: text('agreement id'),
      version: whole('version; 0: the same text'),
      clause: text('clause id'),
      effect: choice('accept', 'refuse'),
    }),
    types: codes,
    issuingRegions: list(text('six-digit region')),
    receivingRegions: list(text('six-digit region')),
    matters: codes,
    from: day,
    'to?': day,
  }),
};
