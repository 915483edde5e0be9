import { createHash } from 'node:crypto';
import { DEFAULT_POLICY, parseCredential, type LocatedAnchor } from '@huren/chaincode/domain';
import { PAGE_LIMITS } from '@huren/gateway';
import { codesOf, inspect, pki } from '../ofd/demo-ofd';
import { call, type Answer } from './client';
import { issuerToken, licence, relyingToken, request, signAll } from './issuing';
import { INSPECTOR } from './page-licence';
import { certificateOf, makeOwnSeal, ownSeal, registerOwnSeal, type OwnSeal } from './page-issuing';
import { ISSUER, MATTER, openWorld, type World } from './world';

interface DataFile {
  readonly sdJwt: string;
  readonly anchor: LocatedAnchor;
}
interface PageFile {
  readonly ofd: string;
  readonly anchor: LocatedAnchor;
}
interface Issued {
  readonly credentials: readonly DataFile[];
  readonly pages?: readonly PageFile[];
}

describe('issuing page forms', () => {
  let world: World;
  let seal: OwnSeal;
  let beside: OwnSeal;
  /** A licence in both forms, sealed beside an ES256 key. */
  let data: DataFile;
  let page: PageFile;

  const ask = (body: object): Promise<Answer> =>
    call('POST', `${world.issuingUrl}/v1/licences`, body, issuerToken(world));

  async function issue(requestId: string, changes: object): Promise<Issued> {
    const begun = await ask(request(world, requestId, changes));
    if (begun.status !== 202) throw new Error(JSON.stringify(begun.body));
    await signAll(world, world.issuingUrl, ISSUER, begun.body['transaction']);
    const done = await call(
      'GET',
      `${world.issuingUrl}/v1/licences/${requestId}`,
      undefined,
      issuerToken(world),
    );
    await world.relying.caughtUp();
    return done.body as unknown as Issued;
  }

  const verify = (
    credential: unknown,
    url = world.relyingUrl,
    token = relyingToken(world),
  ): Promise<Answer> => call('POST', `${url}/v1/verifications`, { credential, matter: MATTER }, token);
  const codesIn = ({ body }: Answer): readonly string[] =>
    (body['findings'] as { code: string }[]).map(({ code }) => code);

  beforeAll(async () => {
    const policy = { ...DEFAULT_POLICY, holder: { otherwise: 'none' as const, matters: {} } };
    world = await openWorld({ inspector: INSPECTOR, policy });
    seal = await ownSeal(world);
    beside = await ownSeal(world, '版式文件');
    const issued = await issue('both-1', {
      forms: ['data', 'page'],
      pageSeals: [beside.keyId],
      licences: [licence('BOTH0001'), licence('BOTH0002')],
    });
    [data, page] = [issued.credentials[0] as DataFile, issued.pages?.[0] as PageFile];
  }, 60_000);
  afterAll(() => world.close());

  it('gives a licence one identifier, one leaf and one anchor in two forms', () => {
    expect(page.anchor.batch).toBe(data.anchor.batch);
    expect(page.anchor.index).toBe(data.anchor.index);
    expect(page.anchor.proof).toEqual(data.anchor.proof);
    expect(page.anchor.other).not.toBe(data.anchor.other);
    const { metadata } = inspect(Buffer.from(page.ofd, 'base64'));
    const identifier = metadata?.items.find(({ element }) => element === 'ZZBS')?.value;
    expect(identifier).toBe(parseCredential(data.sdJwt).claims.identifier);
  });

  it('makes a file that other verifiers find valid, its maker being trusted', () => {
    const trust = { anchors: [pki.root.certificate], makers: [pki.maker.certificate], atMs: world.now };
    const found = inspect(Buffer.from(page.ofd, 'base64'), trust);
    expect([found.result, codesOf(found)]).toEqual(['valid', expect.arrayContaining(['ALL_COVERED'])]);
  });

  it('makes both forms acceptable elsewhere, each with its own legal form', async () => {
    expect((await verify(data)).body).toMatchObject({ verdict: 'accept', legalForm: 'data' });
    expect((await verify(page)).body).toMatchObject({ verdict: 'accept', legalForm: 'page' });
  });

  it('finds a bare form of its own by its digest', async () => {
    const { library, index } = world.issuing.context;
    const jwt = Buffer.from(data.sdJwt.slice(0, data.sdJwt.indexOf('~')));
    for (const [bytes, { anchor }] of [
      [Buffer.from(page.ofd, 'base64'), page],
      [jwt, data],
    ] as const) {
      const digest = createHash('sha256').update(bytes).digest('base64url');
      expect(library.placeOfDigest(digest)).toMatchObject({ index: 0, other: anchor.other });
      expect(index.locate(digest)).toEqual(anchor);
    }
    expect((await verify({ ofd: page.ofd })).body).toMatchObject({ verdict: 'review', provenance: 'none' });
  });

  it('seals both forms with one SM2 key where that is asked for', async () => {
    const issued = await issue('sm2-1', { key: seal.keyId, forms: ['page', 'data'], hash: 'sm3' });
    const [file] = issued.pages as readonly PageFile[];
    expect((await verify(file)).body).toMatchObject({ verdict: 'accept', legalForm: 'page' });
    expect((await verify(issued.credentials[0])).body).toMatchObject({ verdict: 'accept' });
  });

  it('answers the same files to the same request, and refuses another under its id', async () => {
    const changes = {
      forms: ['data', 'page'],
      pageSeals: [beside.keyId],
      licences: [licence('BOTH0001'), licence('BOTH0002')],
    };
    const again = await ask(request(world, 'both-1', changes));
    expect([again.status, (again.body as unknown as Issued).pages?.[0]]).toEqual([200, page]);
    const other = await ask(request(world, 'both-1', { ...changes, forms: ['data'], pageSeals: undefined }));
    expect([other.status, other.body['code']]).toEqual([409, 'request-id-reused']);
  });

  it('seals once when a request comes twice at a time', async () => {
    const body = request(world, 'twice-1', { forms: ['data', 'page'], pageSeals: [beside.keyId] });
    const [one, other] = await Promise.all([ask(body), ask(body)]);
    expect(one.body['batch']).toBe(other.body['batch']);
  });

  it('leaves licences without a page form as they were', async () => {
    const issued = await issue('data-only', {});
    expect(issued.pages).toBeUndefined();
    expect(issued.credentials[0]?.anchor).not.toHaveProperty('other');
  });

  it.each<[string, () => unknown, string]>([
    ['another licence’s data form', () => 'second', 'PROOF_INVALID'],
    ['no other form at all', () => undefined, 'PROOF_INVALID'],
  ])('is refused beside %s', async (_what, kind, code) => {
    const { other: _other, ...anchor } = page.anchor;
    const foreign = data.anchor.other;
    const shown = { ofd: page.ofd, anchor: kind() === undefined ? anchor : { ...anchor, other: foreign } };
    const answer = await verify(shown);
    expect([answer.body['verdict'], codesIn(answer)]).toEqual(['refuse', expect.arrayContaining([code])]);
    const swapped = { ...data, anchor: { ...data.anchor, other: page.anchor.other } };
    expect(codesIn(await verify(swapped))).toContain('PROOF_INVALID');
  });

  it('is refused once a byte of the file differs', async () => {
    const bytes = Buffer.from(page.ofd, 'base64');
    // Inside the deflated data of the first part.
    bytes.writeUInt8(bytes.readUInt8(60) ^ 1, 60);
    const answer = await verify({ ofd: bytes.toString('base64'), anchor: page.anchor });
    expect(answer.status === 400 || answer.body['verdict'] === 'refuse').toBe(true);
  });

  it.each<[string, string, () => Promise<object>]>([
    ['a key without an SES seal', 'not-registered', () => Promise.resolve({})],
    [
      'a seal without a role beside another key',
      'role-missing',
      () => Promise.resolve({ pageSeals: [seal.keyId] }),
    ],
    [
      'a seal whose file is not here',
      'file-missing',
      async () => {
        const made = await makeOwnSeal(world);
        await registerOwnSeal(world, made);
        return { key: made.keyId };
      },
    ],
    [
      'a self-made seal in place of the registered one',
      'file-differs',
      async () => {
        const made = await makeOwnSeal(world);
        await registerOwnSeal(world, made);
        const self = await makeOwnSeal(
          world,
          {
            signers: { kind: 'certificates', certificates: [certificateOf(made.signer)] },
          },
          pki.stranger,
        );
        await world.issuing.context.sesSeals.install(made.keyId, self.seal);
        return { key: made.keyId };
      },
    ],
    [
      'a seal that has run out',
      'not-in-force',
      async () => {
        const made = await makeOwnSeal(world, { endMs: world.now - 1000 });
        await world.issuing.context.sesSeals.install(made.keyId, made.seal);
        await registerOwnSeal(world, made);
        return { key: made.keyId };
      },
    ],
  ])('refuses %s', async (_what, fault, changes) => {
    const { status, body } = await ask(
      request(world, `bad-${fault}`, { forms: ['data', 'page'], ...(await changes()) }),
    );
    expect([status, body['code'], body['details']]).toEqual([422, 'page-seal-unusable', { fault }]);
  });

  it('keeps no seal beside a key that it does not list', async () => {
    const [one, other] = [await makeOwnSeal(world), await makeOwnSeal(world)];
    await expect(world.issuing.context.sesSeals.install(one.keyId, other.seal)).rejects.toMatchObject({
      code: 'signer-not-listed',
    });
  });

  it.each<[string, object, number, string]>([
    ['a page form alone', { forms: ['page'] }, 400, 'data-form-required'],
    ['a form of another name', { forms: ['data', 'paper'] }, 400, 'unknown-value'],
    ['one form twice', { forms: ['page', 'page'] }, 400, 'repeated-item'],
    ['seals of a page that is not asked for', { pageSeals: ['A'.repeat(43)] }, 400, 'page-form-not-asked'],
    [
      'a photo for a page that is not asked for',
      { licences: [licence('PHOTO001', { photo: 'AAAA' })] },
      400,
      'page-form-not-asked',
    ],
    [
      'more page forms than one request may ask for',
      {
        forms: ['data', 'page'],
        licences: Array.from({ length: PAGE_LIMITS.perRequest + 1 }, (_, at) => licence(`MANY${String(at)}`)),
      },
      400,
      'too-many-items',
    ],
  ])('refuses %s', async (_what, changes, status, code) => {
    const answer = await ask(request(world, 'refused', changes));
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
  });

  it.each<[string, string, string]>([
    ['a photo that is none', Buffer.from('<svg/>').toString('base64'), 'bad-photo'],
    ['a photo that is too large', Buffer.alloc(256 * 1024 + 1, 0xff).toString('base64'), 'too-long'],
    ['a photo that is no base64', '*', 'bad-base64'],
  ])('refuses %s and seals nothing of the batch', async (_what, photo, fault) => {
    const licences = [licence('GOOD0001'), licence('PHOTO002', { photo })];
    const { status, body } = await ask(
      request(world, 'bad-photo', { forms: ['data', 'page'], pageSeals: [beside.keyId], licences }),
    );
    expect([400, 422]).toContain(status);
    expect(JSON.stringify(body)).toContain(fault);
    const asked = await call(
      'GET',
      `${world.issuingUrl}/v1/licences/bad-photo`,
      undefined,
      issuerToken(world),
    );
    expect(asked.status).toBe(404);
  });

  it('is refused once its seal was frozen, and what was sealed before stands', async () => {
    const frozen = await ownSeal(world);
    const before = await issue('frozen-before', { key: frozen.keyId, forms: ['data', 'page'] });
    await world.submit(ISSUER, 'seal', 'freeze', { keyId: frozen.keyId });
    await world.issuing.caughtUp();
    await world.relying.caughtUp();
    expect((await verify(before.pages?.[0])).body['verdict']).toBe('accept');
    const after = await ask(request(world, 'frozen-after', { key: frozen.keyId, forms: ['data', 'page'] }));
    expect([after.status, after.body['code'], after.body['details']]).toEqual([
      422,
      'page-seal-unusable',
      { fault: 'not-active' },
    ]);
  });
});
