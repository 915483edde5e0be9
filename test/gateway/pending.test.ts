import { createPrivateKey, sign } from 'node:crypto';
import { type Commit, type Ledger, LedgerUnavailable } from '@huren/network';
import { createMemberCa, issueIdentity, type IssuedIdentity, toLowS } from '@huren/network/identity';
import { LIMITS, PendingTransactions, Problem } from '@huren/gateway';
import { call, signatureOf } from './client';
import { ISSUER, openWorld, QIQIHAR, START, type World } from './world';

const REQUEST = { contract: 'member', fn: 'confirm', argument: '{}' };
const COMMIT: Commit = { transactionId: 'demo', position: { block: 1, tx: 0 }, result: '' };

/** An engine that asks for as many signatures as it is told, and commits. */
function askingLedger(signatures: number): Ledger {
  const unavailable = (): never => {
    throw new LedgerUnavailable('this engine only submits');
  };
  return {
    engine: 'embedded',
    submit: async (_request, signer) => {
      for (let at = 0; at < signatures; at++) await signer.sign(Uint8Array.of(at));
      return COMMIT;
    },
    evaluate: unavailable,
    blocks: unavailable,
    height: unavailable,
    health: unavailable,
    close: () => Promise.resolve(),
  };
}

async function identities(count: number): Promise<readonly IssuedIdentity[]> {
  const ca = await createMemberCa({ id: QIQIHAR, name: 'demo', now: new Date(START), validDays: 1 });
  return Promise.all(
    Array.from({ length: count }, () =>
      issueIdentity(ca, {
        commonName: 'demo',
        role: 'client',
        notBefore: new Date(START),
        notAfter: new Date(START + 3_600_000),
      }),
    ),
  );
}

function signed({ privateKey }: IssuedIdentity, bytes: Uint8Array): Uint8Array {
  const key = createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return toLowS(sign('sha256', bytes, { key, dsaEncoding: 'der' }));
}

async function codeOf(act: Promise<unknown>): Promise<string> {
  return act.then(
    () => 'done',
    (error: unknown) => (error instanceof Problem ? error.code : 'other'),
  );
}

it('keeps 64 unsigned transactions of one certificate and no more; a signed one makes room', async () => {
  const world = await openWorld();
  const url = `${world.issuingUrl}/v1/transactions`;
  const prepare = (who: string) =>
    call('POST', `${url}/prepare`, {
      contract: 'member',
      function: 'anchorReceipts',
      argument: { keyId: world.issuing.context.receiptKey(), number: 0 },
      certificate: world.identity(who).certificate,
    });
  const prepared = [];
  for (let at = 0; at < LIMITS.pendingPerCertificate; at++) prepared.push(await prepare(QIQIHAR));
  expect(new Set(prepared.map(({ status }) => status))).toEqual(new Set([201]));
  const over = await prepare(QIQIHAR);
  expect([over.status, over.body['code']]).toEqual([503, 'too-busy']);
  expect(Number(over.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await prepare(ISSUER)).status).toBe(201);

  await finish(world, prepared[0]?.body, url);
  expect((await prepare(QIQIHAR)).status).toBe(201);
  await world.close();
});

async function finish(world: World, wanted: unknown, url: string): Promise<void> {
  let { id, bytes } = wanted as { id: string; bytes: string };
  for (;;) {
    const signature = signatureOf(world.identity(QIQIHAR), bytes);
    const answer = await call('POST', url, { id, signature });
    if (answer.status !== 202) {
      expect(answer.status).toBe(200);
      return;
    }
    ({ id, bytes } = answer.body as { id: string; bytes: string });
  }
}

it('keeps 1,000 unsigned transactions of all certificates together', async () => {
  const pending = new PendingTransactions(askingLedger(1), 'demo', Date.now);
  const many = await identities(Math.ceil(LIMITS.pendingTransactions / LIMITS.pendingPerCertificate));
  const prepare = (at: number) =>
    pending.prepare(REQUEST, many[Math.floor(at / LIMITS.pendingPerCertificate)]?.certificate ?? '');
  for (let at = 0; at < LIMITS.pendingTransactions; at++) await prepare(at);
  expect(pending.size).toBe(LIMITS.pendingTransactions);
  expect(await codeOf(prepare(LIMITS.pendingTransactions))).toBe('too-busy');
  pending.close();
  await new Promise((resolve) => setImmediate(resolve));
  expect(pending.size).toBe(0);
  expect(await codeOf(prepare(0))).toBe('done');
  pending.close();
});

it('counts one certificate once, however its PEM text is laid out', async () => {
  const pending = new PendingTransactions(askingLedger(1), 'demo', Date.now);
  const [identity] = await identities(1);
  const text = identity?.certificate.trim() ?? '';
  for (let at = 0; at < LIMITS.pendingPerCertificate; at++) {
    await pending.prepare(REQUEST, `${text}${'\n'.repeat(at)}`);
  }
  expect(await codeOf(pending.prepare(REQUEST, `\n${text}`))).toBe('too-busy');
  pending.close();
});

it('keeps 16 Mi characters of arguments of one certificate and 128 Mi of all', async () => {
  const pending = new PendingTransactions(askingLedger(1), 'demo', Date.now);
  const many = await identities(9);
  const half = { ...REQUEST, argument: ' '.repeat(LIMITS.pendingCharsPerCertificate / 2) };
  const prepare = (at: number, request = half) =>
    codeOf(pending.prepare(request, many[at]?.certificate ?? ''));
  expect([await prepare(0), await prepare(0)]).toEqual(['done', 'done']);
  expect(await prepare(0, { ...REQUEST, argument: ' ' })).toBe('too-busy');
  for (let at = 1; at < 8; at++) expect([await prepare(at), await prepare(at)]).toEqual(['done', 'done']);
  expect(await prepare(8, { ...REQUEST, argument: ' ' })).toBe('too-busy');
  pending.close();
});

it('lets go of what nobody signs within its minute', async () => {
  jest.useFakeTimers();
  try {
    const pending = new PendingTransactions(askingLedger(1), 'demo', Date.now);
    const [identity] = await identities(1);
    if (identity === undefined) throw new TypeError('no identity');
    const step = await pending.prepare(REQUEST, identity.certificate);
    if (step.kind !== 'sign') throw new TypeError('no signature was asked for');
    await jest.advanceTimersByTimeAsync(LIMITS.signatureWaitMs - 1);
    expect(pending.size).toBe(1);
    await jest.advanceTimersByTimeAsync(2);
    expect(pending.size).toBe(0);
    const late = pending.sign(step.wanted.id, signed(identity, step.wanted.bytes));
    expect(await codeOf(late)).toBe('unknown-transaction');
  } finally {
    jest.useRealTimers();
  }
});

it('asks as often as the engine does, and answers a repeated signature with the same commit', async () => {
  const pending = new PendingTransactions(askingLedger(2), 'demo', Date.now);
  const [identity, other] = await identities(2);
  if (identity === undefined || other === undefined) throw new TypeError('no identity');
  const first = await pending.prepare(REQUEST, identity.certificate);
  if (first.kind !== 'sign') throw new TypeError('no signature was asked for');
  const { id, bytes } = first.wanted;
  expect(await codeOf(pending.sign(id, signed(other, bytes)))).toBe('bad-signature');
  const second = await pending.sign(id, signed(identity, bytes));
  if (second.kind !== 'sign') throw new TypeError('no second signature was asked for');
  expect(second.wanted.bytes).not.toEqual(bytes);
  // The first signature does not serve for the second bytes.
  expect(await codeOf(pending.sign(id, signed(identity, bytes)))).toBe('bad-signature');
  const last = signed(identity, second.wanted.bytes);
  expect(await pending.sign(id, last)).toEqual({ kind: 'committed', commit: COMMIT });
  expect(await pending.sign(id, last)).toEqual({ kind: 'committed', commit: COMMIT });
});
