import { type CredentialFile, createHolderKey, Wallet } from '@huren/clients';
import { licenceAgain } from '../../gateway/src/licences/licence-again';
import { nodeProvider } from '@huren/chaincode/crypto-node';
import { type Answer, bearer, call, tokenOf } from './client';
import { claimAs, collected, openClaimWorld } from './claim-world';
import { CookieJar, ProviderProcess } from './identity-provider';
import { issue, issuerToken, licence, signAll } from './issuing';
import { CUSTODIAN, ISSUER, QIQIHAR, TYPE, type World } from './world';

const PERSON = { name: '巴特尔·演示', idNumber: 'DEMO-ID-0001' };
const SECOND = { name: '演示·乙', idNumber: 'DEMO-ID-0002' };

describe('an issuer’s desk', () => {
  let provider: ProviderProcess;
  let world: World;
  let origin: string;
  let phone: Wallet;
  let serial = 0;

  beforeAll(async () => {
    const person = (id: string, role: 'issuer' | 'clerk') => ({
      id,
      name: { zh: `演示人员 ${id}`, en: `Demo ${id}` },
      authority: ISSUER,
      roles: [role],
    });
    provider = await ProviderProcess.start([person('issuer', 'issuer'), person('clerk', 'clerk')]);
    world = await openClaimWorld({ identityProvider: { issuer: provider.issuer, clientId: 'demo' } });
    origin = world.issuingUrl;
    await provider.serve([{ clientId: 'demo', url: origin }]);
    phone = new Wallet({ url: origin, now: () => world.now, retries: 0 });
  }, 120_000);
  afterAll(async () => {
    await world.close();
    await provider.stop();
  });

  const ask = (path: string, body?: unknown, headers = issuerToken(world)): Promise<Answer> =>
    call(body === undefined ? 'GET' : 'POST', `${origin}${path}`, body, headers);
  const stateOf = async (code: string): Promise<unknown> =>
    (await ask(`/v1/offers/${code}/state`)).body['state'];
  const cancel = (code: string, headers?: Record<string, string>): Promise<Answer> =>
    ask(`/v1/offers/${code}/cancel`, '', headers);
  const numbered = (changes: object = {}): object => {
    const number = `演示编号${String(++serial)}`;
    const fields = { certificate_holder_name: PERSON.name, certificate_number: number };
    return licence(`DESK${String(serial)}`, { fields, ...changes });
  };
  const draft = (changes: object = {}): object => ({
    type: TYPE,
    licence: numbered(),
    person: PERSON,
    identityLevel: 3,
    ...changes,
  });
  const offered = async (body = draft()): Promise<string> => {
    const made = await ask('/v1/offers', body);
    expect(made.status).toBe(201);
    return made.body['code'] as string;
  };
  const again = (identifier: string, changes: object = {}, headers?: Record<string, string>) =>
    ask(
      '/v1/offers/again',
      { identifier, identityLevel: 3, holders: [{ place: 0, person: PERSON }], ...changes },
      headers,
    );
  const codesOf = ({ status, body }: Answer): readonly string[] => {
    expect([status, body]).toMatchObject([201, { offers: expect.any(Array) as unknown[] }]);
    return (body['offers'] as { code: string }[]).map(({ code }) => code);
  };
  const identifierIn = ({ sdJwt }: CredentialFile): string =>
    licenceAgain(sdJwt, nodeProvider()).claims.identifier;
  /** A licence that somebody holds on a phone, and the number under which a clerk finds it. */
  const held = async (): Promise<{ identifier: string; number: string; file: CredentialFile }> => {
    const code = await offered();
    const file = await collected(phone, await claimAs(phone, code, await createHolderKey(), PERSON));
    return { identifier: identifierIn(file), number: `演示编号${String(serial)}`, file };
  };

  it('offers under the authority’s newest seal, and sees how the offer stands', async () => {
    const code = await offered();
    expect(await stateOf(code)).toBe('waiting');
    await collected(phone, await claimAs(phone, code, await createHolderKey(), PERSON));
    expect(await stateOf(code)).toBe('claimed');
  });

  it('finds a licence by its number or its identifier', async () => {
    const { identifier, number } = await held();
    const found = await ask('/v1/licences/find', { type: TYPE, number });
    expect(found.body).toMatchObject({
      identifier,
      number,
      state: 'valid',
      holders: [{ name: PERSON.name, bound: true }],
    });
    expect((await ask('/v1/licences/find', { identifier })).body).toEqual(found.body);
  });

  it('offers a licence again just as it was, and the old phone’s is superseded', async () => {
    const { identifier, file } = await held();
    const [code = ''] = codesOf(await again(identifier));
    const fresh = await collected(phone, await claimAs(phone, code, await createHolderKey(), PERSON));
    const { licence: before } = licenceAgain(file.sdJwt, nodeProvider());
    const { licence: after, holders } = licenceAgain(fresh.sdJwt, nodeProvider());
    expect(after).toEqual(before);
    expect(holders[0]?.holderKey).not.toEqual(licenceAgain(file.sdJwt, nodeProvider()).holders[0]?.holderKey);
    expect((await ask('/v1/licences/find', { identifier })).body['state']).toBe('valid');
  });

  it('is not made from twice: once one is claimed, the other offers of that licence are worth nothing', async () => {
    const { identifier } = await held();
    const codes = [...codesOf(await again(identifier)), ...codesOf(await again(identifier))];
    const ends = await Promise.allSettled(
      codes.map(async (code) =>
        collected(phone, await claimAs(phone, code, await createHolderKey(), PERSON)),
      ),
    );
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    // It was taken and not sealed, or came too late to be taken.
    const [refused] = ends.flatMap((end) => (end.status === 'rejected' ? [String(end.reason)] : []));
    expect(refused).toMatch(/refused|offer-expired/);
    const late = codesOf(await again(identifier));
    await collected(
      phone,
      await claimAs(phone, codesOf(await again(identifier))[0] ?? '', await createHolderKey(), PERSON),
    );
    await expect(phone.offer(late[0] ?? '')).rejects.toMatchObject({ code: 'offer-expired' });
    expect(await stateOf(late[0] ?? '')).toBe('expired');
  });

  it('takes an offer back, and with one code those of all holders', async () => {
    const code = await offered();
    expect((await cancel(code)).body['state']).toBe('cancelled');
    await expect(phone.offer(code)).rejects.toMatchObject({ code: 'offer-expired' });
    expect((await cancel(code)).status).toBe(200);
    const coHolders = [{ fields: { certificate_holder_name: SECOND.name }, person: SECOND }];
    const joint = await ask('/v1/offers', draft({ coHolders }));
    const [other] = joint.body['coHolders'] as [{ code: string }];
    const taken = await claimAs(phone, other.code, await createHolderKey(), SECOND);
    expect(await stateOf(other.code)).toBe('taken');
    expect(await stateOf(joint.body['code'] as string)).toBe('waiting');
    await cancel(joint.body['code'] as string);
    expect(await stateOf(other.code)).toBe('cancelled');
    expect(await phone.claimed(taken)).toMatchObject({ state: 'expired' });
  });

  it('tells that failed identity checks closed an offer, and that its time is over', async () => {
    const locked = await offered();
    const open = await offered();
    const stranger = { name: '他人·演示', idNumber: 'DEMO-X' };
    for (let at = 0; at < 5; at++) {
      await expect(claimAs(phone, locked, await createHolderKey(), stranger)).rejects.toMatchObject({
        code: 'identity-not-proven',
      });
    }
    expect(await stateOf(locked)).toBe('locked');
    const before = world.now;
    world.now += 7 * 86_400_000;
    expect(await stateOf(open)).toBe('expired');
    world.now = before;
  });

  it('takes back no offer that was claimed', async () => {
    const code = await offered();
    await collected(phone, await claimAs(phone, code, await createHolderKey(), PERSON));
    expect((await cancel(code)).body['code']).toBe('offer-used');
    expect(await stateOf(code)).toBe('claimed');
  });

  it('offers nothing again that is not in force, nor lets it be claimed that was suspended meanwhile', async () => {
    const { identifier, file } = await held();
    const [code = ''] = codesOf(await again(identifier));
    const change = {
      requestId: 'desk-suspension',
      batch: file.anchor?.batch,
      identifier,
      state: 'suspended',
      decision: '演示决定 1 号',
      decidedOn: '2026-06-01',
      effectiveFrom: '2026-06-01',
      certificate: world.identity(ISSUER).certificate,
    };
    const begun = await ask('/v1/licences/status', change);
    await signAll(world, origin, ISSUER, begun.body['transaction']);
    await world.issuing.caughtUp();
    await expect(phone.offer(code)).rejects.toMatchObject({ code: 'offer-expired' });
    expect(await again(identifier)).toMatchObject({
      status: 409,
      body: { code: 'licence-not-in-force', details: { state: 'suspended' } },
    });
  });

  it.each<[string, object, string]>([
    ['for nobody', { holders: [] }, 'too-few-items'],
    ['for a holder that it has not', { holders: [{ place: 1, person: PERSON }] }, 'bad-value'],
    [
      'twice for one holder',
      {
        holders: [
          { place: 0, person: PERSON },
          { place: 0, person: SECOND },
        ],
      },
      'bad-value',
    ],
    ['with other content', { licence: licence('X1') }, 'unknown-field'],
    ['at a level that does not exist', { identityLevel: 6 }, 'out-of-range'],
  ])('offers no licence again %s', async (_, changes, code) => {
    const [file] = await issue(world, `again-${String(++serial)}`);
    const answer = await again(identifierIn(file as CredentialFile), changes);
    expect(answer.status).toBe(400);
    expect([
      answer.body['code'],
      (answer.body['details'] as { fault?: string } | undefined)?.fault,
    ]).toContain(code);
  });

  it('knows nothing of what another authority issued or offered', async () => {
    const { identifier, number } = await held();
    const code = await offered();
    const foreign = bearer(tokenOf(world.identity(CUSTODIAN), CUSTODIAN, QIQIHAR, world.now));
    for (const [path, body] of [
      ['/v1/licences/find', { identifier }],
      ['/v1/licences/find', { type: TYPE, number }],
      ['/v1/offers/again', { identifier, identityLevel: 0, holders: [{ place: 0, person: PERSON }] }],
    ] as const) {
      expect([path, (await ask(path, body, foreign)).body['code']]).toEqual([path, 'unknown-licence']);
    }
    expect((await ask(`/v1/offers/${code}/state`, undefined, foreign)).body['code']).toBe('unknown-offer');
    expect((await cancel(code, foreign)).body['code']).toBe('unknown-offer');
    expect(await stateOf(code)).toBe('waiting');
  });

  it.each([
    ['neither name', {}],
    ['both names', { identifier: 'X', type: TYPE, number: '1' }],
    ['a number without its type', { number: '1' }],
  ])('looks for nothing by %s', async (_, name) => {
    expect((await ask('/v1/licences/find', name)).status).toBe(400);
  });

  it('is an issuer’s alone, by a session whose page sends its secret', async () => {
    const code = await offered();
    const signedIn = async (who: string): Promise<(path: string, csrf?: string) => Promise<unknown>> => {
      const jar = new CookieJar();
      await jar.signIn(origin, who);
      const me = (await (await jar.fetch(`${origin}/v1/staff/me`)).json()) as { csrf: string };
      return async (path, csrf = me.csrf) => {
        const isRead = path.endsWith('/state');
        const response = await jar.fetch(`${origin}${path}`, {
          method: isRead ? 'GET' : 'POST',
          headers: { 'x-huren-csrf': csrf, 'content-type': 'application/json' },
          ...(isRead || path.endsWith('/cancel') ? {} : { body: JSON.stringify(draft()) }),
        });
        return [response.status, ((await response.json()) as { code?: string }).code];
      };
    };
    const paths = [
      '/v1/offers',
      '/v1/offers/again',
      '/v1/licences/find',
      `/v1/offers/${code}/state`,
      `/v1/offers/${code}/cancel`,
    ];
    const clerk = await signedIn('clerk');
    for (const path of paths) expect([path, await clerk(path)]).toEqual([path, [403, 'role-not-allowed']]);
    const issuer = await signedIn('issuer');
    for (const path of paths.filter((each) => !each.endsWith('/state'))) {
      expect([path, await issuer(path, 'A'.repeat(43))]).toEqual([path, [403, 'csrf-refused']]);
    }
    expect(await stateOf(code)).toBe('waiting');
    expect(await issuer('/v1/offers')).toEqual([201, expect.any(String)]);
    expect(await issuer(`/v1/offers/${code}/cancel`)).toEqual([200, undefined]);
    expect((await ask(`/v1/offers/${code}/state`, undefined, {})).status).toBe(401);
  });
});
