import { completeUscc, dayOfMs, groupDigest } from '@huren/chaincode/domain';
import { call } from '../gateway/client';
import {
  AGREEMENT,
  BAICHENG,
  HEILONGJIANG,
  ISSUER,
  JILIN,
  MATTER,
  openWorld,
  OTHER_MATTER,
  QIQIHAR,
  RELYING,
  TYPE,
  type World,
} from '../gateway/world';

const DAY_MS = 86_400_000;
const parties = [QIQIHAR, BAICHENG];
const terms = {
  theme: { zh: '嫩江流域（演示）', en: 'Nen River (demo)' },
  regions: parties,
  roles: ['issuing', 'relying', 'supervising'] as const,
  types: '*' as const,
  matterKinds: '*' as const,
  witnessed: false,
};
const digest = groupDigest({ parties, terms });
const filing = { reference: '演示决定 1', digest: 'A'.repeat(43) };

interface Answer {
  readonly authorities: { readonly authority: string; readonly roles: readonly string[] }[];
  readonly matters: { readonly code: string }[];
  readonly agreements: { readonly id: string }[];
}
const codes = ({ authorities }: Answer): readonly string[] => authorities.map(({ authority }) => authority);

describe('a group over HTTP', () => {
  let world: World;
  const get = async (path: string) => call('GET', `${world.relyingUrl}${path}`);
  const view = async (query = ''): Promise<Answer> =>
    (await get(`/v1/groups/nen${query}`)).body as unknown as Answer;

  beforeAll(async () => {
    world = await openWorld();
    await world.submit(QIQIHAR, 'group', 'propose', { id: 'nen', parties, terms });
    world.now += DAY_MS;
    await world.submit(BAICHENG, 'group', 'accept', { id: 'nen', version: 1, digest });
    const implementation = {
      code: `${RELYING}3${MATTER}`,
      name: { zh: '演示事项', en: 'Demo matter' },
      kind: '01',
      legalBasis: [{ title: '演示条例', article: '第一条' }],
      from: dayOfMs(world.now),
      materials: [],
    };
    await world.submit(RELYING, 'matter', 'define', implementation);
    world.now += DAY_MS;
    await world.submit(HEILONGJIANG, 'authority', 'narrow', {
      authority: ISSUER,
      types: [TYPE],
      region: QIQIHAR,
      lastDay: '2026-06-04',
      filing,
    });
    await world.submit(JILIN, 'authority', 'suspend', { authority: RELYING });
    world.now += DAY_MS;
    await world.submit(JILIN, 'authority', 'reinstate', { authority: RELYING });
    await world.relying.caughtUp();
  });
  afterAll(async () => {
    await world.close();
  });

  it('shows its authorities, its matters and its agreements in one view', async () => {
    const { status, body } = await get('/v1/groups/nen');
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: 'nen', state: 'active', on: '2026-06-04', digest });
    const shown = body as unknown as Answer;
    expect(shown.authorities.find(({ authority }) => authority === ISSUER)).toMatchObject({
      roles: ['issuing'],
      member: QIQIHAR,
      standing: 'approved',
      region: QIQIHAR,
    });
    expect([...codes(shown)].sort()).toEqual([HEILONGJIANG, ISSUER, JILIN, RELYING].sort());
    expect(shown.matters).toEqual([
      {
        code: MATTER,
        name: { zh: '演示事项', en: 'Demo matter' },
        kind: '01',
        authorities: [RELYING],
        agreements: [AGREEMENT],
      },
    ]);
    expect(shown.matters.map(({ code }) => code)).not.toContain(OTHER_MATTER);
    expect(shown.agreements).toMatchObject([{ id: AGREEMENT, version: 1 }]);
  });

  it.each([
    ['before it was proposed', '2026-05-31', undefined],
    ['before every party had accepted', '2026-06-01', []],
    ['once it was in force', '2026-06-02', [HEILONGJIANG, ISSUER, JILIN, RELYING]],
    ['while one was suspended', '2026-06-03', [HEILONGJIANG, ISSUER, JILIN]],
    ['after its competence has ended', '2026-06-05', [HEILONGJIANG, JILIN, RELYING]],
  ])('tells who was in it %s', async (_when, on, expected) => {
    const { status, body } = await get(`/v1/groups/nen?on=${on}`);
    expect(status).toBe(expected === undefined ? 404 : 200);
    if (expected !== undefined) {
      expect([...codes(body as unknown as Answer)].sort()).toEqual([...expected].sort());
    }
  });

  it('lists who entered and left, page by page', async () => {
    const all = (await get('/v1/groups/nen/changes')).body['items'] as Record<string, unknown>[];
    expect(all.map(({ day, authority, change, cause }) => [day, authority, change, cause])).toEqual([
      ...[HEILONGJIANG, ISSUER, JILIN, RELYING]
        .sort()
        .map((authority) => ['2026-06-02', authority, 'entered', 'group']),
      ['2026-06-03', RELYING, 'left', 'authority'],
      ['2026-06-04', RELYING, 'entered', 'authority'],
    ]);
    const first = (await get('/v1/groups/nen/changes?limit=5')).body;
    const second = (await get(`/v1/groups/nen/changes?after=${String(first['next'])}`)).body;
    expect([...(first['items'] as object[]), ...(second['items'] as object[])]).toEqual(all);
    expect(second['next']).toBeUndefined();
  });

  it('tells of days that end competence once they have come', async () => {
    const now = world.now;
    world.now += DAY_MS;
    const items = (await get('/v1/groups/nen/changes')).body['items'] as Record<string, unknown>[];
    expect(items.at(-1)).toMatchObject({
      day: '2026-06-05',
      authority: ISSUER,
      change: 'left',
      cause: 'validity',
    });
    expect(items.at(-1)).not.toHaveProperty('position');
    expect(codes(await view())).not.toContain(ISSUER);
    world.now = now;
  });

  it.each([
    ['an unknown group', '/v1/groups/other', 404, 'unknown-record'],
    ['changes of an unknown group', '/v1/groups/other/changes', 404, 'unknown-record'],
    ['a day that is none', '/v1/groups/nen?on=2026-02-30', 400, 'bad-query'],
    ['a page that is no number', '/v1/groups/nen/changes?after=-1', 400, 'bad-query'],
    ['a parameter that is not known', '/v1/groups/nen?day=2026-06-01', 400, 'bad-query'],
  ])('refuses %s', async (_why, path, status, code) => {
    const answer = await get(path);
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
  });

  it('never takes a foreign path for an id', async () => {
    const { status } = await get(`/v1/groups/${encodeURIComponent('../authority/' + ISSUER)}`);
    expect(status).toBe(404);
  });
});

describe('records over HTTP', () => {
  let world: World;
  const get = async (path: string) => call('GET', `${world.relyingUrl}${path}`);
  const found = async (path: string): Promise<string[]> =>
    ((await get(path)).body['items'] as { code: string }[]).map(({ code }) => code).sort();

  beforeAll(async () => {
    world = await openWorld();
    world.now += DAY_MS;
    await world.submit(HEILONGJIANG, 'authority', 'suspend', { authority: ISSUER });
    const successor = `${HEILONGJIANG}002`;
    await world.submit(HEILONGJIANG, 'licence-type', 'define', {
      code: successor,
      name: { zh: '演示新证', en: 'Demo successor' },
      holder: 'person',
      validity: 'dated',
      reach: 'nationwide',
      fields: [],
      yearlyInspection: false,
      organs: [],
      issuing: { levels: ['prefecture', 'county'], regions: ['230000'] },
    });
    await world.submit(HEILONGJIANG, 'licence-type', 'deprecate', { code: TYPE, successor });
    await world.relying.caughtUp();
  });
  afterAll(async () => {
    await world.close();
  });

  it('keep every version, in ledger order', async () => {
    const { body } = await get(`/v1/authorities/${ISSUER}/history`);
    const items = body['items'] as { position: { block: number }; time: number; value: { state: string } }[];
    expect(items.map(({ value }) => value.state)).toEqual(['registered', 'active', 'suspended']);
    expect(items.map(({ position }) => position.block)).toEqual(
      items.map(({ position }) => position.block).sort((one, other) => one - other),
    );
    const page = (await get(`/v1/authorities/${ISSUER}/history?limit=1&after=1`)).body;
    expect(page).toEqual({ items: [items[1]], next: '2' });
  });

  it('are answered as they stood at the end of a day', async () => {
    const state = async (on: string) => (await get(`/v1/authorities/${ISSUER}?on=${on}`)).body['state'];
    expect([await state('2026-06-01'), await state('2026-06-02')]).toEqual(['active', 'suspended']);
    expect((await get(`/v1/authorities/${ISSUER}?on=2026-05-31`)).status).toBe(404);
  });

  it('of deprecated types name the type that takes their place', async () => {
    const { body } = await get(`/v1/licence-types/${TYPE}`);
    expect(body).toMatchObject({ state: 'deprecated', successor: `${HEILONGJIANG}002`, version: 2 });
  });

  const rows: readonly (readonly [why: string, path: string, expected: readonly string[]])[] = [
    ['authorities by state', '/v1/authorities?state=suspended', [ISSUER]],
    [
      'authorities by superior and role',
      `/v1/authorities?superior=${JILIN}&state=active&role=relying`,
      [RELYING],
    ],
    ['authorities by kind', '/v1/authorities?kind=approver', [HEILONGJIANG, JILIN].sort()],
    ['authorities by province', '/v1/authorities?region=220000&kind=department&state=active', [RELYING]],
    ['authorities by licence type', `/v1/authorities?type=${TYPE}&kind=department`, [ISSUER]],
    ['types in use', '/v1/licence-types?state=active', [`${HEILONGJIANG}002`]],
    ['types by holder', '/v1/licence-types?holder=person', [`${HEILONGJIANG}002`]],
    ['types by definer', `/v1/licence-types?definer=${JILIN}`, []],
    ['local types', '/v1/licence-types?scope=local', [TYPE, `${HEILONGJIANG}002`].sort()],
    ['national types', '/v1/licence-types?scope=national', []],
    ['types issued in a county', '/v1/licence-types?region=230221', [TYPE, `${HEILONGJIANG}002`].sort()],
    ['types issued elsewhere', '/v1/licence-types?region=220800', [TYPE]],
    ['types issued by a province', '/v1/licence-types?region=230000', [TYPE]],
  ];
  it.each(rows)('are filtered: %s', async (_why, path, expected) => {
    expect(await found(path)).toEqual(expected);
  });

  it.each([
    ['a filter of another list', '/v1/members?holder=person'],
    ['a region that is none', '/v1/authorities?region=2302'],
    ['a day on a list', '/v1/authorities?on=2026-06-01'],
    ['a filter on one record', `/v1/authorities/${completeUscc('11230000000000099')}?state=active`],
  ])('refuse %s', async (_why, path) => {
    const { status, body } = await get(path);
    expect([status, body['code']]).toEqual([400, 'bad-query']);
  });
});
