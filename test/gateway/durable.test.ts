import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Level } from 'level';
import { generateSigner, nodeProvider } from '@huren/chaincode/crypto-node';
import type { ReceiptPayload } from '@huren/chaincode/domain';
import {
  createGateway,
  createLog,
  DurableStorage,
  PresentationRequests,
  Problem,
  ReceiptLog,
} from '@huren/gateway';
import { call } from './client';
import { issue, issuerToken, relyingToken, request, verify } from './issuing';
import { payloadKey } from '../../gateway/src/receipts/receipt-place';
import { BAICHENG, MATTER, openWorld, START, type World } from './world';

const log = createLog('silent', 'x');
let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'huren-durable-'));
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

/** Runs the child until it has printed `lines` numbers, kills it, and answers what it had acknowledged. */
async function runAndKill(folder: string, lines: number): Promise<{ keyId: string; numbers: number[] }> {
  const child = spawn(
    process.execPath,
    [
      '--conditions=huren-source',
      '-r',
      join(__dirname, '../network/register-typescript.js'),
      join(__dirname, 'receipts-child.ts'),
      folder,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    if (text.split('\n').length > lines) child.kill('SIGKILL');
  });
  await new Promise((resolve) => child.on('close', resolve));
  const [first = '', ...rest] = text.split('\n').slice(0, -1);
  return { keyId: first.replace('key ', ''), numbers: rest.map(Number) };
}

it('loses, repeats and skips no receipt number over kill -9', async () => {
  const folder = join(root, 'killed');
  mkdirSync(folder);
  const acknowledged: number[] = [];
  let keyId = '';
  for (const lines of [20, 57, 33]) {
    const run = await runAndKill(folder, lines);
    keyId = run.keyId;
    acknowledged.push(...run.numbers);
  }
  expect(new Set(acknowledged).size).toBe(acknowledged.length);
  const storage = await DurableStorage.open(join(folder, 'receipts'), 'receipts', log);
  const receipts = new ReceiptLog(storage, nodeProvider());
  const { number } = receipts.head(keyId);
  expect(number).toBeGreaterThanOrEqual(Math.max(...acknowledged));
  let previous = Buffer.alloc(32).toString('base64url');
  for (let at = 1; at <= number; at++) {
    const text = receipts.payload(keyId, at) ?? '';
    expect(JSON.parse(text)).toMatchObject({ number: at, previous });
    previous = createHash('sha256').update(text).digest('base64url');
  }
  expect(receipts.payload(keyId, number + 1)).toBeUndefined();
  await receipts.close();
}, 60_000);

it('gives no receipt with a key that went out of use meanwhile, and its log has settled then', async () => {
  let release = (): void => undefined;
  let reached = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const isWriting = new Promise<void>((resolve) => (reached = resolve));
  class SlowDisk extends Level {
    override batch(...parts: unknown[]): never {
      reached();
      const write = super.batch.bind(this) as (...all: unknown[]) => Promise<void>;
      return held.then(async () => write(...parts)) as never;
    }
  }
  const open = (path: string): Level => new SlowDisk(path) as Level;
  const storage = await DurableStorage.open(join(root, 'ended'), 'receipts', log, open);
  const [old, next] = [generateSigner('ES256'), generateSigner('ES256')];
  let inUse = old.keyId;
  const receipts = new ReceiptLog(storage, nodeProvider(), undefined, (keyId) => keyId === inUse);
  const issue = async (signer: typeof old): Promise<number> =>
    (await receipts.issue((place) => ({ v: 1, ...place }) as unknown as ReceiptPayload, signer)).payload
      .number;

  const before = issue(old);
  await isWriting;
  const late = issue(old).catch((error: unknown) => (error as Problem).code);
  inUse = next.keyId;
  let isSettled = false;
  const settled = receipts.settled().then(() => (isSettled = true));
  await new Promise((resolve) => setImmediate(resolve));
  expect([isSettled, receipts.head(old.keyId).number]).toEqual([false, 0]);
  release();
  await settled;
  const end = receipts.head(old.keyId);
  expect([await before, end.number]).toEqual([1, 1]);
  expect(await late).toBe('no-receipt-key');
  expect(await issue(next)).toBe(1);
  expect(receipts.head(old.keyId)).toEqual(end);
  await receipts.close();
});

it('forgets no used nonce over a restart, and lets an expired one go', async () => {
  const open = async (): Promise<PresentationRequests> =>
    PresentationRequests.open(await DurableStorage.open(join(root, 'nonces'), 'presentations', log), START);
  const ask = { authority: 'A'.repeat(18), matter: MATTER, fields: [], issuedAt: START };
  let requests = await open();
  const used = await requests.create(ask);
  const late = await requests.create(ask);
  expect(used.nonce).not.toBe(late.nonce);
  expect((await requests.claim(used.nonce, ask.authority, MATTER, START + 1)).state).toBe('issued');
  await requests.close();
  requests = await open();
  expect((await requests.claim(used.nonce, ask.authority, MATTER, START + 2)).state).toBe('used');
  expect((await requests.claim(late.nonce, ask.authority, MATTER, START + 60_000)).state).toBe('expired');
  expect((await requests.claim(late.nonce, 'B'.repeat(18), MATTER, START + 3)).state).toBe('unknown');
  expect((await requests.claim(late.nonce, ask.authority, MATTER, START + 59_999)).state).toBe('issued');
  await requests.sweep(START + 2 * 3_600_000);
  expect((await requests.claim(used.nonce, ask.authority, MATTER, START)).state).toBe('unknown');
  await requests.close();
});

it('counts the presentation requests that can still be answered, and gives no authority all the room', async () => {
  const shares = { openPresentations: 3, openPresentationsPerAuthority: 2 };
  const open = async (nowMs: number): Promise<PresentationRequests> =>
    PresentationRequests.open(
      await DurableStorage.open(join(root, 'shares'), 'presentations', log),
      nowMs,
      shares,
    );
  const [a, b, c] = ['A', 'B', 'C'].map((letter) => letter.repeat(18)) as [string, string, string];
  let requests = await open(START);
  const ask = (authority: string, issuedAt = START) =>
    requests.create({ authority, matter: MATTER, issuedAt });
  const first = await ask(a);
  await ask(a);
  await expect(ask(a)).rejects.toThrow('too-busy');
  await ask(b);
  await expect(ask(c)).rejects.toThrow('too-busy');
  // A spent one makes room, and the count outlives a restart.
  await requests.claim(first.nonce, a, MATTER, START + 1);
  await ask(c);
  await requests.close();
  requests = await open(START + 2);
  await expect(ask(b, START + 2)).rejects.toThrow('too-busy');
  // So do those that have expired.
  const late = START + 60_000;
  expect((await Promise.all([ask(a, late), ask(a, late), ask(b, late)])).length).toBe(3);
  await requests.close();
});

it('opens a folder once after a failure, however many ask, and answers 503 while it is closed', async () => {
  let full = false;
  let opened = 0;
  let held: Promise<void> = Promise.resolve();
  class SlowFullDisk extends Level {
    override batch(...parts: unknown[]): never {
      if (full) return Promise.reject(new Error('no space left on device')) as never;
      return (super.batch as (...all: unknown[]) => never)(...parts);
    }
    override async open(): Promise<void> {
      await held;
      await super.open();
    }
  }
  const path = join(root, 'once');
  const storage = await DurableStorage.open(path, 'once', log, (where) => {
    opened++;
    return new SlowFullDisk(where) as Level;
  });
  await storage.write([{ type: 'put', key: 'a', value: '1' }]);
  full = true;
  await expect(storage.write([{ type: 'put', key: 'a', value: '2' }])).rejects.toBeInstanceOf(Problem);
  full = false;
  let release = (): void => undefined;
  held = new Promise((resolve) => (release = resolve));
  opened = 0;
  const asked = Promise.all([
    storage.probe(),
    storage.probe(),
    storage.write([{ type: 'put', key: 'b', value: '1' }]),
  ]);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(() => storage.get('a')).toThrow('storage-failed');
  release();
  expect((await asked).slice(0, 2)).toEqual([true, true]);
  expect(opened).toBe(1);
  expect([storage.get('a'), storage.get('b')]).toEqual(['1', '1']);
  await storage.close();
});

describe('what is written during a write', () => {
  let failing = false;
  const sizes: number[] = [];
  class CountingDisk extends Level {
    override batch(...parts: unknown[]): never {
      sizes.push((parts[0] as unknown[]).length);
      if (failing) return Promise.reject(new Error('no space left on device')) as never;
      return (super.batch as (...all: unknown[]) => never)(...parts);
    }
  }
  let storage: DurableStorage;
  const put = async (key: string, value: string): Promise<void> =>
    storage.write([{ type: 'put', key, value }]);
  beforeAll(async () => {
    storage = await DurableStorage.open(
      join(root, 'group'),
      'group',
      log,
      (path) => new CountingDisk(path) as Level,
    );
  });
  afterAll(async () => {
    await storage.close();
  });
  beforeEach(() => {
    failing = false;
    sizes.length = 0;
  });

  it('goes together behind it, in its order, and is there once it is acknowledged', async () => {
    const seen = await Promise.all(
      ['1', '2', '3', '4'].map(async (value) => {
        await put(`own ${value}`, value);
        await put('shared', value);
        return storage.get(`own ${value}`);
      }),
    );
    expect(seen).toEqual(['1', '2', '3', '4']);
    // Whoever was answered first writes again first, so that the last word is of the last.
    expect(storage.get('shared')).toBe('4');
    expect(sizes.slice(0, 2)).toEqual([1, 3]);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(8);
  });

  it('is acknowledged to nobody where their write fails, and the next write is made', async () => {
    const first = put('a', 'before');
    await first;
    failing = true;
    const all = ['a', 'b', 'c'].map((key) => put(key, 'lost'));
    const outcomes = await Promise.allSettled(all);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    failing = false;
    await put('d', 'after');
    expect(['a', 'b', 'c', 'd'].map((key) => storage.get(key))).toEqual([
      'before',
      undefined,
      undefined,
      'after',
    ]);
  });

  it('is on the disk before the folder closes', async () => {
    const folder = join(root, 'closing');
    const closing = await DurableStorage.open(folder, 'closing', log);
    const writes = ['1', '2', '3'].map(async (key) => closing.write([{ type: 'put', key, value: key }]));
    await closing.close();
    await Promise.all(writes);
    const again = await DurableStorage.open(folder, 'closing', log);
    expect(['1', '2', '3'].map((key) => again.get(key))).toEqual(['1', '2', '3']);
    await again.close();
  });
});

it('acknowledges nothing while its disk fails, says so on /readyz, and goes on without a gap', async () => {
  let full = false;
  class FullDisk extends Level {
    override batch(...parts: unknown[]): never {
      if (full) return Promise.reject(new Error('no space left on device')) as never;
      return (super.batch as (...all: unknown[]) => never)(...parts);
    }
  }
  const world = await openWorld({ openLevel: (path) => new FullDisk(path) as Level });
  const [file] = await issue(world, 'first');
  const ask = { credential: file, matter: MATTER };
  const before = (await verify(world, ask)).body['receipt'] as { payload: { number: number } };
  full = true;
  const failed = await Promise.all([verify(world, ask), verify(world, ask)]);
  for (const { status, body } of failed) expect([status, body['code']]).toEqual([503, 'storage-failed']);
  const nonce = await call(
    'POST',
    `${world.relyingUrl}/v1/presentation-requests`,
    { matter: MATTER },
    relyingToken(world),
  );
  expect([nonce.status, nonce.body['code']]).toEqual([503, 'storage-failed']);
  const sealed = await call(
    'POST',
    `${world.issuingUrl}/v1/licences`,
    request(world, 'second'),
    issuerToken(world),
  );
  expect([sealed.status, sealed.body['code']]).toEqual([503, 'storage-failed']);
  const ready = await call('GET', `${world.relyingUrl}/readyz`);
  expect(ready.status).toBe(503);
  expect((ready.body['reasons'] as { code: string }[]).map(({ code }) => code)).toEqual([
    'receipts-failed',
    'presentations-failed',
  ]);
  full = false;
  expect((await call('GET', `${world.relyingUrl}/readyz`)).status).toBe(200);
  const after = (await verify(world, ask)).body['receipt'] as { payload: { number: number } };
  expect(after.payload.number).toBe(before.payload.number + 1);
  expect((await issue(world, 'second')).length).toBe(1);
  await world.close();
});

/** Baicheng's gateway again over its folder, the answer to a question put to it, and whether it is ready. */
async function reopenAndAsk(world: World, ask: object) {
  const gateway = await createGateway({
    ledger: world.ledger,
    member: BAICHENG,
    dataPath: join(world.path, `gateway-${BAICHENG}`),
    keysPath: join(world.path, `keys-${BAICHENG}`),
    passphrase: 'demo passphrase',
    clock: () => world.now,
  });
  const { url } = await gateway.listen(0);
  await gateway.caughtUp();
  const verified = await call('POST', `${url}/v1/verifications`, ask, relyingToken(world));
  const ready = await call('GET', `${url}/readyz`);
  return { gateway, verified, ready };
}

it('gives no receipt number a second time from an older copy of its log, and says so on /readyz', async () => {
  const world = await openWorld();
  const folder = join(world.path, `gateway-${BAICHENG}`);
  const [file] = await issue(world, 'first');
  const ask = { credential: file, matter: MATTER };
  expect((await verify(world, ask)).status).toBe(200);
  await world.relying.close();
  cpSync(join(folder, 'receipts'), join(root, 'older'), { recursive: true });

  const whole = await reopenAndAsk(world, ask);
  expect((whole.verified.body['receipt'] as { payload: { number: number } }).payload.number).toBe(2);
  expect(await whole.gateway.context.heartbeat.beat()).toBe(true);
  await whole.gateway.close();

  rmSync(join(folder, 'receipts'), { recursive: true });
  cpSync(join(root, 'older'), join(folder, 'receipts'), { recursive: true });
  const older = await reopenAndAsk(world, ask);
  expect([older.verified.status, older.verified.body['code']]).toEqual([503, 'receipts-behind']);
  expect(older.ready.body['reasons']).toMatchObject([{ code: 'receipts-behind' }]);
  await older.gateway.close();
  await world.close();
});

it.each([
  [
    'altered',
    (text: string): string | undefined => text.replace(/"verdict":"[a-z-]+"/, '"verdict":"refuse"'),
  ],
  ['missing', (): string | undefined => undefined],
])(
  'goes on with no log of which an anchored receipt is %s, and does not anchor it',
  async (_how, changed) => {
    const world = await openWorld();
    const [file] = await issue(world, 'first');
    const ask = { credential: file, matter: MATTER };
    for (let at = 0; at < 3; at++) expect((await verify(world, ask)).status).toBe(200);
    expect(await world.relying.context.heartbeat.beat()).toBe(true);
    const keyId = world.relying.context.receiptKey() ?? '';
    await world.relying.close();

    const name = payloadKey(keyId, 2);
    const level = new Level(join(world.path, `gateway-${BAICHENG}`, 'receipts'));
    const value = changed(await level.get(name));
    await (value === undefined ? level.del(name) : level.put(name, value));
    await level.close();

    const { gateway, verified, ready } = await reopenAndAsk(world, ask);
    expect([verified.status, verified.body['code']]).toEqual([503, 'receipts-behind']);
    expect(ready.body['reasons']).toMatchObject([{ code: 'receipts-behind' }]);
    await gateway.close();
    await world.close();
  },
);
