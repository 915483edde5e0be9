import { type Day, type Delegation, encodeBase64url, signDelegation } from '@huren/chaincode/domain';
import { createHolderKey } from '@huren/clients';
import { CookieJar, ProviderProcess } from './identity-provider';
import { call } from './client';
import { issue, licence, relyingToken, verify, type CredentialFile } from './issuing';
import { BAICHENG, MATTER, openWorld, OTHER_MATTER, RELYING, START, TYPE, type World } from './world';

const person = (id: string, roles: readonly string[]) => ({
  id,
  name: { zh: `演示人员 ${id}`, en: `Demo ${id}` },
  authority: RELYING,
  roles: roles as ['clerk'],
});

type Body = Readonly<Record<string, unknown>>;
interface Line {
  readonly number: number;
  readonly verdict: string;
  readonly matter: string;
  readonly matched?: string;
  readonly codes: readonly string[];
}

describe('a clerk at the counter', () => {
  let provider: ProviderProcess;
  let world: World;
  let file: CredentialFile;
  let origin: string;
  const jars = new Map<string, { jar: CookieJar; csrf: string }>();

  beforeAll(async () => {
    provider = await ProviderProcess.start([
      person('clerk', ['clerk']),
      person('auditor', ['auditor']),
      person('supervisor', ['supervisor']),
      person('operator', ['operator']),
    ]);
    world = await openWorld({ identityProvider: { issuer: provider.issuer, clientId: `huren-${BAICHENG}` } });
    origin = world.relyingUrl;
    await provider.serve([{ clientId: `huren-${BAICHENG}`, url: origin }]);
    world.now = START + 60_000;
    [file] = (await issue(world, 'counter', { licences: [licence('COUNTER1')] })) as [CredentialFile];
    for (const who of ['clerk', 'auditor', 'supervisor', 'operator']) {
      const jar = new CookieJar();
      await jar.signIn(origin, who);
      const me = (await (await jar.fetch(`${origin}/v1/staff/me`)).json()) as { csrf: string };
      jars.set(who, { jar, csrf: me.csrf });
    }
  }, 60_000);
  afterAll(async () => {
    await world.close();
    await provider.stop();
  });

  /** A delegation that says by a key alone whom it lets act. */
  async function nameless(): Promise<string> {
    const agent = await createHolderKey();
    const id = encodeBase64url(new Uint8Array(32));
    const from = '2026-06-01' as Day;
    const delegation: Delegation = {
      v: 1,
      id,
      root: { leaf: id, batch: file.anchor.batch, index: 0, proof: [] },
      role: 'handler',
      agentKey: agent.publicJwk,
      types: [TYPE],
      matters: '*',
      from,
      until: from,
      onward: false,
    };
    return signDelegation(delegation, agent.publicJwk, (bytes) => agent.sign(bytes));
  }

  async function ask(who: string, body: object): Promise<[number, Body]> {
    const { jar, csrf } = jars.get(who) as { jar: CookieJar; csrf: string };
    const response = await jar.fetch(`${origin}/v1/verifications`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-huren-csrf': csrf },
      body: JSON.stringify({ credential: file, matter: MATTER, ...body }),
    });
    return [response.status, (await response.json()) as Body];
  }

  async function read(who: string, path: string): Promise<[number, Body]> {
    const { jar } = jars.get(who) as { jar: CookieJar };
    const response = await jar.fetch(`${origin}${path}`);
    return [response.status, (await response.json()) as Body];
  }

  const lines = async (who: string, query = ''): Promise<readonly Line[]> =>
    (await read(who, `/v1/verifications/history${query}`))[1]['items'] as readonly Line[];

  const NAME = '巴特尔·演示';
  const compared = (typed: string, credential = file): Promise<[number, Body]> =>
    ask('clerk', { credential, counterMatch: { method: 'id-card', typed } });
  const holderFinding = (body: Body): unknown =>
    (body['findings'] as { check: string; evidence: Body }[]).find(({ check }) => check === 'holder');

  it('vouches for a person without a phone, and the receipt says so', async () => {
    const [status, body] = await compared(NAME);
    expect([status, body['verdict'], body['identityLevel']]).toEqual([200, 'accept', 3]);
    expect(holderFinding(body)).toMatchObject({
      code: 'PERSON_MATCHED_AT_COUNTER',
      evidence: { name: 'exact' },
    });
    const { payload } = body['receipt'] as { payload: Body };
    expect(payload['counterMatch']).toBe('id-card');
    expect(JSON.stringify(payload)).not.toContain('演示');
    const checked = await call('POST', `${origin}/v1/receipts/verify`, { receipt: body['receipt'] });
    expect(checked.body['outcome']).toBe('valid');
  });

  it.each([
    ['reviews a name that is written differently', '巴特尔•演示', 'review', 'PERSON_NAME_NEAR'],
    ['refuses another name', '演示另一人', 'refuse', 'PERSON_DIFFERS'],
  ])('%s, by its own comparison', async (_, typed, verdict, code) => {
    const [status, body] = await compared(typed);
    expect([status, body['verdict']]).toEqual([200, verdict]);
    expect(holderFinding(body)).toMatchObject({ code });
    // What was typed is in nothing that goes out.
    expect(JSON.stringify(body)).not.toContain(typed);
  });

  it('records a comparison by eye where the licence shows no name', async () => {
    const [jwt = ''] = file.sdJwt.split('~');
    const [status, body] = await compared('', { ...file, sdJwt: `${jwt}~` });
    expect([status, holderFinding(body)]).toMatchObject([
      200,
      { code: 'PERSON_MATCHED_AT_COUNTER', evidence: { name: 'not-comparable' } },
    ]);
  });

  it.each([
    ['no name', { method: 'id-card' }, 'name-not-typed'],
    ['a name of dots and spaces', { method: 'id-card', typed: ' · ' }, 'name-not-typed'],
    [
      'another name with a Mongolian mark',
      { method: 'id-card', typed: '演示另一人\u180e' },
      'name-not-comparable',
    ],
    ['a name in Mongolian', { method: 'id-card', typed: '\u182a\u1820\u1832' }, 'name-not-comparable'],
  ])('records no comparison with %s where there is one to compare with', async (_, counterMatch, fault) => {
    const before = (await lines('clerk')).length;
    const [status, problem] = await ask('clerk', { counterMatch });
    expect([status, problem['path'], problem['details']]).toEqual([400, '/counterMatch/typed', { fault }]);
    expect(await lines('clerk')).toHaveLength(before);
  });

  it('takes no such word by token, for which nobody stands at a counter', async () => {
    const body = { credential: file, matter: MATTER, counterMatch: { method: 'id-card', typed: NAME } };
    const alone = await verify(world, body);
    expect([alone.status, alone.body['code']]).toEqual([403, 'role-not-allowed']);
    const batch = await call(
      'POST',
      `${origin}/v1/verifications/batch`,
      { items: [body] },
      relyingToken(world),
    );
    expect(batch.body['results']).toMatchObject([{ status: 403, problem: { code: 'role-not-allowed' } }]);
  });

  it.each([
    ['a way that is none', { method: 'by heart', typed: NAME }],
    ['the outcome of a comparison that somebody else made', { method: 'id-card', name: 'exact' }],
    ['the outcome beside the name', { method: 'id-card', typed: NAME, name: 'exact' }],
    ['a name that no card has room for', { method: 'id-card', typed: '演'.repeat(513) }],
    ['the account of somebody else', { method: 'id-card', typed: NAME, by: 'A'.repeat(43) }],
    ['no way', { typed: NAME }],
  ])('refuses %s', async (_, counterMatch) => {
    expect((await ask('clerk', { counterMatch }))[0]).toBe(400);
  });

  it.each([
    ['no delegation at all', undefined],
    ['a delegation that names nobody', {}],
  ])('records no comparison of an agent under %s', async (_, change) => {
    const given = change === undefined ? file : { ...file, delegations: [await nameless()] };
    const before = (await lines('clerk')).length;
    const counterMatch = { method: 'id-card', typed: NAME, of: 'agent' };
    const [status, problem] = await ask('clerk', { credential: given, counterMatch });
    expect([status, problem['code'], problem['path']]).toEqual([400, 'no-agent-named', '/counterMatch/of']);
    expect(problem['messages']).toEqual({
      zh: expect.stringMatching(/代办人/) as string,
      en: expect.stringMatching(/agent/) as string,
    });
    expect(await lines('clerk')).toHaveLength(before);
  });

  it('finds the day’s verifications again, newest first, without anything about the holder', async () => {
    await ask('clerk', { matter: OTHER_MATTER });
    const [status, body] = await read('clerk', '/v1/verifications/history');
    expect(status).toBe(200);
    const items = body['items'] as readonly Line[];
    expect(items.map(({ number }) => number)).toEqual(items.map((_, at) => items.length - at));
    expect(items[0]).toMatchObject({ matter: OTHER_MATTER, verdict: 'review' });
    expect(items[0]?.codes).toContain('NOT_COVERED');
    expect(items.at(-1)).toMatchObject({ verdict: 'accept', matched: 'id-card' });
    expect(body['counts']).toEqual({ accept: 1, refuse: 1, review: 3, 'cannot-tell': 0 });
    expect(JSON.stringify(body)).not.toMatch(/演示|巴特尔|COUNTER1/);
  });

  it('searches them by matter, verdict, code and number', async () => {
    expect(await lines('clerk', `?q=${OTHER_MATTER}`)).toHaveLength(1);
    expect(await lines('clerk', '?q=refuse')).toHaveLength(1);
    expect(await lines('clerk', '?q=person_name')).toHaveLength(1);
    expect(await lines('clerk', '?q=nothing-such')).toEqual([]);
  });

  it('counts the verdicts of each day, and a day is one of Shanghai', async () => {
    const [, body] = await read('auditor', '/v1/verifications/figures?days=2');
    expect(body['items']).toEqual([
      { day: '2026-05-31', accept: 0, refuse: 0, review: 0, 'cannot-tell': 0 },
      { day: '2026-06-01', accept: 1, refuse: 1, review: 3, 'cannot-tell': 0 },
    ]);
    expect(await lines('clerk', '?day=2026-05-31')).toEqual([]);
  });

  it('shows them to a supervisor and an auditor, who ask nothing themselves', async () => {
    expect(await lines('supervisor')).toHaveLength(5);
    expect(await lines('auditor')).toHaveLength(5);
    expect((await ask('auditor', {}))[0]).toBe(403);
    expect((await ask('supervisor', {}))[0]).toBe(403);
  });

  it('shows them to no operator, and to nobody who has not signed in', async () => {
    expect((await read('operator', '/v1/verifications/history'))[0]).toBe(403);
    expect((await call('GET', `${origin}/v1/verifications/history`)).status).toBe(401);
    expect((await call('GET', `${origin}/v1/verifications/figures`)).status).toBe(401);
  });

  it.each([
    ['/v1/verifications/history?day=2026-02-30', 'a day that is none'],
    ['/v1/verifications/history?page=2', 'a parameter that is none'],
    [`/v1/verifications/history?q=${'a'.repeat(65)}`, 'a search beyond all length'],
    ['/v1/verifications/figures?days=0', 'no day'],
    ['/v1/verifications/figures?days=93', 'more days than the limit'],
    ['/v1/verifications/figures?days=1.5', 'half a day'],
  ])('refuses %s: %s', async (path) => {
    const [status, body] = await read('clerk', path);
    expect([status, body['code']]).toEqual([400, 'bad-query']);
  });
});
