import { createPublicKey, createVerify, hash, type KeyObject, verify } from 'node:crypto';
import { encodeEcdsaDer } from '../domain/crypto/ecdsa-der';
import type { HashName, SuiteName } from '../domain/crypto/provider';
import { sm2Za } from '../domain/crypto/sm2';
import { encodeSpki } from '../domain/crypto/spki';
import { KeyCache } from './key-cache';

/** What Node's own crypto can do for a provider, algorithm by algorithm. */
export interface NativePrimitives {
  readonly digest: Readonly<
    Record<HashName, (bytes: Uint8Array, encoding: 'binary' | 'base64url') => string>
  >;
  readonly verify: Readonly<
    Record<SuiteName, (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean>
  >;
}

/** A KeyObject read from SPKI: only such an SM2 key is treated as SM2; a generated one signs as ECDSA. */
function publicKeyObject(suite: SuiteName, publicKey: Uint8Array): KeyObject {
  const key = Buffer.from(encodeSpki(suite, publicKey));
  return createPublicKey({ key, format: 'der', type: 'spki' });
}

/** The primitives of this process, with key caches of their own. */
export function nativePrimitives(): NativePrimitives {
  const p256 = new KeyCache((bytes) => ({
    key: publicKeyObject('ES256', bytes),
    dsaEncoding: 'ieee-p1363' as const,
  }));
  const ed25519 = new KeyCache((bytes) => publicKeyObject('EdDSA', bytes));
  const sm2 = new KeyCache((bytes) => ({ key: publicKeyObject('SM2SM3', bytes), za: sm2Za(bytes) }));
  return {
    digest: {
      'sha-256': (bytes, encoding) => hash('sha256', bytes, encoding),
      sm3: (bytes, encoding) => hash('sm3', bytes, encoding),
    },
    verify: {
      ES256: (publicKey, message, signature) => verify('sha256', message, p256.get(publicKey), signature),
      EdDSA: (publicKey, message, signature) => verify(null, message, ed25519.get(publicKey), signature),
      SM2SM3: (publicKey, message, signature) => {
        const { key, za } = sm2.get(publicKey);
        // One-shot verify would hash an empty user id into Z; the stream hashes exactly what it is fed.
        return createVerify('sm3').update(za).update(message).verify(key, encodeEcdsaDer(signature));
      },
    },
  };
}
