import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeBase64url, exportJwk, type Member, nobleSigner, type Verdict } from '@huren/chaincode/domain';
import {
  certificateKeyId,
  createHolderKey,
  type CredentialFile,
  Holder,
  HurenClient,
  isFactsSigned,
  type LicenceDraft,
  signerHolderKey,
  verifyLocally,
  verifyReceiptLocally,
} from '@huren/clients';
import { keySigner } from '@huren/network/identity';
import {
  BAICHENG,
  ISSUER,
  MATTER,
  openWorld,
  OTHER_MATTER,
  QIQIHAR,
  RELYING,
  TYPE,
  type World,
} from '../gateway/world';
import { identityPem } from './identities';
import { noGateway, transcript, type Transcript } from './terminal';

const secret = new Uint8Array(32).fill(7);
const signer = nobleSigner('ES256', secret);
const holderJwk = {
  ...exportJwk({ suite: 'ES256', bytes: signer.publicKey }),
  d: encodeBase64url(secret),
} as {
  readonly x: string;
  readonly y: string;
  readonly d: string;
};
const signerKey = { publicKey: encodeBase64url(signer.publicKey) };
let world: World;
let folder: string;
let issuer: HurenClient;
let relying: HurenClient;
let holder: Holder;
let licence: CredentialFile;
const file = (name: string): string => join(folder, name);

function clientOf(name: string, url: string): HurenClient {
  const identity = world.identity(name);
  const signer = keySigner(identity);
  const { certificate } = identity;
  const key = {
    kid: certificateKeyId(certificate),
    certificate,
    sign: (bytes: Uint8Array) => signer.sign(bytes),
  };
  return new HurenClient({ url, authority: name, key, now: () => world.now });
}

const draft = (serial: string, holderKey: object | undefined): LicenceDraft => ({
  serial,
  issueDate: '2026-05-01',
  validateStart: '2026-05-01',
  validateEnd: '2030-04-30',
  areaCode: QIQIHAR,
  identityLevel: 3,
  ...(holderKey === undefined ? {} : { holderKey: { ...holderKey } }),
  fields: { certificate_holder_name: '巴特尔·演示', certificate_number: '演示0001' },
});

async function issue(requestId: string, serial: string, holderKey?: object): Promise<CredentialFile> {
  const request = { requestId, type: TYPE, key: world.sealKey, licences: [draft(serial, holderKey)] };
  const [credential] = await issuer.issue(request);
  await world.relying.caughtUp();
  return credential!;
}

/** The command line of the relying office. */
function huren(...args: readonly string[]): Promise<Transcript> {
  const at = ['--url', world.relyingUrl, '--key', file('relying.pem'), '--lang', 'en'];
  return transcript([...args, ...at], { now: world.now });
}

function save(name: string, value: unknown): string {
  writeFileSync(file(name), typeof value === 'string' ? value : JSON.stringify(value));
  return file(name);
}

beforeAll(async () => {
  world = await openWorld();
  folder = mkdtempSync(join(tmpdir(), 'huren-journey-'));
  save('relying.pem', identityPem(world.identity(RELYING)));
  save('issuer.pem', identityPem(world.identity(ISSUER)));
  issuer = clientOf(ISSUER, world.issuingUrl);
  relying = clientOf(RELYING, world.relyingUrl);
  holder = new Holder(signerHolderKey(signer), {
    now: () => world.now,
  });
  licence = await issue('first', 'A1', holder.publicJwk);
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true });
});

async function present(matter = MATTER, by = holder): Promise<{ nonce: string; shown: CredentialFile }> {
  const ask = await relying.presentationRequest({ matter });
  return { nonce: ask.nonce, shown: await by.present(licence, ask) };
}

describe('issuing', () => {
  test('the SDK seals, anchors and collects; the same request answers the same licences', async () => {
    expect(licence.anchor?.batch.startsWith(ISSUER)).toBe(true);
    const height = await world.ledger.height();
    expect(await issue('first', 'A1', holder.publicJwk)).toEqual(licence);
    expect(await world.ledger.height()).toBe(height);
  });

  test('a request id is not used for other content', async () => {
    await expect(issue('first', 'A9')).rejects.toMatchObject({ status: 409, code: 'request-id-reused' });
  });

  test('huren licence issue writes a credential file that huren licence show reads; personal values stay hidden', async () => {
    const request = {
      requestId: 'by-cli',
      type: TYPE,
      key: world.sealKey,
      licences: [draft('B1', undefined)],
    };
    const at = ['--url', world.issuingUrl, '--key', file('issuer.pem'), '--lang', 'en'];
    const issued = await transcript(
      ['licence', 'issue', save('request.json', request), '--out', file('by-cli.json'), ...at],
      { now: world.now },
    );
    expect([issued.code, issued.out]).toEqual([0, `1 licences were written to ${file('by-cli.json')}.\n`]);
    const hidden = await transcript(['licence', 'show', file('by-cli.json'), '--lang', 'zh']);
    expect(hidden.code).toBe(0);
    expect(hidden.out).toContain('持证主体');
    expect(hidden.out).not.toContain('巴特尔');
    const shown = await transcript(['licence', 'show', file('by-cli.json'), '--reveal', '--json']);
    expect(JSON.parse(shown.out)).toMatchObject({
      disclosed: { certificate_holder_name: '巴特尔·演示' },
      problems: [],
    });
    const collected = await transcript(['licence', 'collect', 'by-cli', ...at], { now: world.now });
    expect(JSON.parse(collected.out)).toEqual([JSON.parse(readFileSync(file('by-cli.json'), 'utf8'))]);
  });

  test.each([
    ['a list instead of a request', '[]'],
    ['a request without licences', '{"requestId":"x"}'],
    ['a key twice', '{"requestId":"x","requestId":"y","licences":[{}]}'],
  ])('huren licence issue refuses %s: 2', async (_why, text) => {
    const { code } = await transcript(['licence', 'issue', '-', '--key', file('issuer.pem')], {
      stdin: text,
    });
    expect(code).toBe(2);
  });
});

describe('the holder', () => {
  test('shows what was asked and no more, with the anchor beside it', async () => {
    const { shown } = await present();
    expect(shown.anchor).toEqual(licence.anchor);
    const disclosures = shown.sdJwt
      .split('~')
      .slice(1, -1)
      .map((part) => Buffer.from(part, 'base64url').toString());
    expect(disclosures).toHaveLength(1);
    expect(disclosures[0]).toContain('certificate_holder_name');
  });

  test('cannot show a field that the licence does not have', async () => {
    await expect(
      holder.present(licence, { nonce: 'n', audience: 'a', fields: ['vehicle_plate'] }),
    ).rejects.toMatchObject({ code: 'no-such-disclosure' });
  });

  test('is refused by the gateway before a field that the matter does not need is asked for', async () => {
    await expect(
      relying.presentationRequest({ matter: MATTER, fields: ['certificate_number'] }),
    ).rejects.toMatchObject({
      status: 400,
      code: 'field-not-needed',
    });
  });

  test('may hold a key made by WebCrypto, which cannot be exported', async () => {
    const made = new Holder(await createHolderKey(), { now: () => world.now });
    const own = await issue('webcrypto', 'C1', made.publicJwk);
    const ask = await relying.presentationRequest({ matter: MATTER });
    const shown = await made.present(own, ask);
    const { verdict } = await relying.verify({ credential: shown, matter: MATTER, nonce: ask.nonce });
    expect(verdict).toBe('accept');
  });

  test('is refused when another key presents', async () => {
    const stranger = new Holder(await createHolderKey(), { now: () => world.now });
    const { nonce, shown } = await present(MATTER, stranger);
    const { verdict, lamps } = await relying.verify({ credential: shown, matter: MATTER, nonce });
    expect([verdict, lamps.usable]).toEqual(['refuse', 'red']);
  });
});

describe('verifying', () => {
  test('accepts a presented licence, and the receipt holds online and offline', async () => {
    const { nonce, shown } = await present();
    const verified = await relying.verify({ credential: shown, matter: MATTER, nonce });
    expect(verified).toMatchObject({
      verdict: 'accept',
      lamps: { genuine: 'green', inForce: 'green', usable: 'green' },
    });
    expect(await relying.receipts.verify(verified.receipt)).toMatchObject({ valid: true });
    const trust = await relying.trust();
    expect(verifyReceiptLocally(verified.receipt, trust)).toMatchObject({ outcome: 'valid', faults: [] });
    const forged = {
      ...verified.receipt,
      payload: { ...verified.receipt.payload, verdict: 'refuse' as const },
    };
    expect(verifyReceiptLocally(forged, trust)).toMatchObject({ outcome: 'invalid' });
  });

  test('a presentation serves once', async () => {
    const { nonce, shown } = await present();
    await relying.verify({ credential: shown, matter: MATTER, nonce });
    const again = await relying.verify({ credential: shown, matter: MATTER, nonce });
    expect(again.verdict).not.toBe('accept');
  });

  test('the facts of the gateway give the same findings on this machine', async () => {
    const { facts, policy } = await relying.facts({ credential: licence, matter: MATTER });
    const here = verifyLocally({
      credential: licence,
      question: { matter: MATTER, relying: RELYING },
      source: { facts },
      policy,
      now: world.now,
    });
    const { receipt: _receipt, ...there } = await relying.verify({ credential: licence, matter: MATTER });
    expect(JSON.parse(JSON.stringify(here))).toEqual(there);
  });

  test('the facts are signed by a receipt key of the gateway’s member; bent facts are not', async () => {
    const answer = await relying.facts({ credential: licence, matter: MATTER });
    const { receiptKeys } = (await relying.get('members', BAICHENG)) as unknown as Member;
    const key = receiptKeys[0]!;
    expect(isFactsSigned(answer, key)).toBe(true);
    const { facts, freshness } = answer;
    const later = { ...facts, head: { ...facts.head, time: facts.head.time + 1 } };
    const { publicKey } = signerKey;
    const rows: readonly (readonly [typeof answer, typeof key])[] = [
      [{ ...answer, facts: { ...facts, status: facts.anchor as never } }, key],
      [{ ...answer, facts: later }, key],
      [{ ...answer, facts: later, freshness: { ...freshness, time: later.head.time } }, key],
      [{ ...answer, freshness: { ...freshness, jws: `${freshness.jws}A` } }, key],
      [answer, { ...key, publicKey }],
      [answer, { ...key, publicKey: 'AAAA' }],
    ];
    expect(rows.map(([bent, by]) => isFactsSigned(bent, by))).toEqual(rows.map(() => false));
  });

  test('a batch answers in order, a bad credential among them as its own problem', async () => {
    const results = await relying.verifyBatch([
      { credential: licence, matter: MATTER },
      { credential: 'not a credential', matter: MATTER },
      { credential: licence.sdJwt, matter: OTHER_MATTER },
    ]);
    expect(results.map(({ status }) => status)).toEqual([200, 400, 200]);
  });

  test('a malformed credential is a problem and never a verdict', async () => {
    await expect(relying.verify({ credential: 'eyJ', matter: MATTER })).rejects.toMatchObject({
      status: 400,
      code: 'malformed-credential',
    });
  });
});

describe('huren verify', () => {
  test('ends with 0 and shows verdict, lamps, findings and the receipt when the licence is accepted', async () => {
    const { nonce, shown } = await present();
    const { code, out, err } = await huren(
      'verify',
      save('shown.json', shown),
      '--matter',
      MATTER,
      '--nonce',
      nonce,
    );
    expect([code, err]).toEqual([0, '']);
    const [verdict, lamps, ...rest] = out.split('\n');
    expect(verdict).toBe('ACCEPT');
    expect(lamps).toBe('● genuine green   ● in force green   ● usable for this matter green');
    expect(rest.filter((line) => line.startsWith('✓'))).toHaveLength(11);
    expect(out).toMatch(/receipt \d+ \(key /);
    expect(out).not.toContain('巴特尔');
    expect(out).not.toContain('\u001b[');
  });

  test('takes a presentation that huren asked for and made', async () => {
    const ask = await huren('presentation', 'request', '--matter', MATTER, '--out', file('ask.json'));
    expect(ask.code).toBe(0);
    const made = await transcript(
      [
        'presentation',
        'make',
        save('own.json', licence),
        file('ask.json'),
        '--holder-key',
        save('holder.json', holderJwk),
      ],
      { now: world.now },
    );
    const { nonce } = JSON.parse(readFileSync(file('ask.json'), 'utf8')) as { nonce: string };
    const { code } = await huren('verify', save('made.json', made.out), '--matter', MATTER, '--nonce', nonce);
    expect([made.code, code]).toEqual([0, 0]);
  });

  describe('delegation make', () => {
    const agent = signerHolderKey(nobleSigner('ES256', new Uint8Array(32).fill(77)));
    const agentJwk = { ...agent.publicJwk, d: Buffer.alloc(32, 77).toString('base64url') };
    const make = async (...more: string[]) =>
      transcript(
        [
          'delegation',
          'make',
          save('own.json', licence),
          '--agent',
          save('agent.json', agentJwk),
          '--holder-key',
          save('holder.json', holderJwk),
          '--out',
          file('handed.json'),
          '--secret-out',
          file('secret.json'),
          ...more,
        ],
        { now: world.now },
      );
    const shown = async (matter = MATTER) => {
      await huren('presentation', 'request', '--matter', matter, '--out', file('agent-ask.json'));
      const asked = JSON.parse(readFileSync(file('agent-ask.json'), 'utf8')) as { nonce: string };
      const made = await transcript(
        [
          'presentation',
          'make',
          file('handed.json'),
          file('agent-ask.json'),
          '--holder-key',
          file('agent.json'),
        ],
        { now: world.now },
      );
      return huren('verify', save('shown.json', made.out), '--matter', matter, '--nonce', asked.nonce);
    };

    test('lets an agent present until the secret is told', async () => {
      expect((await make('--matter', MATTER)).code).toBe(0);
      expect(readFileSync(file('handed.json'), 'utf8')).not.toContain(agentJwk.d);
      const first = await shown();
      expect([first.code, first.out]).toEqual([0, expect.stringContaining('AGENT_PROVED')]);
      expect((await huren('delegation', 'revoke', '--file', file('secret.json'))).code).toBe(0);
      await world.relying.caughtUp();
      const second = await shown();
      expect([second.code, second.out]).toEqual([1, expect.stringContaining('AGENT_REVOKED')]);
    });

    test.each([
      ['a day that is none', ['--until', 'soon']],
      ['an end before today', ['--until', '2020-01-01']],
      ['a matter that is none', ['--matter', 'all']],
      ['a field that the licence has not', ['--field', 'fund_account']],
    ])('makes none for %s: 2', async (_why, more) => {
      expect((await make(...more)).code).toBe(2);
    });
  });

  test.each([
    ['the key is another’s half', 'ask.json', () => ({ ...holderJwk, x: holderJwk.y })],
    ['the key is public', 'ask.json', () => ({ ...holderJwk, d: undefined })],
    ['the key is no number of the curve', 'ask.json', () => ({ ...holderJwk, d: 'AAAA' })],
    ['the request is none', 'own.json', () => holderJwk],
  ])('makes no presentation when %s: 2', async (_why, ask, key) => {
    const bent = save('bent-holder.json', key());
    const { code, out, err } = await transcript([
      'presentation',
      'make',
      file('own.json'),
      file(ask),
      '--holder-key',
      bent,
    ]);
    expect([code, out]).toEqual([2, '']);
    expect(err).not.toContain(holderJwk.d);
  });

  test('paints only on a terminal, and not under NO_COLOR', async () => {
    const args = [
      'verify',
      save('plain.json', licence),
      '--matter',
      MATTER,
      '--url',
      world.relyingUrl,
      '--key',
      file('relying.pem'),
    ];
    const painted = await transcript(args, { now: world.now, interactive: true });
    expect(painted.out).toContain('\u001b[');
    const plain = await transcript(args, { now: world.now, interactive: true, env: { NO_COLOR: '1' } });
    expect(plain.out).not.toContain('\u001b[');
  });

  test('speaks Chinese where the locale does', async () => {
    const { out } = await transcript(
      [
        'verify',
        file('plain.json'),
        '--matter',
        MATTER,
        '--url',
        world.relyingUrl,
        '--key',
        file('relying.pem'),
      ],
      { now: world.now, env: { LANG: 'zh_CN.UTF-8' } },
    );
    expect(out).toMatch(/^人工核验\n● 真 绿 {3}● 有效 绿/);
  });

  const forged = (): CredentialFile => {
    const [jwt = '', ...disclosures] = licence.sdJwt.split('~');
    const altered = Buffer.from(
      JSON.stringify(['AAAAAAAAAAAAAAAAAAAAAA', 'certificate_holder_name', '改名']),
    ).toString('base64url');
    return { ...licence, sdJwt: [jwt, altered, ...disclosures.slice(1)].join('~') };
  };

  test.each([
    [1, 'one field is altered', () => forged()],
    [4, 'nobody presented it', () => licence],
    [4, 'it was never anchored by anyone whom this gateway knows', () => licence.sdJwt],
    [2, 'the file is no credential', () => 'hello'],
    [2, 'the file is JSON of another kind', () => '{"sdJwt":1}'],
    [2, 'the file has a key twice', () => '{"sdJwt":"a","sdJwt":"b"}'],
    [2, 'the file is empty', () => ''],
    [2, 'the file is longer than any credential', () => 'a'.repeat(200_000)],
  ])('ends with %i when %s', async (exit, why, make) => {
    const { code, out, err } = await huren('verify', save('case.json', make()), '--matter', MATTER);
    expect(code).toBe(exit);
    if (exit === 2) {
      expect(out).toBe('');
      expect(err).toMatch(/^huren: .*\n$/);
    } else if (why.includes('altered')) expect(out).toContain('DISCLOSURE_FORGED');
  });

  test('reads stdin for -', async () => {
    const { code } = await transcript(
      ['verify', '-', '--matter', MATTER, '--url', world.relyingUrl, '--key', file('relying.pem')],
      { now: world.now, stdin: JSON.stringify(licence) },
    );
    expect(code).toBe(4);
  });

  test.each([
    ['an unknown nonce', ['--nonce', 'AAAAAAAAAAAAAAAAAAAAAA'], [1, 2, 4]],
    ['a day that is still to come', ['--as-of', '2099-01-01'], [2]],
    ['a height that the ledger does not have', ['--known-at', '999999'], [2]],
  ])('does not accept with %s', async (_why, more, exits) => {
    const { code } = await huren('verify', file('plain.json'), '--matter', MATTER, ...more);
    expect(exits).toContain(code);
  });

  test('an unknown matter is not accepted', async () => {
    const { code } = await huren('verify', file('plain.json'), '--matter', '000100009000');
    expect(code).not.toBe(0);
  });

  test('another member’s department is told to use its own gateway: 2', async () => {
    const { code, err } = await transcript(
      [
        'verify',
        file('plain.json'),
        '--matter',
        MATTER,
        '--url',
        world.relyingUrl,
        '--key',
        file('issuer.pem'),
      ],
      { now: world.now },
    );
    expect(code).toBe(2);
    expect(err).not.toBe('');
  });

  test('an unreachable gateway cannot tell: 3, with a sentence', async () => {
    const { code, out, err } = await transcript(
      ['verify', file('plain.json'), '--matter', MATTER, '--url', noGateway, '--key', file('relying.pem')],
      { now: world.now },
    );
    expect([code, out]).toEqual([3, '']);
    expect(err).toContain('cannot be reached');
  });

  test('--policy judges on this machine by the caller’s own policy', async () => {
    const lenient = save('policy.json', {
      v: 1,
      holder: { otherwise: 'none', matters: {} },
      mayBeSkipped: ['holder'],
    });
    expect((await huren('verify', file('plain.json'), '--matter', MATTER, '--policy', lenient)).code).toBe(0);
    const misspelt = save('misspelt.json', { v: 1, mayBeSkiped: ['holder'] });
    expect((await huren('verify', file('plain.json'), '--matter', MATTER, '--policy', misspelt)).code).toBe(
      2,
    );
  });
});

describe('offline, with a trust file', () => {
  let pin: string;

  beforeAll(async () => {
    const { code, out } = await huren('trust', 'export', '--out', file('trust.json'), '--json');
    expect(code).toBe(0);
    ({ digest: pin } = JSON.parse(out) as { digest: string });
  });

  const offline = (...args: readonly string[]): Promise<Transcript> =>
    transcript([...args, '--url', noGateway, '--lang', 'en'], { now: world.now });
  const verify = (...more: readonly string[]): Promise<Transcript> =>
    offline('verify', save('plain.json', licence), '--matter', MATTER, '--authority', RELYING, ...more);

  test('huren verify gives the gateway’s findings without any gateway', async () => {
    const here = await verify('--trust', file('trust.json'), '--pin', pin, '--json');
    const there = await huren('verify', file('plain.json'), '--matter', MATTER, '--json');
    expect(here.code).toBe(there.code);
    const codes = (text: string) =>
      (JSON.parse(text) as Verdict).findings.map(({ check, code }) => [check, code]);
    expect(codes(here.out)).toEqual(codes(there.out));
    expect(here.err).toBe('');
  });

  test('says so when no digest is pinned', async () => {
    const { err } = await verify('--trust', file('trust.json'));
    expect(err).toContain(pin);
  });

  test('huren trust show tells what is in it', async () => {
    const { code, out } = await offline('trust', 'show', file('trust.json'), '--pin', pin, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ digest: pin, records: { member: 2, matter: 2 } });
  });

  test('huren receipt verify holds a good receipt, and tells a bent one', async () => {
    const verified = await relying.verify({ credential: licence, matter: MATTER });
    const good = save('receipt.json', verified.receipt);
    const trust = ['--trust', file('trust.json'), '--pin', pin];
    expect((await offline('receipt', 'verify', good, ...trust)).code).toBe(0);
    const about = ['--licence', file('plain.json'), '--matter', MATTER, '--authority', RELYING];
    expect((await offline('receipt', 'verify', save('whole.json', verified), ...trust, ...about)).code).toBe(
      0,
    );
    const elsewhere = ['--licence', file('plain.json'), '--matter', OTHER_MATTER, '--authority', RELYING];
    const other = await offline('receipt', 'verify', good, ...trust, ...elsewhere);
    expect([other.code, other.out]).toEqual([1, expect.stringContaining('RECEIPT_REQUEST_DIFFERS')]);
    const { payload } = verified.receipt;
    const bent = save('bent.json', { ...verified.receipt, payload: { ...payload, verdict: 'accept' } });
    expect((await offline('receipt', 'verify', bent, ...trust)).code).toBe(1);
    const stranger = save('stranger.json', {
      ...verified.receipt,
      payload: { ...payload, key: 'A'.repeat(43) },
    });
    expect((await offline('receipt', 'verify', stranger, ...trust)).code).toBe(3);
    expect((await offline('receipt', 'verify', save('no.json', {}), ...trust)).code).toBe(2);
    expect((await huren('receipt', 'verify', good)).code).toBe(0);
    expect((await huren('receipt', 'verify', bent)).code).toBe(1);
    expect((await offline('receipt', 'verify', good)).code).toBe(3);
  });

  const bend = (
    change: (trust: { body: { exportedAt: string; records: Record<string, unknown> }; jws: string }) => void,
  ): string => {
    const trust = JSON.parse(readFileSync(file('trust.json'), 'utf8')) as Parameters<typeof change>[0];
    change(trust);
    return save('bent-trust.json', trust);
  };
  test.each([
    [3, 'another digest is pinned', 'pin', () => file('trust.json')],
    [
      3,
      'a day was altered',
      'altered',
      () => bend(({ body }) => (body.exportedAt = '2026-01-01T00:00:00.000Z')),
    ],
    [
      3,
      'a record was taken out',
      'altered',
      () => bend(({ body }) => Reflect.deleteProperty(body.records, `authority/${ISSUER}`)),
    ],
    [2, 'it is no trust file', 'grammar', () => save('no-trust.json', '{}')],
    [2, 'it is no JSON', 'grammar', () => save('no-json.json', 'trust me')],
    [
      2,
      'it holds a record of an unknown kind',
      'grammar',
      () => bend(({ body }) => (body.records['vault/1'] = [])),
    ],
  ])('cannot be told anything by a trust file: %i when %s', async (exit, _why, says, make) => {
    const path = make();
    const pins = says === 'pin' ? ['--pin', 'A'.repeat(43)] : [];
    const { code, out, err } = await verify('--trust', path, ...pins);
    expect([code, out]).toEqual([exit, '']);
    expect(err).toContain(says);
  });
});

describe('status', () => {
  test('huren licence status suspends by the credential file, and the next verification refuses', async () => {
    const path = save('suspended.json', await issue('to-suspend', 'D1'));
    const change = [
      '--state',
      'suspended',
      '--decision',
      '演示〔2026〕1号',
      '--decided-on',
      '2026-05-30',
      '--effective-from',
      '2026-05-30',
    ];
    const at = ['--url', world.issuingUrl, '--key', file('issuer.pem'), '--lang', 'en'];
    const first = await transcript(['licence', 'status', path, ...change, ...at], { now: world.now });
    expect([first.code, first.out]).toEqual([
      0,
      expect.stringMatching(/^The status is changed, at ledger position \d+\/0/),
    ]);
    await world.relying.caughtUp();
    const { code, out } = await huren('verify', path, '--matter', MATTER);
    expect(code).toBe(1);
    expect(out).toMatch(/^REFUSE\n/);
  });

  test.each([
    ['no licence is named', []],
    ['a batch is named without a leaf', ['--batch', `${ISSUER}/${'A'.repeat(43)}`]],
    ['both leaf and identifier are named', ['--batch', 'b', '--leaf', 'l', '--identifier', 'i']],
  ])('is not changed when %s: 2', async (_why, more) => {
    const change = [
      '--state',
      'revoked',
      '--decision',
      'x',
      '--decided-on',
      '2026-05-30',
      '--effective-from',
      '2026-05-30',
    ];
    const { code } = await transcript(['licence', 'status', ...change, ...more, '--key', file('issuer.pem')]);
    expect(code).toBe(2);
  });
});

describe('huren licence offer', () => {
  const offer = (value: unknown): Promise<Transcript> =>
    transcript(
      ['licence', 'offer', save('offer.json', value), '--url', world.issuingUrl, '--key', file('issuer.pem')],
      { now: world.now },
    );
  const { identityLevel: _level, ...offered } = draft('OFFER1', undefined);
  const body = {
    type: TYPE,
    identityLevel: 3,
    licence: offered,
    person: { name: '巴特尔·演示', idNumber: 'DEMO-ID-0001' },
  };
  beforeAll(async () => {
    await world.submit(QIQIHAR, 'member', 'setGateway', { url: world.issuingUrl });
    await world.issuing.saveService(ISSUER, world.identity(ISSUER));
    await world.issuing.caughtUp();
  });

  test('prints the link by which the holder claims, and nothing about them', async () => {
    const { code, out, err } = await offer({ ...body, key: world.sealKey });
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^\S+\/wallet\/#offer=[A-Za-z0-9_-]{22}\n/);
    expect(out).not.toMatch(/巴特尔|DEMO-ID/);
  });

  test.each<[string, () => unknown]>([
    ['the file is none', () => ({ licences: [] })],
    [
      'the licence is bound to a key already',
      () => ({ ...body, key: world.sealKey, licence: draft('X', holderJwk) }),
    ],
    ['the level is none', () => ({ ...body, key: world.sealKey, identityLevel: 9 })],
  ])('offers nothing where %s: 2', async (_, value) => {
    const { code, out, err } = await offer(value());
    expect([code, out]).toEqual([2, '']);
    expect(err).not.toMatch(/巴特尔|DEMO-ID/);
  });
});
