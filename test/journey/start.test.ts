import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Authority, Seal } from '@huren/chaincode/domain';
import { HurenClient } from '@huren/clients';
import {
  DEPARTMENTS,
  demoFolders,
  FAULTY_SAMPLES,
  FORMER_PROPERTY_BUREAU,
  MATTER,
  SAMPLES,
  PAGE_SAMPLES,
  PAGE_TYPES,
  sampleFile,
  samplePageFile,
} from '@huren/gateway/demo';
import { runningWorld } from './world';

/** `npm start` runs the build; `npm test` has made it before jest runs. */
const MAIN = join(__dirname, '../../gateway/dist/demo/main.js');
const suite = existsSync(MAIN) ? describe : describe.skip;

interface Start {
  readonly process: ChildProcess;
  readonly output: () => string;
  /** Resolves once the output matches; rejects when the process ends before. */
  readonly said: (pattern: RegExp) => Promise<void>;
  readonly ended: Promise<number | NodeJS.Signals>;
}

const running = new Set<ChildProcess>();

function start(variables: Readonly<Record<string, string>>): Start {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env['PATH'], HUREN_PORT: '0', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let output = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      for (const listener of listeners) listener();
    });
  }
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('close', (code, signal) => {
      running.delete(child);
      resolve(code ?? signal ?? -1);
    });
  });
  const said = (pattern: RegExp): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (!pattern.test(output)) return;
        listeners.delete(look);
        resolve();
      };
      listeners.add(look);
      look();
      void ended.then(() => {
        reject(new Error(`the process ended before it said ${String(pattern)}: ${output}`));
      });
    });
  return { process: child, output: () => output, said, ended };
}

const READY = /the demo network is ready[\s\S]*Ctrl\+C/;

function urlsOf(output: string): readonly string[] {
  return [...output.matchAll(/^ {2}(http:\/\/\S+) {2}/gm)].map(([, url = '']) => url);
}

async function appeared(path: string): Promise<void> {
  while (!existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 20));
}

suite('npm start', () => {
  let data: string;

  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'huren-start-'));
  });
  afterAll(async () => {
    for (const child of running) child.kill('SIGKILL');
    await rm(data, { recursive: true, force: true });
  });

  test('goes on after a kill while keys are made, while the network is founded and while licences are issued', async () => {
    const folders = demoFolders(data);
    const making = start({ HUREN_DATA: data });
    await appeared(join(folders.demo, 'passphrase'));
    making.process.kill('SIGKILL');
    expect(await making.ended).toBe('SIGKILL');

    const founding = start({ HUREN_DATA: data });
    await appeared(join(folders.ledger, 'tip'));
    founding.process.kill('SIGKILL');
    expect(await founding.ended).toBe('SIGKILL');

    const issuing = start({ HUREN_DATA: data });
    await issuing.said(/registrations, agreements: (\d+)\/\1/);
    await appeared(sampleFile(folders, 'food-permit'));
    issuing.process.kill('SIGKILL');
    expect(await issuing.ended).toBe('SIGKILL');
  }, 120_000);

  test('finishes the seed, serves Baicheng and Qiqihar, and does nothing twice', async () => {
    const whole = start({ HUREN_DATA: data });
    await whole.said(READY);
    expect(whole.output()).toMatch(/founded through the contracts/);
    const [relying = '', issuing = '', ...more] = urlsOf(whole.output());
    expect(more).toEqual([]);

    const client = new HurenClient({ url: relying });
    const authorities: Authority[] = [];
    for await (const each of client.all('authorities')) authorities.push(each as unknown as Authority);
    const codes = new Set<string>([...DEPARTMENTS, FORMER_PROPERTY_BUREAU].map(({ code }) => code));
    const known = authorities.filter(({ code }) => codes.has(code));
    expect(known.length).toBe(codes.size);
    expect(known.filter(({ competence }) => competence.length > 1)).toEqual([]);
    const seals: Seal[] = [];
    for await (const each of client.all('seals')) seals.push(each as unknown as Seal);
    const agricultural = DEPARTMENTS.filter(({ types }) => types.includes('harvester')).length;
    const issuers = DEPARTMENTS.filter(({ types }) => types.length > 0).length;
    const paged = DEPARTMENTS.filter(({ types }) => types.some((type) => PAGE_TYPES.includes(type))).length;
    const lent = DEPARTMENTS.filter(
      ({ member, types }) =>
        types.includes('harvester') &&
        DEPARTMENTS.some((each) => each.member === member && each.types.includes('vehicle')),
    ).length;
    // A key each, an SES seal where page forms are issued, two for the roles of the harvester permit and a third where
    // the city has a transport bureau, and the market's new key.
    expect(seals.length).toBe(issuers + paged + agricultural + lent + 1);
    expect(seals.filter(({ ses }) => ses !== undefined).length).toBe(paged + agricultural + lent);
    expect(seals.filter(({ custodian }) => custodian !== undefined).length).toBe(lent);

    const world = await runningWorld({ relying, issuing }, data);
    const credential = await world.sample('business-licence');
    expect((await world.relying.verify({ credential, matter: MATTER.freightPermit })).verdict).toBe('accept');
    await whole.said(/the demo data is complete/);
    whole.process.kill('SIGTERM');
    expect(await whole.ended).toBe(0);
  }, 120_000);

  test('keeps its secrets to their owner, and a file for each sample', async () => {
    const folders = demoFolders(data);
    for (const name of [...SAMPLES, ...FAULTY_SAMPLES])
      expect(existsSync(sampleFile(folders, name))).toBe(true);
    for (const name of ['business-licence', 'title-deed', 'harvester-permit', ...PAGE_SAMPLES] as const)
      expect(existsSync(samplePageFile(folders, name))).toBe(true);
    for (const name of ['root.cer', 'maker.cer'])
      expect(existsSync(join(folders.demo, 'seals', name))).toBe(true);
    const secrets = [join(folders.demo, 'passphrase'), ...(await filesIn(folders.identities))];
    for (const id of ['220800', '230200']) secrets.push(...(await filesIn(folders.keys(id))));
    for (const file of secrets) expect([file, (await stat(file)).mode & 0o077]).toEqual([file, 0]);
  });

  test('starts again without seeding, and refuses a second process on the same data', async () => {
    const again = start({ HUREN_DATA: data, HUREN_MEMBER: '230600' });
    await again.said(READY);
    expect(again.output()).toMatch(/nothing was seeded again/);
    expect(urlsOf(again.output()).length).toBe(1);

    const second = start({ HUREN_DATA: data });
    expect(await second.ended).toBe(1);
    expect(second.output()).toMatch(/open in another process \(pid \d+\)/);
    expect(second.output()).toMatch(/HUREN_DATA/);
    again.process.kill('SIGINT');
    expect(await again.ended).toBe(0);
  }, 120_000);

  test('says which port is taken, before it makes anything', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    const untouched = join(data, 'untouched');
    const refused = start({ HUREN_DATA: untouched, HUREN_PORT: String(port), HUREN_MEMBER: '220800' });
    expect(await refused.ended).toBe(1);
    expect(refused.output()).toContain(`port ${String(port)} is in use`);
    expect(existsSync(untouched)).toBe(false);
    await new Promise((resolve) => taken.close(resolve));
  }, 30_000);

  test.each([
    ['a port that is no number', { HUREN_PORT: 'eighty' }, 'HUREN_PORT'],
    ['a port without a neighbour', { HUREN_PORT: '65535' }, 'HUREN_PORT'],
    ['a member that the demo does not have', { HUREN_MEMBER: '110000' }, 'HUREN_MEMBER'],
    ['an engine that it does not start', { HUREN_LEDGER: 'fabric' }, 'HUREN_LEDGER'],
  ])(
    'refuses %s with exit code 2',
    async (_why, variables: Record<string, string>, named) => {
      const refused = start({ HUREN_DATA: join(data, 'untouched'), ...variables });
      expect(await refused.ended).toBe(2);
      expect(refused.output()).toContain(named);
    },
    30_000,
  );
});

async function filesIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).map((name) => join(folder, name));
}
