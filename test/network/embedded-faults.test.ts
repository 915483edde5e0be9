import { LedgerConflict, LedgerInDoubt, LedgerUnavailable } from '@huren/network';
import { openEmbedded, openLevel, type EmbeddedLedger, type Store } from '@huren/network/embedded';
import { blocksUpTo, failure, take } from './conformance';
import { loadPlan, startLoad } from './child-process';
import { ProbeContract } from './probe-contract';
import { probe, ProbeNetwork } from './probe-network';

describe('the embedded engine in trouble', () => {
  let network: ProbeNetwork;

  beforeAll(async () => {
    network = await ProbeNetwork.create();
  });
  afterAll(() => network.clean());

  describe('when the disk refuses a write', () => {
    let path: string;
    let ledger: EmbeddedLedger;
    let refuse: ((real: () => Promise<void>) => Promise<void>) | undefined;
    const put = (key: string) => ledger.submit(probe('put', { key, value: key }), network.signer);

    beforeEach(async () => {
      path = network.folder();
      refuse = undefined;
      ledger = await network.open(path, { openStore: (folder) => openFaulty(folder, () => refuse) });
      await put('before');
    });
    afterEach(() => ledger.close());

    it.each([
      ['IO error: /data/000005.log: No space left on device', 'the disk is full'],
      ['IO error: /data/000005.log: Input/output error', 'the disk refused a write'],
    ])('after "%s" it acknowledges nothing more and says why, without paths', async (message, sentence) => {
      refuse = () => Promise.reject(new Error('could not write', { cause: new Error(message) }));
      const outcomes = await Promise.allSettled(['a', 'b', 'c'].map(put));
      expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
      refuse = undefined;
      const later = await failure(put('later'));
      expect(later).toBeInstanceOf(LedgerUnavailable);
      expect(String(later)).toContain(sentence);
      expect(String(later)).not.toContain('/data');
      const health = await ledger.health();
      expect(health.ready).toBe(false);
      expect(health.reason).toContain(sentence);
    });

    it('what was being written is in doubt, named by its id; what was queued was not touched', async () => {
      let release = (): void => undefined;
      const reached = new Promise<void>((resolve) => {
        refuse = () => {
          resolve();
          return new Promise((_, reject) => {
            release = () => {
              reject(new Error('No space left on device'));
            };
          });
        };
      });
      const writing = failure(put('writing'));
      await reached;
      const queued = failure(put('queued'));
      await new Promise((resolve) => setTimeout(resolve, 50));
      release();
      expect(await writing).toBeInstanceOf(LedgerInDoubt);
      expect(((await writing) as LedgerInDoubt).transactionId).toMatch(/^[0-9a-f]{64}$/);
      expect(await queued).toBeInstanceOf(LedgerUnavailable);
    });

    it('reading goes on, and opening again finds all that was acknowledged', async () => {
      refuse = () => Promise.reject(new Error('No space left on device'));
      await failure(put('lost'));
      expect(await ledger.evaluate(probe('get', { key: 'before' }), network.signer)).toBe('before');
      expect(await blocksUpTo(ledger)).toHaveLength(2);
      await ledger.close();
      ledger = await network.open(path, { audit: 'deep' });
      expect(await ledger.evaluate(probe('get', { key: 'before' }), network.signer)).toBe('before');
      await put('after');
      expect(await ledger.height()).toBe(3);
    });

    it('a write that reached the disk although it failed is there after opening again, whole', async () => {
      refuse = async (real) => {
        await real();
        throw new Error('fsync failed');
      };
      const doubt = (await failure(put('doubtful'))) as LedgerInDoubt;
      await ledger.close();
      ledger = await network.open(path, { audit: 'deep' });
      expect(await ledger.lookup(doubt.transactionId)).toMatchObject({ valid: true });
      expect(await ledger.evaluate(probe('get', { key: 'doubtful' }), network.signer)).toBe('doubtful');
    });

    it('a reader that waits is not told of the block', async () => {
      refuse = () => Promise.reject(new Error('No space left on device'));
      const stop = new AbortController();
      const reading = take(ledger.blocks(2, stop.signal), 1);
      await failure(put('lost'));
      stop.abort();
      expect(await reading).toEqual([]);
    });

    it('conflicts and refusals alone do not stop it', async () => {
      const add = () => ledger.submit(probe('add', { key: 'n' }), network.signer);
      const outcomes = await Promise.allSettled([add(), add()]);
      const lost = outcomes.find(({ status }) => status === 'rejected') as PromiseRejectedResult;
      expect(lost.reason).toBeInstanceOf(LedgerConflict);
      expect(await ledger.health()).toEqual({ ready: true });
    });
  });

  describe('in a process of its own', () => {
    it('loses nothing that it acknowledged when it is killed under load, twice', async () => {
      const path = network.folder();
      const plan = await loadPlan(path, 200);
      const acknowledged: string[] = [];
      for (const lines of [150, 300]) {
        const child = startLoad(plan, network.folder());
        await child.reached(lines);
        await child.kill();
        expect(child.said('error')).toEqual([]);
        acknowledged.push(...child.said('ack'));
      }
      expect(acknowledged.length).toBeGreaterThan(400);
      const written = await keysOf(path, plan);
      expect(acknowledged.filter((key) => !written.has(key))).toEqual([]);
    }, 60_000);

    it('stops when no more can be written to the disk, and has everything after opening again', async () => {
      const path = network.folder();
      const plan = await loadPlan(path, 2_000);
      const child = startLoad(plan, network.folder(), 1_024);
      await child.ended;
      expect(child.said('error')).toEqual([]);
      const acknowledged = child.said('ack');
      expect(acknowledged.length).toBeGreaterThan(10);
      expect(child.said('failures')[0]).toMatch(/^LedgerInDoubt( LedgerUnavailable)?$/);
      expect(child.said('health')[0]).toContain('"ready":false');
      expect(child.said('later')[0]).toContain('LedgerUnavailable');
      expect(child.said('evaluate')).toEqual(['works']);
      expect(child.said('block')).toHaveLength(1);
      expect(child.lines().at(-1)).toBe('closed');
      const written = await keysOf(path, plan);
      expect(acknowledged.filter((key) => !written.has(key))).toEqual([]);
    }, 60_000);
  });
});

async function keysOf(
  path: string,
  { channel }: Awaited<ReturnType<typeof loadPlan>>,
): Promise<ReadonlySet<string>> {
  const ledger = await openEmbedded({
    path,
    channel,
    contracts: [ProbeContract],
    clock: Date.now,
    audit: 'deep',
  });
  const keys = (await blocksUpTo(ledger)).flatMap(({ transactions }) =>
    transactions.flatMap(({ writes }) => writes.map(({ key }) => key)),
  );
  await ledger.close();
  return new Set(keys);
}

/** The real store over a disk that can be made to refuse. */
async function openFaulty(
  folder: string,
  refusal: () => ((real: () => Promise<void>) => Promise<void>) | undefined,
): Promise<Store> {
  const real = await openLevel(folder);
  return {
    ...real,
    write: (changes) => {
      const write = () => real.write(changes);
      return refusal()?.(write) ?? write();
    },
  };
}
