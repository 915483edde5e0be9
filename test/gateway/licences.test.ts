import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalBytes, type JsonObject } from '@huren/chaincode/domain';
import { certificateKid } from '@huren/network';
import { bearer, call, signatureOf, tokenOf } from './client';
import { issue, issuerToken, licence, request, signAll, verify } from './issuing';
import {
  BAICHENG,
  CUSTODIAN,
  HEILONGJIANG,
  ISSUER,
  MATTER,
  openWorld,
  QIQIHAR,
  registerSeal,
  RELYING,
  TYPE,
  type World,
} from './world';

describe('issuing over HTTP', () => {
  let world: World;
  const post = (body: object, token = issuerToken(world)) =>
    call('POST', `${world.issuingUrl}/v1/licences`, body, token);
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(async () => {
    await world.close();
  });

  it('seals at once, anchors with the caller’s signature, and hands the licences out only then', async () => {
    const begun = await post(request(world, 'one'));
    expect(begun.status).toBe(202);
    expect(begun.body).toMatchObject({ requestId: 'one', state: 'prepared', size: 1 });
    const url = `${world.issuingUrl}/v1/licences/one`;
    const waiting = await call('GET', url, undefined, issuerToken(world));
    expect([waiting.body['state'], waiting.body['credentials']]).toEqual(['prepared', undefined]);
    const done = await signAll(world, world.issuingUrl, ISSUER, begun.body['transaction']);
    expect(done.status).toBe(200);
    const { body } = await call('GET', url, undefined, issuerToken(world));
    expect(body['state']).toBe('anchored');
    expect(body['credentials']).toHaveLength(1);
    const found = await call(
      'GET',
      `${world.issuingUrl}/v1/transactions/${String(done.body['transactionId'])}`,
    );
    expect(found.body).toEqual({ state: 'committed', position: done.body['position'] });
  });

  it('answers a repeated request with the same licences, and refuses other content under its id', async () => {
    const [first] = await issue(world, 'two');
    const again = await post(request(world, 'two'));
    expect([again.status, again.body['state']]).toEqual([200, 'anchored']);
    expect((again.body['credentials'] as { sdJwt: string }[])[0]).toEqual(first);
    const height = await world.ledger.height();
    const other = await post(request(world, 'two', { licences: [licence('OTHER')] }));
    expect([other.status, other.body['code']]).toEqual([409, 'request-id-reused']);
    expect(await world.ledger.height()).toBe(height);
  });

  it('goes on where a request stopped: a fresh signature for the batch that is sealed already', async () => {
    const [first, second] = await Promise.all([post(request(world, 'three')), post(request(world, 'three'))]);
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(second.body['batch']).toBe(first.body['batch']);
    const later = await post(request(world, 'three'));
    expect(later.body['batch']).toBe(first.body['batch']);
    const done = await signAll(world, world.issuingUrl, ISSUER, later.body['transaction']);
    expect(done.status).toBe(200);
  });

  it('answers a repeated signature with the same commit', async () => {
    const begun = await post(request(world, 'four'));
    const { id, bytes } = begun.body['transaction'] as { id: string; bytes: string };
    const body = { id, signature: signatureOf(world.identity(ISSUER), bytes) };
    const [one, two] = await Promise.all([
      call('POST', `${world.issuingUrl}/v1/transactions`, body),
      call('POST', `${world.issuingUrl}/v1/transactions`, body),
    ]);
    const three = await call('POST', `${world.issuingUrl}/v1/transactions`, body);
    expect(two.body).toEqual(one.body);
    expect(three.body).toEqual(one.body);
  });

  it.each(['EdDSA', 'SM2SM3'] as const)('seals with %s and either hash', async (suite) => {
    const key = await registerSeal(world.issuing, world.submit, suite);
    await world.issuing.caughtUp();
    for (const hash of ['sha-256', 'sm3']) {
      const [file] = await issue(world, `${suite}-${hash}`, { key, hash });
      const { body } = await verify(world, { credential: file, matter: MATTER });
      expect(body['lamps']).toMatchObject({ genuine: 'green' });
    }
  });

  it('suspends a licence by its identifier or leaf, and the next verification refuses it', async () => {
    const [file] = await issue(world, 'five');
    const claims = JSON.parse(
      Buffer.from((file?.sdJwt ?? '').split('.')[1] ?? '', 'base64url').toString(),
    ) as Record<string, string>;
    const change = {
      requestId: 'five-suspension',
      batch: file?.anchor.batch,
      identifier: claims['certificate_identifier'],
      state: 'suspended',
      decision: '演示决定 1 号',
      decidedOn: '2026-06-01',
      effectiveFrom: '2026-06-01',
      certificate: world.identity(ISSUER).certificate,
    };
    const url = `${world.issuingUrl}/v1/licences/status`;
    const begun = await call('POST', url, change, issuerToken(world));
    expect(begun.status).toBe(202);
    expect((await signAll(world, world.issuingUrl, ISSUER, begun.body['transaction'])).status).toBe(200);
    await world.relying.caughtUp();
    expect((await verify(world, { credential: file, matter: MATTER })).body['verdict']).toBe('refuse');
    const { identifier: _identifier, ...without } = change;
    // Another department of the same member learns nothing from an identifier that it guessed.
    const guesser = bearer(tokenOf(world.identity(CUSTODIAN), CUSTODIAN, QIQIHAR, world.now));
    const guessed = await call('POST', url, { ...change, state: 'valid' }, guesser);
    expect([guessed.status, guessed.body['code']]).toEqual([404, 'unknown-leaf']);
    const superior = bearer(tokenOf(world.identity(HEILONGJIANG), HEILONGJIANG, QIQIHAR, world.now));
    const annulled = await call('POST', url, { ...change, state: 'annulled' }, superior);
    expect(annulled.status).toBe(202);
    const neither = await call('POST', url, without, issuerToken(world));
    expect([neither.status, neither.body['code']]).toEqual([400, 'missing-field']);
    const unknown = await call('POST', url, { ...without, leafHash: 'A'.repeat(43) }, issuerToken(world));
    expect([unknown.status, unknown.body['code']]).toEqual([404, 'unknown-leaf']);
  });

  it.each<[why: string, status: number, code: string, changes: object]>([
    ['a seal whose key is not here', 404, 'unknown-seal', { key: 'A'.repeat(43) }],
    ['a licence type that nobody defined', 404, 'unknown-type', { type: `${TYPE.slice(0, -3)}999` }],
    [
      'a field that the type does not have',
      422,
      'batch-refused',
      { licences: [licence('X1', { fields: { fund_account: '1' } })] },
    ],
    [
      'one bad licence among good ones',
      422,
      'batch-refused',
      { licences: [licence('X2'), licence('X3', { issueDate: '2026-02-30' })] },
    ],
    ['the same serial twice', 422, 'batch-refused', { licences: [licence('X4'), licence('X4')] }],
    [
      'an end before the beginning',
      422,
      'batch-refused',
      { licences: [licence('X5', { validateEnd: '2020-01-01' })] },
    ],
    [
      'a holder key with its private part',
      422,
      'batch-refused',
      { licences: [licence('X6', { holderKey: { kty: 'EC', d: 'x' } })] },
    ],
    ['no licence', 400, 'too-few-items', { licences: [] }],
    [
      'more licences than one request takes',
      400,
      'too-many-items',
      { licences: Array.from({ length: 1001 }, (_, at) => licence(`Y${String(at)}`)) },
    ],
    ['a request id with a path in it', 400, 'bad-pattern', { requestId: '../x' }],
    ['an unknown field', 400, 'unknown-field', { seal: 'x' }],
  ])('refuses %s and keeps nothing', async (_why, status, code, changes) => {
    const height = await world.ledger.height();
    const body = request(world, 'refused', changes);
    const answer = await post(body);
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
    expect(world.issuing.context.library.request(ISSUER, 'refused')).toBeUndefined();
    expect(await world.ledger.height()).toBe(height);
  });

  it('refuses a co-seal that is registered in no role before anything is sealed, and its request id stays free', async () => {
    const roleless = await registerSeal(world.issuing, world.submit, 'ES256');
    await world.issuing.caughtUp();
    const refused = await post(request(world, 'co-sealed', { coSeals: [roleless] }));
    expect([refused.status, refused.body['code'], refused.body['details']]).toEqual([
      422,
      'co-seal-unusable',
      { fault: 'role-missing' },
    ]);
    expect(await issue(world, 'co-sealed')).toHaveLength(1);
  });

  it.each([
    ['of a person for a type of organisations', 'organisation', '111'],
    ['of an organisation for a type of persons', 'person', '001'],
  ] as const)('refuses a licence %s', async (_whose, holder, code) => {
    const type = `${TYPE.slice(0, -3)}${holder === 'person' ? '701' : '702'}`;
    await world.submit(HEILONGJIANG, 'licence-type', 'define', {
      code: type,
      name: { zh: '演示证照', en: 'Demo licence' },
      holder,
      validity: 'either',
      reach: 'nationwide',
      fields: ['certificate_holder_name', 'certificate_holder_type'],
      yearlyInspection: false,
      organs: [],
    });
    await world.issuing.caughtUp();
    const fields = { certificate_holder_name: '演示', certificate_holder_type: code };
    const answer = await post(
      request(world, `holder-${holder}`, { type, licences: [licence('H1', { fields })] }),
    );
    expect([answer.status, answer.body['code'], answer.body['details']]).toEqual([
      422,
      'batch-refused',
      { index: 0, fault: 'holder-not-of-type', at: '/fields/certificate_holder_type' },
    ]);
  });

  it('refuses another office of the same member without a mandate, and another member altogether', async () => {
    const other = bearer(tokenOf(world.identity(CUSTODIAN), CUSTODIAN, QIQIHAR, world.now));
    const answer = await post(request(world, 'theft'), other);
    expect([answer.status, answer.body['code']]).toEqual([403, 'not-entitled']);
    const foreign = bearer(tokenOf(world.identity(RELYING), RELYING, QIQIHAR, world.now));
    expect((await post(request(world, 'theft'), foreign)).body['code']).toBe('wrong-member');
  });

  it('lets the custodian that the issuer mandated seal for it', async () => {
    await world.submit(ISSUER, 'authority', 'mandate', {
      custodian: CUSTODIAN,
      acts: ['seal', 'anchor'],
      types: [TYPE],
      from: '2026-06-01',
    });
    await world.issuing.caughtUp();
    const token = bearer(tokenOf(world.identity(CUSTODIAN), CUSTODIAN, QIQIHAR, world.now));
    const begun = await post(
      request(world, 'mandated', { certificate: world.identity(CUSTODIAN).certificate }),
      token,
    );
    expect(begun.status).toBe(202);
    const done = await signAll(world, world.issuingUrl, CUSTODIAN, begun.body['transaction']);
    expect(done.status).toBe(200);
  });

  it('keeps licences encrypted: no name, number or identifier, nor a plain hash of them, stands in its files', async () => {
    const changes = { licences: [licence('SECRETSERIAL')] };
    await issue(world, 'hidden', changes);
    const folder = join(world.path, `gateway-${QIQIHAR}`, 'library');
    const bytes = Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))));
    for (const secret of ['巴特尔', '演示0001', 'SECRETSERIAL']) expect(bytes.includes(secret)).toBe(false);
    const { certificate: _certificate, ...content } = request(world, 'hidden', changes);
    const sha256 = createHash('sha256').update(canonicalBytes(content as JsonObject));
    expect(bytes.includes(sha256.digest('base64url'))).toBe(false);
  });

  describe('transactions', () => {
    const prepare = (body: object) => call('POST', `${world.issuingUrl}/v1/transactions/prepare`, body);
    const argument = { code: ISSUER, kid: 'A'.repeat(43) };

    it('answers a contract’s refusal with its own code and sentence', async () => {
      const certificate = world.identity(QIQIHAR).certificate;
      const begun = await prepare({ contract: 'authority', function: 'endKey', argument, certificate });
      expect(begun.status).toBe(201);
      const done = await signAll(world, world.issuingUrl, QIQIHAR, begun.body);
      expect(done.body).toMatchObject({
        code: 'ledger-rejection',
        rejection: 'IDENTITY_UNKNOWN',
        status: 404,
      });
    });

    it.each<[why: string, status: number, code: string, changes: () => object]>([
      ['an unknown function', 400, 'unknown-function', () => ({ function: 'drop' })],
      [
        'a function of the shim’s own contract',
        400,
        'unknown-function',
        () => ({ contract: 'org.hyperledger.fabric', function: 'GetMetadata' }),
      ],
      ['a name out of the prototype', 400, 'unknown-function', () => ({ contract: 'constructor' })],
      ['an argument that is a text', 400, 'wrong-type', () => ({ argument: '{}' })],
      ['a certificate that is none', 400, 'bad-certificate', () => ({ certificate: 'x' })],
      [
        'a certificate of another member',
        403,
        'identity-refused',
        () => ({ certificate: world.identity(BAICHENG).certificate }),
      ],
    ])('refuses %s', async (_why, status, code, changes) => {
      const height = await world.ledger.height();
      const certificate = world.identity(QIQIHAR).certificate;
      const answer = await prepare({
        contract: 'authority',
        function: 'endKey',
        argument,
        certificate,
        ...changes(),
      });
      expect([answer.status, answer.body['code']]).toEqual([status, code]);
      expect(await world.ledger.height()).toBe(height);
    });

    it('refuses a signature of another key, and still takes the right one', async () => {
      const begun = await post(request(world, 'signed'));
      const { id, bytes } = begun.body['transaction'] as { id: string; bytes: string };
      const url = `${world.issuingUrl}/v1/transactions`;
      const wrong = await call('POST', url, { id, signature: signatureOf(world.identity(QIQIHAR), bytes) });
      expect([wrong.status, wrong.body['code']]).toEqual([400, 'bad-signature']);
      const unknown = await call('POST', url, { id: '0'.repeat(32), signature: 'AAAA' });
      expect([unknown.status, unknown.body['code']]).toEqual([404, 'unknown-transaction']);
      const right = await call('POST', url, { id, signature: signatureOf(world.identity(ISSUER), bytes) });
      expect(right.status).toBe(200);
    });
  });

  it('names an identity by the digest of its certificate', () => {
    const { keys } =
      world.issuing.context.index.record<{ keys: { kid: string }[] }>(`authority/${ISSUER}`) ?? {};
    expect(keys?.[0]?.kid).toBe(certificateKid(world.identity(ISSUER).certificate));
  });
});
