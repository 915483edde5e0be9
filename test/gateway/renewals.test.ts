import {
  encodeBase64url,
  gatewayAudience,
  type JsonValue,
  parseCredential,
  signHolderRequest,
} from '@huren/chaincode/domain';
import { nodeProvider } from '@huren/chaincode/crypto-node';
import { type CredentialFile, createHolderKey, type HolderKey, Wallet } from '@huren/clients';
import { bareFile } from '../../clients/sdk/credential-file';
import { licenceAgain } from '../../gateway/src/licences/licence-again';
import { claimAs, type ClaimingPerson, collected, openClaimWorld, presentedTo } from './claim-world';
import { type Answer, call } from './client';
import { issuerToken, licence, relyingToken } from './issuing';
import { defineJointMatter, JOINT_MATTER } from './joint-matter';
import { BAICHENG, QIQIHAR, TYPE, type World } from './world';

const FIRST = { name: '演示·甲', idNumber: 'DEMO-ID-0001' };
const SECOND = { name: '演示·乙', idNumber: 'DEMO-ID-0002' };

describe('one holder’s place in a licence of two, claimed again', () => {
  let world: World;
  let phone: Wallet;
  let first: HolderKey;
  let second: HolderKey;
  let serial = 0;

  beforeAll(async () => {
    world = await openClaimWorld();
    await defineJointMatter(world);
    await world.issuing.caughtUp();
    await world.relying.caughtUp();
    phone = new Wallet({ url: world.issuingUrl, now: () => world.now, retries: 0 });
    first = await createHolderKey();
    second = await createHolderKey();
  }, 120_000);
  afterAll(async () => {
    await world.close();
  });

  const ask = (path: string, body: unknown, headers = issuerToken(world)): Promise<Answer> =>
    call('POST', `${world.issuingUrl}${path}`, body, headers);
  const contentOf = ({ sdJwt }: CredentialFile) => licenceAgain(sdJwt, nodeProvider());

  interface Held {
    readonly identifier: string;
    readonly files: readonly [CredentialFile, CredentialFile];
  }
  const held = async (): Promise<Held> => {
    const own = (name: string) => ({ certificate_holder_name: name });
    const fields = { ...own(FIRST.name), certificate_number: `演示共有${String(++serial)}` };
    const made = await ask('/v1/offers', {
      type: TYPE,
      licence: licence(`AGAIN${String(serial)}`, { fields }),
      person: FIRST,
      identityLevel: 3,
      coHolders: [{ fields: own(SECOND.name), person: SECOND }],
    });
    const [other] = made.body['coHolders'] as [{ code: string }];
    const claims = [
      await claimAs(phone, made.body['code'] as string, first, FIRST),
      await claimAs(phone, other.code, second, SECOND),
    ] as const;
    const files = [await collected(phone, claims[0]), await collected(phone, claims[1])] as const;
    return { identifier: contentOf(files[0]).claims.identifier, files };
  };
  const again = (identifier: string, place: number, person: ClaimingPerson): Promise<Answer> =>
    ask('/v1/offers/again', { identifier, identityLevel: 2, holders: [{ place, person }] });
  const codeOf = async (identifier: string, place = 0, person = FIRST): Promise<string> => {
    const { status, body } = await again(identifier, place, person);
    expect([status, body]).toMatchObject([201, { offers: [{ place }] }]);
    return (body['offers'] as [{ code: string }])[0].code;
  };
  /** The first holder has lost the phone, and claims with a new key. */
  const afterLoss = async (): Promise<Held & { readonly key: HolderKey; readonly fresh: CredentialFile }> => {
    const before = await held();
    const key = await createHolderKey();
    const code = await codeOf(before.identifier);
    expect(await phone.offer(code)).toMatchObject({ holders: { of: 2, claimed: 1 } });
    const fresh = await collected(phone, await claimAs(phone, code, key, FIRST));
    await world.relying.caughtUp();
    return { ...before, key, fresh };
  };
  const renewalOf = async (
    file: CredentialFile,
    key: HolderKey,
    { by = key, member = QIQIHAR, type = 'huren-renewal+jwt' as const, url = world.issuingUrl } = {},
  ): Promise<() => Promise<unknown>> => {
    const bare = bareFile(file);
    const request = {
      v: 1,
      aud: gatewayAudience(member),
      licence: parseCredential(bare as unknown as JsonValue).locator(nodeProvider()),
      nonce: encodeBase64url(crypto.getRandomValues(new Uint8Array(16))),
      iat: Math.floor(world.now / 1000),
    } as const;
    const proof = await signHolderRequest(type, request, key.publicJwk, (bytes) => by.sign(bytes));
    const body = { proof, licence: JSON.stringify(bare) };
    return async () => {
      const answer = await call('POST', `${url}/v1/claims/renewals`, body);
      return answer.body['code'] ?? answer.body['state'];
    };
  };

  it('brings the licence to the new phone, and to the other holder’s by the unchanged key', async () => {
    const { files, fresh, key } = await afterLoss();
    const theirs = (await phone.renewed(files[1], second)) as CredentialFile;
    expect(theirs.sdJwt.split('~')[0]).toBe(fresh.sdJwt.split('~')[0]);
    expect(theirs.anchor).toEqual(fresh.anchor);
    const [before, after] = [contentOf(files[1]), contentOf(theirs)];
    expect(after.holders[1]).toEqual(before.holders[1]);
    expect(after.holders[0]?.fields).toEqual(before.holders[0]?.fields);
    expect(after.holders[0]?.holderKey).toEqual(key.publicJwk);
    expect(JSON.stringify(after)).not.toContain(FIRST.name);
    expect(await presentedTo(world, phone, fresh, key)).toBe('accept');
    expect(await presentedTo(world, phone, theirs, second)).toBe('accept');
    expect(await presentedTo(world, phone, files[1], second)).toBe('refuse');
    expect(await phone.renewed(theirs, second)).toBeUndefined();
  });

  it('leaves the lost phone nothing: no licence to fetch, to present or to consent with', async () => {
    const { files, fresh, key } = await afterLoss();
    await expect(phone.renewed(files[0], first)).rejects.toMatchObject({ code: 'licence-replaced' });
    expect(await presentedTo(world, phone, files[0], first)).toBe('refuse');
    // Even with the file of the new one, as from a copy of the new phone.
    await expect(presentedTo(world, phone, fresh, first)).rejects.toMatchObject({ name: 'MalformedError' });
    const theirs = (await phone.renewed(files[1], second)) as CredentialFile;
    const { body } = await call(
      'POST',
      `${world.relyingUrl}/v1/presentation-requests`,
      { matter: JOINT_MATTER },
      relyingToken(world),
    );
    const judged = await phone.readRequest(body['link'] as string);
    const asked = await phone.consents.ask(judged, second, theirs);
    for (const [file, code] of [
      [files[0], 'another-licence'],
      [fresh, 'not-a-holder'],
    ] as const) {
      await expect(phone.consents.give(asked, judged, first, file)).rejects.toMatchObject({ code });
    }
    await phone.consents.give(asked, judged, key, fresh);
  });

  it('is claimed by its own person and with a key of its own alone', async () => {
    const { identifier, files } = await held();
    const code = await codeOf(identifier);
    const key = await createHolderKey();
    const refused = (by: HolderKey, person: ClaimingPerson): Promise<unknown> =>
      claimAs(phone, code, by, person).then(
        () => 'claimed',
        (error: unknown) => (error as { code?: string }).code,
      );
    expect(await refused(key, SECOND)).toBe('identity-not-proven');
    expect(await refused(key, { name: '他人·演示', idNumber: 'DEMO-X' })).toBe('identity-not-proven');
    expect(await refused(second, FIRST)).toBe('key-of-another-holder');
    expect(await phone.renewed(files[1], second)).toBeUndefined();
    expect(await refused(key, FIRST)).toBe('claimed');
  });

  it('is not offered to another holder, nor in a place that there is not', async () => {
    const { identifier } = await held();
    const rows: readonly (readonly [string, number, ClaimingPerson])[] = [
      ['the other holder', 0, SECOND],
      ['their number in other characters', 0, { name: FIRST.name, idNumber: ' ｄemo-id-0002' }],
      ['their name with another number', 0, { ...SECOND, idNumber: 'DEMO-ID-0003' }],
      ['the first holder in the second’s place', 1, FIRST],
      ['a third holder of two', 2, { name: '演示·丙', idNumber: 'DEMO-ID-0003' }],
    ];
    for (const [why, place, person] of rows) {
      const { status, body } = await again(identifier, place, person);
      expect([why, status, body['code']]).toEqual([why, 400, 'bad-value']);
    }
  });

  it('is not offered twice at once, nor to one person for both', async () => {
    const { identifier } = await held();
    const both = (one: ClaimingPerson, other: ClaimingPerson, places = [0, 1]): Promise<Answer> =>
      ask('/v1/offers/again', {
        identifier,
        identityLevel: 2,
        holders: [
          { place: places[0], person: one },
          { place: places[1], person: other },
        ],
      });
    expect((await both(FIRST, SECOND, [0, 0])).status).toBe(400);
    expect((await both(FIRST, { ...FIRST, name: SECOND.name })).status).toBe(400);
    expect((await both(FIRST, SECOND)).status).toBe(201);
  });

  it('brings no lost key back: an offer that keeps it is worth nothing once its holder has claimed again', async () => {
    const { identifier } = await held();
    const [ofFirst, ofSecond, stale] = [
      await codeOf(identifier),
      await codeOf(identifier, 1, SECOND),
      await codeOf(identifier, 1, SECOND),
    ];
    const [key, other] = [await createHolderKey(), await createHolderKey()];
    // Whichever is first is sealed, and the other is refused, or comes too late to be taken.
    const claimed = async (...of: Parameters<typeof claimAs>) => collected(phone, await claimAs(...of));
    const ends = await Promise.allSettled([
      claimed(phone, ofFirst, key, FIRST),
      claimed(phone, ofSecond, other, SECOND),
    ]);
    const sealed = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
    expect(sealed).toHaveLength(1);
    expect([
      [key.publicJwk, second.publicJwk],
      [first.publicJwk, other.publicJwk],
    ]).toContainEqual(contentOf(sealed[0] as CredentialFile).holders.map(({ holderKey }) => holderKey));
    await expect(phone.offer(stale)).rejects.toMatchObject({ code: 'offer-expired' });
  });

  it('is fetched by a holder’s fresh signature alone, once, at the issuer’s gateway', async () => {
    const { files } = await afterLoss();
    const stranger = await createHolderKey();
    const rows: readonly (readonly [string, () => Promise<unknown>, string])[] = [
      ['a stranger', await renewalOf(files[1], stranger), 'claim-not-proven'],
      [
        'a stranger in the holder’s name',
        await renewalOf(files[1], second, { by: stranger }),
        'claim-not-proven',
      ],
      ['for another gateway', await renewalOf(files[1], second, { member: BAICHENG }), 'claim-not-proven'],
      [
        'what was signed for something else',
        await renewalOf(files[1], second, { type: 'huren-agent-uses+jwt' as never }),
        'claim-not-proven',
      ],
      [
        'at a gateway that never had it',
        await renewalOf(files[1], second, { member: BAICHENG, url: world.relyingUrl }),
        'unknown-licence',
      ],
      ['the lost phone', await renewalOf(files[0], first), 'licence-replaced'],
    ];
    for (const [why, ask, code] of rows) expect([why, await ask()]).toEqual([why, code]);
    const once = await renewalOf(files[1], second);
    expect([await once(), await once()]).toEqual(['renewed', 'claim-not-proven']);
    const late = await renewalOf(files[1], second);
    world.now += 61_000;
    expect(await late()).toBe('claim-not-proven');
  });
});
