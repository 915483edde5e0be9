import { weierstrass } from '@noble/curves/abstract/weierstrass.js';
import { SM2P256V1 as curve } from '../../chaincode/src/domain/crypto';

/** SM2 signatures made to order: any s and t, any place where the kernel's sums go wrong, any abscissa of the result. */

export const Point = weierstrass(curve);
type Point = ReturnType<typeof Point.fromAffine>;
export const { n, p } = curve;
export const Fn = Point.Fn;

export const to32 = (value: bigint): Uint8Array =>
  Uint8Array.from(Buffer.from(value.toString(16).padStart(64, '0'), 'hex'));

export interface Crafted {
  readonly publicKey: Uint8Array;
  readonly digest: Uint8Array;
  readonly signature: Uint8Array;
}

/** The digest under which (s, t) is a valid signature of the key, or undefined when (r, s) has no shape. */
export function craft(key: Point, s: bigint, t: bigint): Crafted | undefined {
  const r = Fn.create(t - s);
  const sum = Point.BASE.multiplyUnsafe(s).add(key.multiplyUnsafe(t));
  if (r === 0n || s === 0n || t === 0n || sum.is0()) return undefined;
  const digest = to32(Fn.create(r - sum.x));
  return { publicKey: key.toBytes(false), digest, signature: Uint8Array.of(...to32(r), ...to32(s)) };
}

/** The signed odd multiples that windows take of k: coefficient of the base point, window by window. */
export function windowsOf(k: bigint, count: number): bigint[] {
  const odd = k % 2n === 1n ? k : n - k;
  const sign = k % 2n === 1n ? 1n : -1n;
  const u = (odd >> 1n) | (1n << 255n);
  return Array.from({ length: count }, (_, i) => {
    const bit = Math.floor((256 * i) / count);
    const width = BigInt(Math.floor((256 * (i + 1)) / count) - bit);
    const digit = (u >> BigInt(bit)) & ((1n << width) - 1n);
    return sign * (2n * digit - ((1n << width) - 1n)) * (1n << BigInt(bit));
  });
}

/** A point a·G + b·P, P the key. */
export interface Combination {
  readonly a: bigint;
  readonly b: bigint;
}

const plus = (one: Combination, other: Combination): Combination => ({
  a: one.a + other.a,
  b: one.b + other.b,
});

export function combinations(s: bigint, t: bigint, generator: number, key: number): Combination[] {
  return [
    ...windowsOf(s, generator).map((a) => ({ a, b: 0n })),
    ...windowsOf(t, key).map((b) => ({ a: 0n, b })),
  ];
}

type Addition = readonly [Combination, Combination];

/** Every addition of the verification of one signature, in order. */
export function singleAdditions(points: readonly Combination[]): Addition[] {
  const additions: Addition[] = [];
  const add = (one: Combination, other: Combination): Combination => {
    additions.push([one, other]);
    return plus(one, other);
  };
  const lanes = [0, 1, 2, 3].map((lane) => points.filter((_, i) => i % 4 === lane).reduce(add));
  const [a, b, c, d] = lanes as [Combination, Combination, Combination, Combination];
  add(add(a, c), add(b, d));
  return additions;
}

/** Every addition for one signature of a batch. */
export function sharedAdditions(points: readonly Combination[]): Addition[] {
  const additions: Addition[] = [];
  const sums = [...points];
  for (let reach = 1; reach < sums.length; reach *= 2) {
    for (let i = 0; i + reach < sums.length; i += 2 * reach) {
      const pair = [sums[i]!, sums[i + reach]!] as const;
      additions.push(pair);
      sums[i] = plus(...pair);
    }
  }
  return additions;
}

/** The secret key for which both summands are one point (sign 1) or opposite points (sign −1); undefined: none. */
export function meetingKey([one, other]: Addition, sign: 1n | -1n): bigint | undefined {
  // a1 + b1·d = ±(a2 + b2·d)
  const slope = Fn.create(one.b - sign * other.b);
  const d = slope === 0n ? 0n : Fn.mul(Fn.create(sign * other.a - one.a), Fn.inv(slope));
  return d < 1n || d > n - 2n ? undefined : d;
}
