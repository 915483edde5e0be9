import { generateKeyPairSync } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { bindKey, exportJwk, presentSdJwt, importVerificationKey } from '@huren/chaincode/domain';
import { generateSigner, nodeProvider } from '@huren/chaincode/crypto-node';
import type { PresentationRequest } from '@huren/clients';
import { bearer, call, tokenOf, type TokenParts } from './client';
import { issue, licence, relyingToken, verify, type CredentialFile } from './issuing';
import { RawConnection } from './raw-connection';
import {
  BAICHENG,
  ISSUER,
  MATTER,
  openWorld,
  OTHER_MATTER,
  QIQIHAR,
  REGISTERED,
  RELYING,
  START,
  type World,
} from './world';

const provider = nodeProvider();
const holder = generateSigner('ES256');
const holderKey = exportJwk(importVerificationKey(holder.suite, holder.publicKey));

describe('verification over HTTP', () => {
  let world: World;
  let file: CredentialFile;
  const headOf = async (): Promise<number> => {
    const keyId = world.relying.context.receiptKey() ?? '';
    return Promise.resolve(world.relying.context.receipts.head(keyId).number);
  };
  beforeAll(async () => {
    world = await openWorld();
    [file] = (await issue(world, 'first', { licences: [licence('FIRST1', { holderKey })] })) as [
      CredentialFile,
    ];
  });
  afterAll(async () => {
    await world.close();
  });

  /** The holder's answer to a fresh presentation request. */
  async function presented(matter = MATTER): Promise<{ nonce: string; credential: object }> {
    const { status, body } = await call(
      'POST',
      `${world.relyingUrl}/v1/presentation-requests`,
      { matter },
      relyingToken(world),
    );
    expect(status).toBe(201);
    const { nonce, audience, materials } = body as unknown as PresentationRequest;
    const shown = presentSdJwt(file.sdJwt, materials[0]?.fields ?? []);
    const sdJwt = bindKey(provider, shown, holder, {
      aud: audience,
      nonce,
      iat: Math.floor(world.now / 1000),
    });
    return { nonce, credential: { ...file, sdJwt } };
  }

  it('accepts a licence of another city that its holder presents', async () => {
    const { status, body } = await verify(world, { ...(await presented()), matter: MATTER });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      verdict: 'accept',
      lamps: { genuine: 'green', inForce: 'green', usable: 'green' },
      basis: { kind: 'clause', reference: 'nen-river-1' },
      provenance: 'issuer',
    });
  });

  it('hands out a receipt that anybody can try, with and without the request', async () => {
    const { body } = await verify(world, { credential: file, matter: MATTER });
    const url = `${world.issuingUrl}/v1/receipts/verify`;
    const valid = await call('POST', url, { receipt: body['receipt'] });
    expect(valid.body).toMatchObject({ valid: true, codes: [], member: BAICHENG });
    const receipt = body['receipt'] as { payload: { verdict: string } };
    const forged = { ...receipt, payload: { ...receipt.payload, verdict: 'accept' } };
    const refused = await call('POST', url, { receipt: forged });
    expect(refused.body).toMatchObject({ valid: false, codes: ['RECEIPT_PATH_INVALID'] });
  });

  it('numbers receipts without a gap and links each to the one before, also in one tick', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => verify(world, { credential: file, matter: MATTER })),
    );
    const payloads = answers
      .map(({ body }) => (body['receipt'] as { payload: { number: number; previous: string } }).payload)
      .sort((a, b) => a.number - b.number);
    const { receipts, receiptKey } = world.relying.context;
    for (const [at, { number }] of payloads.entries()) expect(number).toBe((payloads[0]?.number ?? 0) + at);
    expect(receipts.head(receiptKey() ?? '').number).toBe(payloads.at(-1)?.number);
  });

  it('accepts exactly one of many simultaneous copies of a presentation', async () => {
    const copy = { ...(await presented()), matter: MATTER };
    const answers = await Promise.all(Array.from({ length: 8 }, () => verify(world, copy)));
    const verdicts = answers.map(({ body }) => body['verdict']);
    expect(verdicts.filter((verdict) => verdict === 'accept')).toHaveLength(1);
    expect(verdicts.filter((verdict) => verdict === 'refuse')).toHaveLength(7);
  });

  it('uses no nonce up for a caller who has gone before the work begins', async () => {
    const { nonce, credential } = await presented();
    const body = JSON.stringify({ credential, matter: MATTER, nonce });
    const head = [
      'POST /v1/verifications HTTP/1.1',
      'host: x',
      `authorization: ${relyingToken(world)['authorization'] ?? ''}`,
      'content-type: application/json',
      `content-length: ${String(Buffer.byteLength(body))}`,
    ].join('\r\n');
    const before = await headOf();
    const connection = await RawConnection.open(world.relyingUrl);
    // Others' work lies before this request's, until its connection has long been closed.
    let othersWork = true;
    let asked = 0;
    const { turns } = world.relying.context;
    const take = turns.take.bind(turns);
    turns.take = async () => {
      asked++;
      while (othersWork) await new Promise((resolve) => setImmediate(resolve));
      await take();
    };
    try {
      connection.send(`${head}\r\n\r\n${body}`);
      while (asked === 0) await new Promise((resolve) => setImmediate(resolve));
      connection.end();
      await connection.closed;
      // The server's side of it closes in a later round of the event loop.
      await call('GET', `${world.relyingUrl}/healthz`);
    } finally {
      othersWork = false;
      turns.take = take;
    }
    const again = await verify(world, { credential, matter: MATTER, nonce });
    expect(again.body['verdict']).toBe('accept');
    expect(await headOf()).toBe(before + 1);
  });

  it('refuses a presentation that was made for another matter, and one by another key', async () => {
    const other = await verify(world, { ...(await presented(OTHER_MATTER)), matter: MATTER });
    expect(other.body['verdict']).toBe('refuse');
    const { nonce } = await presented();
    const thief = generateSigner('ES256');
    const aud = `urn:huren:authority:${RELYING}:matter:${MATTER}`;
    const sdJwt = bindKey(provider, presentSdJwt(file.sdJwt, ['certificate_holder_name']), thief, {
      aud,
      nonce,
      iat: Math.floor(world.now / 1000),
    });
    const stolen = await verify(world, { credential: { ...file, sdJwt }, matter: MATTER, nonce });
    expect(stolen.body['verdict']).toBe('refuse');
  });

  it('refuses a licence with one disclosed field altered', async () => {
    const [jwt = '', ...rest] = file.sdJwt.split('~');
    const first = JSON.parse(Buffer.from(rest[0] ?? '', 'base64url').toString()) as string[];
    const forged = Buffer.from(JSON.stringify([first[0], first[1], '另一人'])).toString('base64url');
    const sdJwt = [jwt, forged, ...rest.slice(1)].join('~');
    const { body } = await verify(world, { credential: { ...file, sdJwt }, matter: MATTER });
    expect(body['verdict']).toBe('refuse');
  });

  it('answers review where no clause, list or law gives a basis', async () => {
    const { body } = await verify(world, { ...(await presented(OTHER_MATTER)), matter: OTHER_MATTER });
    expect([body['verdict'], (body['basis'] as { kind: string }).kind]).toEqual(['review', 'none']);
  });

  it('finds the proof of a bare licence in its own library, and says unknown elsewhere', async () => {
    const { body } = await verify(world, { credential: file.sdJwt, matter: MATTER });
    const findings = body['findings'] as { check: string; code: string }[];
    expect(findings.find(({ check }) => check === 'anchored')?.code).toBe('NOT_ANCHORED');
    const leaf = world.issuing.context.library.leafHash(file.anchor);
    const proof = await call('GET', `${world.issuingUrl}/v1/proofs/${leaf}`);
    expect(proof.body).toEqual(file.anchor);
    expect((await call('GET', `${world.relyingUrl}/v1/proofs/${leaf}`)).body['code']).toBe('unknown-leaf');
  });

  it('reproduces what was known at an earlier height', async () => {
    const { body } = await verify(world, { credential: file, matter: MATTER, knownAt: 3 });
    const findings = body['findings'] as { check: string; code: string }[];
    expect(findings.find(({ check }) => check === 'anchored')?.code).toBe('BATCH_UNKNOWN');
  });

  it('answers the public facts with a proof of freshness', async () => {
    const { status, body } = await call(
      'POST',
      `${world.relyingUrl}/v1/facts`,
      { credential: file, matter: MATTER },
      relyingToken(world),
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({ facts: { v: 1 }, freshness: { height: await world.ledger.height() } });
    const [header = ''] = (body['freshness'] as { jws: string }).jws.split('.');
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toMatchObject({ typ: 'huren-facts+jwt' });
  });

  it('judges a batch in order, with a problem in place of a verdict where an item is malformed', async () => {
    const items = [
      { credential: file, matter: MATTER },
      { credential: 'nonsense', matter: MATTER },
      { matter: MATTER },
    ];
    const { status, body } = await call(
      'POST',
      `${world.relyingUrl}/v1/verifications/batch`,
      { items },
      relyingToken(world),
    );
    expect(status).toBe(200);
    const results = body['results'] as { status: number; problem?: { code: string } }[];
    expect(results.map((result) => [result.status, result.problem?.code])).toEqual([
      [200, undefined],
      [400, 'malformed-credential'],
      [400, 'missing-field'],
    ]);
  });

  it.each<[why: string, code: string, bent: TokenParts]>([
    ['of no algorithm', 'token-invalid', { header: { alg: 'none' } }],
    ['of a shared secret', 'token-invalid', { header: { alg: 'HS256' } }],
    ['of a key that the ledger does not know', 'token-invalid', { header: { kid: 'A'.repeat(43) } }],
    ['with an unknown header member', 'token-invalid', { header: { crit: ['x'] } }],
    [
      'signed by another key',
      'token-invalid',
      { key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey },
    ],
    ['for another gateway', 'token-invalid', { claims: { aud: `urn:huren:gateway:${QIQIHAR}` } }],
    [
      'whose subject is not its issuer',
      'token-invalid',
      { claims: { sub: `urn:huren:authority:${ISSUER}` } },
    ],
    ['that lives too long', 'token-invalid', { claims: { exp: START / 1000 + 301 } }],
    ['from the future', 'token-invalid', { claims: { iat: START / 1000 + 31, exp: START / 1000 + 60 } }],
    ['that is not yet valid', 'token-invalid', { claims: { nbf: START / 1000 + 31 } }],
    ['with an unknown claim', 'token-invalid', { claims: { role: 'admin' } }],
    ['that has expired', 'token-expired', { claims: { iat: START / 1000 - 300, exp: START / 1000 } }],
  ])('refuses a token %s', async (_why, code, bent) => {
    const before = await headOf();
    const token = tokenOf(world.identity(RELYING), RELYING, BAICHENG, world.now, bent);
    const { status, body, headers } = await verify(
      world,
      { credential: file, matter: MATTER },
      bearer(token),
    );
    expect([status, body['code'], headers.get('www-authenticate')]).toEqual([401, code, 'Bearer']);
    expect(await headOf()).toBe(before);
  });

  it('refuses a missing token, one of another member, and one of an office that nobody approved', async () => {
    const missing = await call('POST', `${world.relyingUrl}/v1/verifications`, {
      credential: file,
      matter: MATTER,
    });
    expect([missing.status, missing.body['code']]).toEqual([401, 'token-missing']);
    const foreign = tokenOf(world.identity(ISSUER), ISSUER, BAICHENG, world.now);
    const wrong = await verify(world, { credential: file, matter: MATTER }, bearer(foreign));
    expect([wrong.status, wrong.body['code']]).toEqual([403, 'wrong-member']);
    const registered = tokenOf(world.identity(REGISTERED), REGISTERED, BAICHENG, world.now);
    const waiting = await verify(world, { credential: file, matter: MATTER }, bearer(registered));
    expect([waiting.status, waiting.body['code']]).toEqual([403, 'authority-not-active']);
  });

  const deep = '['.repeat(50_000) + ']'.repeat(50_000);
  it.each<[why: string, body: string, status: number, code: string]>([
    ['a body that is no JSON', '{', 400, 'json-syntax'],
    ['a duplicate key', '{"matter":"1","matter":"2"}', 400, 'duplicate-key'],
    ['50,000 levels', `{"credential":${deep.slice(0, 30_000)}`, 400, 'too-deep'],
    ['__proto__', '{"__proto__":{}}', 400, 'forbidden-key'],
    ['an unknown field', `{"credential":"x","matter":"${MATTER}","extra":1}`, 400, 'unknown-field'],
    ['a missing field', `{"matter":"${MATTER}"}`, 400, 'missing-field'],
    ['a matter that is no code', '{"credential":"x","matter":"1"}', 400, 'bad-value'],
    [
      'asOf as an instant',
      `{"credential":"x","matter":"${MATTER}","asOf":"2026-06-01T00:00:00Z"}`,
      400,
      'too-long',
    ],
    ['asOf on no day', `{"credential":"x","matter":"${MATTER}","asOf":"2026-02-30"}`, 400, 'bad-value'],
    [
      'asOf in the future',
      `{"credential":"x","matter":"${MATTER}","asOf":"2027-01-01"}`,
      400,
      'as-of-in-future',
    ],
    [
      'knownAt beyond the height',
      `{"credential":"x","matter":"${MATTER}","knownAt":99999}`,
      400,
      'known-at-beyond-height',
    ],
    ['knownAt as a text', `{"credential":"x","matter":"${MATTER}","knownAt":"3"}`, 400, 'wrong-type'],
    ['a credential that is none', `{"credential":"x","matter":"${MATTER}"}`, 400, 'malformed-credential'],
    ['a body over the limit', `{"credential":"${'x'.repeat(65_536)}"}`, 413, 'too-large'],
    ['an empty body', '', 415, 'unsupported-media-type'],
  ])('refuses %s, gives no verdict and no receipt', async (_why, body, status, code) => {
    const before = await headOf();
    const answer = await call(
      'POST',
      `${world.relyingUrl}/v1/verifications`,
      body === '' ? undefined : body,
      relyingToken(world),
    );
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    const { zh, en } = answer.body['messages'] as { zh: string; en: string };
    expect(zh.length * en.length).toBeGreaterThan(0);
    expect(await headOf()).toBe(before);
  });

  it.each([
    ['text', { 'content-type': 'text/plain' }],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['another character set', { 'content-type': 'application/json; charset=gbk' }],
    ['a compressed body', { 'content-type': 'application/json', 'content-encoding': 'gzip' }],
  ])('refuses %s', async (_why, headers) => {
    const answer = await call('POST', `${world.relyingUrl}/v1/verifications`, '{}', {
      ...relyingToken(world),
      ...headers,
    });
    expect([answer.status, answer.body['code']]).toEqual([415, 'unsupported-media-type']);
  });

  it('refuses a chunked body that grows over the limit', async () => {
    const status = await new Promise<number>((resolve, reject) => {
      const sent = httpRequest(
        `${world.relyingUrl}/v1/verifications`,
        { method: 'POST', headers: { ...relyingToken(world), 'content-type': 'application/json' } },
        (response) => {
          resolve(response.statusCode ?? 0);
          sent.destroy();
        },
      );
      sent.on('error', reject);
      for (let at = 0; at < 70; at++) sent.write(' '.repeat(1024));
    });
    expect(status).toBe(413);
  });

  it('answers 405 and 404 as problems', async () => {
    const method = await call('GET', `${world.relyingUrl}/v1/verifications`);
    expect([method.status, method.body['code'], method.headers.get('allow')]).toEqual([
      405,
      'method-not-allowed',
      'POST',
    ]);
    const nowhere = await call('GET', `${world.relyingUrl}/v1/nothing`);
    expect([nowhere.status, nowhere.body['code']]).toEqual([404, 'not-found']);
  });

  it('answers the hot path and the path through Express alike', async () => {
    const bodies = [
      JSON.stringify({ credential: file, matter: MATTER }),
      '{"matter":"1","matter":"2"}',
      JSON.stringify({ credential: 'x'.repeat(70_000), matter: MATTER }),
    ];
    for (const body of bodies) {
      for (const token of [relyingToken(world), {}]) {
        // A query keeps the address out of the hot dispatch; the endpoint is the same.
        const hot = await call('POST', `${world.relyingUrl}/v1/verifications`, body, token);
        const slow = await call('POST', `${world.relyingUrl}/v1/verifications?`, body, token);
        expect(slow.status).toBe(hot.status);
        const names = (headers: Headers): string[] =>
          [...headers.keys()].filter((name) => name !== 'date').sort();
        expect(names(slow.headers)).toEqual(names(hot.headers));
        const bare = ({ receipt: _receipt, ...rest }: Record<string, unknown>) => rest;
        expect(bare(slow.body)).toEqual(bare(hot.body));
      }
    }
  });

  it('refuses a field that the matter does not need', async () => {
    const { status, body } = await call(
      'POST',
      `${world.relyingUrl}/v1/presentation-requests`,
      { matter: MATTER, fields: ['certificate_number'] },
      relyingToken(world),
    );
    expect([status, body['code']]).toEqual([400, 'field-not-needed']);
  });

  it('cannot tell once the block feed has been cut for longer than policy allows', async () => {
    await world.relying.stopFeed();
    world.now += 31 * 60_000;
    const { body } = await verify(world, { credential: file, matter: MATTER });
    expect(body['verdict']).toBe('cannot-tell');
    const ready = await call('GET', `${world.relyingUrl}/readyz`);
    expect([ready.status, ready.body['ready']]).toEqual([503, false]);
    await world.relying.resumeFeed();
    await world.relying.context.heartbeat.beat();
    await world.relying.caughtUp();
    expect((await call('GET', `${world.relyingUrl}/readyz`)).status).toBe(200);
    expect((await verify(world, { credential: file, matter: MATTER })).body['verdict']).toBe('review');
  });

  it('refuses the tokens of a key from the block on that ends it', async () => {
    const token = relyingToken(world);
    expect((await verify(world, { credential: file, matter: MATTER }, token)).status).toBe(200);
    const { kid } =
      world.relying.context.index.record<{ keys: { kid: string }[] }>(`authority/${RELYING}`)?.keys[0] ?? {};
    await world.submit(BAICHENG, 'authority', 'endKey', { code: RELYING, kid });
    await world.relying.caughtUp();
    const { status, body } = await verify(world, { credential: file, matter: MATTER }, token);
    expect([status, body['code']]).toEqual([401, 'token-invalid']);
  });
});
