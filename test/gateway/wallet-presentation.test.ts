import {
  type AskerRecords,
  type Authority,
  checkRequestObject,
  exportJwk,
  importVerificationKey,
  type Matter,
  type Member,
  parseRequestObject,
  type RequestObject,
  RENDEZVOUS_ASK_AGE_MS,
  signRequestObject,
  type JsonObject,
} from '@huren/chaincode/domain';
import { generateSigner, nodeProvider, type NodeSigner } from '@huren/chaincode/crypto-node';
import { askedOf, Holder, signerHolderKey } from '@huren/clients';
import { EXCHANGE_LIMITS } from '../../gateway/src/presentations/exchange';
import { MISSED_CODES } from '../../gateway/src/http/rate-limits';
import { type Answer, bearer, call, tokenOf } from './client';
import { type CredentialFile, issue, licence, relyingToken, verify } from './issuing';
import { askSigned } from './rendezvous-ask';
import {
  BAICHENG,
  FIELDS,
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
} from './world';

const provider = nodeProvider();
const signer = generateSigner('ES256');
const holderKey = exportJwk(importVerificationKey(signer.suite, signer.publicKey));

interface Ask {
  readonly id: string;
  readonly nonce: string;
  readonly requestUri: string;
  readonly link: string;
}

describe('a wallet answers a counter by OpenID4VP', () => {
  let world: World;
  let file: CredentialFile;
  let holder: Holder;

  beforeAll(async () => {
    world = await openWorld();
    holder = new Holder(signerHolderKey(signer), { now: () => world.now });
    await world.submit(QIQIHAR, 'member', 'setGateway', { url: world.issuingUrl });
    await world.submit(BAICHENG, 'member', 'setGateway', { url: world.relyingUrl });
    [file] = (await issue(world, 'shown', { licences: [licence('SHOWN1', { holderKey })] })) as [
      CredentialFile,
    ];
    await world.issuing.caughtUp();
    await world.relying.caughtUp();
  }, 120_000);
  afterAll(async () => {
    await world.close();
  });

  const asks = (body: object = {}, token = relyingToken(world)): Promise<Answer> =>
    call('POST', `${world.relyingUrl}/v1/presentation-requests`, { matter: MATTER, ...body }, token);
  const ask = async (body: object = {}): Promise<Ask> => {
    const answer = await asks(body);
    expect(answer.status).toBe(201);
    return answer.body as unknown as Ask;
  };
  const look = (id: string, query = '', token = relyingToken(world)): Promise<Answer> =>
    call('GET', `${world.relyingUrl}/v1/presentation-requests/${id}${query}`, undefined, token);
  const read = async ({ requestUri }: Ask): Promise<RequestObject> => {
    const response = await fetch(requestUri);
    expect([
      response.status,
      response.headers.get('content-type'),
      response.headers.get('access-control-allow-origin'),
    ]).toEqual([200, 'application/oauth-authz-req+jwt', '*']);
    return parseRequestObject(await response.text()).payload;
  };
  /** As the phone sees it: the records of its own gateway, the issuer's. */
  const records = async (request: RequestObject): Promise<AskerRecords> => {
    const at = async <T>(path: string): Promise<T | undefined> => {
      const { status, body } = await call('GET', `${world.issuingUrl}/v1/${path}`);
      return status === 200 ? (body as T) : undefined;
    };
    const { member, authority, matter } = request.huren;
    return {
      member: await at<Member>(`members/${member}`),
      authority: await at<Authority>(`authorities/${authority.code}`),
      matter: await at<Matter>(`matters/${matter.code}`),
      basicMatter: await at<Matter>(`matters/${matter.code.slice(0, 12)}`),
    };
  };
  const form = (uri: string, fields: Record<string, string>): Promise<Response> =>
    fetch(uri, { method: 'POST', body: new URLSearchParams(fields) });
  const present = async (request: RequestObject): Promise<Record<string, string>> => {
    const { client_id: audience, nonce } = request;
    const { fields = [] } = askedOf(request.dcql_query, file) ?? {};
    const shown = await holder.present(file, { audience, nonce, fields });
    return {
      vp_token: JSON.stringify({ licence: [shown.sdJwt] }),
      state: request.state,
      anchor: JSON.stringify(shown.anchor),
    };
  };

  it('reads a request that its own gateway can judge, answers it, and the counter accepts', async () => {
    const made = await ask({ purpose: '办理演示事项', case: 'DEMO-1' });
    expect(made.link).toBe(
      `openid4vp://?${new URLSearchParams({
        client_id: (await read(made)).client_id,
        request_uri: made.requestUri,
      }).toString()}`,
    );
    expect((await look(made.id)).body).toMatchObject({ state: 'fetched' });
    const text = await (await fetch(made.requestUri)).text();
    const statement = parseRequestObject(text);
    const request = statement.payload;
    expect(askedOf(request.dcql_query, file)?.fields).toEqual(['certificate_holder_name']);
    expect(request.huren).toMatchObject({ purpose: '办理演示事项', case: 'DEMO-1', member: BAICHENG });
    const asker = await records(request);
    const { requestUri } = made;
    expect(checkRequestObject(statement, { records: asker, requestUri, nowMs: world.now, provider })).toEqual(
      [],
    );
    const waiting = look(made.id, '?wait=20&seen=fetched');
    const answered = await form(request.response_uri, await present(request));
    expect([answered.status, answered.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
    const { body } = await waiting;
    expect(body['state']).toBe('answered');
    const verdict = await verify(world, {
      credential: body['credential'],
      matter: MATTER,
      nonce: made.nonce,
    });
    expect(verdict.body['verdict']).toBe('accept');
    const again = await verify(world, { credential: body['credential'], matter: MATTER, nonce: made.nonce });
    expect(again.body['verdict']).toBe('refuse');
  });

  it('takes the same answer as JSON', async () => {
    const request = await read(await ask());
    const { status } = await call('POST', request.response_uri, await present(request));
    expect(status).toBe(200);
  });

  it('takes one answer, and no second one, nor a refusal after it', async () => {
    const request = await read(await ask());
    const answer = await present(request);
    const all = await Promise.all(Array.from({ length: 5 }, () => form(request.response_uri, answer)));
    expect(all.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
    const declined = { error: 'access_denied', state: request.state };
    expect((await form(request.response_uri, declined)).status).toBe(409);
  });

  it('tells the counter that the holder declined, and takes no licence afterwards', async () => {
    const made = await ask();
    const request = await read(made);
    const { status } = await form(request.response_uri, { error: 'access_denied', state: request.state });
    expect(status).toBe(200);
    expect((await look(made.id)).body).toEqual({ state: 'declined', nonce: made.nonce });
    expect((await form(request.response_uri, await present(request))).status).toBe(409);
  });

  it('ignores what a response holds beyond what is known, as other wallets send it', async () => {
    const made = await ask();
    const request = await read(made);
    const answer = { ...(await present(request)), iss: 'https://wallet.example', more: '1' };
    expect((await form(request.response_uri, answer)).status).toBe(200);
    expect((await look(made.id)).body['state']).toBe('answered');
  });

  it.each([
    ['wallet_unavailable', 'wallet_unavailable'],
    ['a name that is none', 'other'],
  ])('tells the counter that the wallet cannot present: %s', async (error, told) => {
    const made = await ask();
    const { response_uri: uri, state } = await read(made);
    const said = { error, state, error_description: '演示 DEMO-ID-0001', iss: 'https://wallet.example' };
    expect((await form(uri, said)).status).toBe(200);
    expect((await look(made.id)).body).toEqual({ state: 'declined', nonce: made.nonce, error: told });
  });

  it('gives out no answer that was not picked up while the request lived, and keeps it no longer', async () => {
    const made = await ask();
    const request = await read(made);
    expect((await form(request.response_uri, await present(request))).status).toBe(200);
    world.now += 60_001;
    expect((await look(made.id)).body).toEqual({ state: 'expired', nonce: made.nonce });
    const { exchanges } = world.relying.context;
    exchanges.sweep();
    expect((await look(made.id)).status).toBe(200);
    world.now += EXCHANGE_LIMITS.keepMs;
    exchanges.sweep();
    expect((await look(made.id)).status).toBe(404);
  });

  it.each<[string, (answer: Record<string, string>) => Record<string, string>, number]>([
    ['a state of another request', (answer) => ({ ...answer, state: 'AAAAAAAAAAAAAAAAAAAAAA' }), 400],
    ['no state', ({ state: _state, ...answer }) => answer, 400],
    ['a token that is no JSON', (answer) => ({ ...answer, vp_token: 'eyJ' }), 400],
    ['two presentations', (answer) => ({ ...answer, vp_token: '{"licence":["a","b"]}' }), 400],
    ['an answer to another query', (answer) => ({ ...answer, vp_token: '{"other":["a"]}' }), 400],
    ['an anchor that is no object', (answer) => ({ ...answer, anchor: '[]' }), 400],
    ['an error for another request', () => ({ error: 'server_error', state: 'AAAA' }), 400],
    ['an error that says nothing', ({ state = '' }) => ({ error: '', state }), 400],
  ])('refuses %s, and stays open for the right answer', async (_, bend, status) => {
    const request = await read(await ask());
    const answer = await present(request);
    expect((await form(request.response_uri, bend(answer))).status).toBe(status);
    const good = await form(request.response_uri, answer);
    expect([good.status, await good.text()]).toEqual([200, '{}']);
  });

  it('refuses to make a request for a field that the matter does not need', async () => {
    const { status, body } = await asks({ fields: [...FIELDS] });
    expect([status, body['code']]).toEqual([400, 'field-not-needed']);
  });

  describe('for a matter with several materials', () => {
    const SEVERAL = `${RELYING}3${OTHER_MATTER}`;
    /** A basic code of the province. */
    const NONE = '220100003000';
    const define = (by: string, code: string, materials: readonly object[]): Promise<unknown> =>
      world.submit(by, 'matter', 'define', {
        code,
        name: { zh: '演示多材料事项', en: 'Demo matter of several materials' },
        kind: '01',
        legalBasis: [{ title: '演示条例', article: '第一条' }],
        from: '2026-06-01',
        materials,
      });
    const rest = { legalForm: 'any', identityLevel: 0 };
    beforeAll(async () => {
      await define(RELYING, SEVERAL, [
        { types: [`${HEILONGJIANG}002`], fields: ['property_location'], ...rest, identityLevel: 2 },
        { types: [TYPE], fields: ['certificate_holder_name'], ...rest },
        { types: [TYPE], fields: [...FIELDS], ...rest, legalForm: 'page' },
      ]);
      await define(JILIN, NONE, []);
      await world.relying.caughtUp();
      await world.issuing.caughtUp();
    });
    const askedFor = async (more: readonly string[] = []): Promise<Answer> => {
      const { body: made } = await asks({ matter: SEVERAL });
      const request = await read(made as unknown as Ask);
      const { query = '', fields = [] } = askedOf(request.dcql_query, file) ?? {};
      const { client_id: audience, nonce, state } = request;
      const shown = await holder.present(file, { audience, nonce, fields: [...fields, ...more] });
      const answer = {
        vp_token: JSON.stringify({ [query]: [shown.sdJwt] }),
        state,
        anchor: JSON.stringify(shown.anchor),
      };
      expect((await form(request.response_uri, answer)).status).toBe(200);
      const { credential } = (await look(made['id'] as string)).body;
      return verify(world, { credential, matter: SEVERAL, nonce });
    };
    const found = ({ body }: Answer): unknown =>
      (body['findings'] as { check: string }[]).find(({ check }) => check === 'asked-for');

    it('asks of each licence only what the matter needs of that licence', async () => {
      const { body } = await asks({ matter: SEVERAL });
      expect(body['materials']).toEqual([
        { types: [`${HEILONGJIANG}002`], fields: ['property_location'], identityLevel: 2 },
        { types: [TYPE], fields: ['certificate_holder_name'], identityLevel: 0 },
      ]);
      const request = await read(body as unknown as Ask);
      expect(request.dcql_query.credential_sets).toEqual([{ options: [['licence'], ['licence-2']] }]);
      expect(request.huren.identityLevels).toEqual([2, 0]);
      expect(askedOf(request.dcql_query, file)).toMatchObject({
        query: 'licence-2',
        fields: ['certificate_holder_name'],
      });
    });

    it('is met by one of them, and drops what only another one needs', async () => {
      expect(found(await askedFor())).toMatchObject({ code: 'ASKED_FOR' });
      expect(found(await askedFor(['certificate_number']))).toMatchObject({
        code: 'EXTRA_FIELDS_DROPPED',
        evidence: { dropped: ['certificate_number'] },
      });
    });

    it('narrows each to the fields that a counter names, and leaves out what shows nothing', async () => {
      const { body } = await asks({ matter: SEVERAL, fields: ['property_location'] });
      expect(body['materials']).toEqual([
        { types: [`${HEILONGJIANG}002`], fields: ['property_location'], identityLevel: 2 },
      ]);
    });

    it('asks nobody where the matter lists no licence', async () => {
      const { status, body } = await asks({ matter: NONE });
      expect([status, body['code']]).toEqual([409, 'no-licence-needed']);
    });
  });

  it('shows a request to the authority that made it, and to no other', async () => {
    const made = await ask();
    const other = bearer(tokenOf(world.identity(ISSUER), ISSUER, QIQIHAR, world.now));
    expect((await look(made.id, '', other)).status).toBeGreaterThanOrEqual(401);
    expect((await look('AAAAAAAAAAAAAAAAAAAAAA')).status).toBe(404);
    // The nonce is in the request and must not open the exchange.
    expect((await look(made.nonce)).status).toBe(404);
  });

  it('has expired after a minute, for the wallet and for the counter', async () => {
    const made = await ask();
    const request = await read(made);
    const answer = await present(request);
    world.now += 60_001;
    expect((await fetch(made.requestUri)).status).toBe(410);
    expect((await form(request.response_uri, answer)).status).toBe(410);
    expect((await look(made.id)).body['state']).toBe('expired');
  });

  describe('a request that is not what it says', () => {
    const bent: readonly [string, (request: RequestObject) => JsonObject, readonly string[]][] = [
      [
        'is signed by the key that the ledger holds',
        (request) => ({ ...request }) as unknown as JsonObject,
        [],
      ],
      [
        'names another office’s name',
        (request) =>
          ({
            ...request,
            huren: {
              ...request.huren,
              authority: { ...request.huren.authority, name: { zh: '银行', en: 'Bank' } },
            },
          }) as unknown as JsonObject,
        ['REQUEST_AUTHORITY_UNKNOWN'],
      ],
      [
        'wants the answer elsewhere',
        (request) =>
          ({ ...request, response_uri: `${world.relyingUrl}.evil.example/v1/x` }) as unknown as JsonObject,
        ['REQUEST_ORIGIN_DIFFERS'],
      ],
      [
        'asks for a field that the matter does not need',
        (request) => ({ ...request, dcql_query: withClaims(request, [...FIELDS]) }) as unknown as JsonObject,
        ['REQUEST_ASKS_TOO_MUCH'],
      ],
      [
        'is addressed to another audience',
        (request) => ({ ...request, client_id: 'urn:huren:authority:other' }) as unknown as JsonObject,
        ['REQUEST_AUDIENCE_DIFFERS'],
      ],
      [
        'lives longer than a request may',
        (request) => ({ ...request, exp: request.exp + 3600 }) as unknown as JsonObject,
        ['REQUEST_EXPIRED'],
      ],
    ];
    const withClaims = (request: RequestObject, fields: readonly string[]): RequestObject['dcql_query'] => ({
      credentials: request.dcql_query.credentials.map((each) => ({
        ...each,
        claims: fields.map((field) => ({ path: [field] })),
      })),
    });
    const judge = async (jws: string, requestUri: string, nowMs = world.now) => {
      const statement = parseRequestObject(jws);
      const asker = await records(statement.payload);
      return checkRequestObject(statement, { records: asker, requestUri, nowMs, provider });
    };

    it.each(bent)('%s', async (_, bend, faults) => {
      const made = await ask();
      const key = world.relying.context.receiptSigner() as NodeSigner;
      const bad = bend(await read(made)) as unknown as RequestObject;
      expect(await judge(signRequestObject(bad, key), made.requestUri)).toEqual(faults);
    });

    it('is signed by another key, or by another key under the right one’s name', async () => {
      const made = await ask();
      const request = await read(made);
      const thief = generateSigner('ES256');
      const key = world.relying.context.receiptSigner() as NodeSigner;
      const own = signRequestObject(request, thief);
      expect(await judge(own, made.requestUri)).toEqual(['REQUEST_KEY_UNKNOWN']);
      const { keyId, suite, publicKey } = key;
      const sign = (bytes: Uint8Array): Uint8Array => thief.sign(bytes);
      const borrowed = signRequestObject(request, { keyId, suite, publicKey, sign });
      expect(await judge(borrowed, made.requestUri)).toEqual(['REQUEST_SIGNATURE_INVALID']);
    });

    it('was fetched elsewhere, or too late', async () => {
      const made = await ask();
      const text = await (await fetch(made.requestUri)).text();
      const { pathname } = new URL(made.requestUri);
      expect(await judge(text, `http://127.0.0.1:1${pathname}`)).toEqual(['REQUEST_ORIGIN_DIFFERS']);
      expect(await judge(text, made.requestUri, world.now + 60_000)).toEqual(['REQUEST_EXPIRED']);
    });
  });

  describe('a code that the holder shows', () => {
    const open = async (): Promise<{ readonly code: string; readonly secret: string }> => {
      const { status, body } = await call('POST', `${world.issuingUrl}/v1/rendezvous`);
      expect(status).toBe(201);
      return body as unknown as { code: string; secret: string };
    };
    const wait = (code: string, secret: string, query = '?wait=20'): Promise<Answer> =>
      call('GET', `${world.issuingUrl}/v1/rendezvous/${code}${query}`, undefined, {
        'x-huren-rendezvous': secret,
      });

    /** The code of the refusal; undefined: passed on. */
    const send = async (code: string, jws: string): Promise<unknown> =>
      (await call('POST', `${world.issuingUrl}/v1/rendezvous/${code}`, { ask: jws })).body['code'];

    it('brings the counter’s request to the phone, over two gateways, once', async () => {
      const { code, secret } = await open();
      expect(code).toMatch(/^230200-\d{6}$/);
      const waiting = wait(code, secret);
      const made = await ask({ rendezvous: code });
      expect((await waiting).body).toEqual({ state: 'asked', requestUri: made.requestUri });
      const second = await asks({ rendezvous: code });
      expect([second.status, second.body['code']]).toEqual([404, 'rendezvous-unknown']);
    });

    it('tells nothing without its secret, and nothing of an unknown code', async () => {
      const { code } = await open();
      expect((await wait(code, 'A'.repeat(43), '')).status).toBe(404);
      const none = await asks({ rendezvous: '230200-000000' });
      expect([none.status, none.body['code']]).toEqual([404, 'rendezvous-unknown']);
      const nobody = await asks({ rendezvous: '999900-000000' });
      expect(nobody.status).toBe(404);
    });

    it('refuses a request that lies at no member’s gateway', async () => {
      const { code, secret } = await open();
      for (const requestUri of [
        'http://evil.example/v1/presentation-requests/a/request',
        `${world.relyingUrl}.evil.example/v1/x`,
        `${world.relyingUrl}@evil.example/v1/x`,
        world.relyingUrl,
      ]) {
        expect(await send(code, askSigned(world, code, requestUri))).toBe('not-a-member-address');
      }
      expect((await wait(code, secret, '')).body).toEqual({ state: 'waiting' });
    });

    const right = (): string => `${world.relyingUrl}/v1/presentation-requests/${'A'.repeat(22)}/request`;
    it.each<[string, (code: string) => string, string]>([
      ['nobody has signed', () => right(), 'bad-value'],
      [
        'a stranger has signed',
        (code) => askSigned(world, code, right(), { signer }),
        'not-a-member-address',
      ],
      [
        'was signed for another code',
        () => askSigned(world, `${QIQIHAR}-000000`, right()),
        'not-a-member-address',
      ],
      [
        'was signed in another member’s name',
        (code) => askSigned(world, code, right(), { member: QIQIHAR }),
        'not-a-member-address',
      ],
      [
        'was signed long ago',
        (code) => askSigned(world, code, right(), { nowMs: world.now - RENDEZVOUS_ASK_AGE_MS - 1000 }),
        'not-a-member-address',
      ],
    ])('spends no code on what %s', async (_, made, refusal) => {
      const { code, secret } = await open();
      expect(await send(code, made(code))).toBe(refusal);
      expect(await send(code, askSigned(world, code, right()))).toBeUndefined();
      expect((await wait(code, secret, '')).body).toEqual({ state: 'asked', requestUri: right() });
    });

    it('has expired after a minute', async () => {
      const { code, secret } = await open();
      world.now += 60_001;
      expect((await wait(code, secret, '')).body).toEqual({ state: 'expired' });
      expect((await asks({ rendezvous: code })).status).toBe(404);
    });

    it('lets one member try few codes in vain a minute, and leaves the code to the others', async () => {
      const { code, secret } = await open();
      const { rates } = world.issuing.context;
      for (let miss = 0; miss <= MISSED_CODES; miss++) await rates.missed(BAICHENG);
      expect(await send(code, askSigned(world, code, right()))).toBe('rate-limited');
      const asked = await asks({ rendezvous: code });
      expect([asked.status, asked.body['code']]).toEqual([503, 'member-unreachable']);
      await rates.guessing(QIQIHAR);
      expect((await wait(code, secret, '')).body).toEqual({ state: 'waiting' });
    });
  });
});
