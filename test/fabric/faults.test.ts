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
    network = RealNetwork.prepare({ members: 3, basePort: 18_400 });
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
    const effective = (await blocksUpTo(ledgers.gateway)).flatMap(({ transactions }) =>
      transactions.filter(({ valid }) => valid).map(({ id }) => id),
    );
    const times = [...before, ...after].map((id) => effective.filter((one) => one === id).length);
    expect(times).toEqual([1, 1, 1, 1]);
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
