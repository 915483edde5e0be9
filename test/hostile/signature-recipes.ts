import { randomBytes } from 'node:crypto';
import { ed25519, ed25519ph } from '@noble/curves/ed25519.js';
import { weierstrass } from '@noble/curves/abstract/weierstrass.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { nobleProvider, P256, SM2P256V1, sm2Digest, sm2Za } from '@huren/chaincode/domain';

const Sm2 = weierstrass(SM2P256V1);

export const integerOf = (bytes: Uint8Array): bigint =>
  BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`);
const bigEndian = (value: bigint): Buffer => {
  const hex = value.toString(16);
  return Buffer.from(hex.padStart(Math.max(64, hex.length + (hex.length % 2)), '0'), 'hex');
};
const littleEndian = (value: bigint): Buffer => bigEndian(value).reverse();
const fromLittleEndian = (bytes: Uint8Array): bigint => integerOf(Buffer.from(bytes).reverse());
const mod = (value: bigint, n: bigint): bigint => ((value % n) + n) % n;
const raw = (r: bigint, s: bigint): Buffer => Buffer.concat([bigEndian(r), bigEndian(s)]);

function inverse(value: bigint, n: bigint): bigint {
  let [low, high, x, y] = [mod(value, n), n, 1n, 0n];
  while (low > 1n) {
    const quotient = high / low;
    [low, high, x, y] = [high - quotient * low, low, y - quotient * x, x];
  }
  return mod(x, n);
}

/** An ES256 signature (r‖s) bent by the file's words; undefined for words of another suite. */
export function bentEs256(good: Uint8Array, recipe: string): Uint8Array | undefined {
  const { n, p } = P256;
  const r = integerOf(good.subarray(0, 32));
  const s = integerOf(good.subarray(32));
  const words: Readonly<Record<string, () => Uint8Array>> = {
    'r=1,s=1': () => raw(1n, 1n),
    'r=n': () => raw(n, s),
    'r=r+n': () => raw(r + n, s),
    's=-s': () => raw(r, n - s),
    's=2^256-1': () => raw(r, 2n ** 256n - 1n),
    'r=p': () => raw(p, s),
    'swap r,s': () => raw(s, r),
    'r bit 0 flipped': () => raw(r ^ 1n, s),
    's bit 255 flipped': () => raw(r, s ^ (1n << 255n)),
  };
  return words[recipe]?.();
}

/** An SM2 signature over `message` that breaks one rule of GB/T 32918.2. */
export function bentSm2(
  secret: Uint8Array,
  publicKey: Uint8Array,
  message: Uint8Array,
  good: Uint8Array,
  recipe: string,
): Uint8Array {
  const { n } = SM2P256V1;
  const d = integerOf(secret);
  const k = mod(integerOf(randomBytes(40)), n - 1n) + 1n;
  const { x } = Sm2.BASE.multiply(k).toAffine();
  const over = (digest: Uint8Array): Uint8Array => {
    const r = mod(integerOf(digest) + x, n);
    return raw(r, mod(inverse(1n + d, n) * (k - r * d), n));
  };
  const r = integerOf(good.subarray(0, 32));
  switch (recipe) {
    case 's=n-s':
      return raw(r, n - integerOf(good.subarray(32)));
    case 't=0':
      return raw(r, n - r);
    case 'noZA':
      return over(nobleProvider.digest('sm3', message));
    case 'sha256':
      return over(sha256(Buffer.concat([sm2Za(publicKey), message])));
    case 'ecdsa': {
      const e = integerOf(sm2Digest(publicKey, message));
      const x1 = mod(x, n);
      return raw(x1, mod(inverse(k, n) * (e + x1 * d), n));
    }
    default: {
      const [, id = ''] = recipe.split('=');
      return over(sm2Digest(publicKey, message, Buffer.from(id)));
    }
  }
}

/** Order of the prime subgroup (RFC 8032 §5.1). */
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
/** The neutral point in its own and in another spelling, and a point of order 8 (RFC 8032; ed25519-speccheck). */
const NEUTRAL = Buffer.from(`01${'00'.repeat(31)}`, 'hex');
const NEUTRAL_MISSPELT = Buffer.from(`ee${'ff'.repeat(30)}7f`, 'hex');
const ORDER_8 = Buffer.from('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a', 'hex');
export const SMALL_ORDER_KEY = NEUTRAL;

/** An Ed25519 signature over `message` that one library or another would take. */
export function bentEd25519(
  secret: Uint8Array,
  message: Uint8Array,
  good: Uint8Array,
  recipe: string,
): Uint8Array {
  const publicKey = ed25519.getPublicKey(secret);
  const a = mod(clamped(sha512(secret)), L);
  const challenge = (R: Uint8Array): bigint =>
    mod(fromLittleEndian(sha512(Buffer.concat([R, publicKey, message]))), L);
  switch (recipe) {
    case 'S+L':
      return Buffer.concat([good.subarray(0, 32), littleEndian(fromLittleEndian(good.subarray(32)) + L)]);
    case 'smallR':
      return Buffer.concat([NEUTRAL, littleEndian(mod(challenge(NEUTRAL) * a, L))]);
    case 'noncanonR':
      return Buffer.concat([NEUTRAL_MISSPELT, littleEndian(mod(challenge(NEUTRAL_MISSPELT) * a, L))]);
    case 'smallA':
      return Buffer.concat([NEUTRAL, Buffer.alloc(32)]);
    case 'cofactored': {
      const k = mod(integerOf(randomBytes(40)), L);
      const R = ed25519.Point.BASE.multiply(k).add(ed25519.Point.fromBytes(ORDER_8)).toBytes();
      return Buffer.concat([R, littleEndian(mod(k + challenge(R) * a, L))]);
    }
    case 'ph':
      return ed25519ph.sign(message, secret);
    default:
      return Buffer.concat([good, Buffer.of(0)]);
  }
}

function clamped(digest: Uint8Array): bigint {
  const bytes = Buffer.from(digest.subarray(0, 32));
  bytes[0] = (bytes[0] ?? 0) & 0xf8;
  bytes[31] = ((bytes[31] ?? 0) & 0x7f) | 0x40;
  return fromLittleEndian(bytes);
}

/** A DER signature bent by the file's words, as the text that stands in JSON. */
export function bentDer(der: Buffer, recipe: string): string {
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
  const body = der.subarray(2);
  const r = body.subarray(2, 2 + (body[1] ?? 0));
  const s = body.subarray(2 + r.length);
  const sequence = (content: Uint8Array): Buffer => Buffer.concat([Buffer.of(0x30, content.length), content]);
  const withR = (bytes: Uint8Array, tag = 0x02): string =>
    text(sequence(Buffer.concat([Buffer.of(tag, bytes.length), bytes, s])));
  const [word = '', argument = ''] = recipe.split(':');
  switch (word) {
    case 'empty':
      return '';
    case '3000':
      return text(Buffer.of(0x30, 0));
    case 'append':
      return text(Buffer.concat([der, Buffer.from(argument, 'hex')]));
    case 'repeat':
      return text(Buffer.concat([der, der]));
    case 'seqlen':
      return argument === '-1'
        ? text(Buffer.concat([Buffer.of(0x30, body.length - 1), body]))
        : text(Buffer.concat([Buffer.of(0x30), Buffer.from(argument, 'hex'), body]));
    case 'tag':
      return text(Buffer.concat([Buffer.from(argument, 'hex'), der.subarray(1)]));
    case 'r.tag':
      return withR(r, 0x04);
    case 'r.pad':
      return withR(Buffer.concat([Buffer.of(0), r]));
    case 'r.strip':
      return withR(r.subarray(1));
    case 'r.empty':
      return withR(Buffer.alloc(0));
    case 'wrap':
      return text(sequence(der));
    case 'p1363': {
      const fixed = (bytes: Uint8Array): Buffer => bigEndian(integerOf(bytes));
      return text(Buffer.concat([fixed(r), fixed(s.subarray(2))]));
    }
    case 'b64':
      return text(der).replace(/[-_]/, (char) => (char === '-' ? '+' : '/'));
    case 'hex':
      return der.toString('hex');
    default:
      return text(Buffer.alloc(Number(argument)));
  }
}
