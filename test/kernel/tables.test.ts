import { nobleSigner, SERVER_KERNEL, SMALL_KERNEL, Sm2Kernel } from '../../chaincode/src/domain/crypto';

const message = Uint8Array.of(1, 2, 3);
const signed = Array.from({ length: 6 }, (_, i) => {
  const signer = nobleSigner('SM2SM3', new Uint8Array(32).fill(i + 1));
  return { publicKey: signer.publicKey, message, signature: signer.sign(message) };
});
const [a, b, c, d] = signed as [Signed, Signed, Signed, Signed];
type Signed = (typeof signed)[number];

const answer = (kernel: Sm2Kernel, item: Signed): boolean | undefined =>
  kernel.verify(item.publicKey, item.message, item.signature);

describe('tables of keys', () => {
  test('a key without a table is left to the caller', () => {
    const kernel = new Sm2Kernel(SMALL_KERNEL);
    expect(answer(kernel, a)).toBeUndefined();
    kernel.warm(a.publicKey);
    expect(answer(kernel, a)).toBe(true);
    expect(answer(kernel, b)).toBeUndefined();
    expect(kernel.verifyMany([b, a, b, a])).toEqual([undefined, true, undefined, true]);
  });

  test('a batch may name many keys, and more signatures than fit one call', () => {
    const kernel = new Sm2Kernel(SMALL_KERNEL);
    for (const { publicKey } of signed) kernel.warm(publicKey);
    const items = Array.from({ length: 150 }, (_, i) => {
      const item = signed[i % signed.length]!;
      return i % 5 === 0 ? { ...item, message: Uint8Array.of(9) } : item;
    });
    expect(kernel.verifyMany(items)).toEqual(items.map((_, i) => i % 5 !== 0));
    expect(kernel.verifyMany([])).toEqual([]);
  });

  test.each([0, 1, 200, 8_000, 40_000, 300_000, 600_000])('a batch takes messages of %d bytes', (length) => {
    const kernel = new Sm2Kernel(SMALL_KERNEL);
    const signer = nobleSigner('SM2SM3', new Uint8Array(32).fill(7));
    kernel.warm(signer.publicKey);
    const long = new Uint8Array(length).fill(5);
    const signature = signer.sign(long);
    const item = { publicKey: signer.publicKey, message: long, signature };
    const items = Array.from({ length: 12 }, (_, i) => ({ ...item, ...(i % 4 === 1 ? { message } : {}) }));
    expect(kernel.verifyMany(items)).toEqual(items.map((_, i) => i % 4 !== 1));
    expect(kernel.verify(signer.publicKey, long, signature)).toBe(true);
  });

  test('the key used longest ago makes room', () => {
    const kernel = new Sm2Kernel({ ...SMALL_KERNEL, keys: 2 });
    kernel.warm(a.publicKey);
    kernel.warm(b.publicKey);
    expect(answer(kernel, a)).toBe(true);
    kernel.warm(c.publicKey);
    expect(kernel.keys).toBe(2);
    expect(answer(kernel, b)).toBeUndefined();
    expect([answer(kernel, a), answer(kernel, c)]).toEqual([true, true]);
  });

  test('a key that nobody announced never takes the place of a warmed one', () => {
    const kernel = new Sm2Kernel({ ...SMALL_KERNEL, keys: 2 });
    kernel.warm(a.publicKey);
    const build = ({ publicKey }: Signed): boolean => {
      for (let i = 0; i < 100; i++) if (kernel.advance(publicKey, 1)) return true;
      return false;
    };
    expect(build(b)).toBe(true);
    expect(build(c)).toBe(true);
    expect([answer(kernel, a), answer(kernel, b), answer(kernel, c)]).toEqual([true, undefined, true]);
    kernel.warm(d.publicKey);
    expect(build(b)).toBe(false);
    expect([answer(kernel, a), answer(kernel, c), answer(kernel, d)]).toEqual([true, undefined, true]);
  });

  test('a table in the making answers nothing, and does not disturb others', () => {
    const kernel = new Sm2Kernel(SMALL_KERNEL);
    kernel.warm(a.publicKey);
    let steps = 0;
    while (!kernel.advance(b.publicKey, 1)) {
      steps++;
      expect(answer(kernel, b)).toBeUndefined();
      expect(answer(kernel, a)).toBe(true);
      expect(kernel.verifyMany(Array.from({ length: 16 }, () => a)).every((one) => one === true)).toBe(true);
    }
    expect(steps).toBeGreaterThan(5);
    expect(answer(kernel, b)).toBe(true);
  });

  test('a key warmed while another is in the making comes after it', () => {
    const kernel = new Sm2Kernel(SMALL_KERNEL);
    kernel.advance(a.publicKey, 1);
    expect(kernel.warm(b.publicKey)).toBe(true);
    expect(answer(kernel, b)).toBe(true);
  });

  test('a key given up is unknown, and its place serves the next', () => {
    const kernel = new Sm2Kernel({ ...SMALL_KERNEL, keys: 1 });
    kernel.warm(a.publicKey);
    const before = kernel.memoryBytes;
    kernel.forget(a.publicKey);
    expect(answer(kernel, a)).toBeUndefined();
    kernel.warm(b.publicKey);
    expect(answer(kernel, b)).toBe(true);
    expect(kernel.memoryBytes).toBe(before);
  });

  test('memory stays within the limits', () => {
    const kernel = new Sm2Kernel({ ...SMALL_KERNEL, keys: 3 });
    for (const { publicKey } of signed) kernel.warm(publicKey);
    expect(kernel.keys).toBe(3);
    expect(kernel.memoryBytes).toBeLessThan((1 + 4 * 0.3) * 1024 * 1024);
  });

  test('a key that differs from a warm one in its last byte is another key', () => {
    const kernel = new Sm2Kernel(SMALL_KERNEL);
    kernel.warm(a.publicKey);
    const other = Uint8Array.from(a.publicKey);
    other[64]! ^= 1;
    expect(kernel.verify(other, a.message, a.signature)).toBeUndefined();
  });
});

test.each([
  ['15 windows each, whose sum four does not divide', { generatorWindows: 15, keyWindows: 15 }],
  ['14 windows', { generatorWindows: 14, keyWindows: 18 }],
  ['more than 64 windows', { generatorWindows: 32, keyWindows: 36 }],
  ['half a window', { generatorWindows: 17.5, keyWindows: 18.5 }],
  ['no key', { keys: 0 }],
])('refuses limits with %s', (_reason, limits) => {
  expect(() => new Sm2Kernel({ ...SERVER_KERNEL, ...limits })).toThrow(TypeError);
});

test.each([
  [16, 48],
  [31, 33],
  [24, 28],
  [20, 20],
])(
  '%d and %d windows verify',
  (generatorWindows, keyWindows) => {
    const kernel = new Sm2Kernel({ generatorWindows, keyWindows, keys: 1 });
    kernel.warm(a.publicKey);
    expect(answer(kernel, a)).toBe(true);
    expect(answer(kernel, { ...a, message: Uint8Array.of(1) })).toBe(false);
    expect(kernel.verifyMany(Array.from({ length: 9 }, () => a)).every((one) => one === true)).toBe(true);
  },
  60_000,
);
