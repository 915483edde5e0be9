import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identityPem } from '../clients/identities';
import { transcript, type Transcript } from '../clients/terminal';
import {
  dayOfMs,
  DEFAULT_POLICY,
  type Explanation,
  type Facts,
  type TrustFile,
} from '@huren/chaincode/domain';
import { verifyLocally } from '@huren/clients';
import { call } from '../gateway/client';
import { type CredentialFile, issue, issuerToken, relyingToken, verify } from '../gateway/issuing';
import {
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

/** The published list of a city outside the network, where it lies beside the checkout. */
const list = join(
  process.env['HUREN_VECTORS'] ?? join(__dirname, '../../../shared/data'),
  'matters/sichuan_511602_matters.json',
);
const DAY = 86_400_000;
/** The same service under each province's own code. */
const HERE = '220100001000';
const THERE = '230100001000';
const PAIR = { from: THERE, to: HERE };
const matter = (code: string, name: string) => ({
  code,
  name: { zh: name, en: 'Demo matter' },
  kind: code.slice(2, 4),
  legalBasis: [{ title: '演示条例', article: '第一条' }],
  from: '2026-06-01',
  materials: [{ types: [TYPE], fields: ['certificate_holder_name'], legalForm: 'any', identityLevel: 0 }],
});
interface Judged {
  readonly verdict: string;
  readonly basis: { readonly kind: string; readonly reference?: string };
  readonly findings: readonly { readonly check: string; readonly code: string }[];
  readonly receipt: unknown;
}

describe('a mapping of matters, seen through whole verifications', () => {
  let world: World;
  let folder: string;
  let credential: CredentialFile;
  const file = (name: string): string => join(folder, name);
  const ask = async (question: object = {}) => {
    await world.relying.caughtUp();
    return verify(world, { credential, matter: HERE, ...question });
  };
  const basisOf = async (question: object = {}): Promise<string> => {
    const { status, body } = await ask(question);
    expect(status).toBe(200);
    const judged = body as unknown as Judged;
    return judged.findings.find(({ check }) => check === 'basis')?.code ?? 'none';
  };
  const huren = (who: string, ...args: readonly string[]): Promise<Transcript> => {
    const url = [ISSUER, HEILONGJIANG].includes(who) ? world.issuingUrl : world.relyingUrl;
    return transcript([...args, '--url', url, '--key', file(`${who}.pem`)], {
      now: world.now,
      env: { LANG: 'en_US.UTF-8' },
    });
  };

  beforeAll(async () => {
    world = await openWorld();
    folder = mkdtempSync(join(tmpdir(), 'huren-mappings-'));
    for (const name of [ISSUER, RELYING, JILIN, HEILONGJIANG])
      writeFileSync(file(`${name}.pem`), identityPem(world.identity(name)));
    await world.submit(HEILONGJIANG, 'matter', 'define', matter(THERE, '演示事项（黑龙江）'));
    await world.submit(JILIN, 'matter', 'define', matter(HERE, '演示事项（吉林）'));
    await world.submit(QIQIHAR, 'agreement', 'propose', {
      id: 'there',
      parties: [QIQIHAR, BAICHENG],
      terms: {
        title: '演示互认协议（黑龙江编码）',
        text: { digest: 'A'.repeat(43), filing: '演示 2', publication: '' },
        from: '2026-01-01',
        clauses: [
          {
            id: '1',
            types: [TYPE],
            issuingRegions: [QIQIHAR],
            receivingRegions: [BAICHENG],
            matters: [THERE],
            effect: 'accept',
            conditions: {},
          },
        ],
      },
    });
    await world.submit(BAICHENG, 'agreement', 'accept', { id: 'there', version: 1 });
    [credential] = (await issue(world, 'mapped')) as [CredentialFile];
  }, 240_000);
  afterAll(async () => {
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('has no effect accepted by one side only, counts from the other’s word, and no more once either ends it', async () => {
    expect(await basisOf()).toBe('NOT_COVERED');
    await world.submit(HEILONGJIANG, 'matter', 'map', { ...PAIR, with: [JILIN] });
    expect(await basisOf()).toBe('NOT_COVERED');
    const before = world.relying.context.index.head.height;
    world.now += DAY;
    await world.submit(JILIN, 'matter', 'acceptMapping', { ...PAIR, version: 1 });
    expect(await basisOf()).toBe('BASIS_CLAUSE');
    expect(await basisOf({ matter: `${RELYING}3${HERE}` })).toBe('BASIS_CLAUSE');
    world.now += DAY;
    await world.submit(HEILONGJIANG, 'matter', 'endMapping', PAIR);
    expect(await basisOf()).toBe('NOT_COVERED');
    expect(
      await Promise.all(['2026-06-01', '2026-06-02', '2026-06-03'].map((asOf) => basisOf({ asOf }))),
    ).toEqual(['NOT_COVERED', 'BASIS_CLAUSE', 'NOT_COVERED']);
    expect(await basisOf({ asOf: '2026-06-02', knownAt: before })).toBe('NOT_COVERED');
  });

  it('is proposed anew as the next version, which the acceptance of the former does not fit', async () => {
    const anew = await huren(JILIN, 'matter', 'map', ...setting({ ...PAIR, with: [HEILONGJIANG] }));
    expect([anew.code, anew.err]).toEqual([0, '']);
    const stale = await huren(HEILONGJIANG, 'matter', 'accept-mapping', ...setting({ ...PAIR, version: 1 }));
    expect([stale.code, stale.err]).toEqual([1, expect.stringContaining('another version')]);
    expect(await basisOf()).toBe('NOT_COVERED');
    const accepted = await huren(
      HEILONGJIANG,
      'matter',
      'accept-mapping',
      ...setting({ ...PAIR, version: 2 }),
    );
    expect(accepted.code).toBe(0);
    expect(await basisOf()).toBe('BASIS_CLAUSE');
    const { body } = await call('GET', `${world.relyingUrl}/v1/mappings/${THERE}%2F${HERE}/history`);
    const items = body['items'] as { value: { version: number; state: string } }[];
    expect(items.map(({ value }) => `${String(value.version)} ${value.state}`)).toEqual([
      '1 proposed',
      '1 accepted',
      '1 ended',
      '2 proposed',
      '2 accepted',
    ]);
  });

  it('tells which side names something else by now than what was accepted, and on which days it did not', async () => {
    const mappingOn = async (query = '') => {
      await world.relying.caughtUp();
      return (await call('GET', `${world.relyingUrl}/v1/mappings/${THERE}%2F${HERE}${query}`)).body;
    };
    const accepted = dayOfMs(world.now);
    world.now += DAY;
    const from = dayOfMs(world.now);
    await world.submit(JILIN, 'matter', 'define', {
      ...matter(HERE, '演示事项（吉林）'),
      from,
      materials: [],
    });
    expect(await mappingOn()).not.toHaveProperty('changed');
    await world.submit(HEILONGJIANG, 'matter', 'define', { ...matter(THERE, '另一事项'), from });
    expect(await mappingOn()).toMatchObject({ state: 'accepted', changed: ['from'] });
    expect(await mappingOn(`?on=${accepted}`)).not.toHaveProperty('changed');
    world.now += DAY;
    const again = { ...matter(THERE, '演示事项（黑龙江）'), from: dayOfMs(world.now) };
    await world.submit(HEILONGJIANG, 'matter', 'define', again);
    expect(await mappingOn()).not.toHaveProperty('changed');
  });

  const suite = existsSync(list) ? it : it.skip;
  suite(
    'brings a published list of a city outside in, and some of its matters to the network’s own',
    async () => {
      const imported = await huren(RELYING, 'matter', 'import', list, '--as', RELYING, '--json');
      const {
        total,
        imported: loaded,
        unusable,
      } = JSON.parse(imported.out) as {
        total: number;
        imported: number;
        unusable: unknown[];
      };
      expect([total, loaded, unusable.length]).toEqual([1135, 1135, 0]);
      await world.relying.caughtUp();
      const rows = (await call('GET', `${world.relyingUrl}/v1/references?limit=40`)).body['items'] as {
        localCode: string;
        name: string;
      }[];
      const mapped = rows.map((row, at) => ({ ...row, basic: `2220${String(10_000 + at)}000` }));
      writeFileSync(
        file('own.json'),
        JSON.stringify({
          rows: mapped.map(({ name, basic }) => ({ ...matter(basic, name), from: dayOfMs(world.now) })),
        }),
      );
      expect((await huren(JILIN, 'matter', 'define-many', '--file', file('own.json'))).code).toBe(0);
      for (const { localCode, basic } of mapped)
        await world.submit(RELYING, 'matter', 'map', {
          from: localCode,
          list: RELYING,
          to: basic,
          with: [JILIN],
        });
      for (const { localCode, basic } of mapped)
        await world.submit(JILIN, 'matter', 'acceptMapping', {
          from: localCode,
          list: RELYING,
          to: basic,
          version: 1,
        });
      const [first] = mapped;
      const localCode = first?.localCode ?? '';
      // Between provinces the nationwide code carries it: who keeps the list, and the other province's department.
      expect((await ask({ matter: localCode })).status).toBe(400);
      const pair = { from: localCode, list: RELYING, to: MATTER };
      const proposed = await huren(RELYING, 'matter', 'map', ...setting({ ...pair, with: [HEILONGJIANG] }));
      expect([proposed.code, proposed.err]).toEqual([0, '']);
      expect((await ask({ matter: localCode })).status).toBe(400);
      await world.submit(HEILONGJIANG, 'matter', 'acceptMapping', { ...pair, version: 1 });
      expect(await basisOf({ matter: localCode })).toBe('BASIS_CLAUSE');
      const { body } = await call('GET', `${world.relyingUrl}/v1/mappings?state=accepted&limit=200`);
      const items = body['items'] as { list?: string }[];
      const ofList = items.filter((each) => each.list === RELYING).length;
      expect(ofList).toBe(41);
      console.log(JSON.stringify({ matters: { total, loaded, refused: unusable.length, mapped: ofList } }));
    },
    240_000,
  );

  it('takes a local code for what the asker’s own list means, and tells so in verdicts, facts and requests alike', async () => {
    const code = '001';
    const waiting: unknown[] = [];
    const explained = async (more: Readonly<Record<string, string>> = {}) => {
      const query = new URLSearchParams({ type: TYPE, from: QIQIHAR, to: BAICHENG, matter: code, ...more });
      const { status, body } = await call(
        'GET',
        `${world.relyingUrl}/v1/agreements/explain?${query.toString()}`,
      );
      expect(status).toBe(200);
      return body as unknown as Explanation;
    };
    const accept = async (keeper: string, to: string, other: string): Promise<void> => {
      const region = keeper === ISSUER ? QIQIHAR : BAICHENG;
      const row = { localCode: code, name: '演示事项', region, source: 'demo list' };
      await world.submit(keeper, 'matter', 'reference', { rows: [row] });
      const named = { from: code, list: keeper, to };
      await world.submit(keeper, 'matter', 'map', { ...named, with: [other] });
      await world.relying.caughtUp();
      waiting.push((await explained({ list: keeper })).missing[0]);
      await world.submit(other, 'matter', 'acceptMapping', { ...named, version: 1 });
      await world.issuing.caughtUp();
      await world.relying.caughtUp();
    };
    const post = (path: string, body: object) =>
      call('POST', `${world.relyingUrl}${path}`, body, relyingToken(world));
    const everywhere = (more: object) =>
      Promise.all([
        ask({ matter: code, ...more }),
        post('/v1/facts', { credential, matter: code, ...more }),
        post('/v1/presentation-requests', { matter: code, ...more }),
      ]);
    const unmapped = { status: 400, body: { code: 'bad-value', details: { fault: 'local-code-unmapped' } } };

    const missing = { code: 'mapping', who: [] as string[] };
    expect(await explained()).toMatchObject({ answer: 'not-covered', matter: code, missing: [missing] });
    await accept(ISSUER, MATTER, JILIN);
    for (const answer of await everywhere({})) expect(answer).toMatchObject(unmapped);
    expect(await explained()).toMatchObject({ clauses: [], missing: [{ ...missing, who: [ISSUER] }] });
    await accept(RELYING, OTHER_MATTER, HEILONGJIANG);
    for (const answer of await everywhere({ list: ISSUER })) expect(answer).toMatchObject(unmapped);
    const local = { code, list: RELYING, basic: OTHER_MATTER };
    const [verified, told, requested] = await everywhere({});
    expect([verified.status, told.status, requested.status]).toEqual([200, 200, 201]);
    for (const { body } of [verified, told, requested]) expect(body['local']).toEqual(local);
    expect(requested.body['matter']).toBe(OTHER_MATTER);
    const reason = await explained({ list: RELYING });
    expect([reason.local, reason.matter]).toEqual([local, OTHER_MATTER]);
    expect(waiting).toMatchObject([
      { ...missing, who: [JILIN] },
      { ...missing, who: [HEILONGJIANG] },
    ]);
    const asked = ['--type', TYPE, '--from', QIQIHAR, '--to', BAICHENG, '--matter', code, '--list', RELYING];
    expect((await huren(RELYING, 'agreement', 'explain', ...asked)).out).toContain(
      `local code ${code} (${RELYING}) = ${OTHER_MATTER}`,
    );

    const judged = verified.body as unknown as Judged;
    const { facts } = told.body as unknown as { facts: Facts };
    const trust = (await call('GET', `${world.relyingUrl}/v1/trust`)).body as unknown as TrustFile;
    for (const source of [{ facts }, { trust }]) {
      const question = { matter: code, relying: RELYING };
      const own = verifyLocally({ credential, question, source, policy: DEFAULT_POLICY, now: world.now });
      expect(own.local).toEqual(local);
      expect(own.verdict).toBe(judged.verdict);
      expect(own.findings.map((found) => found.code)).toEqual(judged.findings.map((found) => found.code));
    }

    const there = await call(
      'POST',
      `${world.issuingUrl}/v1/facts`,
      { credential, matter: code },
      issuerToken(world),
    );
    expect(there.body['local']).toEqual({ code, list: ISSUER, basic: MATTER });

    await accept(JILIN, MATTER, HEILONGJIANG);
    const rivals = { ...missing, who: [RELYING, JILIN].sort() };
    expect(await explained()).toMatchObject({ matter: code, issuers: [], missing: [rivals] });
    expect((await explained({ list: JILIN })).matter).toBe(MATTER);
  });

  it('explains no list beside a matter code', async () => {
    const query = `type=${TYPE}&from=${QIQIHAR}&to=${BAICHENG}&matter=${HERE}&list=${RELYING}`;
    const answer = await call('GET', `${world.relyingUrl}/v1/agreements/explain?${query}`);
    expect(answer).toMatchObject({ status: 400, body: { code: 'bad-query' } });
  });

  it.each([
    ['/v1/verifications', { list: RELYING }],
    ['/v1/facts', { list: RELYING }],
    ['/v1/presentation-requests', { list: RELYING }],
    ['/v1/presentation-requests', { issuingRegion: QIQIHAR }],
  ])('refuses at %s what only a local code has, beside a matter code', async (path, more) => {
    const shown = path === '/v1/presentation-requests' ? {} : { credential };
    const body = { ...shown, matter: HERE, ...more };
    const answer = await call('POST', `${world.relyingUrl}${path}`, body, relyingToken(world));
    expect(answer).toMatchObject({ status: 400, body: { details: { fault: 'list-of-local-code' } } });
  });

  it.each([
    ['a local code of no list', 'Z/9', 400],
    ['nothing at all', '', 400],
    ['a code that no mapping knows between these regions', '511Z-unknown', 400],
  ])('answers no verdict for %s', async (_why, asked, status) => {
    expect((await ask({ matter: asked })).status).toBe(status);
  });

  it('is ended by its parties and nobody else', async () => {
    await expect(world.submit(RELYING, 'matter', 'endMapping', PAIR)).rejects.toMatchObject({
      code: 'NOT_ENTITLED',
    });
    await expect(world.submit(QIQIHAR, 'matter', 'endMapping', PAIR)).rejects.toMatchObject({
      code: 'NOT_ENTITLED',
    });
    await world.submit(JILIN, 'matter', 'endMapping', PAIR);
  });
});

/** `--set` for each field. */
function setting(argument: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(argument).flatMap(([name, value]) => [
    '--set',
    typeof value === 'string' ? `${name}=${value}` : `${name}:=${JSON.stringify(value)}`,
  ]);
}
