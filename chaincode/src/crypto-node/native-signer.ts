import {
  createPrivateKey,
  createPublicKey,
  createSign,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto';
import { decodeEcdsaDer } from '../domain/crypto/ecdsa-der';
import type { Signer, SuiteName } from '../domain/crypto/provider';
import { sm2Za } from '../domain/crypto/sm2';
import { decodeSpki } from '../domain/crypto/spki';
import { keyIdOf } from '../domain/crypto/verification-key';

/** A signer over a private key that Node holds. */
export interface NodeSigner extends Signer {
  /** PKCS#8 EncryptedPrivateKeyInfo in PEM (RFC 5958 §3; PBES2, AES-256-CBC): OpenSSL reads it. */
  exportEncrypted(passphrase: string): string;
}

function signWith(
  suite: SuiteName,
  key: KeyObject,
  publicKey: Uint8Array,
): (message: Uint8Array) => Uint8Array {
  if (suite === 'EdDSA') return (message) => Uint8Array.from(sign(null, message, key));
  if (suite === 'ES256') {
    const options = { key, dsaEncoding: 'ieee-p1363' as const };
    return (message) => Uint8Array.from(sign('sha256', message, options));
  }
  const za = sm2Za(publicKey);
  return (message) => decodeEcdsaDer(createSign('sm3').update(za).update(message).sign(key));
}

/**
 * A signer over a P-256, Ed25519 or SM2 private key; 64-byte signatures.
 * @throws MalformedError bad-spki for a key of another kind
 */
export function nodeSigner(privateKey: KeyObject): NodeSigner {
  // Read back from PKCS#8, because a generated SM2 key signs as ECDSA until it is.
  const der = privateKey.export({ type: 'pkcs8', format: 'der' });
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const { suite, publicKey } = decodeSpki(createPublicKey(key).export({ type: 'spki', format: 'der' }));
  return {
    suite,
    publicKey,
    keyId: keyIdOf(suite, publicKey),
    sign: signWith(suite, key, publicKey),
    exportEncrypted: (passphrase) => {
      if (passphrase === '') throw new TypeError('an empty passphrase protects nothing');
      return key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase }).toString();
    },
  };
}

/** A fresh key from the system's randomness. */
export function generatePrivateKey(suite: SuiteName): KeyObject {
  if (suite === 'EdDSA') return generateKeyPairSync('ed25519').privateKey;
  const namedCurve = suite === 'ES256' ? 'prime256v1' : 'SM2';
  return generateKeyPairSync('ec', { namedCurve }).privateKey;
}

/** The signer of a fresh key. */
export function generateSigner(suite: SuiteName): NodeSigner {
  return nodeSigner(generatePrivateKey(suite));
}

/**
 * The signer of an encrypted PKCS#8 PEM. An unencrypted PEM is refused: keys at rest are always encrypted.
 * @throws Error of OpenSSL for a wrong passphrase or a damaged file; it names neither
 */
export function importEncrypted(pem: string, passphrase: string): NodeSigner {
  if (!pem.startsWith('-----BEGIN ENCRYPTED PRIVATE KEY-----')) {
    throw new TypeError('the file is not an encrypted PKCS#8 key');
  }
  return nodeSigner(createPrivateKey({ key: pem, format: 'pem', passphrase }));
}
