import { ed25519 } from '@noble/curves/ed25519.js';
import { p256 } from '@noble/curves/nist.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { integerOf } from './integer';
import type { CryptoProvider, Signer, SuiteName } from './provider';
import { sm2Digest, sm2PublicKey, sm2Sign, sm2VerifyDigest } from './sm2';
import { sm3 } from './sm3';
import { keyIdOf } from './verification-key';

/**
 * Ed25519 without the cofactor: S·B − k·A = R. noble's own verify multiplies by the cofactor and so accepts
 * mixed-order differences that OpenSSL refuses; the cofactorless equation is the one that both can compute.
 */
function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const { Point } = ed25519;
  try {
    const a = Point.fromBytes(publicKey, false);
    const r = Point.fromBytes(signature.subarray(0, 32), false);
    const s = integerOf(signature.slice(32).reverse());
    const hash = sha512.create().update(signature.subarray(0, 32)).update(publicKey).update(message).digest();
    const k = Point.Fn.create(integerOf(hash.reverse()));
    return Point.BASE.multiplyUnsafe(s).subtract(a.multiplyUnsafe(k)).equals(r);
  } catch {
    // R may be no point at all: that is known only once it is decoded.
    return false;
  }
}

const VERIFY: Readonly<
  Record<SuiteName, (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean>
> = {
  ES256: (publicKey, message, signature) => p256.verify(signature, message, publicKey, { lowS: false }),
  EdDSA: verifyEd25519,
  SM2SM3: (publicKey, message, signature) =>
    sm2VerifyDigest(publicKey, sm2Digest(publicKey, message), signature),
};

/** The provider of pure TypeScript: slow, and at home everywhere. The answers of all others are held against it. */
export const nobleProvider: CryptoProvider = {
  name: 'noble',
  digest: (hash, bytes) => (hash === 'sm3' ? sm3(bytes) : sha256(bytes)),
  verifyRaw: (suite, publicKey, message, signature) => VERIFY[suite](publicKey, message, signature),
};

/** A signer over a 32-byte secret key in memory; deterministic (RFC 6979, RFC 8032). For holders in browsers and tests. */
export function nobleSigner(suite: SuiteName, secretKey: Uint8Array): Signer {
  const secret = Uint8Array.from(secretKey);
  const publicKey = {
    ES256: () => p256.getPublicKey(secret, false),
    EdDSA: () => ed25519.getPublicKey(secret),
    SM2SM3: () => sm2PublicKey(secret),
  }[suite]();
  const sign = {
    ES256: (message: Uint8Array) => p256.sign(message, secret, { lowS: false }),
    EdDSA: (message: Uint8Array) => ed25519.sign(message, secret),
    SM2SM3: (message: Uint8Array) => sm2Sign(secret, message),
  }[suite];
  return { suite, publicKey, keyId: keyIdOf(suite, publicKey), sign };
}
