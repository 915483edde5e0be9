import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { nodeProvider } from '@huren/chaincode/crypto-node';
import {
  type Day,
  type History,
  type Member,
  parseTrustFile,
  type Receipt,
  trustDigest,
  trustMembers,
  trustReceiptHead,
  verifyTrustFile,
} from '@huren/chaincode/domain';
import { createHolderKey, delegate, Wallet } from '@huren/clients';
import { demoIdentityService, openApiDocument } from '@huren/gateway';
import { receiptKeyOf } from '../contract/demo-network';
import { openCase, prepareCases, thirdParty } from './case-world';
import { call, type Answer } from './client';
import { CookieJar, ProviderProcess } from './identity-provider';
import {
  type CredentialFile,
  issue,
  issuerToken,
  licence,
  relyingToken,
  request,
  signAll,
  verify,
} from './issuing';
import { askSigned } from './rendezvous-ask';
import { AGREEMENT, BAICHENG, ISSUER, MATTER, openWorld, QIQIHAR, RELYING, TYPE, type World } from './world';

interface Operation {
  readonly responses: Readonly<
    Record<string, { readonly content: Readonly<Record<string, { readonly schema: object }>> }>
  >;
}
type Check = ((value: unknown) => boolean) & { readonly errors?: unknown };
interface SchemaChecker {
  addSchema(schema: object, key: string): SchemaChecker;
  addFormat(name: string, format: RegExp): SchemaChecker;
  compile(schema: object): Check;
}

/** The checker for JSON Schema 2020-12 that checks the OpenAPI document itself (Ajv 8). */
const nearParser = createRequire(require.resolve('@apidevtools/swagger-parser'));
const { default: Ajv } = nearParser('ajv/dist/2020') as {
  default: new (options: object) => SchemaChecker;
};

let world: World;
const seen = new Set<string>();
const paths = openApiDocument()['paths'] as Readonly<Record<string, Readonly<Record<string, Operation>>>>;
const checker = new Ajv({ strict: false, allErrors: true })
  .addFormat('date', /^\d{4}-\d{2}-\d{2}$/)
  .addFormat('date-time', /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/)
  .addSchema(openApiDocument(), 'api');

/** References of the document, found from outside it. */
function outside(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/')) as object;
}

function expectDescribed(method: string, template: string, { status, headers, body }: Answer): void {
  const name = `${method.toLowerCase()} ${template}`;
  seen.add(`${name} ${String(status)}`);
  const type = (headers.get('content-type') ?? '').split(';')[0] ?? '';
  const content = paths[template]?.[method.toLowerCase()]?.responses[String(status)]?.content;
  expect([name, status, Object.keys(content ?? {})]).toEqual([name, status, [type]]);
  if (!type.includes('json')) return;
  const check = checker.compile(outside(content?.[type]?.schema ?? {}));
  expect([name, status, check(body), check.errors]).toEqual([name, status, true, null]);
}

async function ask(
  method: 'GET' | 'POST',
  template: string,
  options: { path?: string; body?: unknown; headers?: Record<string, string>; url?: string } = {},
): Promise<Answer> {
  const { path = template, body, headers = {}, url = world.relyingUrl } = options;
  const answer = await call(method, `${url}${path}`, body, headers);
  expectDescribed(method, template, answer);
  return answer;
}

let provider: ProviderProcess;

beforeAll(async () => {
  const roles = ['clerk', 'operator'] as const;
  const name = { zh: '演示人员', en: 'Demo person' };
  provider = await ProviderProcess.start([{ id: 'demo', name, authority: RELYING, roles }]);
  world = await openWorld({
    identityProvider: { issuer: provider.issuer, clientId: 'demo' },
    identityServices: { demo: demoIdentityService },
  });
  await provider.serve([{ clientId: 'demo', url: world.relyingUrl }]);
  await world.submit(QIQIHAR, 'member', 'setGateway', { url: world.issuingUrl });
  await world.submit(BAICHENG, 'member', 'setGateway', { url: world.relyingUrl });
  await world.issuing.saveService(ISSUER, world.identity(ISSUER));
}, 60_000);
afterAll(async () => {
  await world.close();
  await provider.stop();
});

describe('answers', () => {
  it('of verifications are what the document says', async () => {
    const [credential] = await issue(world, 'first');
    const headers = relyingToken(world);
    const asked = await ask('POST', '/v1/presentation-requests', { headers, body: { matter: MATTER } });
    const question = { credential, matter: MATTER };
    const given = await ask('POST', '/v1/verifications', { headers, body: question });
    expect(given.status).toBe(200);
    for (const more of [{ nonce: asked.body['nonce'] }, { asOf: '2026-05-31' }, { knownAt: 3 }]) {
      expect(
        (await ask('POST', '/v1/verifications', { headers, body: { ...question, ...more } })).status,
      ).toBe(200);
    }
    await ask('POST', '/v1/verifications', { headers, body: { ...question, surprise: 1 } });
    await ask('POST', '/v1/verifications', { body: question });
    await ask('POST', '/v1/verifications', { headers: issuerToken(world), body: question });
    await ask('POST', '/v1/verifications', { headers, body: `"${'x'.repeat(65_536)}"` });
    await ask('POST', '/v1/verifications', {
      headers: { ...headers, 'content-type': 'text/plain' },
      body: 'x',
    });
    const items = [question, { credential: 'x', matter: MATTER }];
    const batch = await ask('POST', '/v1/verifications/batch', { headers, body: { items } });
    expect((batch.body['results'] as { status: number }[]).map(({ status }) => status)).toEqual([200, 400]);
    await ask('POST', '/v1/facts', { headers, body: question });
    await ask('POST', '/v1/presentation-requests', { headers, body: { matter: '999999999999' } });
    const { receipt } = given.body;
    const tried = await ask('POST', '/v1/receipts/verify', { body: { receipt } });
    expect(tried.body['valid']).toBe(true);
    const bent = structuredClone(receipt) as { payload: { verdict: string } };
    bent.payload.verdict = 'refuse';
    const refused = await ask('POST', '/v1/receipts/verify', { body: { receipt: bent } });
    expect(refused.body['valid']).toBe(false);
    await ask('POST', '/v1/receipts/verify', { body: { receipt: 1 } });
    await world.relying.context.heartbeat.beat();
    await world.relying.caughtUp();
    const { key, number } = (receipt as Receipt).payload;
    const path = `/v1/receipts/${key}/${String(number)}/log-proof`;
    const proved = await ask('GET', '/v1/receipts/{key}/{number}/log-proof', { path });
    expect(proved.status).toBe(200);
    await ask('GET', '/v1/receipts/{key}/{number}/log-proof', { path: `${path}?size=all` });
    const final = { path: `/v1/receipts/${key}/final-head` };
    expect((await ask('GET', '/v1/receipts/{key}/final-head', final)).status).toBe(409);
    const next = await world.relying.createReceiptKey();
    await world.submit(BAICHENG, 'member', 'registerReceiptKey', receiptKeyOf(next, BAICHENG));
    await world.relying.caughtUp();
    const ended = await ask('GET', '/v1/receipts/{key}/final-head', final);
    expect(ended.body['number']).toBeGreaterThanOrEqual(number);
  });

  it('of issuing, of status changes and of transactions are what the document says', async () => {
    const url = world.issuingUrl;
    const headers = issuerToken(world);
    const at = { url, headers };
    const begun = await ask('POST', '/v1/licences', { ...at, body: request(world, 'second') });
    expect(begun.status).toBe(202);
    await ask('GET', '/v1/licences/{requestId}', { ...at, path: '/v1/licences/second' });
    const wanted = begun.body['transaction'] as { id: string };
    await ask('POST', '/v1/transactions', { url, body: { id: wanted.id, signature: 'AAAA' } });
    const done = await signAll(world, url, ISSUER, wanted);
    expectDescribed('POST', '/v1/transactions', done);
    await world.issuing.caughtUp();
    const held = await ask('GET', '/v1/licences/{requestId}', { ...at, path: '/v1/licences/second' });
    expect(held.body['state']).toBe('anchored');
    expect((await ask('POST', '/v1/licences', { ...at, body: request(world, 'second') })).status).toBe(200);
    const other = request(world, 'second', { licences: [licence('OTHER1')] });
    expect((await ask('POST', '/v1/licences', { ...at, body: other })).status).toBe(409);
    await ask('POST', '/v1/licences', { ...at, body: request(world, 'third', { type: `${TYPE}x` }) });
    await ask('GET', '/v1/licences/{requestId}', { ...at, path: '/v1/licences/never' });
    const { transactionId } = done.body as { transactionId: string };
    await ask('GET', '/v1/transactions/{transactionId}', { path: `/v1/transactions/${transactionId}` });
    await ask('GET', '/v1/transactions/{transactionId}', { path: '/v1/transactions/00' });

    const [file] = held.body['credentials'] as { anchor: { batch: string } }[];
    const change = {
      requestId: 'suspend-1',
      batch: file?.anchor.batch,
      identifier: identifierOf(held),
      state: 'suspended',
      decision: '演示决定 1 号',
      decidedOn: '2026-06-01',
      effectiveFrom: '2026-06-01',
      certificate: world.identity(ISSUER).certificate,
    };
    const changed = await ask('POST', '/v1/licences/status', { ...at, body: change });
    expect(changed.status).toBe(202);
    expectDescribed(
      'POST',
      '/v1/transactions',
      await signAll(world, url, ISSUER, changed.body['transaction']),
    );
    await ask('POST', '/v1/licences/status', { ...at, body: { ...change, state: 'gone' } });

    const certificate = world.identity(QIQIHAR).certificate;
    const prepare = { contract: 'member', function: 'confirm', argument: {}, certificate };
    const prepared = await ask('POST', '/v1/transactions/prepare', { url, body: prepare });
    expect(prepared.status).toBe(201);
    const refused = await signAll(world, url, QIQIHAR, prepared.body);
    expect(refused.body['code']).toBe('ledger-rejection');
    expectDescribed('POST', '/v1/transactions', refused);
    await ask('POST', '/v1/transactions/prepare', { url, body: { ...prepare, function: 'none' } });
    const foreign = { ...prepare, certificate: world.identity(BAICHENG).certificate };
    expect((await ask('POST', '/v1/transactions/prepare', { url, body: foreign })).status).toBe(403);
  });

  it('of records, of proofs and of the service are what the document says', async () => {
    for (const template of Object.keys(paths)) {
      const one = /^\/v1\/([a-z-]+)\/\{id\}$/.exec(template)?.[1];
      if (one === undefined || ['presentation-requests', 'cases'].includes(one)) continue;
      const page = await ask('GET', `/v1/${one}`);
      await ask('GET', `/v1/${one}`, { path: `/v1/${one}?limit=0` });
      const [first] = page.body['items'] as Record<string, unknown>[];
      await ask('GET', template, { path: `/v1/${one}/none` });
      if (first === undefined) continue;
      const id = String(first['id'] ?? first['code'] ?? first['keyId']);
      const path = `/v1/${one}/${id}`;
      expect([template, (await ask('GET', template, { path })).status]).toEqual([template, 200]);
      await ask('GET', `${template}/history`, { path: `${path}/history` });
      if (one === 'groups') await ask('GET', `${template}/changes`, { path: `${path}/changes` });
    }
    const [file] = await issue(world, 'fourth');
    expect(file).toBeDefined();
    await ask('GET', '/v1/proofs/{leafHash}', { path: `/v1/proofs/${'A'.repeat(43)}` });
    const states = '/v1/licence-states/{authority}/{root}/{leafHash}';
    const batch = (file as CredentialFile).anchor.batch;
    for (const path of [`${batch}/${'A'.repeat(43)}`, `none/${'A'.repeat(43)}/x`]) {
      await ask('GET', states, { path: `/v1/licence-states/${path}` });
    }
    for (const path of [
      '/v1/ledger',
      '/v1/trust',
      '/healthz',
      '/readyz',
      '/metrics',
      '/openapi.json',
      '/docs',
      '/docs.css',
    ]) {
      expect([path, (await ask('GET', path)).status]).toEqual([path, 200]);
    }
    await world.relying.stopFeed();
    expect((await ask('GET', '/readyz')).status).toBe(503);
    await world.relying.resumeFeed();
  });

  it('of the counter, of the phone and of what is public about members are what the document says', async () => {
    const url = world.relyingUrl;
    const headers = relyingToken(world);
    const asked = await ask('POST', '/v1/presentation-requests', { headers, body: { matter: MATTER } });
    const id = asked.body['id'] as string;
    const of = (suffix = ''): string => `/v1/presentation-requests/${id}${suffix}`;
    const state = (): Promise<Answer> =>
      ask('GET', '/v1/presentation-requests/{id}', { path: of(), headers });
    expect((await state()).body['state']).toBe('open');
    await ask('GET', '/v1/presentation-requests/{id}/request', { path: of('/request') });
    const response = '/v1/presentation-requests/{id}/response';
    const declined = { error: 'access_denied', state: id };
    await ask('POST', response, { path: of('/response'), body: { ...declined, state: 'another' } });
    await ask('POST', response, { path: of('/response'), body: declined });
    await ask('POST', response, { path: of('/response'), body: declined });
    expect((await state()).body['state']).toBe('declined');

    const met = await ask('POST', '/v1/rendezvous', { url: world.issuingUrl });
    const { code, secret } = met.body as { code: string; secret: string };
    const meeting = { url: world.issuingUrl, path: `/v1/rendezvous/${code}` };
    const secrets = { 'x-huren-rendezvous': secret };
    await ask('GET', '/v1/rendezvous/{code}', { ...meeting, headers: secrets });
    await ask('GET', '/v1/rendezvous/{code}', meeting);
    await ask('POST', '/v1/rendezvous/{code}', {
      ...meeting,
      body: { ask: 'eyJ.eyJ.AAAA' },
    });
    await ask('POST', '/v1/rendezvous/{code}', {
      ...meeting,
      body: { ask: askSigned(world, code, `${url}${of('/request')}`) },
    });
    await ask('GET', '/v1/rendezvous/{code}', { ...meeting, headers: secrets });

    await ask('GET', '/v1/heartbeats');
    await ask('GET', '/v1/matters/drift');
    const rows = [
      {
        code: MATTER,
        name: { zh: '演示', en: 'Demo' },
        kind: '01',
        legalBasis: [],
        from: '2026-01-01',
        materials: [],
      },
    ];
    await ask('POST', '/v1/matters/check', { headers: relyingToken(world), body: { rows } });
    await ask('POST', '/v1/matters/check', { headers: relyingToken(world), body: { rows: [] } });
    await ask('POST', '/v1/matters/check', { body: { rows } });
    await ask('GET', '/v1/agreements/explain', {
      path: `/v1/agreements/explain?type=${TYPE}&from=${QIQIHAR}&to=${BAICHENG}&matter=${MATTER}&on=2026-06-01`,
    });
    await ask('GET', '/v1/agreements/explain', { path: '/v1/agreements/explain?type=none' });
    await ask('POST', '/v1/agreements/check', { body: { id: AGREEMENT } });
    await ask('POST', '/v1/agreements/check', { body: { id: 'none' } });
  });

  it('of claims are what the document says', async () => {
    const at = { url: world.issuingUrl };
    const person = { name: '巴特尔·演示', idNumber: 'DEMO-ID-0001' };
    const body = { type: TYPE, key: world.sealKey, licence: licence('OFFER1'), person, identityLevel: 3 };
    const offered = await ask('POST', '/v1/offers', { ...at, headers: issuerToken(world), body });
    const code = offered.body['code'] as string;
    await ask('GET', '/v1/offers/{code}', { ...at, path: `/v1/offers/${code}` });
    await ask('GET', '/v1/offers/{code}', { ...at, path: `/v1/offers/${'A'.repeat(22)}` });
    let claimed: unknown;
    const wallet = new Wallet({
      ...at,
      now: () => world.now,
      fetch: async (address, init) => {
        const response = await fetch(address, init);
        if (address.endsWith('/claim')) claimed = await response.clone().json();
        return response;
      },
    });
    const identity = { service: 'demo', assertion: { ...person, level: 4 } };
    const claim = await wallet.claim(code, await wallet.offer(code), await createHolderKey(), identity);
    expectDescribed('POST', '/v1/offers/{code}/claim', {
      status: 202,
      headers: new Headers({ 'content-type': 'application/json' }),
      body: claimed as Record<string, unknown>,
    });
    await ask('GET', '/v1/claims/{claim}', { ...at, path: `/v1/claims/${claim}` });
    await ask('GET', '/v1/claims/{claim}', { ...at, path: `/v1/claims/${'A'.repeat(22)}` });

    const desk = { ...at, headers: issuerToken(world) };
    const key = await createHolderKey();
    const [file] = await issue(world, 'desk', { licences: [licence('DESK1', { holderKey: key.publicJwk })] });
    const told = new Wallet({
      ...at,
      now: () => world.now,
      fetch: async (address, init) => {
        const response = await fetch(address, init);
        const { status, headers } = response;
        if (init.method !== 'POST') return response;
        const answer = (await response.clone().json()) as Answer['body'];
        expectDescribed('POST', '/v1/claims/renewals', { status, headers, body: answer });
        return response;
      },
    });
    expect(await told.renewed(file as CredentialFile, key)).toBeUndefined();
    await expect(told.renewed(file as CredentialFile, await createHolderKey())).rejects.toThrow();
    const identifier = identifierOf({ body: { credentials: [file] } });
    await ask('POST', '/v1/licences/find', { ...desk, body: { identifier } });
    await ask('POST', '/v1/licences/find', { ...desk, body: { identifier: 'NONE' } });
    const wanted = { identifier, identityLevel: 3, holders: [{ place: 0, person }] };
    const again = await ask('POST', '/v1/offers/again', { ...desk, body: wanted });
    await ask('POST', '/v1/offers/again', { ...at, body: wanted });
    const [{ code: open } = { code: '' }] = again.body['offers'] as { code: string }[];
    await ask('GET', '/v1/offers/{code}/state', { ...desk, path: `/v1/offers/${open}/state` });
    await ask('GET', '/v1/offers/{code}/state', { ...desk, path: '/v1/offers/x/state' });
    await ask('POST', '/v1/offers/{code}/cancel', { ...desk, path: `/v1/offers/${open}/cancel` });
    await ask('POST', '/v1/offers/{code}/cancel', { ...desk, path: `/v1/offers/${code}/cancel` });
  });

  it('of delegations are what the document says', async () => {
    const key = await createHolderKey();
    const [file] = await issue(world, 'delegated', {
      licences: [licence('DELEGATED1', { holderKey: key.publicJwk })],
    });
    const wish = {
      root: file!,
      agent: { key: key.publicJwk, name: '' },
      role: 'handler',
      matters: '*',
      from: '2026-06-01' as Day,
    } as const;
    const made = await delegate(wish, [{ file: file!, fields: [] }], key, randomBytes(32));
    const body = { secret: made.secret, chain: [made.jws] };
    const at = { url: world.issuingUrl };
    const revoked = await ask('POST', '/v1/delegations/revocations', { ...at, body });
    const path = `/v1/delegations/${String(revoked.body['id'])}/state`;
    expect((await ask('GET', '/v1/delegations/{id}/state', { ...at, path })).body['state']).toBe('revoked');
    await ask('POST', '/v1/delegations/revocations', { body: { secret: 'A' } });
    await ask('GET', '/v1/delegations/{id}/state', { path: '/v1/delegations/x/state' });
    const left = await ask('POST', '/v1/delegations/drops', { body: { sealed: 'A'.repeat(64) } });
    const pickUp = { path: `/v1/delegations/drops/${String(left.body['code'])}/pick-up` };
    await ask('POST', '/v1/delegations/drops/{code}/pick-up', pickUp);
    const taken = { path: `/v1/delegations/drops/${String(left.body['code'])}/taken` };
    await ask('POST', '/v1/delegations/drops/{code}/taken', taken);
    await ask('POST', '/v1/delegations/drops/{code}/pick-up', pickUp);
    await ask('POST', '/v1/delegations/drops', { body: { sealed: '<script>' } });
    const client = new Wallet({
      url: world.issuingUrl,
      now: () => world.now,
      fetch: async (url, init) => {
        const response = await fetch(url, init);
        const { status, headers } = response;
        const answer = (await response.clone().json()) as Answer['body'];
        expectDescribed(init.method ?? '', new URL(url).pathname, { status, headers, body: answer });
        return response;
      },
    });
    expect((await client.agentUses.ask([file as CredentialFile], key)).unasked).toEqual([]);
    await ask('POST', '/v1/delegations/uses', { body: { proof: 'x', licence: '{}' } });
  });

  it('of cases are what the document says', async () => {
    await prepareCases(world);
    const id = await openCase(world);
    const headers = relyingToken(world);
    const at = (what = '') => ({ headers, path: `/v1/cases/${id}${what}` });
    const client = thirdParty(world, async (url, init) => {
      const response = await fetch(url, init);
      const body = (await response.clone().json()) as Record<string, unknown>;
      expectDescribed('POST', new URL(url).pathname, {
        status: response.status,
        headers: response.headers,
        body,
      });
      return response;
    });
    const key = await createHolderKey();
    const wanted = { capacity: 'expert', until: '2030-01-01', label: '演示' };
    const invited = await ask('POST', '/v1/cases/{id}/invitations', { ...at('/invitations'), body: wanted });
    const code = String(invited.body['code']);
    const { keyId } = await client.accept(code, await client.look(code), key);
    await expect(client.look(code)).rejects.toThrow('invitation-used');
    const open = await ask('POST', '/v1/cases/{id}/invitations', { ...at('/invitations'), body: wanted });
    const revoke = { ...at('/invitations/revoke'), body: { invitation: open.body['id'] } };
    const revoked = await ask('POST', '/v1/cases/{id}/invitations/revoke', revoke);
    expect(revoked.status).toBe(200);
    await ask('POST', '/v1/cases/{id}/invitations/revoke', revoke);
    const shownTo = [keyId];
    const kept = await ask('POST', '/v1/cases/{id}/contents', {
      ...at('/contents'),
      body: { text: '演示', shownTo },
    });
    const { number, digest } = kept.body;
    await world.submit(RELYING, 'case', 'add', { id, number, digest });
    const place = { case: id, member: BAICHENG };
    await client.add(place, key, { text: '意见（演示）', number: 1 });
    await ask('POST', '/v1/cases/{id}/shown', {
      ...at('/shown'),
      body: { by: 'authority', number: 1, shownTo },
    });
    expect((await client.view(place, key)).entries).toHaveLength(2);
    await expect(client.view({ ...place, case: 'A'.repeat(22) }, key)).rejects.toThrow('case-not-found');
    await ask('GET', '/v1/cases', { headers });
    await ask('GET', '/v1/cases', {});
    await ask('GET', '/v1/cases/{id}', at());
    await ask('GET', '/v1/cases/{id}', { ...at(), headers: issuerToken(world), url: world.issuingUrl });
    await world.submit(RELYING, 'case', 'withdrawParty', { id, keyId });
    await world.relying.caughtUp();
    await expect(client.view(place, key)).rejects.toThrow('third-party-ended');
    await ask('GET', '/v1/cases/{id}', at());
  });

  it('of staff are what the document says', async () => {
    const jar = new CookieJar();
    const origin = world.relyingUrl;
    const described = async (method: 'GET' | 'POST', template: string, path = template, init = {}) => {
      const response = await jar.fetch(path.startsWith('http') ? path : origin + path, { method, ...init });
      const text = await response.text();
      const isJson = (response.headers.get('content-type') ?? '').includes('json');
      const body = (isJson ? JSON.parse(text) : { text }) as Record<string, unknown>;
      expectDescribed(method, template, { status: response.status, headers: response.headers, body });
      return body;
    };
    await described('GET', '/v1/staff/me');
    await described('GET', '/v1/staff/sign-in');
    const callback = await jar.choose(`${origin}/v1/staff/sign-in?to=/counter/`, 'demo');
    await described('GET', '/v1/staff/callback', callback);
    const { csrf } = await described('GET', '/v1/staff/me');
    await described('GET', '/v1/verifications/history');
    await described('GET', '/v1/verifications/figures');
    await described('GET', '/v1/certificates/expiry');
    await described('POST', '/v1/staff/sign-out');
    await described('POST', '/v1/staff/sign-out', '/v1/staff/sign-out', {
      headers: { 'x-huren-csrf': String(csrf) },
    });
    await described('GET', '/v1/certificates/expiry');
  });

  it('were tried for every operation, with success', () => {
    const tried = new Set(
      [...seen].filter((name) => / (?:20\d|303)$/.test(name)).map((name) => name.slice(0, -4)),
    );
    const all = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method} ${path}`),
    );
    // This world has no basis, mapping or reference to show, and no SES seal: proofs are asked for in
    // licences.test.ts, copies in copies.test.ts.
    const absent = ['bases', 'mappings', 'references', 'groups', 'disputes'].flatMap((name) =>
      ['', '/history', '/changes'].map((suffix) => `get /v1/${name}/{id}${suffix}`),
    );
    const untried = all.filter((name) => !tried.has(name));
    expect(untried.filter((name) => !absent.includes(name)).sort()).toEqual([
      'get /v1/proofs/{leafHash}',
      'post /v1/licences/copies',
    ]);
  });
});

function identifierOf(held: Pick<Answer, 'body'>): string {
  const [file] = held.body['credentials'] as { sdJwt: string }[];
  const [, claims = ''] = (file?.sdJwt ?? '').split('.');
  const { certificate_identifier: identifier } = JSON.parse(
    Buffer.from(claims, 'base64url').toString('utf8'),
  ) as { certificate_identifier: string };
  return identifier;
}

describe('the trust file of a gateway', () => {
  it('is read and believed by the verifier, holds what was anchored, and not with a byte changed', async () => {
    const [credential] = await issue(world, 'fifth');
    const response = await fetch(`${world.relyingUrl}/v1/trust`);
    const text = await response.text();
    const file = parseTrustFile(text);
    const provider = nodeProvider();
    const pin = trustDigest(file.body, provider);
    expect(verifyTrustFile(file, { provider, pin })).toEqual([]);
    expect(file.body.member).toBe(BAICHENG);
    expect(file.body.head.height).toBe(await world.ledger.height());
    expect(trustMembers(file)).toHaveLength(2);
    const { records } = file.body;
    for (const key of [
      `agreement/${AGREEMENT}`,
      `anchor/${credential?.anchor.batch ?? ''}`,
      `authority/${ISSUER}`,
    ]) {
      expect([key, records[key]?.length ?? 0]).toEqual([key, expect.any(Number)]);
      expect(Object.hasOwn(records, key)).toBe(true);
    }
    const { receiptKeys } = (records[`member/${BAICHENG}`] as History<Member>).at(-1)!.value!;
    for (const { keyId } of receiptKeys) expect(trustReceiptHead(file, keyId)?.head.keyId).toBe(keyId);
    // Licences are not public records.
    expect(text).not.toContain('巴特尔');
    expect(Object.keys(records).filter((key) => /^(network|msp|motion|t)\//.test(key))).toEqual([]);

    const bent = {
      ...file,
      body: { ...file.body, head: { ...file.body.head, height: file.body.head.height + 1 } },
    };
    expect(verifyTrustFile(bent, { provider })).toContain('TRUST_SIGNATURE_INVALID');
    const other = parseTrustFile(await (await fetch(`${world.issuingUrl}/v1/trust`)).text());
    expect(verifyTrustFile({ ...file, jws: other.jws }, { provider })).toContain('TRUST_SIGNATURE_INVALID');
    expect(verifyTrustFile(other, { provider, pin })).toEqual(['TRUST_PIN_DIFFERS']);
    // The file is the same until the ledger grows.
    expect(await (await fetch(`${world.relyingUrl}/v1/trust`)).text()).toBe(text);
    await verify(world, { credential, matter: MATTER });
    await issue(world, 'sixth');
    expect(await (await fetch(`${world.relyingUrl}/v1/trust`)).text()).not.toBe(text);
  });
});
