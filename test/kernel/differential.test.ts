import { createHash } from 'node:crypto';
import { generateSigner, nodeProvider } from '../../chaincode/src/crypto-node';
import {
  isSignatureShape,
  nobleProvider,
  SERVER_KERNEL,
  SMALL_KERNEL,
  Sm2Kernel,
  sm2VerifyDigest,
} from '../../chaincode/src/domain/crypto';
import {
  combinations,
  craft,
  type Crafted,
  Fn,
  meetingKey,
  n,
  p,
  Point,
  sharedAdditions,
  singleAdditions,
  to32,
} from './crafted';

/** Seeded: the same inputs every time. */
function stream(seed: string): () => Uint8Array {
  let count = 0;
  return () => Uint8Array.from(createHash('sha256').update(`${seed}${count++}`).digest());
}

const integer = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);

const kernels = [
  ['tables of a server', new Sm2Kernel(SERVER_KERNEL), SERVER_KERNEL],
  ['small tables', new Sm2Kernel(SMALL_KERNEL), SMALL_KERNEL],
] as const;

const signers = Array.from({ length: 5 }, () => generateSigner('SM2SM3'));
for (const [, kernel] of kernels) for (const { publicKey } of signers) kernel.warm(publicKey);

/** A copy of a signature with one thing wrong, or right. */
function changed(signature: Uint8Array, random: Uint8Array): Uint8Array {
  const bad = Uint8Array.from(signature);
  const kind = random[0]! % 4;
  if (kind === 1) bad[random[1]! % 64]! ^= 1 << (random[2]! % 8);
  if (kind === 2) bad.set(random, (random[1]! % 2) * 32);
  return bad;
}

describe.each(kernels)('the kernel with %s', (_name, kernel, limits) => {
  test('answers 1,500 signatures, good and bad, as noble and OpenSSL do, singly and in batches', () => {
    const next = stream('messages');
    const native = nodeProvider();
    const items = Array.from({ length: 1500 }, (_, i) => {
      const { publicKey, sign } = signers[i % signers.length]!;
      const message = Buffer.concat(Array.from({ length: i % 7 }, next)).subarray(0, i % 200);
      const signature = changed(sign(message), next());
      return { publicKey, message: Uint8Array.from(message), signature };
    }).filter(({ signature }) => isSignatureShape('SM2SM3', signature));
    const batch = kernel.verifyMany(items);
    const accepted = items.filter(({ publicKey, message, signature }, i) => {
      const expected = native.verifyRaw('SM2SM3', publicKey, message, signature);
      expect(batch[i]).toBe(expected);
      expect(kernel.verify(publicKey, message, signature)).toBe(expected);
      if (i % 3 === 0)
        expect(nobleProvider.verifyRaw('SM2SM3', publicKey, message, signature)).toBe(expected);
      return expected;
    });
    expect(accepted.length).toBeGreaterThan(300);
    expect(items.length - accepted.length).toBeGreaterThan(300);
  });

  /** The kernel decides it like noble, in every place of a batch. */
  function decides(items: readonly Crafted[], expected: boolean): void {
    for (const { publicKey, digest, signature } of items) {
      expect(sm2VerifyDigest(publicKey, digest, signature)).toBe(expected);
      kernel.warm(publicKey);
      expect(kernel.verifyDigest(publicKey, digest, signature)).toBe(expected);
      for (const size of [8, 61]) {
        const answers = kernel.verifyDigests(
          Array.from({ length: size }, () => ({ publicKey, digest, signature })),
        );
        expect(answers).toEqual(Array.from({ length: size }, () => expected));
      }
    }
  }

  const key = Point.BASE.multiply(0x1234567890abcdefn);
  const scalars: [string, bigint][] = [
    ['1', 1n],
    ['2', 2n],
    ['n − 1', n - 1n],
    ['n − 2', n - 2n],
    ['2^255', 1n << 255n],
    ['2^255 − 1', (1n << 255n) - 1n],
    ['(n − 1)/2', (n - 1n) / 2n],
    ['(n + 1)/2', (n + 1n) / 2n],
    ['p − n', p - n],
    ['a run of ones', (1n << 128n) - 1n],
    ['a run of zeros', (1n << 200n) + 1n],
  ];
  test.each(scalars)('decides rightly for s and t at the edge %s', (_reason, edge) => {
    const next = stream('edges');
    const middle = Fn.create(integer(next()));
    const items = [
      craft(key, edge, middle),
      craft(key, middle, edge),
      ...scalars.map(([, other]) => craft(key, edge, other)),
    ].filter((item) => item !== undefined);
    decides(items, true);
    decides(
      items.slice(0, 2).map((item) => ({ ...item, digest: next() })),
      false,
    );
  });

  test('takes x1 that lies between n and p, and both readings of r − e below p − n', () => {
    const next = stream('abscissas');
    const items: Crafted[] = [];
    for (let x = n; items.length < 6; x++) {
      for (const abscissa of [x, x - n]) {
        const right = Point.Fp.create(abscissa ** 3n + Point.CURVE().a * abscissa + Point.CURVE().b);
        const y = Point.Fp.pow(right, (p + 1n) / 4n);
        if (Point.Fp.sqr(y) !== right) continue;
        const sum = Point.fromAffine({ x: abscissa, y });
        const [s, t] = [Fn.create(integer(next())), Fn.create(integer(next()))];
        const point = sum.subtract(Point.BASE.multiplyUnsafe(s)).multiplyUnsafe(Fn.inv(t));
        const item = craft(point, s, t);
        if (item !== undefined) items.push(item);
      }
    }
    decides(items, true);
    // x1 is neither: r − e is one off.
    decides(
      items.map((item) => ({ ...item, digest: to32(Fn.create(integer(item.digest) + 1n)) })),
      false,
    );
  });

  test('a digest at or above n counts modulo n', () => {
    const next = stream('digests');
    const items = [0n, 1n, 0xffffn, (1n << 256n) - n - 1n].map((e) => {
      const [s, k] = [Fn.create(integer(next())), Fn.create(integer(next()))];
      const sum = Point.BASE.multiply(k);
      const t = Fn.create(e + sum.x + s);
      const made = craft(sum.subtract(Point.BASE.multiply(s)).multiplyUnsafe(Fn.inv(t)), s, t)!;
      expect(integer(made.digest)).toBe(e);
      return made;
    });
    decides(items, true);
    decides(
      items.map((item) => ({ ...item, digest: to32(integer(item.digest) + n) })),
      true,
    );
  });

  const { generatorWindows, keyWindows } = limits;
  const [s, t] = [0x123456789abcdef0fedcba987654321n ** 2n % n, 0xfedcba9876543210123456789abcdefn ** 2n % n];
  const points = combinations(s, t, generatorWindows, keyWindows);

  test.each([
    ['singly', singleAdditions(points), 5],
    // Few additions of the tree join multiples of G and of P.
    ['in a batch', sharedAdditions(points), 1],
  ])('leaves sums that meet to the caller, wherever they meet (%s)', (way, additions, every) => {
    let met = 0;
    additions.forEach((addition, i) => {
      for (const sign of [1n, -1n] as const) {
        const d = meetingKey(addition, sign);
        if (d === undefined || i % every !== 0) continue;
        const item = craft(Point.BASE.multiply(d), s, t);
        if (item === undefined) continue;
        met++;
        const { publicKey, digest, signature } = item;
        expect(sm2VerifyDigest(publicKey, digest, signature)).toBe(true);
        kernel.warm(publicKey);
        const wrong = { ...item, digest: to32(Fn.create(integer(digest) + 1n)) };
        if (way === 'singly') {
          expect(kernel.verifyDigest(publicKey, digest, signature)).toBeUndefined();
          expect(kernel.verifyDigest(publicKey, wrong.digest, signature)).toBeUndefined();
        } else {
          // One by one it is another order of sums, which does not meet.
          const batch = Array.from({ length: 64 }, (_, at) => (at === 7 ? wrong : item));
          expect(kernel.verifyDigests(batch)).toEqual(batch.map((one) => one === item));
        }
        kernel.forget(publicKey);
      }
    });
    expect(met).toBeGreaterThan(0);
  });

  test('throws at nothing that has the right length, even where no shape check came before', () => {
    const next = stream('shapeless');
    const { publicKey } = signers[0]!;
    const words = [new Uint8Array(32), to32(n), to32(p), new Uint8Array(32).fill(255), to32(1n)];
    const any = (i: number): Uint8Array => (i % 3 === 0 ? next() : words[i % words.length]!);
    const items = Array.from({ length: 200 }, (_, i) => ({
      publicKey,
      digest: any(i + 1),
      signature: Uint8Array.of(...any(i), ...any(Math.floor(i / 3))),
    }));
    for (const { digest, signature } of items) {
      expect(kernel.verifyDigest(publicKey, digest, signature)).not.toBe(true);
    }
    expect(kernel.verifyDigests(items).some((answer) => answer === true)).toBe(false);
  });

  test('never accepts a sum at infinity', () => {
    const d = 0x77777n;
    const point = Point.BASE.multiply(d);
    const publicKey = point.toBytes(false);
    kernel.warm(publicKey);
    // s = −t·d
    const zero = Fn.create(-t * d);
    const signature = Uint8Array.of(...to32(Fn.create(t - zero)), ...to32(zero));
    for (const digest of [new Uint8Array(32), to32(Fn.create(t - zero))]) {
      expect(sm2VerifyDigest(publicKey, digest, signature)).toBe(false);
      expect(kernel.verifyDigest(publicKey, digest, signature)).not.toBe(true);
      const batch = Array.from({ length: 16 }, () => ({ publicKey, digest, signature }));
      expect(kernel.verifyDigests(batch).some((answer) => answer === true)).toBe(false);
    }
  });
});
