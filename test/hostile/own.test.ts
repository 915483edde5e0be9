import { encodeBase64url } from '@huren/chaincode/domain';
import { tokenOf } from '../gateway/client';
import { relyingToken } from '../gateway/issuing';
import { BAICHENG, ISSUER, MATTER, RELYING } from '../gateway/world';
import { gist, type Sent } from './answer-class';
import { type Credential, type HostileWorld, openHostileWorld } from './hostile-world';
import { leaksOf } from './leaks';
import { exchange, httpText } from './raw-http';
import { transact } from './transact';
import { digestsOf, textOf } from './workshop';

/** The most important hostile inputs, for machines that do not have the abstract cases. */
describe('a gateway under hostile input', () => {
  let world: HostileWorld;
  let height: number;
  beforeAll(async () => {
    world = await openHostileWorld();
  }, 60_000);
  beforeEach(async () => {
    height = await world.world.ledger.height();
  });
  afterAll(async () => {
    await world.close();
  });

  /** A problem that tells what to do in both languages and nothing of the inside. */
  function expectProblem(sent: Sent, status: number, code: string): void {
    expect(gist(sent)).toMatch(new RegExp(`^${String(status)} ${code}`));
    const text = expect.stringMatching(/.{10}/) as string;
    expect(sent.body).toMatchObject({ status, code, messages: { zh: text, en: text } });
    expect(sent.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(leaksOf(sent)).toEqual([]);
  }

  it.each<[reason: string, status: number, code: string, change: (body: string) => string | Buffer]>([
    ['no JSON', 400, 'json-syntax', () => '{"a":'],
    ['a key twice', 400, 'duplicate-key', (body) => body.replace('{', '{"matter":"000100001000",')],
    ['a number that is none', 400, 'json-syntax', (body) => body.replace(/}$/, ',"knownAt":01}')],
    ['a wrong type', 400, 'wrong-type', (body) => body.replace(`"${MATTER}"`, '1')],
    ['an unknown field', 400, 'unknown-field', (body) => body.replace(/}$/, ',"publicKey":"x"}')],
    [
      '__proto__ as a field',
      400,
      'forbidden-key',
      (body) => body.replace(/}$/, ',"__proto__":{"isAdmin":true}}'),
    ],
    [
      'no UTF-8',
      400,
      'bad-utf8',
      (body) => Buffer.concat([Buffer.from(body.slice(0, -2)), Buffer.of(0xc0, 0xaf, 0x22, 0x7d)]),
    ],
    ['nesting beyond the limit', 400, 'too-deep', () => '['.repeat(1000) + ']'.repeat(1000)],
    ['one byte over 64 KiB', 413, 'too-large', (body) => body.padEnd(65_537)],
    [
      'text that is no credential',
      400,
      'malformed-credential',
      () => `{"credential":"javascript:alert(1)","matter":"${MATTER}"}`,
    ],
  ])('refuses %s with %i %s and writes nothing', async (_reason, status, code, change) => {
    expectProblem(await world.send(change(JSON.stringify(await world.request()))), status, code);
    expect(await world.world.ledger.height()).toBe(height);
  });

  it('takes a body of exactly 64 KiB', async () => {
    const body = JSON.stringify(await world.request()).padEnd(65_536);
    expect(gist(await world.send(body))).toBe(world.accepted);
  });

  it.each<[reason: string, status: number, code: string, token: () => string]>([
    ['an algorithm of its own choice', 401, 'token-invalid', () => bent({ header: { alg: 'none' } })],
    ['a critical extension', 401, 'token-invalid', () => bent({ header: { crit: ['x'], x: 1 } })],
    ['a signature of zeros', 401, 'token-invalid', () => bent({}).replace(/[^.]+$/, 'A'.repeat(86))],
    [
      'another office’s name',
      401,
      'token-invalid',
      () => bent({ claims: { iss: `urn:huren:authority:${ISSUER}` } }),
    ],
    [
      'another gateway’s audience',
      401,
      'token-invalid',
      () => bent({ claims: { aud: 'urn:huren:gateway:230200' } }),
    ],
    ['no end', 401, 'token-invalid', () => bent({ claims: { exp: undefined } })],
    [
      'an end that is past',
      401,
      'token-expired',
      () => bent({ claims: { iat: world.shop.nowSeconds - 200, exp: world.shop.nowSeconds - 1 } }),
    ],
  ])('refuses a token with %s', async (_reason, status, code, token) => {
    expectProblem(
      await world.send(await world.request(), { authorization: `Bearer ${token()}` }),
      status,
      code,
    );
  });

  function bent(change: Parameters<typeof tokenOf>[4]): string {
    return tokenOf(world.world.identity(RELYING), RELYING, BAICHENG, world.world.now, change);
  }

  it.each([
    ['the good one first', (good: string) => [good, 'Bearer other']],
    ['the good one last', (good: string) => ['Bearer other', good]],
  ])('refuses two Authorization headers, %s', async (_reason, order) => {
    const good = relyingToken(world.world)['authorization'] ?? '';
    const lines = order(good).map((value) => `authorization: ${value}`);
    const body = JSON.stringify(await world.request());
    const sent = await exchange(world.world.relyingUrl, httpText('POST', '/v1/verifications', lines, body));
    expectProblem(sent, 401, 'token-invalid');
  });

  it('answers CONNECT with a problem', async () => {
    const sent = await exchange(
      world.world.relyingUrl,
      httpText('CONNECT', 'evil.example:443', [], '', { plain: true }),
    );
    expectProblem(sent, 405, 'method-not-allowed');
  });

  it.each<[reason: string, code: string, recipe: () => Promise<Record<string, unknown>>]>([
    [
      'a disclosed field altered',
      'DISCLOSURE_FORGED',
      () => disclosed((text) => text.replace('演示', '另一')),
    ],
    [
      'the proof of another licence',
      'PROOF_INVALID',
      () => anchored({ proof: other().anchor.proof, index: 2 }),
    ],
    ['another index', 'PROOF_INVALID', () => anchored({ index: 3 })],
    [
      'another licence’s signature',
      'SIGNATURE_INVALID',
      () =>
        world.request({ ...good(), parts: { ...good().parts, signature: other().parts.signature ?? '' } }),
    ],
  ])('refuses a licence with %s', async (_reason, code, recipe) => {
    const sent = await world.send(await recipe());
    expect(gist(sent)).toMatch(new RegExp(`^refuse: .*\\b${code}\\b`));
    expect(leaksOf(sent)).toEqual([]);
  });

  const good = (): Credential => world.good[1] as Credential;
  const other = (): Credential => world.good[2] as Credential;
  const anchored = (changes: object) =>
    world.request({ ...good(), anchor: { ...good().anchor, ...changes } });
  function disclosed(change: (text: string) => string): Promise<Record<string, unknown>> {
    const { parts, anchor } = good();
    return world.request({
      parts: { ...parts, disclosures: parts.disclosures.map((text) => change(String(text))) },
      anchor,
    });
  }

  it('accepts one of many simultaneous copies of a presentation', async () => {
    const body = await world.request();
    const sent = await Promise.all(Array.from({ length: 8 }, () => world.send(body)));
    const words = sent.map((each) => String(each.body['verdict'])).sort();
    expect(words).toEqual(['accept', ...Array.from({ length: 7 }, () => 'refuse')]);
  });

  it.each([
    [21, 400],
    [22, 200],
  ])('answers a licence whose salts have %i characters with %i', async (length, status) => {
    const { shop } = world;
    const disclosures = [JSON.stringify(['A'.repeat(length), 'certificate_holder_name', '演示'])];
    const draft = shop.draft({}, { disclosures: [] });
    const payload = JSON.stringify({ ...(JSON.parse(draft.payload) as object), ...digestsOf(disclosures) });
    const sent = await world.send(await world.request(await shop.issued({ ...draft, payload, disclosures })));
    expect([sent.status, sent.body['verdict'] ?? sent.body['code']]).toEqual([
      status,
      status === 200 ? 'accept' : 'malformed-credential',
    ]);
  });

  it('refuses a list of digests that is none, also when its issuer has signed it', async () => {
    const { shop } = world;
    const issued = await shop.issued({ ...shop.draft({ _sd: [1] }), disclosures: [] });
    expectProblem(await world.send(await world.request(issued)), 400, 'malformed-credential');
  });

  it('refuses a transaction by another office, and writes nothing', async () => {
    const argument = JSON.stringify({ keyId: world.shop.seals.ES256.keyId });
    const url = world.world.relyingUrl;
    const sent = await transact(world, { who: RELYING, contract: 'seal', fn: 'retire', argument, url });
    expect(sent.body).toMatchObject({ code: 'ledger-rejection', rejection: 'NOT_ENTITLED' });
    expect(await world.world.ledger.height()).toBe(height);
  });

  it('drops no word of the holder into answers or log', async () => {
    const sent = await world.send(await world.request());
    expect(leaksOf(sent)).toEqual([]);
    expect(leaksOf({ ...sent, text: world.log.join('') })).toEqual([]);
    expect(textOf(good().parts)).toContain(encodeBase64url(Buffer.from(String(good().parts.disclosures[0]))));
  });
});
