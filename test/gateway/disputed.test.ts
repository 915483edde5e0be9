import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGateway, type Gateway } from '@huren/gateway';
import {
  LedgerDisputed,
  type Block,
  type ChainFinding,
  type Ledger,
  type LedgerHealth,
} from '@huren/network';
import { call } from './client';
import { BAICHENG, openWorld, type World } from './world';

const root = mkdtempSync(join(tmpdir(), 'huren-disputed-'));
const opened: Gateway[] = [];
let world: World;

const finding: ChainFinding = {
  v: 1,
  id: '0123456789abcdef',
  code: 'flags-differ',
  block: 4,
  at: '2026-01-01T00:00:00.000Z',
  accounts: [
    { member: 'Huren230200MSP', peer: 'a:1', hash: 'aa', flags: '00', file: 'one' },
    { member: 'Huren220800MSP', peer: 'b:1', hash: 'aa', flags: '0b', file: 'two' },
  ],
};

/** The world's ledger behind peers that members compare: it is read up to a block, then as the test says. */
function compared(options: {
  readonly until: number;
  readonly then: 'dispute' | 'silence';
  readonly health?: LedgerHealth;
  readonly height?: () => Promise<number>;
}): Ledger {
  const { ledger } = world;
  return {
    engine: 'fabric-gateway',
    submit: (request, signer) => ledger.submit(request, signer),
    evaluate: (request, signer) => ledger.evaluate(request, signer),
    height: options.height ?? (() => ledger.height()),
    health: () => Promise.resolve(options.health ?? { ready: true }),
    close: () => Promise.resolve(),
    async *blocks(from: number, signal?: AbortSignal): AsyncGenerator<Block> {
      if (from < options.until) {
        for await (const block of ledger.blocks(from, signal)) {
          yield block;
          if (block.number === options.until - 1) break;
        }
      }
      if (options.then === 'dispute') throw new LedgerDisputed(finding);
      await new Promise((resolve) => signal?.addEventListener('abort', resolve));
    },
  };
}

async function gatewayOver(ledger: Ledger, name: string): Promise<{ gateway: Gateway; url: string }> {
  const gateway = await createGateway({
    ledger,
    member: BAICHENG,
    dataPath: join(root, name),
    keysPath: join(root, `keys-${name}`),
    passphrase: 'demo passphrase',
    clock: () => world.now,
  });
  opened.push(gateway);
  const { url } = await gateway.listen(0);
  return { gateway, url };
}

const codesOf = (body: Record<string, unknown>): readonly string[] =>
  (body['reasons'] as { code: string }[]).map(({ code }) => code);

beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  for (const gateway of opened) await gateway.close();
  await world.close();
  rmSync(root, { recursive: true, force: true });
});

it('stops at a disputed block and names it, the members and the way on, in both languages', async () => {
  const { gateway, url } = await gatewayOver(compared({ until: 4, then: 'dispute' }), 'live');
  while (gateway.context.feed.state === 'following') await new Promise((resolve) => setImmediate(resolve));
  expect(gateway.context.index.head.height).toBe(4);
  const { status, body } = await call('GET', `${url}/readyz`);
  expect(status).toBe(503);
  expect(codesOf(body)).toContain('ledger-disputed');
  expect(codesOf(body)).not.toContain('index-broken');
  const reasons = body['reasons'] as { code: string; messages: { zh: string; en: string } }[];
  const said = reasons.find(({ code }) => code === 'ledger-disputed')?.messages;
  for (const word of [
    '4',
    'flags-differ',
    'Huren230200MSP',
    'Huren220800MSP',
    finding.id,
    'huren network acknowledge',
  ]) {
    expect(said?.zh).toContain(word);
    expect(said?.en).toContain(word);
  }
});

it('starts all the same after a dispute, and says so again', async () => {
  const first = await gatewayOver(compared({ until: 4, then: 'dispute' }), 'again');
  while (first.gateway.context.feed.state === 'following')
    await new Promise((resolve) => setImmediate(resolve));
  await first.gateway.close();
  opened.pop();
  // A disputed ledger gives nothing any more, not even what it gave before.
  const { gateway, url } = await gatewayOver(compared({ until: 0, then: 'dispute' }), 'again');
  expect(gateway.context.index.head.height).toBe(4);
  expect(codesOf((await call('GET', `${url}/readyz`)).body)).toContain('ledger-disputed');
});

it('is not ready while members’ words are missing, and names them', async () => {
  const awaited = ['Huren220800MSP'];
  const ledger = compared({ until: 4, then: 'silence', health: { ready: true, awaited } });
  const { url } = await gatewayOver(ledger, 'awaited');
  const { status, body } = await call('GET', `${url}/readyz`);
  expect([status, codesOf(body).includes('members-awaited')]).toEqual([503, true]);
  expect(JSON.stringify(body)).toContain('Huren220800MSP');
});

it('starts and keeps its index when members do not answer yet', async () => {
  const first = await gatewayOver(compared({ until: 6, then: 'silence' }), 'silent');
  while (first.gateway.context.index.head.height < 6) await new Promise((resolve) => setImmediate(resolve));
  await first.gateway.close();
  opened.pop();
  const { gateway } = await gatewayOver(compared({ until: 0, then: 'silence' }), 'silent');
  expect([gateway.context.feed.state, gateway.context.index.head.height]).toEqual(['following', 6]);
});

it('answers /readyz when no peer answers', async () => {
  let lost = false;
  const height = () => (lost ? Promise.reject(new Error('no peer answers')) : world.ledger.height());
  const health = { ready: false, reason: 'no peer answers' };
  const { url } = await gatewayOver(compared({ until: 4, then: 'silence', health, height }), 'lost');
  lost = true;
  const { status, body } = await call('GET', `${url}/readyz`);
  expect([status, codesOf(body).includes('ledger-not-acknowledging')]).toEqual([503, true]);
});
