import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LedgerUnavailable } from '@huren/network';
import { openEmbedded } from '@huren/network/embedded';
import { failure } from './conformance';
import { loadPlan, startLoad } from './child-process';
import { ProbeContract } from './probe-contract';
import { probe, ProbeNetwork } from './probe-network';

describe('the lock of the embedded engine', () => {
  let network: ProbeNetwork;

  beforeAll(async () => {
    network = await ProbeNetwork.create();
  });
  afterAll(() => network.clean());

  const put = (ledger: Awaited<ReturnType<ProbeNetwork['open']>>, key: string) =>
    ledger.submit(probe('put', { key, value: key }), network.signer);

  it('refuses a second opening in the process, and the first goes on, alone', async () => {
    const path = network.folder();
    const plan = await loadPlan(path, 10);
    const options = { path, channel: plan.channel, contracts: [ProbeContract], clock: Date.now };
    const ledger = await openEmbedded(options);
    // After a failed second opening LevelDB's own lock would be gone, and the other process would come in.
    const refusal = await failure(openEmbedded(options));
    expect(refusal).toBeInstanceOf(LedgerUnavailable);
    expect(String(refusal)).toContain('already open in this process');
    expect(await ledger.height()).toBe(1);

    const child = startLoad(plan, network.folder());
    await child.ended;
    expect(child.said('error')).toEqual([
      `LedgerUnavailable: this ledger is open in another process (pid ${String(process.pid)}); a ledger is opened by one process at a time`,
    ]);
    expect(child.said('ack')).toEqual([]);
    await ledger.close();
    const again = await openEmbedded(options);
    expect(await again.height()).toBe(1);
    await again.close();
  });

  it('refuses the same folder under another name', async () => {
    const path = network.folder();
    const ledger = await network.open(path);
    const other = join(network.folder(), 'link');
    symlinkSync(path, other);
    expect(await failure(network.open(other))).toBeInstanceOf(LedgerUnavailable);
    await put(ledger, 'a');
    await ledger.close();
  });

  it('is given back by a close, and leaves no files of its own behind', async () => {
    const path = network.folder();
    await (await network.open(path)).close();
    expect(readdirSync(path).sort()).toEqual(['level', 'tip']);
    const ledger = await network.open(path);
    expect(existsSync(join(path, 'lock'))).toBe(true);
    await ledger.close();
  });

  it('is given back by an opening that fails', async () => {
    const path = network.folder();
    await (await network.open(path)).close();
    const failing = { channelId: 'another' };
    expect(await failure(network.open(path, failing))).toBeInstanceOf(RangeError);
    const ledger = await network.open(path);
    await put(ledger, 'a');
    await ledger.close();
  });

  it('is taken over from a killed process', async () => {
    const path = network.folder();
    const plan = await loadPlan(path, 10);
    const child = startLoad(plan, network.folder());
    await child.reached(5);
    await child.kill();
    expect(existsSync(join(path, 'lock'))).toBe(true);
    const { channel } = plan;
    const ledger = await openEmbedded({ path, channel, contracts: [ProbeContract], clock: Date.now });
    expect((JSON.parse(readFileSync(join(path, 'lock'), 'utf8')) as { pid: number }).pid).toBe(process.pid);
    expect(readdirSync(path).sort()).toEqual(['level', 'lock', 'tip']);
    await ledger.close();
  });

  it.each([
    [
      'a number that another process got since',
      JSON.stringify({ pid: process.ppid, started: 'x', token: 't' }),
    ],
    ['our own number from an earlier life', JSON.stringify({ pid: process.pid, started: 'x', token: 't' })],
    ['no process any more', JSON.stringify({ pid: 2 ** 22 + 1, started: 'x', token: 't' })],
    ['nothing readable', 'noise'],
  ])('is taken over when the file names %s', async (_reason, content) => {
    const path = network.folder();
    writeFileSync(join(path, 'lock'), content);
    const ledger = await network.open(path);
    await put(ledger, 'a');
    await ledger.close();
    expect(readdirSync(path).sort()).toEqual(['level', 'tip']);
  });
});
