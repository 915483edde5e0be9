import { weierstrass } from '@noble/curves/abstract/weierstrass.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { integerOf, integerTo32 } from './integer';
import { sm3 } from './sm3';
import { SM2P256V1 as curve } from './suites';

/** SM2 digital signatures, GB/T 32918.2-2016, with the user id that GB/T 35276-2017 §10 fixes. */

const Point = weierstrass(curve);
const { n } = curve;

/** `1234567812345678` in ASCII. */
export const SM2_DEFAULT_ID = Uint8Array.from('1234567812345678', (c) => c.charCodeAt(0));

const FIXED = [curve.a, curve.b, curve.Gx, curve.Gy].map(integerTo32);

/** Z = SM3(ENTL ‖ ID ‖ a ‖ b ‖ xG ‖ yG ‖ xA ‖ yA) (GB/T 32918.2 §5.5); publicKey is 65 bytes. */
export function sm2Za(publicKey: Uint8Array, userId: Uint8Array = SM2_DEFAULT_ID): Uint8Array {
  const bits = userId.length * 8;
  if (bits > 0xffff) throw new TypeError('the user id is too long');
  return sm3(Uint8Array.of(bits >> 8, bits & 0xff), userId, ...FIXED, publicKey.subarray(1));
}

/** e = SM3(Z ‖ M), what is signed. */
export function sm2Digest(publicKey: Uint8Array, message: Uint8Array, userId?: Uint8Array): Uint8Array {
  return sm3(sm2Za(publicKey, userId), message);
}

/** The raw equation (GB/T 32918.2 §7.1) over input that passed the strict checks. */
export function sm2VerifyDigest(publicKey: Uint8Array, digest: Uint8Array, signature: Uint8Array): boolean {
  const r = integerOf(signature.subarray(0, 32));
  const s = integerOf(signature.subarray(32));
  const t = (r + s) % n;
  const key = Point.fromBytes(publicKey);
  const sum = Point.BASE.mulAddUnsafe(s, key, t);
  if (sum.is0()) return false;
  return (integerOf(digest) + sum.x) % n === r;
}

function secretOf(secretKey: Uint8Array): bigint {
  const d = secretKey.length === 32 ? integerOf(secretKey) : 0n;
  // d = n − 1 makes 1 + d not invertible (GB/T 32918.1 §6.1).
  if (d < 1n || d > n - 2n) throw new TypeError('the secret key is out of range');
  return d;
}

/** 65 bytes 04‖x‖y of a 32-byte secret key. */
export function sm2PublicKey(secretKey: Uint8Array): Uint8Array {
  return Point.BASE.multiply(secretOf(secretKey)).toBytes(false);
}

/** Candidates for k as in RFC 6979 §3.2 with HMAC-SHA-256, and §3.6 for the extra entropy. */
function* nonces(secretKey: Uint8Array, digest: Uint8Array, extraEntropy: Uint8Array): Generator<bigint> {
  const seed = [secretKey, integerTo32(integerOf(digest) % n), extraEntropy];
  let k = new Uint8Array(32);
  let v = new Uint8Array(32).fill(1);
  const mac = (...parts: Uint8Array[]): Uint8Array<ArrayBuffer> => {
    const state = hmac.create(sha256, k);
    for (const part of parts) state.update(part);
    return Uint8Array.from(state.digest());
  };
  for (const round of [0, 1]) {
    k = mac(v, Uint8Array.of(round), ...seed);
    v = mac(v);
  }
  for (;;) {
    v = mac(v);
    const candidate = integerOf(v);
    if (candidate >= 1n && candidate < n) yield candidate;
    k = mac(v, Uint8Array.of(0));
    v = mac(v);
  }
}

/**
 * Signs (GB/T 32918.2 §6.1); 64 bytes r‖s. Deterministic unless the caller brings entropy: the domain has none.
 * For tests and small issuers; BigInt arithmetic is not constant in time.
 */
export function sm2Sign(
  secretKey: Uint8Array,
  message: Uint8Array,
  extraEntropy: Uint8Array = new Uint8Array(0),
): Uint8Array {
  const d = secretOf(secretKey);
  const digest = sm2Digest(sm2PublicKey(secretKey), message);
  const e = integerOf(digest);
  for (const k of nonces(secretKey, digest, extraEntropy)) {
    const r = (e + Point.BASE.multiply(k).x) % n;
    if (r === 0n || r + k === n) continue;
    const s = (Point.Fn.inv(1n + d) * (((k - r * d) % n) + n)) % n;
    if (s === 0n) continue;
    const signature = new Uint8Array(64);
    signature.set(integerTo32(r));
    signature.set(integerTo32(s), 32);
    return signature;
  }
  throw new TypeError('unreachable: candidates do not end');
}
