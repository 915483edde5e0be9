import {
  type ConsentAskStatement,
  importJwk,
  type JsonValue,
  nobleProvider as provider,
  parseConsentAsk,
  parseCredential,
  parseSdJwt,
  signConsentAsk,
  signRefusal,
} from '@huren/chaincode/domain';
import {
  askedOf,
  askerIn,
  consentLink,
  type CredentialFile,
  createHolderKey,
  type GivenConsent,
  Holder,
  type HolderKey,
  type JudgedRequest,
  readConsentLink,
  Wallet,
} from '@huren/clients';
import { consentOf, readConsentReply } from '../../clients/sdk/co-holder-consent';
import { answerContext, type OpenConsentAsk } from '../../clients/sdk/consent-ask';
import { newOpener, openSealed } from '../../clients/sdk/sealed-answer';
import { openClaimWorld } from './claim-world';
import { type Answer, call } from './client';
import { issue, issuerToken, licence, relyingToken, request, verify } from './issuing';
import { defineJointMatter, JOINT_MATTER } from './joint-matter';
import { MATTER, TYPE, type World } from './world';

const FIRST = { name: '演示·甲', idNumber: 'DEMO-ID-0001' };
const SECOND = { name: '演示·乙', idNumber: 'DEMO-ID-0002' };
const own = (name: string) => ({ certificate_holder_name: name });
/** A further holder as an offer names them. */
const other = (changes: object = {}) => ({ fields: own(SECOND.name), person: SECOND, ...changes });

describe('a licence of two holders', () => {
  let world: World;
  let first: HolderKey;
  let second: HolderKey;
  /** Phones at the gateways of two cities. */
  let phone: Wallet;
  let farPhone: Wallet;

  beforeAll(async () => {
    world = await openClaimWorld();
    await defineJointMatter(world);
    await world.issuing.caughtUp();
    await world.relying.caughtUp();
    const options = { now: () => world.now, retries: 0 };
    phone = new Wallet({ url: world.issuingUrl, ...options });
    farPhone = new Wallet({ url: world.relyingUrl, ...options });
    first = await createHolderKey();
    second = await createHolderKey();
  }, 120_000);
  afterAll(async () => {
    await world.close();
  });

  let made = 0;
  const offers = (changes: object = {}): Promise<Answer> => {
    const serial = `JOINT${String(++made)}`;
    const fields = { ...own(FIRST.name), certificate_number: '演示0001' };
    return call(
      'POST',
      `${world.issuingUrl}/v1/offers`,
      {
        type: TYPE,
        key: world.sealKey,
        licence: licence(serial, { fields }),
        person: FIRST,
        identityLevel: 3,
        coHolders: [other({ identityLevel: 2 })],
        ...changes,
      },
      issuerToken(world),
    );
  };
  const codesOf = async (changes: object = {}): Promise<readonly [string, string]> => {
    const { status, body } = await offers(changes);
    expect([status, body]).toMatchObject([201, { coHolders: [{ link: expect.any(String) as string }] }]);
    const [other] = body['coHolders'] as [{ code: string }];
    return [body['code'] as string, other.code];
  };
  const identity = (person: object, level = 4) => ({
    service: 'demo',
    assertion: { ...person, level },
  });
  const claim = async (code: string, by: HolderKey, person: object): Promise<string> =>
    phone.claim(code, await phone.offer(code), by, identity(person));
  const collected = async (id: string): Promise<CredentialFile> => {
    for (;;) {
      const { state, credentials } = await phone.claimed(id);
      if (state === 'anchored') return credentials?.[0] as CredentialFile;
      if (state !== 'sealing') throw new Error(state);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const bothClaimed = async (): Promise<readonly [CredentialFile, CredentialFile]> => {
    const [codeOfFirst, codeOfSecond] = await codesOf();
    const one = await claim(codeOfFirst, first, FIRST);
    const other = await claim(codeOfSecond, second, SECOND);
    const files = [await collected(one), await collected(other)] as const;
    await world.relying.caughtUp();
    return files;
  };
  const namesIn = ({ sdJwt }: CredentialFile): readonly JsonValue[] =>
    parseSdJwt(sdJwt)
      .disclosures.filter(({ name }) => name === 'certificate_holder_name')
      .map(({ value }) => value);

  interface Counter {
    readonly id: string;
    readonly judged: JudgedRequest;
  }
  const asks = async (matter: string): Promise<Counter> => {
    const url = `${world.relyingUrl}/v1/presentation-requests`;
    const { body } = await call('POST', url, { matter }, relyingToken(world));
    // The other holder has to agree on another phone.
    expect(body['expiresInSeconds']).toBe(matter === JOINT_MATTER ? 300 : 60);
    const judged = await phone.readRequest(body['link'] as string);
    expect(judged.faults).toEqual([]);
    return { id: body['id'] as string, judged };
  };
  const verdictOf = async ({ id }: Counter, matter: string): Promise<Answer> => {
    const url = `${world.relyingUrl}/v1/presentation-requests/${id}`;
    const { body } = await call('GET', url, undefined, relyingToken(world));
    return verify(world, { credential: body['credential'], matter, nonce: body['nonce'] });
  };
  const codesIn = (answer: Answer): readonly string[] =>
    (answer.body['findings'] as { code: string }[]).map(({ code }) => code);
  const codeOf = (error: unknown): unknown => (error as { code?: string }).code;
  const answered = (...[ask, judged, file]: [OpenConsentAsk, JudgedRequest, CredentialFile]) =>
    phone.consents.answered(ask, judged, file, new AbortController().signal);
  const agreed = async (counter: Counter, files: readonly CredentialFile[]): Promise<GivenConsent> => {
    const [mine, theirs] = files as [CredentialFile, CredentialFile];
    const open = await phone.consents.ask(counter.judged, first, mine);
    const ask = readConsentLink(consentLink(open));
    expect(ask).not.toHaveProperty('opener');
    const seen = await farPhone.readRequest(ask.requestUri);
    expect(seen).toMatchObject({ faults: [], request: counter.judged.request });
    await farPhone.consents.give(ask, seen, second, theirs);
    const reply = await answered(open, counter.judged, mine);
    if (reply === undefined || !('given' in reply)) throw new Error('no consent');
    expect(reply.holder).toBe(1);
    return reply.given;
  };

  it('is sealed once both have claimed, and each gets the own fields alone', async () => {
    const [codeOfFirst, codeOfSecond] = await codesOf();
    expect(await phone.offer(codeOfFirst)).toMatchObject({
      identityLevel: 3,
      holders: { of: 2, claimed: 0 },
    });
    expect(await phone.offer(codeOfSecond)).toMatchObject({ identityLevel: 2 });
    const one = await claim(codeOfFirst, first, FIRST);
    expect(await phone.claimed(one)).toEqual({ state: 'waiting', level: 4, holders: { of: 2, claimed: 1 } });
    expect(await phone.offer(codeOfSecond)).toMatchObject({ holders: { of: 2, claimed: 1 } });
    const other = await claim(codeOfSecond, second, SECOND);
    const files = [await collected(one), await collected(other)] as const;
    expect(files.map(namesIn)).toEqual([[FIRST.name], [SECOND.name]]);
    expect(files[0].sdJwt.split('~')[0]).toBe(files[1].sdJwt.split('~')[0]);
    expect(files[0].anchor).toEqual(files[1].anchor);
    const { coHolders } = parseCredential(files[1] as unknown as JsonValue).claims;
    expect(coHolders).toMatchObject([{ holderKey: second.publicJwk, identityLevel: 4 }]);
  });

  it('may be presented by either where the matter needs one', async () => {
    const [mine, theirs] = await bothClaimed();
    for (const [file, key] of [
      [mine, first],
      [theirs, second],
    ] as const) {
      const counter = await asks(MATTER);
      await phone.answerRequest(counter.judged, key, file);
      const { body } = await verdictOf(counter, MATTER);
      expect(body['verdict']).toBe('accept');
      const presenter = { holder: key === first ? 1 : 2, holders: 2 };
      expect(body['presenter']).toEqual(presenter);
      const { receipt } = body as { receipt: { payload: { presenter?: object } } };
      expect(receipt.payload.presenter).toEqual(presenter);
      const checked = (given: object) =>
        call('POST', `${world.relyingUrl}/v1/receipts/verify`, { receipt: given });
      expect((await checked(receipt)).body['outcome']).toBe('valid');
      // Whose it is stands under the signature.
      const other = { ...presenter, holder: 3 - presenter.holder };
      const changed = { ...receipt, payload: { ...receipt.payload, presenter: other } };
      expect((await checked(changed)).body['codes']).toEqual(['RECEIPT_PATH_INVALID']);
      const beyond = { ...receipt, payload: { ...receipt.payload, presenter: { holder: 3, holders: 2 } } };
      expect((await checked(beyond)).status).toBe(400);
    }
  });

  it('is accepted with the other’s consent where the matter needs all', async () => {
    const files = await bothClaimed();
    const counter = await asks(JOINT_MATTER);
    const given = await agreed(counter, files);
    await phone.answerRequest(counter.judged, first, files[0], [given]);
    const answer = await verdictOf(counter, JOINT_MATTER);
    expect([answer.body['verdict'], answer.body['identityLevel']]).toEqual(['accept', 4]);
  });

  it('goes to review without it, and says what to do', async () => {
    const [mine] = await bothClaimed();
    const counter = await asks(JOINT_MATTER);
    await phone.answerRequest(counter.judged, first, mine);
    const answer = await verdictOf(counter, JOINT_MATTER);
    expect(answer.body['verdict']).toBe('review');
    expect(codesIn(answer)).toContain('CO_HOLDER_FIELDS_MISSING');
  });

  it('refuses a consent kept from the last request', async () => {
    const files = await bothClaimed();
    const old = await agreed(await asks(JOINT_MATTER), files);
    const counter = await asks(JOINT_MATTER);
    await phone.answerRequest(counter.judged, first, files[0], [old]);
    const answer = await verdictOf(counter, JOINT_MATTER);
    expect([answer.body['verdict'], codesIn(answer)]).toEqual([
      'refuse',
      expect.arrayContaining(['CO_HOLDER_CONSENT_INVALID']),
    ]);
  });

  it('drops another’s fields that came without consent, even to whoever has them', async () => {
    const files = await bothClaimed();
    const kept = await agreed(await asks(JOINT_MATTER), files);
    const counter = await asks(JOINT_MATTER);
    const { nonce, client_id: audience, state, response_uri: uri } = counter.judged.request;
    const sdJwt = `${files[0].sdJwt}${kept.disclosures.join('~')}~`;
    const bare = { ...files[0], sdJwt: sdJwt.replaceAll('~~', '~') };
    const holder = new Holder(first, { now: () => world.now });
    const fields = askedOf(counter.judged.request.dcql_query, files[0])?.fields ?? [];
    const shown = await holder.present(bare, { nonce, audience, fields });
    expect(namesIn(shown)).toEqual([FIRST.name]);
    // What the SDK does not do, another program might.
    const forged = await holder.present(bare, {
      nonce,
      audience,
      fields,
      given: [{ consent: '', disclosures: kept.disclosures }],
    });
    const { consents: _none, ...without } = forged;
    const body = new URLSearchParams({
      vp_token: JSON.stringify({ licence: [without.sdJwt] }),
      state,
      anchor: JSON.stringify(without.anchor),
    });
    expect((await fetch(uri, { method: 'POST', body })).status).toBe(200);
    const answer = await verdictOf(counter, JOINT_MATTER);
    expect(answer.body['verdict']).not.toBe('accept');
    expect(JSON.stringify(answer.body)).not.toContain(SECOND.name);
  });

  it('lets the other decline, and the first phone learns it', async () => {
    const [mine, theirs] = await bothClaimed();
    const { judged } = await asks(JOINT_MATTER);
    const ask = await phone.consents.ask(judged, first, mine);
    await farPhone.consents.refuse(ask, judged, second, theirs);
    expect(await answered(ask, judged, mine)).toEqual({ refused: true, holder: 1 });
  });

  it.each<[string, () => HolderKey | Promise<HolderKey>]>([
    ['who saw the code', createHolderKey],
    ['with the asking phone’s own key', () => first],
  ])('takes nobody’s refusal %s for the other holder’s', async (_, signer) => {
    const [mine] = await bothClaimed();
    const { judged } = await asks(JOINT_MATTER);
    const ask = await phone.consents.ask(judged, first, mine);
    const { licence: of, presenter } = ask;
    const key = await signer();
    const said = { v: 1, nonce: judged.request.nonce, licence: of, presenter } as const;
    const refusal = await signRefusal(said, key.publicJwk, (bytes) => key.sign(bytes));
    const text = JSON.stringify({ v: 1, refusal });
    expect(() => readConsentReply(text, ask, judged.request, mine, { nowMs: world.now, provider })).toThrow(
      expect.objectContaining({ code: 'bad-consent' }) as Error,
    );
  });

  it('takes no refusal of another asking', async () => {
    const [mine, theirs] = await bothClaimed();
    const { judged } = await asks(JOINT_MATTER);
    const earlier = await asks(JOINT_MATTER);
    const ask = await phone.consents.ask(judged, first, mine);
    // Another request under the name of this one, as no phone that fetched it has it.
    const forged = { ...earlier.judged, requestUri: judged.requestUri };
    await farPhone.consents.refuse(ask, forged, second, theirs);
    await expect(answered(ask, judged, mine)).rejects.toMatchObject({ code: 'bad-consent' });
  });

  it.each(['give', 'refuse'] as const)(
    'answers (%s) no request but the one that it names',
    async (answer) => {
      const [mine, theirs] = await bothClaimed();
      const { judged } = await asks(JOINT_MATTER);
      const other = await asks(JOINT_MATTER);
      const ask = await phone.consents.ask(judged, first, mine);
      await expect(farPhone.consents[answer](ask, other.judged, second, theirs)).rejects.toMatchObject({
        code: 'another-request',
      });
      // Nothing was left where the answer is awaited, so the right one still finds its place.
      await farPhone.consents[answer](ask, judged, second, theirs);
      expect(await answered(ask, judged, mine)).toMatchObject({ holder: 1 });
    },
  );

  it('can be read by the asking phone alone, not by who sees the code', async () => {
    const [mine, theirs] = await bothClaimed();
    const { judged } = await asks(JOINT_MATTER);
    const ask = await phone.consents.ask(judged, first, mine);
    await farPhone.consents.give(ask, judged, second, theirs);
    const seen = readConsentLink(consentLink(ask));
    const onlooker = { ...seen, opener: { ...(await newOpener()), publicKey: seen.to } };
    const path = `/v1/delegations/drops/${seen.place.code}/pick-up`;
    const { sealed } = (await call('POST', `${world.issuingUrl}${path}`, {})).body as { sealed: string };
    const opened = openSealed(sealed, onlooker.opener, answerContext(seen));
    await expect(opened).rejects.toMatchObject({ code: 'wrong-key' });
    const elsewhere = openSealed(sealed, ask.opener, answerContext({ ...ask, licence: ask.presenter }));
    await expect(elsewhere).rejects.toMatchObject({ code: 'wrong-key' });
    expect(await answered(ask, judged, mine)).toMatchObject({ holder: 1 });
  });

  it('is asked in a holder’s name by that holder’s key alone, and for nothing that was changed', async () => {
    const [mine, theirs] = await bothClaimed();
    const { judged } = await asks(JOINT_MATTER);
    const ask = await phone.consents.ask(judged, first, mine);
    const read = readConsentLink(consentLink(ask));
    expect(askerIn(read, theirs, importJwk(second.publicJwk).id, provider)).toMatchObject({
      place: 0,
      holder: { holderKey: first.publicJwk },
    });
    const stranger = await createHolderKey();
    const { payload } = parseConsentAsk(ask.jws);
    const askedBy = async (by: HolderKey, change: Partial<ConsentAskStatement> = {}): Promise<string> =>
      signConsentAsk({ ...payload, ...change }, by.publicJwk, (bytes) => by.sign(bytes));
    const [header = '', , signature = ''] = ask.jws.split('.');
    const [, otherBody = ''] = (await askedBy(first, { code: 'A'.repeat(22) })).split('.');
    const [strangersHeader = '', body = ''] = (await askedBy(stranger)).split('.');
    const [, , strangersSignature = ''] = (await askedBy(stranger)).split('.');
    const rows: readonly (readonly [string, string, string])[] = [
      ['by who saw the licence', await askedBy(stranger), 'asker-not-proven'],
      ['in the first’s name by another', [header, body, strangersSignature].join('.'), 'asker-not-proven'],
      ['with another place for the answer', [header, otherBody, signature].join('.'), 'asker-not-proven'],
      ['under another’s header', [strangersHeader, body, signature].join('.'), 'asker-not-proven'],
      ['by the asked phone itself', await askedBy(second), 'asker-not-proven'],
      ['about another licence', await askedBy(first, { licence: ask.presenter }), 'another-licence'],
    ];
    for (const [why, jws, code] of rows) {
      const forged = readConsentLink(`${payload.gateway}/wallet/#consent=${jws}`);
      for (const answer of ['give', 'refuse'] as const) {
        const said = farPhone.consents[answer](forged, judged, second, theirs);
        expect([why, answer, await said.then(() => 'answered', codeOf)]).toEqual([why, answer, code]);
      }
    }
    const moved = consentLink(ask).replace(payload.gateway, 'http://127.0.0.1:9');
    for (const link of [
      moved,
      consentLink(ask).replace('#consent=', '#consent=x'),
      consentLink(ask).slice(0, -90),
    ])
      expect(() => readConsentLink(link)).toThrow(
        expect.objectContaining({ code: 'not-a-consent-link' }) as Error,
      );
    await farPhone.consents.refuse(read, judged, second, theirs);
    expect(await answered(ask, judged, mine)).toEqual({ refused: true, holder: 1 });
  });

  it('takes one answer to one asking', async () => {
    const [mine, theirs] = await bothClaimed();
    const { judged } = await asks(JOINT_MATTER);
    const ask = await phone.consents.ask(judged, first, mine);
    await farPhone.consents.refuse(ask, judged, second, theirs);
    await expect(farPhone.consents.refuse(ask, judged, second, theirs)).rejects.toMatchObject({
      code: 'drop-taken',
    });
  });

  it('gives no consent to a request that has run out, and waits for none', async () => {
    const [mine, theirs] = await bothClaimed();
    const { judged } = await asks(JOINT_MATTER);
    const ask = await phone.consents.ask(judged, first, mine);
    const before = world.now;
    world.now += 301_000;
    try {
      await expect(farPhone.consents.give(ask, judged, second, theirs)).rejects.toMatchObject({
        code: 'request-expired',
      });
      expect(await answered(ask, judged, mine)).toBeUndefined();
    } finally {
      world.now = before;
    }
  });

  it.each<[string, number, (texts: readonly string[]) => readonly string[]]>([
    ['with a field twice', 0, (texts) => [...texts, ...texts]],
    ['with none of the fields', 0, () => []],
    ['signed long before the request', -400_000, (texts) => texts],
    ['signed in time to come', 120_000, (texts) => texts],
  ])('takes no consent up %s, so that nothing is presented with it', async (_, ahead, change) => {
    const [mine, theirs] = await bothClaimed();
    const { judged } = await asks(JOINT_MATTER);
    const { request: asked } = judged;
    const fields = askedOf(asked.dcql_query, theirs)?.ofOthers ?? [];
    const ask = await phone.consents.ask(judged, first, mine);
    const iat = Math.floor((world.now + ahead) / 1000);
    const given = await consentOf(ask, judged, second, theirs, { iat, provider });
    const read = (disclosures: readonly string[]) => {
      const text = JSON.stringify({ v: 1, given: { ...given, disclosures } });
      return readConsentReply(text, ask, asked, mine, { nowMs: world.now, provider });
    };
    expect(fields.length).toBeGreaterThan(0);
    expect(() => read(change(given.disclosures))).toThrow(
      expect.objectContaining({ code: 'bad-consent' }) as Error,
    );
    if (ahead === 0) expect(read(given.disclosures)).toMatchObject({ holder: 1 });
  });

  it('takes no consent from the asking phone itself, nor for another licence', async () => {
    const [mine, theirs] = await bothClaimed();
    const [, another] = await bothClaimed();
    const { judged } = await asks(JOINT_MATTER);
    const ask = await phone.consents.ask(judged, first, mine);
    await expect(phone.consents.give(ask, judged, first, mine)).rejects.toMatchObject({
      code: 'asker-not-proven',
    });
    await expect(phone.consents.give(ask, judged, second, another)).rejects.toMatchObject({
      code: 'another-licence',
    });
    const stranger = await createHolderKey();
    await expect(phone.consents.give(ask, judged, stranger, theirs)).rejects.toMatchObject({
      code: 'not-a-holder',
    });
  });

  it('is not claimed twice by one phone, nor by a holder for the other', async () => {
    const [codeOfFirst, codeOfSecond] = await codesOf();
    await claim(codeOfFirst, first, FIRST);
    await expect(claim(codeOfSecond, first, SECOND)).rejects.toMatchObject({ code: 'key-of-another-holder' });
    await expect(claim(codeOfSecond, second, FIRST)).rejects.toMatchObject({ code: 'identity-not-proven' });
    expect(await collected(await claim(codeOfSecond, second, SECOND))).toBeDefined();
  });

  it('gives the same claim to the same key again, and is claimed by both at once', async () => {
    const [codeOfFirst, codeOfSecond] = await codesOf();
    const seen = await phone.offer(codeOfFirst);
    const [one, other] = await Promise.all([
      claim(codeOfFirst, first, FIRST),
      claim(codeOfSecond, second, SECOND),
    ]);
    expect(await phone.claim(codeOfFirst, seen, first, identity(FIRST))).toBe(one);
    expect([namesIn(await collected(one)), namesIn(await collected(other))]).toEqual([
      [FIRST.name],
      [SECOND.name],
    ]);
  });

  it('is not sealed once the offers expired together', async () => {
    const [codeOfFirst, codeOfSecond] = await codesOf();
    const id = await claim(codeOfFirst, first, FIRST);
    const before = world.now;
    world.now += 7 * 86_400_000;
    try {
      await expect(phone.offer(codeOfSecond)).rejects.toMatchObject({ code: 'offer-expired' });
      expect(await phone.claimed(id)).toMatchObject({ state: 'expired', holders: { of: 2, claimed: 1 } });
    } finally {
      world.now = before;
    }
  });

  it('closes all codes with one that was guessed at', async () => {
    const [codeOfFirst, codeOfSecond] = await codesOf();
    const seen = await phone.offer(codeOfSecond);
    const wrong = identity({ ...SECOND, idNumber: 'DEMO-X' });
    for (let at = 0; at < 5; at++) {
      await expect(phone.claim(codeOfSecond, seen, second, wrong)).rejects.toMatchObject({ status: 403 });
    }
    await expect(phone.offer(codeOfFirst)).rejects.toMatchObject({ code: 'offer-expired' });
  });

  it.each<[string, object]>([
    ['nobody beside the first', { coHolders: [] }],
    ['nine holders', { coHolders: Array.from({ length: 8 }, () => other()) }],
    ['a page form', { forms: ['data', 'page'] }],
    ['a shared field among the own ones', { coHolders: [other({ fields: { certificate_number: '1' } })] }],
    ['a field that the type has not', { coHolders: [other({ fields: { certificate_holder_share: '1' } })] }],
    ['a key in it', { coHolders: [other({ holderKey: {} })] }],
  ])('is not offered with %s', async (_, changes) => {
    expect((await offers(changes)).status).toBeGreaterThanOrEqual(400);
  });

  it.each<[string, string, object]>([
    ['first', '/person', { person: undefined }],
    ['second', '/coHolders/0/person', { coHolders: [other({ person: undefined })] }],
    ['third', '/coHolders/1/person', { coHolders: [other(), other({ person: undefined })] }],
  ])('is not offered to holders of whom the %s may be anybody', async (_, path, changes) => {
    expect(await offers(changes)).toMatchObject({
      status: 400,
      body: { code: 'bad-value', path, details: { fault: 'person-of-each-holder' } },
    });
  });

  it.each<[string, number, object]>([
    ['the first once more', 0, { coHolders: [other({ person: FIRST })] }],
    [
      'the first, whose number is written otherwise',
      0,
      { coHolders: [other({ person: { ...SECOND, idNumber: ' ｄemo-id-0001' } })] },
    ],
    ['one another once more', 1, { coHolders: [other(), other()] }],
  ])('is not offered to holders of whom one is %s', async (_, at, changes) => {
    expect(await offers(changes)).toMatchObject({
      status: 400,
      body: { path: `/coHolders/${String(at)}/person`, details: { fault: 'person-of-another-holder' } },
    });
  });

  it('is offered to a guardian beside an own part', async () => {
    const ward = other({ person: FIRST, claimant: { relation: 'guardian' } });
    expect((await offers({ coHolders: [ward] })).status).toBe(201);
  });

  it('is issued to keys that the issuer knows, and refused with one key twice or as a page', async () => {
    const coHolders = [{ holderKey: second.publicJwk, fields: own(SECOND.name) }];
    const both = { holderKey: first.publicJwk, coHolders };
    const [file] = await issue(world, 'direct-joint', { licences: [licence('DIRECT1', both)] });
    expect(namesIn(file as CredentialFile)).toHaveLength(2);
    const refused = async (id: string, changes: object): Promise<unknown> => {
      const body = request(world, id, changes);
      return (await call('POST', `${world.issuingUrl}/v1/licences`, body, issuerToken(world))).status;
    };
    const same = { ...both, coHolders: [{ ...coHolders[0], holderKey: first.publicJwk }] };
    expect(await refused('same-key', { licences: [licence('DIRECT2', same)] })).toBe(422);
    expect(await refused('as-page', { forms: ['data', 'page'], licences: [licence('DIRECT3', both)] })).toBe(
      400,
    );
  });
});
