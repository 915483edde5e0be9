import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  completeUscc,
  type Contradiction,
  dayOfMs,
  type Deviation,
  type Explanation,
  recordKey,
  REJECTIONS,
  termsDigest,
} from '@huren/chaincode/domain';
import { WAITING_WALKS } from '@huren/gateway';
import { identityPem } from '../clients/identities';
import { transcript, type Transcript } from '../clients/terminal';
import { bearer, call, tokenOf } from '../gateway/client';
import {
  AGREEMENT,
  BAICHENG,
  HEILONGJIANG,
  ISSUER,
  MATTER,
  openWorld,
  OTHER_MATTER,
  QIQIHAR,
  RELYING,
  TYPE,
  type World,
} from '../gateway/world';
import { writeZip } from '../ofd/zip-writer';

const IMPLEMENTATION = `${RELYING}3${MATTER}`;
const definition = (change: object = {}): Record<string, unknown> => ({
  code: IMPLEMENTATION,
  name: { zh: '演示事项', en: 'Demo matter' },
  kind: '01',
  legalBasis: [{ title: '演示条例', article: '第一条' }],
  from: '2026-06-01',
  materials: [],
  ...change,
});
const OTHER_NAME = { zh: '演示事项（白城）', en: 'Demo matter (Baicheng)' };
const clauseOf = (change: object = {}) => ({
  id: '1',
  types: [TYPE],
  issuingRegions: [QIQIHAR],
  receivingRegions: [BAICHENG],
  matters: [MATTER],
  effect: 'refuse',
  conditions: {},
  ...change,
});
const termsOf = (clauses: readonly object[]) => ({
  title: '演示互认协议二',
  text: { digest: 'A'.repeat(43), filing: '演示 2', publication: '' },
  from: '2026-01-01',
  clauses,
});

describe('governance over HTTP and on the command line', () => {
  let world: World;
  let folder: string;
  const file = (name: string): string => join(folder, name);
  const get = async (path: string) => call('GET', `${world.relyingUrl}${path}`);
  const huren = (who: string, ...args: readonly string[]): Promise<Transcript> =>
    transcript(
      [...args, '--url', who === ISSUER ? world.issuingUrl : world.relyingUrl, '--key', file(`${who}.pem`)],
      {
        now: world.now,
        env: { LANG: 'en_US.UTF-8' },
      },
    );
  const explain = async (query: Readonly<Record<string, string>>) => {
    const search = new URLSearchParams({ type: TYPE, from: QIQIHAR, to: BAICHENG, matter: MATTER, ...query });
    const { status, body } = await get(`/v1/agreements/explain?${search.toString()}`);
    expect(status).toBe(200);
    return body as unknown as Explanation;
  };

  beforeAll(async () => {
    world = await openWorld();
    folder = mkdtempSync(join(tmpdir(), 'huren-governance-'));
    for (const name of [ISSUER, RELYING])
      writeFileSync(file(`${name}.pem`), identityPem(world.identity(name)));
    await world.submit(RELYING, 'matter', 'define', definition({ name: OTHER_NAME }));
    await world.relying.caughtUp();
  }, 240_000);
  afterAll(async () => {
    await world.close();
    rmSync(folder, { recursive: true });
  });

  it('lists what deviates, who, since when, and what to do', async () => {
    const { status, body } = await get('/v1/matters/drift');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      rows: 1,
      total: 1,
      items: [
        {
          code: IMPLEMENTATION,
          authority: RELYING,
          element: 'name',
          stated: OTHER_NAME.zh,
          expected: '演示事项',
          since: { day: '2026-06-01', by: 'local' },
        },
      ],
    });
    const [found] = (body as unknown as { items: readonly Deviation[] }).items;
    expect(world.relying.context.index.history(recordKey.matter(IMPLEMENTATION))[0]?.position).toEqual(
      found?.since.position,
    );
    expect((await get('/v1/matters/drift?element=materials')).body).toMatchObject({ total: 0, items: [] });
    // The list began on 2026-06-01.
    expect((await get('/v1/matters/drift?on=2026-05-31')).body).toMatchObject({ rows: 0, total: 0 });
    expect((await get('/v1/matters/drift?on=2026-06-01')).body).toMatchObject({ rows: 1 });
    expect((await get(`/v1/matters/drift?authority=${ISSUER}`)).body).toMatchObject({ total: 0 });
  });

  it.each([
    '/v1/matters/drift?element=colour',
    '/v1/matters/drift?authority=1',
    '/v1/matters/drift?basic=1',
    '/v1/matters/drift?on=2026-02-30',
    '/v1/matters/drift?surprise=1',
    '/v1/agreements/explain',
    '/v1/agreements/explain?type=1&from=1&to=1&matter=1',
  ])('refuses %s as a bad query', async (path) => {
    expect(await get(path)).toMatchObject({ status: 400, body: { code: 'bad-query' } });
  });

  it('says the same on the command line', async () => {
    const { code, out } = await huren(RELYING, 'matter', 'drift', '--of', RELYING);
    expect(code).toBe(0);
    expect(out).toContain(IMPLEMENTATION);
    expect(out).toContain('1 deviations');
    expect(out).toContain('Let Demo office enter a version with the name');
  });

  it('explains a ground by its clause and every approval behind it', async () => {
    const told = await explain({});
    expect(told).toMatchObject({
      answer: 'accept',
      clauses: [{ agreement: AGREEMENT, version: 1, clause: { id: '1', effect: 'accept' } }],
      issuers: [
        { authority: ISSUER, standing: 'approved', by: HEILONGJIANG, filing: { reference: '权责清单 1' } },
      ],
      missing: [],
    });
    const { index } = world.relying.context;
    const [proposed, accepted] = index.history(recordKey.agreement(AGREEMENT));
    expect(told.clauses[0]?.acceptances).toMatchObject([
      { by: QIQIHAR, position: proposed?.position },
      { by: BAICHENG, position: accepted?.position },
    ]);
    const granted = told.issuers[0]?.granted.position;
    expect(index.history(recordKey.authority(ISSUER)).map(({ position }) => position)).toContainEqual(
      granted,
    );
  });

  it.each<
    readonly [
      why: string,
      query: Readonly<Record<string, string>>,
      answer: string,
      missing: string,
      who: readonly string[],
    ]
  >([
    [
      'another matter than the clause names',
      { matter: OTHER_MATTER },
      'not-covered',
      'matter-in-clause',
      [BAICHENG, QIQIHAR],
    ],
    ['the other way', { from: BAICHENG, to: QIQIHAR }, 'not-covered', 'agreement', [BAICHENG, QIQIHAR]],
    ['a type that nobody has entered', { type: `${HEILONGJIANG}777` }, 'not-covered', 'type', [HEILONGJIANG]],
    ['a matter that is not on the ledger', { matter: '000100009000' }, 'not-covered', 'matter', []],
    [
      'a region that is in no member',
      { from: '440300' },
      'not-covered',
      'issuing-member',
      [BAICHENG, QIQIHAR],
    ],
    ['a day before the agreement', { on: '2025-12-31' }, 'not-covered', 'later', [BAICHENG, QIQIHAR]],
    [
      'no authority that may issue it there',
      { from: BAICHENG, to: QIQIHAR },
      'not-covered',
      'competence',
      [BAICHENG],
    ],
  ])('says what is missing for %s, and who could grant it', async (_why, query, answer, code, who) => {
    const told = await explain(query);
    expect(told.answer).toBe(answer);
    const missing = told.missing.find((each) => each.code === code);
    expect(missing).toBeDefined();
    if (code !== 'competence') expect([...(missing?.who ?? [])].sort()).toEqual([...who].sort());
    expect(missing?.sentence.zh).toMatch(/。$/);
    expect(missing?.sentence.en).toMatch(/^[A-Z].*\.$/);
  });

  it('tells who has not accepted, of an agreement that waits, and what it contradicts', async () => {
    const terms = termsOf([clauseOf({ matters: [OTHER_MATTER], effect: 'accept' }), clauseOf({ id: '2' })]);
    await world.submit(QIQIHAR, 'agreement', 'propose', {
      id: 'second',
      parties: [QIQIHAR, BAICHENG],
      terms,
    });
    await world.relying.caughtUp();
    const { missing } = await explain({ matter: OTHER_MATTER });
    expect(missing.map((each) => each.code)).toEqual(['acceptance', 'matter-in-clause']);
    expect(missing[0]).toMatchObject({ who: [BAICHENG] });
    const { code, out } = await huren(RELYING, 'agreement', 'check', 'second');
    expect(code).toBe(4);
    expect(out).toContain(`clause 2 (refuse) contradicts clause 1 of ${AGREEMENT} (accept)`);
    const told = await huren(
      RELYING,
      ...'agreement explain --type'.split(' '),
      TYPE,
      '--from',
      QIQIHAR,
      '--to',
      BAICHENG,
      '--matter',
      OTHER_MATTER,
    );
    expect(told.code).toBe(4);
    expect(told.out).toContain(`waits for ${BAICHENG}`);
  });

  it('prepares acts of agreements however many long looks wait, and looks at nothing for them', async () => {
    const { walks } = world.relying.context;
    let isOver = false;
    function* endless(): Generator<null> {
      while (!isOver) yield null;
    }
    const waiting = [walks.run(endless)];
    await nextTurn();
    // The first is under way: the others fill the queue.
    for (let at = 0; at < WAITING_WALKS; at++) waiting.push(walks.run(endless));
    try {
      const { status, body } = await call('POST', `${world.relyingUrl}/v1/transactions/prepare`, {
        contract: 'agreement',
        function: 'accept',
        argument: { id: 'second', version: 1 },
        certificate: world.identity(BAICHENG).certificate,
      });
      expect([status, Object.keys(body).sort()]).toEqual([201, ['bytes', 'expiresAt', 'id']]);
      expect((await call('POST', `${world.relyingUrl}/v1/agreements/check`, { id: 'second' })).status).toBe(
        503,
      );
    } finally {
      isOver = true;
      await Promise.all(waiting);
    }
  });

  it('tells what an act of an agreement contradicts before it is signed, and holds it back without --yes', async () => {
    writeFileSync(file(`${BAICHENG}.pem`), identityPem(world.identity(BAICHENG)));
    const accept = ['agreement', 'accept', '--set', 'id=second', '--set', 'version:=1'];
    const held = await huren(BAICHENG, ...accept);
    expect([held.code, held.out]).toEqual([4, expect.stringContaining('clause 2 (refuse) contradicts')]);
    expect(held.out).toContain('add --yes');
    const asIt = await huren(BAICHENG, 'act', 'agreement', 'accept', ...accept.slice(2));
    expect(asIt.code).toBe(4);
    await world.relying.caughtUp();
    expect((await get('/v1/agreements/second')).body).toMatchObject({ state: 'proposed' });
    const sent = await huren(BAICHENG, ...accept, '--yes');
    expect([sent.code, sent.err]).toEqual([0, expect.stringContaining('contradicts clause 1')]);
    await world.relying.caughtUp();
    expect((await get('/v1/agreements/second')).body).toMatchObject({ state: 'in-force' });
    const notice = { id: 'second', lastDay: '2027-06-01' };
    await world.submit(BAICHENG, 'agreement', 'withdraw', notice);
    await world.relying.caughtUp();
    const look = async (from: string) => {
      const terms = { ...termsOf([clauseOf({ matters: '*' })]), from };
      const { body } = await call('POST', `${world.relyingUrl}/v1/agreements/check`, { id: 'other', terms });
      return (body as unknown as { contradictions: readonly Contradiction[] }).contradictions;
    };
    const met = (await look('2027-06-01')).filter((each) => each.with.agreement === 'second');
    expect(met).toMatchObject([{ with: { clause: '1', effect: 'accept' }, to: '2027-06-01' }]);
    expect((await look('2027-06-02')).filter((each) => each.with.agreement === 'second')).toEqual([]);
  });

  it('reads of a day the text of an agreement that held on it, and when each text holds', async () => {
    const first = termsOf([clauseOf({ matters: [OTHER_MATTER], effect: 'review' })]);
    const parties = [QIQIHAR, BAICHENG];
    await world.submit(QIQIHAR, 'agreement', 'propose', { id: 'amended', parties, terms: first });
    await world.submit(BAICHENG, 'agreement', 'accept', { id: 'amended', version: 1 });
    const later = { ...first, title: '第二版', from: '2099-01-01' };
    await world.submit(QIQIHAR, 'agreement', 'amend', { id: 'amended', version: 1, terms: later });
    const digest = termsDigest(later as never);
    const said = { id: 'amended', version: 2, termsDigest: digest };
    await world.submit(BAICHENG, 'agreement', 'accept', said);
    await world.relying.caughtUp();
    const today = dayOfMs(world.now);
    const texts = [
      { version: 1, acceptedOn: today, from: today, to: '2098-12-31' },
      { version: 2, acceptedOn: today, from: '2099-01-01' },
    ];
    const path = '/v1/agreements/amended';
    expect((await get(path)).body).toMatchObject({ version: 2, terms: later, texts });
    const held = (await get(`${path}?on=2098-12-31`)).body;
    expect(held).toMatchObject({ version: 1, terms: first, next: { version: 2, terms: later }, texts });
    const begun = (await get(`${path}?on=2099-01-01`)).body;
    expect(begun).toMatchObject({ version: 2, terms: later });
    expect(begun).not.toHaveProperty('next');
    expect((await get(`${path}?on=2020-01-01`)).status).toBe(404);
  });

  it.each(['explain', 'check'])('refuses an agreement whose id %s is an address of its own', async (id) => {
    const terms = termsOf([clauseOf()]);
    const proposal = world.submit(QIQIHAR, 'agreement', 'propose', {
      id,
      parties: [QIQIHAR, BAICHENG],
      terms,
    });
    await expect(proposal).rejects.toMatchObject({ code: 'MALFORMED_ARGUMENT' });
  });

  it('drafts an agreement from YAML, and says what contradicts before it is proposed', async () => {
    const form = await transcript(['agreement', 'draft']);
    expect(form.out).toContain('issuingRegions:');
    const filled = [
      'id: third',
      `parties: ["${QIQIHAR}", "${BAICHENG}"]`,
      'terms:',
      '  title: 演示互认协议三',
      `  text: {digest: "${'A'.repeat(43)}", filing: 演示 3, publication: ""}`,
      '  from: "2026-07-01"',
      '  clauses:',
      `    - {id: "1", types: ["${TYPE}"], issuingRegions: ["${QIQIHAR}"], receivingRegions: ["${BAICHENG}"], matters: "*", effect: refuse, conditions: {}}`,
      `  coverage: [{types: ["${TYPE}"], region: "${QIQIHAR}", since: "2026-01-01"}]`,
    ].join('\n');
    writeFileSync(file('draft.yaml'), filled);
    const { code, out } = await huren(
      RELYING,
      'agreement',
      'draft',
      file('draft.yaml'),
      '--out',
      file('draft.json'),
    );
    expect([code, out]).toEqual([4, expect.stringContaining(`clause 1 of ${AGREEMENT} (accept)`)]);
    expect(JSON.parse(readFileSync(file('draft.json'), 'utf8'))).toMatchObject({ id: 'third' });
    for (const [bad, why] of [
      [filled.replace('effect: refuse', 'effect: perhaps'), 'not-one-of'],
      [`${filled}\nid: again`, 'bad-yaml'],
      [filled.replace('id: third', 'id: &a third\nother: *a'), 'yaml-alias'],
    ] as const) {
      writeFileSync(file('bad.yaml'), bad);
      const refused = await huren(RELYING, 'agreement', 'draft', file('bad.yaml'), '--json');
      expect([why, refused.code]).toEqual([why, 2]);
    }
  });

  it('brings a list in from CSV, JSON and Excel, tells what it left out, and gives it out again', async () => {
    const codes = ['01', '02', '03'].map((item) => `${RELYING}3${MATTER}${item}`);
    const header = 'code,name_zh,name_en,kind,from,legal_basis,materials';
    const line = (code: string, name = '演示事项') =>
      `${code},${name},Demo matter,1,2026-06-01,演示条例|第一条,${TYPE}|certificate_holder_name|any|0`;
    const stranger = `${completeUscc('11220800000000099')}3${MATTER}`;
    writeFileSync(
      file('list.csv'),
      [header, line(codes[0]!), line(stranger), line('nonsense'), line(codes[0]!)].join('\r\n'),
    );
    const dry = await huren(
      RELYING,
      'matter',
      'import',
      file('list.csv'),
      '--own',
      '--as',
      RELYING,
      '--dry-run',
      '--json',
    );
    expect(JSON.parse(dry.out)).toMatchObject({
      total: 4,
      usable: 2,
      written: 1,
      dryRun: true,
      checked: true,
      refused: [{ row: 2, code: stranger, reason: 'NOT_ENTITLED' }, { row: 3 }, { row: 4 }],
    });
    const alone = ['matter', 'import', file('list.csv'), '--own', '--as', RELYING, '--dry-run', '--json'];
    const blind = await transcript(alone, { env: { LANG: 'en_US.UTF-8' } });
    expect([blind.code, blind.err]).toEqual([0, expect.stringContaining('only the form was checked')]);
    expect(JSON.parse(blind.out)).toMatchObject({ usable: 2, written: 0, checked: false });
    const report = ['--report', file('report.json'), '--json'];
    const first = await huren(
      RELYING,
      'matter',
      'import',
      file('list.csv'),
      '--own',
      '--as',
      RELYING,
      ...report,
    );
    expect([first.code, first.err]).toEqual([0, '']);
    expect(JSON.parse(readFileSync(file('report.json'), 'utf8'))).toMatchObject({
      total: 4,
      written: 1,
      refused: [
        { row: 2, code: stranger, reason: 'NOT_ENTITLED' },
        {
          row: 3,
          code: 'nonsense',
          reason: expect.stringContaining('/code') as string,
          sentence: { en: expect.stringContaining('is not well formed') as string },
        },
        { row: 4, code: codes[0], reason: expect.stringContaining('repeated-item') as string },
      ],
    });
    writeFileSync(file('list.json'), JSON.stringify({ items: [definition({ code: codes[1] })] }));
    const second = await huren(
      RELYING,
      'matter',
      'import',
      file('list.json'),
      '--own',
      '--as',
      RELYING,
      '--json',
    );
    expect(JSON.parse(second.out)).toMatchObject({ written: 1, refused: [] });
    writeFileSync(file('list.xlsx'), workbook([header.split(','), line(codes[2]!).split(',')]));
    const third = await huren(
      RELYING,
      'matter',
      'import',
      file('list.xlsx'),
      '--own',
      '--as',
      RELYING,
      '--json',
    );
    expect(JSON.parse(third.out)).toMatchObject({ written: 1, refused: [] });
    await world.relying.caughtUp();
    for (const name of ['out.json', 'out.csv']) {
      const out = await huren(RELYING, 'matter', 'export', file(name), '--of', RELYING, '--json');
      expect(JSON.parse(out.out)).toEqual({ exported: 4, left: [] });
      const again = await huren(RELYING, 'matter', 'import', file(name), '--own', '--as', RELYING, '--json');
      expect(JSON.parse(again.out)).toMatchObject({ total: 4, written: 0, unchanged: 4, refused: [] });
    }
  });

  it('says of a list row by row what the ledger then does, and writes nothing', async () => {
    const today = dayOfMs(world.now);
    const later = `${RELYING}3${OTHER_MATTER}`;
    await world.submit(RELYING, 'matter', 'define', definition({ code: later, from: '2030-01-01' }));
    await world.relying.caughtUp();
    const rows = [
      definition({ name: OTHER_NAME }),
      definition({ code: later, from: today }),
      definition({ code: `${RELYING}3000100009000` }),
      definition({ code: '220100001000' }),
      definition({ code: `${ISSUER}3${MATTER}` }),
      definition({ code: `${RELYING}3${MATTER}77` }),
    ];
    const check = (
      body: object,
      token = bearer(tokenOf(world.identity(RELYING), RELYING, BAICHENG, world.now)),
    ) => call('POST', `${world.relyingUrl}/v1/matters/check`, body, token);
    const { height } = world.relying.context.index.head;
    const { status, body } = await check({ rows });
    expect([status, body['height']]).toEqual([200, height]);
    expect(await world.ledger.height()).toBe(height);
    const told = body['rows'] as { row: number; code: string; outcome: string; rejection?: string }[];
    expect(told.map(({ outcome, rejection }) => rejection ?? outcome)).toEqual([
      'unchanged',
      'VERSION_OVERLAPS',
      'BASIC_MATTER_UNKNOWN',
      'NOT_ENTITLED',
      'NOT_ENTITLED',
      'written',
    ]);
    const refused = told.filter(({ outcome }) => outcome === 'refused');
    const { result } = await world.submit(RELYING, 'matter', 'defineMany', { rows });
    expect(JSON.parse(result)).toMatchObject({
      written: 1,
      unchanged: 1,
      refused: refused.map(({ row, code, rejection }) => ({ row, code, rejection })),
    });
    await world.relying.caughtUp();
    const backDated = await check({ rows: [definition({ from: '2025-01-01' })] });
    expect(backDated.body['rows']).toMatchObject([
      { rejection: 'BACK_DATED', details: { earliest: today }, messages: REJECTIONS.BACK_DATED },
    ]);
    expect((await check({ rows: [definition(), definition()] })).body).toMatchObject({ status: 400 });
    expect((await check({ rows }, {})).body).toMatchObject({ code: 'token-missing' });
  });

  it('is exported as JSON or CSV and as nothing else', async () => {
    const out = await huren(RELYING, 'matter', 'export', file('out.xlsx'));
    expect([out.code, out.err]).toEqual([2, expect.stringContaining('nothing was exported')]);
    expect(existsSync(file('out.xlsx'))).toBe(false);
  });

  it.each([
    ['a ZIP archive that is no workbook', () => writeZip([{ name: 'a', content: Buffer.from('a') }])],
    ['the beginning of a workbook', () => workbook([['code']]).subarray(0, 90)],
    ['a table without a header', () => Buffer.from('1,2\r\n3,4')],
    ['JSON without a list', () => Buffer.from('{"a":1}')],
  ])('refuses %s, and imports nothing', async (_what, content) => {
    writeFileSync(file('bad.xlsx'), content());
    const refused = await huren(RELYING, 'matter', 'import', file('bad.xlsx'), '--own', '--as', RELYING);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('nothing was imported')]);
  });
});

/** The least that is a workbook: one sheet of texts. */
function workbook(rows: readonly (readonly string[])[]): Buffer {
  const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const column = (at: number): string => String.fromCharCode(65 + at);
  const sheet = rows
    .map((cells, row) => {
      const inner = cells
        .map(
          (text, at) =>
            `<c r="${column(at)}${String(row + 1)}" t="inlineStr"><is><t>${escaped(text)}</t></is></c>`,
        )
        .join('');
      return `<row r="${String(row + 1)}">${inner}</row>`;
    })
    .join('');
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const packages = 'http://schemas.openxmlformats.org/package/2006';
  const parts: readonly (readonly [string, string])[] = [
    [
      '[Content_Types].xml',
      `<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>`,
    ],
    [
      '_rels/.rels',
      `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      'xl/workbook.xml',
      `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    ],
    ['xl/worksheets/sheet1.xml', `<worksheet xmlns="${main}"><sheetData>${sheet}</sheetData></worksheet>`],
  ];
  return writeZip(parts.map(([name, content]) => ({ name, content: Buffer.from(content) })));
}
