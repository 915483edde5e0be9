import { createHash } from 'node:crypto';
import { DEFAULT_POLICY, encodeBase64url, type JsonObject, sm3 } from '@huren/chaincode/domain';
import { inspect, pki } from '../ofd/demo-ofd';
import { call, type Answer } from './client';
import { issuerToken, licence, relyingToken, request, signAll } from './issuing';
import { INSPECTOR } from './page-licence';
import { makeOwnSeal, ownSeal, registerOwnSeal, type OwnSeal } from './page-issuing';
import { ISSUER, MATTER, openWorld, RELYING, type World } from './world';

const DAY = 86_400_000;
const OTHER_MATTER = '000131004000';
interface Page {
  readonly ofd: string;
  readonly anchor: { readonly batch: string; readonly index: number; readonly proof: readonly string[] };
}

describe('annotated copies', () => {
  let world: World;
  let seal: OwnSeal;
  let original: Page;
  let suspended: Page;
  let jwtDigest: string;
  const PHOTO = Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

  const today = (): string => new Date(world.now).toISOString().slice(0, 10);
  const digestOf = (page: Page): string =>
    createHash('sha256').update(Buffer.from(page.ofd, 'base64')).digest('base64url');
  const asked = (changes: object = {}): object => ({
    original: digestOf(original),
    key: seal.keyId,
    addressee: RELYING,
    matter: MATTER,
    end: today(),
    cause: '演示用途',
    ...changes,
  });
  const ask = (changes: object = {}, token = issuerToken(world)): Promise<Answer> =>
    call('POST', `${world.issuingUrl}/v1/licences/copies`, asked(changes), token);
  const copyOf = async (changes: object = {}): Promise<Page> => {
    const { status, body } = await ask(changes);
    if (status !== 200) throw new Error(JSON.stringify(body));
    return body as unknown as Page;
  };
  const verify = async (page: object, matter = MATTER): Promise<JsonObject> => {
    const { body } = await call(
      'POST',
      `${world.relyingUrl}/v1/verifications`,
      { credential: page, matter },
      relyingToken(world),
    );
    return body as JsonObject;
  };
  const codesOf = (body: JsonObject): readonly string[] =>
    (body['findings'] as unknown as readonly { code: string }[]).map(({ code }) => code);

  beforeAll(async () => {
    const policy = { ...DEFAULT_POLICY, holder: { otherwise: 'none' as const, matters: {} } };
    world = await openWorld({ inspector: INSPECTOR, policy });
    seal = await ownSeal(world, '版式文件');
    const begun = await call(
      'POST',
      `${world.issuingUrl}/v1/licences`,
      request(world, 'copies-1', {
        forms: ['data', 'page'],
        pageSeals: [seal.keyId],
        licences: [{ ...licence('COPY0001'), photo: PHOTO.toString('base64') }, licence('COPY0002')],
      }),
      issuerToken(world),
    );
    await signAll(world, world.issuingUrl, ISSUER, begun.body['transaction']);
    const url = `${world.issuingUrl}/v1/licences/copies-1`;
    const { body } = await call('GET', url, undefined, issuerToken(world));
    const { pages, credentials } = body as unknown as { pages: Page[]; credentials: { sdJwt: string }[] };
    [original, suspended] = pages as [Page, Page];
    const jwt = credentials[0]?.sdJwt.split('~')[0] ?? '';
    jwtDigest = encodeBase64url(createHash('sha256').update(jwt).digest());
    const { index } = suspended.anchor;
    const { library } = world.issuing.context;
    await world.submit(ISSUER, 'licence', 'setStatus', {
      authority: ISSUER,
      root: suspended.anchor.batch.slice(19),
      leafHash: library.leafHash({ batch: suspended.anchor.batch, index }),
      index,
      proof: suspended.anchor.proof,
      state: 'suspended',
      decision: '演示决定 9 号',
      decidedOn: today(),
      effectiveFrom: today(),
      retroactive: false,
    });
    await world.issuing.caughtUp();
    await world.relying.caughtUp();
  }, 180_000);
  afterAll(() => world.close());

  it('are accepted by the office and for the matter that they are made for', async () => {
    const body = await verify(await copyOf());
    expect([body['verdict'], body['legalForm']]).toEqual(['accept', 'copy']);
    expect(codesOf(body)).toEqual(expect.arrayContaining(['COPY_ORIGINAL_ANCHORED', 'COPY_MAKER_ENTITLED']));
  });

  it('are found valid by other verifiers, with the original’s photo and fields', async () => {
    const { ofd } = await copyOf();
    const file = Buffer.from(ofd, 'base64');
    const trust = { anchors: [pki.root.certificate], makers: [pki.maker.certificate], atMs: world.now };
    const { result, metadata } = inspect(file, trust);
    expect(result).toBe('valid');
    const before = inspect(Buffer.from(original.ofd, 'base64')).metadata?.items ?? [];
    const kept = before.filter(({ element }) => element !== 'ZZQZSJ');
    expect(metadata?.items).toEqual(expect.arrayContaining([...kept]));
    expect(file.includes('Doc_0/Res/photo.png')).toBe(true);
  });

  it('lead to the original alone, when no anchor stands beside them', async () => {
    const { ofd } = await copyOf();
    expect((await verify({ ofd }))['verdict']).toBe('accept');
  });

  it.each<[string, object, string]>([
    ['another office', { addressee: ISSUER }, 'COPY_FOR_ANOTHER'],
    ['another region', { addressee: '150700' }, 'COPY_FOR_ANOTHER'],
    ['another matter', { matter: OTHER_MATTER }, 'COPY_FOR_ANOTHER_MATTER'],
  ])('for %s are refused', async (_what, changes, code) => {
    const body = await verify(await copyOf(changes));
    expect([body['verdict'], codesOf(body)]).toEqual(['refuse', expect.arrayContaining([code])]);
  });

  it('name the original under the batch’s own hash, never the copy', async () => {
    const { ofd } = await copyOf();
    const items = inspect(Buffer.from(ofd, 'base64')).metadata?.items ?? [];
    const link = items.find(({ element }) => element === 'KZ_JZJYJZY')?.value ?? '';
    expect(link).toContain(`sha-256:${digestOf(original)}`);
    expect(link).not.toContain(encodeBase64url(sm3(Buffer.from(ofd, 'base64'))));
  });

  it.each<[string, () => object, number, string, object]>([
    ['a file that was never issued here', () => ({ original: 'A'.repeat(43) }), 404, 'unknown-leaf', {}],
    ['a data form', () => ({ original: jwtDigest }), 404, 'unknown-leaf', {}],
    ['a key that is not here', () => ({ key: 'A'.repeat(43) }), 404, 'unknown-seal', {}],
    [
      'a suspended licence',
      () => ({ original: digestOf(suspended) }),
      422,
      'copy-refused',
      { fault: 'not-in-force' },
    ],
    ['a day that is over', () => ({ end: '2020-01-01' }), 422, 'copy-refused', { fault: 'end-passed' }],
    [
      'an end beyond the licence’s',
      () => ({ end: '2099-12-31' }),
      422,
      'copy-refused',
      { fault: 'end-beyond-licence' },
    ],
    [
      'an office that the ledger does not know',
      () => ({ addressee: '11220000013544541J' }),
      422,
      'copy-refused',
      { fault: 'addressee-unknown' },
    ],
  ])('are not made of or for %s', async (_what, changes, status, code, details) => {
    const answer = await ask(changes());
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
    if (Object.keys(details).length > 0) expect(answer.body['details']).toEqual(details);
  });

  it.each<[string, object]>([
    ['no day', { end: '2026-02-30' }],
    ['no addressee', { addressee: '白城市' }],
    ['no matter', { matter: '1' }],
    ['no cause', { cause: '' }],
    ['a cause that no page holds', { cause: 'a\u0007b' }],
    ['a field more', { anchor: {} }],
  ])('are not made on a request with %s', async (_what, changes) => {
    expect((await ask(changes)).status).toBe(400);
  });

  it('are not made for a caller that does not hold the seal and has no mandate', async () => {
    // The relying member's authority has no standing at the issuing member's gateway.
    const { status } = await ask({}, relyingToken(world));
    expect([401, 403]).toContain(status);
  });

  it('are not made under a key without an SES seal, nor under one that is frozen', async () => {
    const bare = await makeOwnSeal(world);
    await registerOwnSeal(world, bare);
    const missing = await ask({ key: bare.keyId });
    expect(missing.body).toMatchObject({ code: 'page-seal-unusable', details: { fault: 'file-missing' } });
    await world.submit(ISSUER, 'seal', 'freeze', { keyId: seal.keyId });
    await world.issuing.caughtUp();
    const frozen = await ask();
    expect(frozen.body).toMatchObject({ code: 'page-seal-unusable', details: { fault: 'not-active' } });
    await world.submit(ISSUER, 'seal', 'unfreeze', { keyId: seal.keyId });
    await world.issuing.caughtUp();
    expect((await ask()).status).toBe(200);
  });

  it('end with their last day', async () => {
    const copy = await copyOf();
    const { now } = world;
    world.now = now + 2 * DAY;
    try {
      expect(codesOf(await verify(copy))).toContain('COPY_ENDED');
    } finally {
      world.now = now;
    }
  });
});
