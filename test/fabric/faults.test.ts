import { createServer } from 'node:net';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { LedgerConflict, LedgerInDoubt, LedgerUnavailable, type Ledger } from '@huren/network';
import { connectionProfile, openFabricGateway, openFabricNetwork } from '@huren/network/fabric';
import { OperatorFault } from '@huren/network/operator';
import { examinedFabric } from './examined-fabric';
import { describeOnFabric, RealNetwork } from './real-network';
import { blocksUpTo, type ExaminedNetwork } from '../network/conformance';

jest.setTimeout(180_000);

describeOnFabric('what a network of three members outlives', () => {
  let network: RealNetwork;
  let examined: ExaminedNetwork;
  let ledgers: Record<'gateway' | 'network', Ledger>;
  const opened: Ledger[] = [];
  let next = 0;

  beforeAll(async () => {
    network = RealNetwork.prepare({ members: 3, basePort: 18_400, secondPeer: true });
    await network.up();
    const options = network.options(0);
    examined = await examinedFabric(network, () => openFabricGateway(options), 'faults');
    const { peers, reader } = options;
    const profile = connectionProfile(reader.mspId, peers);
    const identity = {
      mspId: reader.mspId,
      ...network.home.certificates(network.member(0)).identity('operator'),
    };
    ledgers = {
      gateway: await examined.open(),
      network: openFabricNetwork({ ...options, profile, identity }),
    };
    opened.push(ledgers.gateway, ledgers.network);
  });
  afterAll(async () => {
    for (const ledger of opened) await ledger.close();
    await network.remove();
  });

  /** Submits until one is acknowledged; what is in doubt on the way stays in doubt. */
  const acknowledged = async (ledger: Ledger, withinMs: number): Promise<string> => {
    for (const end = Date.now() + withinMs; ;) {
      try {
        next += 1;
        return (await ledger.submit(examined.write(next).request, examined.signer)).transactionId;
      } catch (error) {
        const expected =
          error instanceof LedgerUnavailable ||
          error instanceof LedgerInDoubt ||
          error instanceof LedgerConflict;
        if (!expected || Date.now() > end) throw error;
        await wait(200);
      }
    }
  };
  const kill = (name: string): void => {
    const pid = Number(readFileSync(join(network.home.folder, 'nodes', name, 'pid'), 'utf8'));
    process.kill(pid, 'SIGKILL');
  };

  /**
   * How often each of these took effect. The peer that is asked may be a block behind the one that acknowledged: it is
   * given time to read on, and a lost transaction never comes.
   */
  const timesOf = async (ids: readonly string[]): Promise<readonly number[]> => {
    for (const end = Date.now() + 20_000; ;) {
      const all = (await blocksUpTo(ledgers.gateway)).flatMap(({ transactions }) =>
        transactions.filter(({ valid }) => valid).map(({ id }) => id),
      );
      const times = ids.map((id) => all.filter((one) => one === id).length);
      if (!times.includes(0) || Date.now() > end) return times;
      await wait(250);
    }
  };
  /** Submits one after another until it is told to stop. */
  const underLoad = () => {
    const ids: string[] = [];
    const load = { goes: true };
    const done = (async () => {
      while (load.goes) ids.push(await acknowledged(ledgers.gateway, 90_000));
    })();
    done.catch(() => undefined);
    const stop = async (): Promise<readonly string[]> => {
      load.goes = false;
      await done;
      return ids;
    };
    return { ids, stop };
  };
  /** The orderer that says of itself that it leads. */
  const leader = async (): Promise<string> => {
    for (const end = Date.now() + 60_000; Date.now() < end;) {
      for (const { member, plan } of network.home.allOrderers) {
        const metrics = await fetch(`http://127.0.0.1:${String(plan.operationsPort)}/metrics`)
          .then((answer) => answer.text())
          .catch(() => '');
        if (/is_leader\{[^}]*\} 1$/m.test(metrics)) return `${member.id}-${plan.name}`;
      }
      await wait(100);
    }
    throw new Error('no orderer leads');
  };

  it.each([
    ['another member’s peer', '150700-peer0'],
    ['its own chaincode server', '230200-chaincode'],
    ['its own peer', '230200-peer0'],
    ['an orderer', '220800-orderer0'],
    ['the first orderer, which leads at the start', '230200-orderer0'],
  ])('%s, killed and started again, without a new ledger object', async (_reason, name) => {
    const before = [await acknowledged(ledgers.gateway, 30_000), await acknowledged(ledgers.network, 30_000)];
    kill(name);
    await wait(500);
    await network.run.restart(name);
    const after = [await acknowledged(ledgers.gateway, 40_000), await acknowledged(ledgers.network, 40_000)];
    // After a change of leader a transaction can stand in the chain twice; the second has no effect.
    expect(await timesOf([...before, ...after])).toEqual([1, 1, 1, 1]);
  });

  it('its own first peer, killed and left so: the second serves both clients', async () => {
    kill('230200-peer0');
    const ids = [await acknowledged(ledgers.gateway, 40_000), await acknowledged(ledgers.network, 40_000)];
    expect(await ledgers.gateway.health()).toMatchObject({ ready: true });
    expect(await timesOf(ids)).toEqual([1, 1]);
    await network.run.restart('230200-peer0');
  });

  it('the orderer that leads, killed under load: another leads, and nothing acknowledged is lost', async () => {
    const load = underLoad();
    const first = await leader();
    await wait(500);
    kill(first);
    const from = performance.now();
    const second = await leader();
    const changed = performance.now() - from;
    const known = load.ids.length;
    for (const end = Date.now() + 60_000; load.ids.length < known + 3 && Date.now() < end;) await wait(20);
    process.stdout.write(
      `leader killed: another leads after ${changed.toFixed(0)} ms, three acknowledged after ${(performance.now() - from).toFixed(0)} ms\n`,
    );
    const ids = await load.stop();
    await network.run.restart(first);
    expect(second).not.toBe(first);
    expect(ids.length).toBeGreaterThan(known);
    expect(await timesOf(ids)).toEqual(ids.map(() => 1));
  });

  it('two of four orderers, killed under load: it halts, goes on once they are back, nothing acknowledged is lost', async () => {
    const load = underLoad();
    await wait(1000);
    const killed = ['150700-orderer0', '220800-orderer0'];
    for (const name of killed) kill(name);
    await wait(2000);
    const [height, known] = [await ledgers.gateway.height(), load.ids.length];
    await wait(2000);
    expect([await ledgers.gateway.height(), load.ids.length]).toEqual([height, known]);
    await Promise.all(killed.map((name) => network.run.restart(name)));
    const from = performance.now();
    for (const end = Date.now() + 60_000; load.ids.length === known && Date.now() < end;) await wait(20);
    process.stdout.write(`quorum back: acknowledged after ${(performance.now() - from).toFixed(0)} ms\n`);
    const ids = await load.stop();
    expect(ids.length).toBeGreaterThan(known);
    expect(await timesOf(ids)).toEqual(ids.map(() => 1));
  });

  it('a stop and start of everything: `up` finds its work done and nothing is lost', async () => {
    const id = await acknowledged(ledgers.gateway, 30_000);
    const height = await ledgers.gateway.height();
    await network.run.down();
    expect(await ledgers.gateway.health()).toMatchObject({ ready: false });
    await network.up();
    await acknowledged(ledgers.gateway, 40_000);
    expect(await ledgers.gateway.height()).toBeGreaterThan(height);
    const ids = (await blocksUpTo(ledgers.gateway)).flatMap(({ transactions }) =>
      transactions.map((transaction) => transaction.id),
    );
    expect(ids).toContain(id);
    const ended = network.steps.filter(({ state }) => state !== 'begun').slice(-7);
    const done = ended.filter(({ state }) => state === 'done').map(({ words }) => words.en);
    expect(done).toEqual(['nodes and chaincode servers']);
  });

  it('names a port in use, and finishes once it is free', async () => {
    await network.run.down();
    const { port } = network.member(1).chaincode;
    const squatter = createServer().listen(port, '127.0.0.1');
    await once(squatter, 'listening');
    const fault = await network.up().catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(OperatorFault);
    expect(fault).toMatchObject({ code: 'port-in-use' });
    expect((fault as OperatorFault).words.en).toContain(String(port));
    squatter.close();
    await once(squatter, 'close');
    await network.up();
    await acknowledged(ledgers.gateway, 40_000);
  });

  it('names the log of a node whose data are half-written, and leaves the others as they are', async () => {
    const folder = join(network.home.folder, 'nodes', '150700-peer0');
    await network.run.down();
    const current = join(folder, 'data', 'ledgersData', 'stateLeveldb', 'CURRENT');
    const kept = readFileSync(current);
    writeFileSync(current, 'half');
    const fault = await network.up().catch((error: unknown) => error);
    expect(fault).toMatchObject({ code: 'node-ended', log: join(folder, 'node.log') });
    writeFileSync(current, kept);
    await network.up();
    await acknowledged(ledgers.gateway, 40_000);
  });
});
