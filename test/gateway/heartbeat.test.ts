import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createGateway, type Gateway, LIMITS } from '@huren/gateway';
import { BAICHENG, openWorld, type World } from './world';

const PASSPHRASE = 'demo passphrase';

/** Baicheng's gateway, started again after so long a quiet. */
async function startedAfter(
  world: World,
  quietMs: number,
  keys = join(world.path, `keys-${BAICHENG}`),
): Promise<Gateway> {
  await world.relying.close();
  world.now += quietMs;
  return createGateway({
    ledger: world.ledger,
    member: BAICHENG,
    dataPath: join(world.path, `gateway-${BAICHENG}`),
    keysPath: keys,
    passphrase: PASSPHRASE,
    clock: () => world.now,
  });
}

/** Blocks that the ledger has more than before, once a beat had its time. */
async function blocksSince(world: World, height: number, awaited: number): Promise<number> {
  for (let tries = 0; tries < 40; tries++) {
    if ((await world.ledger.height()) - height >= Math.max(awaited, 1)) break;
    // What is not to come is waited for half a second only.
    if (awaited === 0 && tries === 10) break;
    await wait(50);
  }
  return (await world.ledger.height()) - height;
}

describe('after a quiet', () => {
  let world: World;
  beforeEach(async () => {
    world = await openWorld();
    await world.relying.caughtUp();
  });
  afterEach(() => world.close());

  it('as long as a heartbeat a gateway that starts beats at once, so that its index is young', async () => {
    const height = await world.ledger.height();
    const gateway = await startedAfter(world, LIMITS.heartbeatMs);
    expect(await blocksSince(world, height, 1)).toBe(1);
    await gateway.caughtUp();
    expect(gateway.context.index.head.time).toBe(world.now);
    await gateway.close();
  });

  it('shorter than a heartbeat it writes nothing', async () => {
    const height = await world.ledger.height();
    const gateway = await startedAfter(world, LIMITS.heartbeatMs - 60_000);
    expect(await blocksSince(world, height, 0)).toBe(0);
    await gateway.close();
  });

  it('it beats once, not at every look', async () => {
    const height = await world.ledger.height();
    const gateway = await startedAfter(world, LIMITS.heartbeatMs);
    expect(await blocksSince(world, height, 1)).toBe(1);
    expect(await blocksSince(world, height + 1, 0)).toBe(0);
    await gateway.close();
  });

  it('a gateway without receipt key and operator writes nothing and goes on', async () => {
    const height = await world.ledger.height();
    const gateway = await startedAfter(world, LIMITS.heartbeatMs, join(world.path, 'other-keys'));
    expect(await blocksSince(world, height, 0)).toBe(0);
    expect(await gateway.caughtUp()).toBe(true);
    await gateway.close();
  });

  it('a gateway that closes at once keeps nobody waiting', async () => {
    const gateway = await startedAfter(world, LIMITS.heartbeatMs);
    const late = new AbortController();
    const overdue = wait(5000, 'late', { signal: late.signal }).catch(() => 'stopped');
    expect(await Promise.race([gateway.close().then(() => 'closed'), overdue])).toBe('closed');
    late.abort();
  });
});
