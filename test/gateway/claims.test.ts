import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Level } from 'level';
import { type JsonValue, parseCredential } from '@huren/chaincode/domain';
import { type CredentialFile, createHolderKey, type HolderKey, type Wallet } from '@huren/clients';
import { Wallet as WalletOf } from '@huren/clients';
import { createGateway, demoIdentityService } from '@huren/gateway';
import { collected as collectedBy, openClaimWorld, presentedTo } from './claim-world';
import { type Answer, call } from './client';
import { issuerToken, licence, relyingToken, request } from './issuing';
import { BAICHENG, ISSUER, QIQIHAR, TYPE, type World } from './world';

const PERSON = { name: '巴特尔·演示', idNumber: 'DEMO-ID-0001' };

describe('holders claim their licences', () => {
  let world: World;
  let wallet: Wallet;
  let key: HolderKey;

  beforeAll(async () => {
    world = await openClaimWorld();
    wallet = new WalletOf({ url: world.issuingUrl, now: () => world.now, retries: 0 });
    key = await createHolderKey();
  }, 120_000);
  afterAll(async () => {
    await world.close();
  });

  let made = 0;
  const offers = (changes: object = {}, token = issuerToken(world)): Promise<Answer> =>
    call(
      'POST',
      `${world.issuingUrl}/v1/offers`,
      {
        type: TYPE,
        key: world.sealKey,
        licence: licence(`OFFER${String(++made)}`),
        person: PERSON,
        identityLevel: 3,
        ...changes,
      },
      token,
    );
  const offer = async (changes: object = {}): Promise<string> => {
    const { status, body } = await offers(changes);
    expect([status, body]).toMatchObject([
      201,
      { link: expect.stringContaining('/wallet/#offer=') as string },
    ]);
    return body['code'] as string;
  };
  const identity = (assertion: object = {}) => ({
    service: 'demo',
    assertion: { ...PERSON, level: 4, ...assertion },
  });
  const claim = async (code: string, by = key): Promise<string> =>
    wallet.claim(code, await wallet.offer(code), by, identity());
  const collected = (id: string): Promise<CredentialFile> => collectedBy(wallet, id);
  const presented = (file: CredentialFile, by = key): Promise<unknown> =>
    presentedTo(world, wallet, file, by);

  it('anchors what is claimed with the service identity, and the other city accepts it', async () => {
    const code = await offer();
    const shown = await wallet.offer(code);
    expect(shown).toMatchObject({ type: { code: TYPE }, issuer: { code: ISSUER }, identityLevel: 3 });
    expect(JSON.stringify(shown)).not.toContain('巴特尔');
    const file = await collected(await claim(code));
    expect(await presented(file)).toBe('accept');
  });

  it('anchors claims of one moment together', async () => {
    const codes = [await offer(), await offer(), await offer()];
    const claims = await Promise.all(codes.map((code) => claim(code)));
    const files = await Promise.all(claims.map(collected));
    expect(new Set(files.map(({ anchor }) => anchor?.batch)).size).toBe(1);
    expect(files.map(({ anchor }) => anchor?.index).sort()).toEqual([0, 1, 2]);
  });

  it('gives the same claim to the same key again, and none to another key', async () => {
    const code = await offer();
    const seen = await wallet.offer(code);
    const first = await wallet.claim(code, seen, key, identity());
    expect(await wallet.claim(code, seen, key, identity())).toBe(first);
    const thief = await createHolderKey();
    await expect(wallet.claim(code, seen, thief, identity())).rejects.toMatchObject({ code: 'offer-used' });
    await expect(wallet.offer(code)).rejects.toMatchObject({ code: 'offer-used' });
  });

  it('lets a guardian claim and present to the day that the issuer recorded, and says as what', async () => {
    const until = '2026-06-30';
    const code = await offer({ claimant: { relation: 'guardian', until } });
    expect(await wallet.offer(code)).toMatchObject({ claimant: { relation: 'guardian', until } });
    const file = await collected(await claim(code));
    expect(parseCredential(file as unknown as JsonValue).claims.representation).toEqual({
      relation: 'guardian',
      until,
    });
    expect(await presented(file)).toBe('accept');
    const past = await collected(
      await claim(await offer({ claimant: { relation: 'proxy', until: '2026-05-31' } })),
    );
    expect(await presented(past)).toBe('refuse');
  });

  it('makes nobody a guardian but by the offer', async () => {
    const representation = { relation: 'guardian' };
    const inLicence = await offers({ licence: licence('REP1', { representation }) });
    expect([inLicence.status, inLicence.body['code']]).toEqual([400, 'bad-value']);
    expect((await offers({ claimant: { relation: 'friend' } })).status).toBe(400);
    expect((await offers({ claimant: { relation: 'proxy', until: 'soon' } })).status).toBe(400);
  });

  it('takes one of many claims at once', async () => {
    const code = await offer();
    const seen = await wallet.offer(code);
    const keys = await Promise.all(Array.from({ length: 6 }, () => createHolderKey()));
    const all = await Promise.allSettled(keys.map((each) => wallet.claim(code, seen, each, identity())));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('replaces the licence of a lost phone: the old one is superseded, the new one accepted', async () => {
    const same = licence('LOST1');
    const old = await collected(await claim(await offer({ licence: same })));
    const newKey = await createHolderKey();
    const code = await offer({ licence: same });
    const fresh = await collected(await claim(code, newKey));
    expect(await presented(old)).toBe('refuse');
    expect(await presented(fresh, newKey)).toBe('accept');
  });

  it('loses sight of no licence in force for a batch that was sealed and never anchored', async () => {
    const number = '演示编号·未上链';
    const fields = { certificate_holder_name: PERSON.name, certificate_number: number };
    const same = licence('UNSIGNED1', { fields });
    const old = await collected(await claim(await offer({ licence: same })));
    const { identifier } = parseCredential(old as unknown as JsonValue).claims;
    const ask = (path: string, body: object): Promise<Answer> =>
      call('POST', `${world.issuingUrl}${path}`, body, issuerToken(world));
    const sealed = await ask('/v1/licences', request(world, 'unsigned-1', { licences: [same] }));
    expect([sealed.status, sealed.body['state']]).toEqual([202, 'prepared']);
    for (const name of [{ identifier }, { type: TYPE, number }]) {
      expect((await ask('/v1/licences/find', name)).body).toMatchObject({ identifier, state: 'valid' });
    }
    const again = await ask('/v1/offers/again', {
      identifier,
      identityLevel: 3,
      holders: [{ place: 0, person: PERSON }],
    });
    const [{ code }] = again.body['offers'] as [{ code: string }];
    expect(await wallet.offer(code)).toMatchObject({ type: { code: TYPE } });
    const fresh = await collected(await claim(await offer({ licence: same })));
    expect(await presented(old)).toBe('refuse');
    expect(await presented(fresh)).toBe('accept');
  });

  it.each([
    ['another person', { name: '他人·演示' }, 'identity-not-proven'],
    ['another number', { idNumber: 'DEMO-ID-0002' }, 'identity-not-proven'],
    ['a level below the offer’s', { level: 2 }, 'identity-not-proven'],
    ['no level', { level: undefined }, 'missing-field'],
  ])('refuses %s', async (_, assertion, problem) => {
    const code = await offer();
    const seen = await wallet.offer(code);
    await expect(wallet.claim(code, seen, key, identity(assertion))).rejects.toMatchObject({ code: problem });
    expect(await collected(await claim(code))).toBeDefined();
  });

  it('closes an offer after five failures to show who one is', async () => {
    const code = await offer();
    const seen = await wallet.offer(code);
    const guess = (): Promise<string> => wallet.claim(code, seen, key, identity({ idNumber: 'DEMO-X' }));
    for (let at = 0; at < 5; at++) await expect(guess()).rejects.toMatchObject({ status: 403 });
    await expect(claim(code)).rejects.toMatchObject({ code: 'offer-expired' });
  });

  it('refuses a proof for another offer, another gateway, or of long ago', async () => {
    const code = await offer();
    const seen = await wallet.offer(code);
    const other = await wallet.offer(await offer());
    const refused = { code: 'claim-not-proven' };
    await expect(wallet.claim(code, other, key, identity())).rejects.toMatchObject(refused);
    await expect(wallet.claim(code, { ...seen, member: BAICHENG }, key, identity())).rejects.toMatchObject(
      refused,
    );
    const late = new WalletOf({ url: world.issuingUrl, now: () => world.now - 301_000, retries: 0 });
    await expect(late.claim(code, seen, key, identity())).rejects.toMatchObject(refused);
    const stolen: HolderKey = { ...(await createHolderKey()), publicJwk: key.publicJwk };
    await expect(wallet.claim(code, seen, stolen, identity())).rejects.toMatchObject(refused);
  });

  it.each<[string, () => object, number, string]>([
    ['an unknown type', () => ({ type: `${ISSUER}999` }), 404, 'unknown-type'],
    [
      'a licence that does not fit its type',
      () => ({ licence: licence('X1', { fields: { other: '1' } }) }),
      422,
      'batch-refused',
    ],
    [
      'a holder key in the offer',
      () => ({ licence: licence('X2', { holderKey: key.publicJwk }) }),
      400,
      'bad-value',
    ],
    ['a level that does not exist', () => ({ identityLevel: 6 }), 400, 'bad-value'],
  ])('refuses an offer with %s', async (_, changes, status, problem) => {
    const answer = await offers(changes());
    expect(answer.status).toBeGreaterThanOrEqual(400);
    if (problem !== 'bad-value') expect([answer.status, answer.body['code']]).toEqual([status, problem]);
  });

  it('refuses offers without an issuer’s token, and of an authority whose service identity is not here', async () => {
    expect((await offers({}, {})).status).toBe(401);
    const { body } = await call(
      'POST',
      `${world.relyingUrl}/v1/offers`,
      { type: TYPE, key: world.sealKey, licence: licence('Y1'), identityLevel: 0 },
      relyingToken(world),
    );
    expect(body['code']).toBe('no-service-identity');
  });

  it('knows no offer and no claim by a guess', async () => {
    const guess = 'A'.repeat(22);
    await expect(wallet.offer(guess)).rejects.toMatchObject({ status: 404, code: 'unknown-offer' });
    await expect(wallet.claimed(guess)).rejects.toMatchObject({ status: 404, code: 'unknown-claim' });
  });

  it('has expired after seven days', async () => {
    const code = await offer();
    const before = world.now;
    world.now += 7 * 86_400_000;
    await expect(wallet.offer(code)).rejects.toMatchObject({ code: 'offer-expired' });
    world.now = before;
  });

  it('keeps what it has acknowledged over a restart, and keeps nothing in the clear', async () => {
    const code = await offer();
    const waiting = await offer();
    const find = async (url: string): Promise<Answer> => {
      const name = { type: TYPE, number: '演示编号·重启' };
      return call('POST', `${url}/v1/licences/find`, name, issuerToken(world));
    };
    const fields = { certificate_holder_name: PERSON.name, certificate_number: '演示编号·重启' };
    await collected(await claim(await offer({ licence: licence('RESTART1', { fields }) })));
    const found = await find(world.issuingUrl);
    expect(found.status).toBe(200);
    // The gateway goes down before the claim is gathered.
    const id = await claim(code);
    await world.issuing.close();
    const folder = join(world.path, `gateway-${QIQIHAR}`, 'library');
    for (const name of readdirSync(folder)) {
      const text = readFileSync(join(folder, name));
      for (const secret of [code, id, waiting, '巴特尔', PERSON.idNumber]) {
        expect(text.includes(secret)).toBe(false);
      }
    }
    // As an earlier version left it: nothing is found by its number.
    const older = new Level(folder);
    for (const prefix of ['i/', 'n/', 'm/']) await older.clear({ gte: prefix, lt: `${prefix}\uffff` });
    await older.close();
    const again = await createGateway({
      ledger: world.ledger,
      member: QIQIHAR,
      dataPath: join(world.path, `gateway-${QIQIHAR}`),
      keysPath: join(world.path, `keys-${QIQIHAR}`),
      passphrase: 'demo passphrase',
      clock: () => world.now,
      identityServices: { demo: demoIdentityService },
    });
    try {
      const { url } = await again.listen(0);
      wallet = new WalletOf({ url, now: () => world.now, retries: 0 });
      let listed = await find(url);
      for (; listed.status === 404; listed = await find(url)) await new Promise(setImmediate);
      expect([listed.status, listed.body]).toEqual([200, found.body]);
      expect(await collected(id)).toBeDefined();
      expect(await collected(await claim(waiting))).toBeDefined();
    } finally {
      await again.close();
    }
  });
});
