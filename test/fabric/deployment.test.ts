import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  addressOf,
  chaincodePackage,
  exportPart,
  findRelease,
  importPart,
  NetworkHome,
  NetworkRun,
  OperatorFault,
  parsePart,
} from '@huren/network/operator';
import { demoTopology, type Topology } from '@huren/network/topology';
import { PeerConnection } from '../../network/src/fabric/peer-connection';
import { approval, installChaincode, transact } from '../../network/src/fabric/lifecycle';
import { describeOnFabric } from './real-network';

jest.setTimeout(240_000);

/** An address of this machine that is not loopback, where it has one. */
const outside = Object.values(networkInterfaces())
  .flatMap((list) => list ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

describeOnFabric('members that run their own nodes, each from a folder of its own', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'huren-members-')));
  const demo = demoTopology({ members: 3, basePort: 27_100 });
  const topology: Topology = {
    ...demo,
    members: demo.members.map((member, at) => {
      // The last member stands behind another address than loopback, as on a machine of its own.
      const host = at === 2 ? (outside ?? '127.0.0.1') : '127.0.0.1';
      return {
        ...member,
        peers: member.peers.map((plan) => ({ ...plan, host })),
        orderers: member.orderers.map((plan) => ({ ...plan, host })),
        chaincode: { ...member.chaincode, host },
      };
    }),
  };
  const [first, second, third] = topology.members.map(({ id }) => id) as [string, string, string];
  const homes = new Map<string, NetworkHome>();
  const runs = new Map<string, NetworkRun>();
  const run = (id: string): NetworkRun => {
    const found = runs.get(id);
    if (found === undefined) throw new Error('there is no such member');
    return found;
  };
  const home = (id: string): NetworkHome => {
    const found = homes.get(id);
    if (found === undefined) throw new Error('there is no such member');
    return found;
  };

  beforeAll(() => {
    const programs = {
      release: findRelease(process.env),
      chaincodeServer: join(__dirname, '../../chaincode/dist/server/main.js'),
      path: process.env['PATH'] ?? '',
    };
    for (const id of [first, second, third]) {
      const own = join(folder, id);
      mkdirSync(own);
      const made = new NetworkHome(own, topology, [id]);
      homes.set(id, made);
      runs.set(id, new NetworkRun(made, programs, { name: 'huren', version: '1', sequence: 1 }));
    }
  });
  afterAll(async () => {
    for (const one of runs.values()) await one.down();
    rmSync(folder, { recursive: true, force: true });
  });

  const exported = async (id: string): Promise<string> => {
    await run(id).prepare(new Date());
    return JSON.stringify(exportPart(home(id)));
  };
  const taken = (id: string, text: string) => importPart(home(id), parsePart(text), new Date());

  it('exchange one file each, and one file of the first member brings the rest', async () => {
    const parts = await Promise.all([second, third].map(exported));
    expect(await run(first).prepare(new Date())).toBe(false);
    for (const part of parts) await taken(first, part);
    const whole = await exported(first);
    expect(existsSync(home(first).genesisBlock)).toBe(true);
    for (const id of [second, third]) {
      const members = await taken(id, whole);
      expect(members.filter(({ isNew }) => isNew)).toHaveLength(2);
      expect(readFileSync(home(id).genesisBlock)).toEqual(readFileSync(home(first).genesisBlock));
      expect(existsSync(join(home(id).folder, 'certificates', first, 'ca'))).toBe(false);
    }
  });

  it('wait for each other by name, and the one that completes a majority commits', async () => {
    const begun = await run(first).up(new Date());
    expect(begun.ready).toBe(false);
    expect(begun.waiting?.en).toMatch(new RegExp(`${second}|${third}`));
    // Two members with three of four orderers: ordering works, and two of three are a majority.
    expect(await run(second).up(new Date())).toEqual({ ready: false, waiting: expect.anything() as unknown });
    expect(await run(first).up(new Date())).toEqual({ ready: true });
    expect(await run(third).up(new Date())).toEqual({ ready: true });
    expect(await run(second).up(new Date())).toEqual({ ready: true });
  });

  it('see, restart and stop their own nodes only', async () => {
    const names = (await run(third).status()).map(({ name, answers }) => `${name} ${String(answers)}`);
    expect(names).toEqual([`${third}-orderer0 true`, `${third}-peer0 true`, `${third}-chaincode true`]);
    await run(third).restart(`${third}-peer0`);
    await expect(run(third).restart(`${first}-peer0`)).rejects.toMatchObject({ code: 'unknown-node' });
    await run(third).down();
    expect((await run(first).status()).every(({ answers }) => answers)).toBe(true);
    expect((await run(third).status()).some(({ answers }) => answers)).toBe(false);
    expect(await run(third).up(new Date())).toEqual({ ready: true });
  });

  it('upgrade once all have approved; running it again finishes the job', async () => {
    const begun = await run(first).upgrade('2');
    expect(begun).toMatchObject({ ready: false, definition: { version: '2', sequence: 2 } });
    expect(begun.waiting?.en).toContain(`${second}, ${third}`);
    expect(await run(second).upgrade('2')).toMatchObject({ ready: false });
    expect(await run(third).upgrade('2')).toMatchObject({ definition: { sequence: 2 } });
    expect(await run(first).upgrade('2')).toMatchObject({ ready: true });
    expect(await run(second).upgrade('2')).toMatchObject({ ready: true });
    expect(home(second).definition).toEqual({ version: '2', sequence: 2 });
  });

  it('name the member whose package differs, approve nothing, and go on with the old one', async () => {
    // The second member approves sequence 3 under the name and version of the first, with another package.
    const member = home(second).own[0];
    const plan = member?.peers[0];
    if (member === undefined || plan === undefined) throw new Error('the member has a peer');
    const connection = new PeerConnection(addressOf(home(second), member, plan));
    const admin = home(second).certificates(member).signer('admin');
    const other = chaincodePackage('huren_3-changed');
    await installChaincode(connection, other, admin);
    const orderers = home(second).allOrderers.map((one) => addressOf(home(second), one.member, one.plan));
    const definition = { name: 'huren', version: '3', sequence: 3 };
    await transact(approval(definition, other.id, topology.channel), [connection], orderers, admin);
    connection.close();
    const fault = await run(first)
      .upgrade('3')
      .catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(OperatorFault);
    expect(fault).toMatchObject({ code: 'package-differs' });
    expect((fault as OperatorFault).words.en).toContain(second);
    expect((fault as OperatorFault).words.en).not.toContain(third);
    expect(home(first).definition).toEqual({ version: '2', sequence: 2 });
    expect(await run(first).upgrade('2')).toMatchObject({ ready: true });
  });
});
