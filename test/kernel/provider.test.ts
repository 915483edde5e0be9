import { nodeProvider, serverProvider } from '../../chaincode/src/crypto-node';
import {
  acceleratedProvider,
  type CryptoProvider,
  importVerificationKey,
  kernelProvider,
  nobleProvider,
  nobleSigner,
  OVER_NATIVE,
  OVER_NOBLE,
  SMALL_KERNEL,
  Sm2Kernel,
  SUITE_NAMES,
  verifyAllWith,
  verifyWith,
} from '../../chaincode/src/domain/crypto';

const message = Uint8Array.of(1, 2, 3);
const signers = SUITE_NAMES.map((suite) => nobleSigner(suite, new Uint8Array(32).fill(5)));
const sm2 = signers.find(({ suite }) => suite === 'SM2SM3')!;
const signature = sm2.sign(message);

/** A provider that counts what it is asked. */
function counting(inner: CryptoProvider): CryptoProvider & { verified: number } {
  const outer = {
    ...inner,
    verified: 0,
    verifyRaw: (...question: Parameters<CryptoProvider['verifyRaw']>) => {
      outer.verified++;
      return inner.verifyRaw(...question);
    },
  };
  return outer;
}

describe('a provider with the kernel', () => {
  test('asks the base until a key was used often enough and its table is whole', () => {
    const base = counting(nodeProvider());
    const kernel = new Sm2Kernel(SMALL_KERNEL);
    const provider = kernelProvider(base, kernel, { ...OVER_NATIVE, warmAfter: 3 });
    expect(provider.accelerated).toBe(true);
    for (let i = 0; i < 2; i++) provider.verifyRaw('SM2SM3', sm2.publicKey, message, signature);
    expect([base.verified, kernel.keys]).toEqual([2, 0]);
    for (let i = 0; i < 20; i++) {
      expect(provider.verifyRaw('SM2SM3', sm2.publicKey, message, signature)).toBe(true);
      expect(provider.verifyRaw('SM2SM3', sm2.publicKey, Uint8Array.of(1), signature)).toBe(false);
    }
    expect(kernel.isWarm(sm2.publicKey)).toBe(true);
    const before = base.verified;
    expect(before).toBeLessThan(20);
    expect(provider.verifyRaw('SM2SM3', sm2.publicKey, message, signature)).toBe(true);
    expect(base.verified).toBe(before);
  });

  test('warms a key on demand', () => {
    const base = counting(nobleProvider);
    const provider = serverProvider(SMALL_KERNEL, { ...base, degraded: [] });
    expect(provider.warm(sm2.publicKey)).toBe(true);
    expect(provider.verifyRaw('SM2SM3', sm2.publicKey, message, signature)).toBe(true);
    expect(base.verified).toBe(0);
  });

  test('over noble, the first question of a key already has a table', () => {
    const base = counting(nobleProvider);
    const provider = kernelProvider(base, new Sm2Kernel(SMALL_KERNEL), OVER_NOBLE);
    expect(provider.verifyRaw('SM2SM3', sm2.publicKey, message, signature)).toBe(true);
    expect(base.verified).toBe(0);
  });

  test('the base answers other suites and long digests', () => {
    const base = counting(nodeProvider());
    const provider = kernelProvider(base, new Sm2Kernel(SMALL_KERNEL));
    for (const { suite, publicKey, sign } of signers) {
      if (suite === 'SM2SM3') continue;
      expect(provider.verifyRaw(suite, publicKey, message, sign(message))).toBe(true);
    }
    expect(base.verified).toBe(2);
    for (const length of [0, 512, 513, 5000]) {
      const bytes = new Uint8Array(length).fill(1);
      for (const hash of ['sm3', 'sha-256'] as const) {
        expect(provider.digest(hash, bytes)).toEqual(nobleProvider.digest(hash, bytes));
        expect(provider.digestBase64url?.(hash, bytes)).toBe(
          Buffer.from(nobleProvider.digest(hash, bytes)).toString('base64url'),
        );
      }
    }
  });

  test.each([
    ['says yes to everything', (): boolean | undefined => true],
    ['says no to everything', (): boolean | undefined => false],
    ['cannot tell anything', (): boolean | undefined => undefined],
  ])('a kernel that %s fails its known answers and is not used', (_reason, verify) => {
    class Damaged extends Sm2Kernel {
      override verify = verify;
    }
    const provider = kernelProvider(nobleProvider, new Damaged(SMALL_KERNEL));
    expect(provider.accelerated).toBe(false);
    expect(provider.warm(sm2.publicKey)).toBe(false);
    expect(provider.verifyRaw('SM2SM3', sm2.publicKey, message, signature)).toBe(true);
    expect(provider.verifyRaw('SM2SM3', sm2.publicKey, Uint8Array.of(1), signature)).toBe(false);
  });
});

describe('where the platform has no WebAssembly', () => {
  const platform: unknown = Reflect.get(globalThis, 'WebAssembly');
  afterEach(() => {
    Reflect.set(globalThis, 'WebAssembly', platform);
  });

  test('the base answers', () => {
    Reflect.set(globalThis, 'WebAssembly', undefined);
    const provider = acceleratedProvider(nobleProvider, SMALL_KERNEL, OVER_NOBLE);
    expect([provider.accelerated, provider.name]).toEqual([false, 'noble']);
    expect(provider.verifyRaw('SM2SM3', sm2.publicKey, message, signature)).toBe(true);
    expect(provider.verifyRaw('SM2SM3', sm2.publicKey, Uint8Array.of(1), signature)).toBe(false);
  });

  test('limits out of range are still a bug', () => {
    expect(() => acceleratedProvider(nobleProvider, { ...SMALL_KERNEL, keys: 0 }, OVER_NOBLE)).toThrow(
      TypeError,
    );
  });
});

describe('many checks at once', () => {
  const checks = Array.from({ length: 40 }, (_, i) => {
    const { suite, publicKey, sign } = signers[i % signers.length]!;
    const signed = sign(message);
    const wrong = [
      signed.slice(1),
      new Uint8Array(64),
      new Uint8Array(64).fill(255),
      signed.map((byte) => byte ^ 1),
    ];
    return {
      key: importVerificationKey(suite, publicKey),
      message,
      signature: i % 7 === 0 ? wrong[(i / 7) % wrong.length]! : signed,
    };
  });

  test.each([
    nobleProvider,
    nodeProvider(),
    serverProvider(SMALL_KERNEL),
    kernelProvider(nobleProvider, new Sm2Kernel(SMALL_KERNEL), OVER_NOBLE),
  ])('$name answers each as it would alone', (provider) => {
    for (let round = 0; round < 2; round++) {
      const answers = verifyAllWith(provider, checks);
      expect(answers).toEqual(checks.map((_, i) => i % 7 !== 0));
      expect(answers).toEqual(
        checks.map((check) => verifyWith(provider, check.key, check.message, check.signature)),
      );
    }
    expect(verifyAllWith(provider, [])).toEqual([]);
  });

  test('refuses what merely looks like a key', () => {
    const [check] = checks;
    const key = { suite: check!.key.suite, bytes: check!.key.bytes, id: check!.key.id };
    for (const provider of [nobleProvider, serverProvider(SMALL_KERNEL)]) {
      expect(() => verifyAllWith(provider, [{ ...check!, key: key as never }])).toThrow(TypeError);
    }
  });
});
