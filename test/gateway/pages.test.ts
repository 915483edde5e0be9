import { createHash } from 'node:crypto';
import fc from 'fast-check';
import {
  copyElements,
  type CopyDraft,
  DEFAULT_POLICY,
  encodeBase64url,
  type LocatedAnchor,
  sm3,
} from '@huren/chaincode/domain';
import { LIMITS, PAGE_LIMITS } from '@huren/gateway';
import { formBoundary, readForm } from '../../gateway/src/pages/form-data';
import { makeSeal, sealDraft } from '../ses/demo-seal';
import { sign } from '../ofd/demo-ofd';
import { bearer, call, type Answer } from './client';
import { issue, licence, relyingToken } from './issuing';
import { anchorPages, INSPECTOR, pageOf, pki, registerSesSeal } from './page-licence';
import { ISSUER, MATTER, openWorld, RELYING, type World } from './world';

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

describe('page forms over HTTP', () => {
  let world: World;
  let file: Buffer;
  let anchor: LocatedAnchor;
  const selfMade = makeSeal(sealDraft(pki.signer), pki.stranger);

  beforeAll(async () => {
    const policy = { ...DEFAULT_POLICY, holder: { otherwise: 'none' as const, matters: {} } };
    world = await openWorld({ inspector: INSPECTOR, policy });
    await registerSesSeal(world);
    file = pageOf('PAGE0001');
    [anchor] = (await anchorPages(world, [file], 'pages-1')) as [LocatedAnchor];
  });
  afterAll(async () => {
    await world.close();
  });

  const post = (body: unknown, path = '/v1/verifications'): Promise<Answer> =>
    call('POST', `${world.relyingUrl}${path}`, body, relyingToken(world));
  const json = (bytes: Uint8Array, where?: LocatedAnchor, more: object = {}): Promise<Answer> =>
    post({ credential: { ofd: base64(bytes), ...(where && { anchor: where }) }, matter: MATTER, ...more });

  async function form(parts: Readonly<Record<string, string | Uint8Array>>): Promise<Answer> {
    const data = new FormData();
    for (const [name, value] of Object.entries(parts)) {
      if (typeof value === 'string') data.append(name, value);
      else data.append(name, new Blob([Uint8Array.from(value)]), '营业执照.ofd');
    }
    const response = await fetch(`${world.relyingUrl}/v1/verifications`, {
      method: 'POST',
      headers: relyingToken(world),
      body: data,
    });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Record<string, unknown>,
    };
  }

  it('are verified as base64 in JSON and as a form alike, each with its receipt', async () => {
    const answers = [
      await json(file, anchor),
      await form({ file, matter: MATTER, anchor: JSON.stringify(anchor) }),
    ];
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      expect(body).toMatchObject({ verdict: 'accept', legalForm: 'page', provenance: 'issuer' });
      expect(body['receipt']).toMatchObject({ payload: { legalForm: 'page', verdict: 'accept' } });
      expect(JSON.stringify(body)).not.toContain('演示商行');
    }
    expect(answers[1]?.body['findings']).toEqual(answers[0]?.body['findings']);
  });

  it('are copied for one use (加注件): accepted for it, refused to another office, for another matter, or later', async () => {
    const copyOf = (change: Partial<CopyDraft> = {}): Buffer =>
      pageOf(
        'PAGE0001',
        sign,
        {},
        copyElements({
          madeMs: Date.parse('2026-03-01T08:00:00Z'),
          creator: ISSUER,
          cause: '演示用途',
          end: '2099-12-31',
          addressee: RELYING,
          matter: MATTER,
          original: { sm3: encodeBase64url(sm3(file)) },
          anchor,
          ...change,
        }),
      );
    const codesOf = (body: Readonly<Record<string, unknown>>): readonly string[] =>
      (body['findings'] as { code: string }[]).map(({ code }) => code);
    const { status, body } = await json(copyOf());
    expect(status).toBe(200);
    expect(body).toMatchObject({ verdict: 'accept', legalForm: 'copy', provenance: 'issuer' });
    expect(body['receipt']).toMatchObject({ payload: { legalForm: 'copy' } });
    expect(codesOf(body)).toEqual(expect.arrayContaining(['COPY_ORIGINAL_ANCHORED', 'COPY_MAKER_ENTITLED']));
    for (const [change, code] of [
      [{ addressee: ISSUER }, 'COPY_FOR_ANOTHER'],
      [{ matter: '000131005000' }, 'COPY_FOR_ANOTHER_MATTER'],
      [{ end: '2026-03-02' }, 'COPY_ENDED'],
    ] as const) {
      const refused = (await json(copyOf(change))).body;
      expect(refused['verdict']).toBe('refuse');
      expect(codesOf(refused)).toContain(code);
    }
    const elsewhere = { original: { sm3: encodeBase64url(sm3(Uint8Array.of(1))) } };
    expect(codesOf((await json(copyOf(elsewhere))).body)).toContain('PROOF_INVALID');
  });

  it('come to review without an anchor, and to refusal under a self-made seal of a good CA', async () => {
    expect((await json(file)).body).toMatchObject({ verdict: 'review', provenance: 'none' });
    const forged = pageOf('PAGE0002', (parts) => sign(parts, { seal: selfMade }));
    const [place] = await anchorPages(world, [forged], 'pages-2');
    const { status, body } = await json(forged, place);
    expect([status, body['verdict']]).toEqual([200, 'refuse']);
    expect(body['findings']).toContainEqual(
      expect.objectContaining({ check: 'key', outcome: 'fail', code: 'SES_SEAL_DIFFERS' }),
    );
  });

  it('are refused when their pages were changed, or another’s anchor is shown', async () => {
    const changed = pageOf('PAGE0001', (parts) => ({
      ...sign(parts),
      'Doc_0/Pages/Page_1/Content.xml': '<x/>',
    }));
    const { body } = await json(changed, anchor);
    expect(body['verdict']).toBe('refuse');
    const codes = (body['findings'] as { code: string }[]).map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(['PAGE_ALTERED', 'PROOF_INVALID']));
  });

  it('have their public facts', async () => {
    const { status, body } = await post(
      { credential: { ofd: base64(file), anchor }, matter: MATTER },
      '/v1/facts',
    );
    expect(status).toBe(200);
    expect(Object.values((body['facts'] as { seals: object }).seals)[0]).toMatchObject([
      { value: { ses: { esId: '23020000000001' } } },
    ]);
  });

  it('may be far larger than a data form', async () => {
    const noise = createHash('sha256').update('noise').digest();
    const large = Buffer.concat(
      Array.from({ length: 3 * 32 * 1024 }, (_, at) =>
        createHash('md5').update(noise).update(String(at)).digest(),
      ),
    );
    const big = pageOf('PAGE0003', sign, { 'Doc_0/Res/photo.jpg': large });
    expect(big.length).toBeGreaterThan(LIMITS.singleBodyBytes);
    const [place] = await anchorPages(world, [big], 'pages-3');
    expect((await json(big, place)).body['verdict']).toBe('accept');
    expect((await form({ file: big, matter: MATTER, anchor: JSON.stringify(place) })).body['verdict']).toBe(
      'accept',
    );
  });

  it.each([
    ['no package at all', Buffer.from('no package'), 'ofd-not-a-package'],
    ['a cut file', pageOf('PAGE0004').subarray(0, -30), 'ofd-not-a-package'],
    [
      'a document type in its XML',
      pageOf('PAGE0004', sign, { 'Doc_0/x.xml': '<!DOCTYPE x><x/>' }),
      'ofd-xml-forbidden',
    ],
    ['a path that leaves the package', pageOf('PAGE0004', sign, { '../x': 'x' }), 'ofd-package-unsafe'],
  ])('are 400 and no verdict with %s', async (_what, bytes, fault) => {
    const keyId = world.relying.context.receiptKey() ?? '';
    const before = world.relying.context.receipts.head(keyId).number;
    const { status, body } = await json(bytes);
    expect([status, body['code']]).toEqual([400, 'malformed-credential']);
    expect(body['details']).toEqual({ fault });
    expect(world.relying.context.receipts.head(keyId).number).toBe(before);
  });

  it.each([
    [
      'base64 of the other alphabet',
      () => `{"credential":{"ofd":"-_8="},"matter":"${MATTER}"}`,
      'malformed-credential',
    ],
    [
      'base64 without its padding',
      () => `{"credential":{"ofd":"AAA"},"matter":"${MATTER}"}`,
      'malformed-credential',
    ],
    [
      'base64 with bits left over',
      () => `{"credential":{"ofd":"AAF="},"matter":"${MATTER}"}`,
      'malformed-credential',
    ],
    [
      'base64 with a line break',
      () => `{"credential":{"ofd":"AA\\nAA==="},"matter":"${MATTER}"}`,
      'malformed-credential',
    ],
    ['an empty file', () => `{"credential":{"ofd":""},"matter":"${MATTER}"}`, 'malformed-credential'],
    ['two files', () => `{"credential":{"ofd":"AAAA","ofd":"AAAA"},"matter":"${MATTER}"}`, 'duplicate-key'],
    [
      'both forms at once',
      () => `{"credential":{"ofd":"AAAA","sdJwt":"x"},"matter":"${MATTER}"}`,
      'malformed-credential',
    ],
    [
      'the file in another place',
      () => `{"credential":"x","ofd":"AAAA","matter":"${MATTER}"}`,
      'unknown-field',
    ],
    ['a file that is no text', () => `{"credential":{"ofd":1},"matter":"${MATTER}"}`, 'malformed-credential'],
    ['no matter', () => '{"credential":{"ofd":"AAAA"}}', 'missing-field'],
    [
      'an anchor that is none',
      () => `{"credential":{"ofd":"AAAA","anchor":{}},"matter":"${MATTER}"}`,
      'malformed-credential',
    ],
  ])('are 400 with %s', async (_what, body, code) => {
    const answer = await post(body());
    expect([answer.status, answer.body['code']]).toEqual([400, code]);
  });

  it.each([
    ['no file', { matter: MATTER }, 'missing-field'],
    ['no matter', { file: Buffer.from('x') }, 'missing-field'],
    ['a field that is not known', { file: Buffer.from('x'), matter: MATTER, purpose: 'x' }, 'unknown-field'],
    ['an anchor that is no JSON', { file: Buffer.from('x'), matter: MATTER, anchor: '{' }, 'json-syntax'],
    ['a long field', { file: Buffer.from('x'), matter: 'x'.repeat(PAGE_LIMITS.fieldBytes + 1) }, 'too-long'],
  ])('are 400 as a form with %s', async (_what, parts, code) => {
    const { status, body } = await form(parts);
    expect([status, body['code']]).toEqual([400, code]);
  });

  it('are 413 beyond 20 MiB, and a large data form stays refused', async () => {
    const over = Buffer.alloc(PAGE_LIMITS.fileBytes + 1);
    expect((await json(over)).status).toBe(413);
    expect((await form({ file: over, matter: MATTER })).status).toBe(413);
    expect((await post({ credential: 'x'.repeat(LIMITS.singleBodyBytes), matter: MATTER })).status).toBe(413);
    const hidden = { credential: { ofd: 'AAAA' }, matter: MATTER, nonce: 'x'.repeat(LIMITS.singleBodyBytes) };
    expect((await post(hidden)).status).toBe(413);
  });

  it('are 413 in chunks of unknown length, once they are larger than a data form', async () => {
    const chunks = new Blob([
      JSON.stringify({ credential: { ofd: 'A'.repeat(80_000) }, matter: MATTER }),
    ]).stream();
    const response = await fetch(`${world.relyingUrl}/v1/verifications`, {
      method: 'POST',
      headers: { ...relyingToken(world), 'content-type': 'application/json' },
      body: chunks,
      duplex: 'half',
    });
    expect(response.status).toBe(413);
  });

  it('are not taken in batches or at other addresses', async () => {
    const item = { credential: { ofd: base64(file), anchor }, matter: MATTER };
    const { body } = await post({ items: [item] }, '/v1/verifications/batch');
    expect(body['results']).toMatchObject([
      { status: 400, problem: { details: { fault: 'page-form-unsupported' } } },
    ]);
    const data = new FormData();
    data.append('file', new Blob([Uint8Array.from(file)]), 'x.ofd');
    const response = await fetch(`${world.relyingUrl}/v1/verifications/batch`, {
      method: 'POST',
      headers: relyingToken(world),
      body: data,
    });
    expect(response.status).toBe(415);
  });

  it('need a token like every verification', async () => {
    const body = { credential: { ofd: base64(file) }, matter: MATTER };
    expect((await call('POST', `${world.relyingUrl}/v1/verifications`, body)).status).toBe(401);
    expect((await call('POST', `${world.relyingUrl}/v1/verifications`, body, bearer('x.y.z'))).status).toBe(
      401,
    );
  });

  it('leave data forms as they were', async () => {
    const [data] = await issue(world, 'data-1', { licences: [licence('DATA0001')] });
    const { status, body } = await post({ credential: data, matter: MATTER });
    expect([status, body['verdict'], body['legalForm']]).toEqual([200, 'accept', 'data']);
  });

  it('are asked to come back while too many are in hand', async () => {
    const { pages } = world.relying.context;
    const places = Array.from({ length: PAGE_LIMITS.atOnce }, () => pages.enter());
    const big = { credential: { ofd: 'A'.repeat(2 * LIMITS.singleBodyBytes) }, matter: MATTER };
    const { status, body, headers } = await post(big);
    expect([status, body['code'], headers.get('retry-after')]).toEqual([503, 'too-busy', '1']);
    for (const leave of places) leave();
    expect((await post(big)).status).toBe(400);
  });
});

describe('a form', () => {
  const B = 'x-1';
  const formOf = (...parts: readonly string[]): Buffer =>
    Buffer.from(`${parts.map((part) => `--${B}\r\n${part}\r\n`).join('')}--${B}--\r\n`, 'latin1');
  const read = (bytes: Buffer): Record<string, string> =>
    Object.fromEntries([...readForm(bytes, B)].map(([name, part]) => [name, part.toString('latin1')]));
  const named = (name: string, text = ''): string =>
    `Content-Disposition: form-data; name="${name}"\r\n\r\n${text}`;

  it('yields its parts by name, whatever bytes they hold', () => {
    const anything = fc.uint8Array({ maxLength: 64 });
    fc.assert(
      fc.property(anything, anything, (one, two) => {
        const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
        fc.pre(!text(one).includes(B) && !text(two).includes(B));
        expect(read(formOf(named('a', text(one)), named('b', text(two))))).toEqual({
          a: text(one),
          b: text(two),
        });
      }),
      { seed: 5 },
    );
  });

  it.each([
    ['no boundary at its start', Buffer.from(`x\r\n--${B}--`), 'bad-form'],
    ['no end', Buffer.from(`--${B}\r\n${named('a', 'x')}`), 'bad-form'],
    ['something behind its end', Buffer.concat([formOf(named('a')), Buffer.from('x')]), 'bad-form'],
    ['a part without a name', formOf('Content-Type: text/plain\r\n\r\nx'), 'bad-form'],
    [
      'a part with two names',
      formOf(`Content-Disposition: form-data; name="b"\r\n${named('a')}`),
      'bad-form',
    ],
    ['a part of another kind', formOf('Content-Disposition: attachment; name="a"\r\n\r\nx'), 'bad-form'],
    ['a name with an escape', formOf(named('a\\"b')), 'bad-form'],
    ['a header that is none', formOf(`nothing\r\n${named('a')}`), 'bad-form'],
    ['headers without an end', formOf('Content-Disposition: form-data; name="a"'), 'bad-form'],
    ['a part in base64', formOf(`Content-Transfer-Encoding: base64\r\n${named('a')}`), 'bad-form'],
    ['long headers', formOf(`X: ${'x'.repeat(PAGE_LIMITS.partHeaderBytes)}\r\n${named('a')}`), 'bad-form'],
    ['one name twice', formOf(named('a'), named('a')), 'duplicate-key'],
    [
      'too many parts',
      formOf(...Array.from({ length: 9 }, (_, at) => named(`a${String(at)}`))),
      'too-many-items',
    ],
  ])('is refused with %s', (_what, bytes, code) => {
    expect(() => readForm(bytes, B)).toThrow(expect.objectContaining({ code }) as Error);
  });

  it('never fails otherwise on any bytes', () => {
    const good = formOf(named('a', 'x'), named('b', 'y'));
    fc.assert(
      fc.property(fc.nat({ max: good.length - 1 }), fc.nat({ max: 255 }), (at, byte) => {
        const bytes = Buffer.from(good);
        bytes[at] = byte;
        try {
          readForm(bytes, B);
        } catch (error) {
          expect((error as Error).name).toBe('MalformedError');
        }
      }),
      { seed: 6, numRuns: 500 },
    );
  });

  it.each([
    ['multipart/form-data; boundary=abc', 'abc'],
    ['Multipart/Form-Data; boundary="a b"', 'a b'],
    ['multipart/form-data', undefined],
    ['multipart/form-data; boundary=', undefined],
    [`multipart/form-data; boundary=${'x'.repeat(71)}`, undefined],
    ['multipart/form-data; boundary=a; boundary=b', undefined],
    ['multipart/mixed; boundary=abc', undefined],
    ['application/json', undefined],
    [undefined, undefined],
  ])('is named by %p with the boundary %p', (type, boundary) => {
    expect(formBoundary(type)).toBe(boundary);
  });
});
