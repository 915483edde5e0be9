import { integerTo32 } from './integer';
import type { SuiteName } from './provider';
import { P256, SM2P256V1 } from './suites';

/** −1, 0, 1 for a[at…at+32) against a 32-byte big-endian bound. Public data: no constant time needed. */
function compare(a: Uint8Array, at: number, bound: Uint8Array): number {
  for (let i = 0; i < 32; i++) {
    const difference = (a[at + i] ?? 0) - (bound[i] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}

function isZero(a: Uint8Array, at: number): boolean {
  for (let i = at; i < at + 32; i++) if (a[i] !== 0) return false;
  return true;
}

/** Whether r + s = n, so that SM2's t = (r + s) mod n would be zero (r, s < n). */
function sumsTo(signature: Uint8Array, order: Uint8Array): boolean {
  let carry = 0;
  for (let i = 31; i >= 0; i--) {
    const sum = (signature[i] ?? 0) + (signature[32 + i] ?? 0) + carry;
    if ((sum & 0xff) !== order[i]) return false;
    carry = sum >> 8;
  }
  return carry === 0;
}

const P256_ORDER = integerTo32(P256.n);
const P256_HALF_ORDER = integerTo32(P256.n >> 1n);
const SM2_ORDER = integerTo32(SM2P256V1.n);

/** L = 2^252 + 27742317777372353535851937790883648493 (RFC 8032 §5.1) and p = 2^255 − 19, big-endian. */
const ED25519_ORDER = integerTo32((1n << 252n) + 27742317777372353535851937790883648493n);
const ED25519_PRIME = integerTo32((1n << 255n) - 19n);

/** y of a point of order 8; the other such y is its negative. */
const ORDER_8_Y = 0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n;

/** y of the points of order 1, 2, 4 and 8, little-endian, sign bit cleared. */
const SMALL_ORDER_Y = [1n, (1n << 255n) - 20n, 0n, ORDER_8_Y, (1n << 255n) - 19n - ORDER_8_Y].map((y) =>
  integerTo32(y).reverse(),
);

/** Whether signature[at…at+32), sign bit ignored, encodes the given y. */
function hasY(signature: Uint8Array, y: Uint8Array): boolean {
  for (let i = 0; i < 31; i++) if (signature[i] !== y[i]) return false;
  return ((signature[31] ?? 0) & 0x7f) === y[31];
}

function isEd25519Shape(signature: Uint8Array): boolean {
  const s = signature.slice(32).reverse();
  if (compare(s, 0, ED25519_ORDER) >= 0) return false;
  const r = signature.slice(0, 32).reverse();
  r[0] = (r[0] ?? 0) & 0x7f;
  if (compare(r, 0, ED25519_PRIME) >= 0) return false;
  return !SMALL_ORDER_Y.some((y) => hasY(signature, y));
}

/**
 * What every verifier settles before it computes: exactly 64 bytes; 1 ≤ r, s < n (FIPS 186-5 §6.4.2,
 * GB/T 32918.2 §7.1); for SM2 also t ≠ 0; for Ed25519 S < L, y of R reduced, R not of small order.
 */
export function isSignatureShape(suite: SuiteName, signature: Uint8Array): boolean {
  if (signature.length !== 64) return false;
  if (suite === 'EdDSA') return isEd25519Shape(signature);
  const order = suite === 'ES256' ? P256_ORDER : SM2_ORDER;
  if (isZero(signature, 0) || isZero(signature, 32)) return false;
  if (compare(signature, 0, order) >= 0 || compare(signature, 32, order) >= 0) return false;
  return suite === 'ES256' || !sumsTo(signature, order);
}

/** Whether s ≤ n/2 of a 64-byte ES256 signature (Fabric's low-S rule). */
export function isLowS(signature: Uint8Array): boolean {
  return signature.length === 64 && compare(signature, 32, P256_HALF_ORDER) <= 0;
}
