import { nodeProvider, serverProvider } from '@huren/chaincode/crypto-node';
import {
  acceleratedProvider,
  encodeBase64url,
  nobleProvider,
  nobleSigner,
  OVER_NOBLE,
  type Seal,
  SMALL_KERNEL,
  Sm2Kernel,
} from '@huren/chaincode/domain';
import type { RecordIndex } from '../../gateway/src/index/record-index';
import { SealWarmth } from '../../gateway/src/verification/seal-warmth';

const signers = Array.from({ length: 6 }, (_, i) => nobleSigner('SM2SM3', new Uint8Array(32).fill(80 + i)));
const seals = (count: number, change: Partial<Seal> = {}): Map<string, Seal> =>
  new Map(
    signers
      .slice(0, count)
      .map(({ publicKey, keyId }) => [
        `seal/${keyId}`,
        { suite: 'SM2SM3', state: 'active', publicKey: encodeBase64url(publicKey), ...change } as Seal,
      ]),
  );
const indexOf = (records: Map<string, Seal>) => ({
  keys: () => [...records.keys()],
  record: ((name: string) => records.get(name)) as RecordIndex['record'],
});

describe('registered seals', () => {
  const kernel = () => serverProvider({ ...SMALL_KERNEL, keys: 4 });

  /** A provider that counts what it was asked to warm. */
  function watched(base = kernel()) {
    const asked = new Set<string>();
    const warmStep = (key: Uint8Array): boolean => {
      const done = base.warmStep(key);
      if (done) asked.add(encodeBase64url(key));
      return done;
    };
    return { asked, provider: { ...base, warmStep } };
  }

  test('have tables soon after the start, those of a later day too', async () => {
    const records = seals(2);
    const { asked, provider } = watched();
    const warmth = new SealWarmth(indexOf(records), provider);
    await warmth.settled();
    expect(asked.size).toBe(2);
    for (const [name, seal] of seals(3)) records.set(name, seal);
    warmth.look();
    await warmth.settled();
    expect(asked.size).toBe(3);
    await warmth.stop();
  });

  test.each([
    ['are more than there are places', seals(6), 4],
    ['are retired', seals(2, { state: 'retired' }), 0],
    ['are of another suite', seals(2, { suite: 'ES256' }), 0],
    ['have a key off the curve', seals(1, { publicKey: encodeBase64url(new Uint8Array(65).fill(4)) }), 0],
  ])('are left alone when they %s', async (_why, records, warmed) => {
    const { asked, provider } = watched();
    const warmth = new SealWarmth(indexOf(records), provider);
    await warmth.settled();
    expect(asked.size).toBe(warmed);
    await warmth.stop();
  });

  test('cost a gateway without a kernel nothing', async () => {
    const warmth = new SealWarmth(indexOf(seals(3)), nodeProvider());
    await warmth.stop();
    expect(signers).toHaveLength(6);
  });

  test('let other work through between two slices', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    const warmth = new SealWarmth(indexOf(seals(4)), serverProvider({ ...SMALL_KERNEL, keys: 8 }));
    await warmth.settled();
    clearInterval(timer);
    expect(turns).toBeGreaterThan(1);
    await warmth.stop();
  });
});

describe('warming by slices', () => {
  test('ends with the answers of warming at once', () => {
    const kernel = new Sm2Kernel({ ...SMALL_KERNEL, keys: 2 });
    const [one, two] = signers as [(typeof signers)[0], (typeof signers)[0]];
    let slices = 0;
    for (const { publicKey } of [one, two]) while (!kernel.warmStep(publicKey, 1)) slices++;
    expect(slices).toBeGreaterThan(2);
    const message = Uint8Array.of(1, 2, 3);
    expect(kernel.verify(two.publicKey, message, two.sign(message))).toBe(true);
    expect(kernel.verify(two.publicKey, message, one.sign(message))).toBe(false);
    expect(kernel.isWarm(one.publicKey)).toBe(true);
  });

  test('stays within its memory, however many keys are offered', () => {
    const provider = acceleratedProvider(nobleProvider, { ...SMALL_KERNEL, keys: 2 }, OVER_NOBLE);
    const kernel = new Sm2Kernel({ ...SMALL_KERNEL, keys: 2 });
    for (const { publicKey } of signers) kernel.warm(publicKey);
    const before = kernel.memoryBytes;
    for (const { publicKey } of signers) while (!kernel.warmStep(publicKey, 8));
    expect([kernel.memoryBytes, kernel.keys, provider.tables]).toEqual([before, 2, 2]);
  });
});
