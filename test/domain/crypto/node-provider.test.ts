import { generateKeyPairSync } from 'node:crypto';
import {
  generateSigner,
  importEncrypted,
  nativePrimitives,
  nodeProvider,
  nodeSigner,
} from '../../../chaincode/src/crypto-node';
import { KeyCache } from '../../../chaincode/src/crypto-node/key-cache';
import {
  importVerificationKey,
  nobleProvider,
  nobleSigner,
  SUITE_NAMES,
  verifyWith,
} from '../../../chaincode/src/domain/crypto';
import { MalformedError } from '../../../chaincode/src/domain/encoding/malformed';

const message = Uint8Array.of(1, 2, 3);
const native = nativePrimitives();
const fails = (): never => {
  throw new Error('unsupported');
};

describe('known answers', () => {
  test('this Node passes them all', () => {
    expect(nodeProvider().degraded).toEqual([]);
  });

  test.each([
    ['says yes to everything', () => true],
    ['says no to everything', () => false],
    ['throws', fails],
  ])('an algorithm that %s is listed and runs on noble', (_reason, verify) => {
    for (const suite of SUITE_NAMES) {
      const provider = nodeProvider({ ...native, verify: { ...native.verify, [suite]: verify } });
      expect(provider.degraded).toEqual([suite]);
      const { publicKey, sign } = nobleSigner(suite, new Uint8Array(32).fill(5));
      const key = importVerificationKey(suite, publicKey);
      expect(verifyWith(provider, key, message, sign(message))).toBe(true);
      expect(verifyWith(provider, key, Uint8Array.of(1), sign(message))).toBe(false);
    }
  });

  test.each([
    ['a wrong digest', () => 'A'.repeat(43)],
    ['none', fails],
  ])('a hash that gives %s is listed and runs on noble', (_reason, digest) => {
    for (const hash of ['sha-256', 'sm3'] as const) {
      const provider = nodeProvider({ ...native, digest: { ...native.digest, [hash]: digest } });
      expect(provider.degraded).toEqual([hash]);
      expect(provider.digest(hash, message)).toEqual(nobleProvider.digest(hash, message));
      expect(Buffer.from(provider.digestBase64url?.(hash, message) ?? '', 'base64url')).toEqual(
        Buffer.from(nobleProvider.digest(hash, message)),
      );
    }
  });
});

describe('signers', () => {
  test.each(SUITE_NAMES)('a generated %s signer signs what every provider accepts', (suite) => {
    const signer = generateSigner(suite);
    const key = importVerificationKey(suite, signer.publicKey);
    const signature = signer.sign(message);
    expect(signer.suite).toBe(suite);
    expect(signer.keyId).toBe(key.id);
    expect(signature).toHaveLength(64);
    for (const provider of [nobleProvider, nodeProvider()]) {
      expect(verifyWith(provider, key, message, signature)).toBe(true);
      expect(verifyWith(provider, key, Uint8Array.of(1), signature)).toBe(false);
    }
  });

  test.each(SUITE_NAMES)('a %s key goes out encrypted and comes back the same', (suite) => {
    const signer = generateSigner(suite);
    const pem = signer.exportEncrypted('一个口令');
    expect(pem).toContain('BEGIN ENCRYPTED PRIVATE KEY');
    const again = importEncrypted(pem, '一个口令');
    expect(again.keyId).toBe(signer.keyId);
    const key = importVerificationKey(suite, signer.publicKey);
    expect(verifyWith(nobleProvider, key, message, again.sign(message))).toBe(true);
    expect(() => importEncrypted(pem, 'another')).toThrow();
  });

  test('refuses an unencrypted key, and an empty passphrase', () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    expect(() => importEncrypted(pem, 'x')).toThrow(TypeError);
    expect(() => nodeSigner(privateKey).exportEncrypted('')).toThrow(TypeError);
  });

  test.each([
    ['P-384', () => generateKeyPairSync('ec', { namedCurve: 'secp384r1' }).privateKey],
    ['secp256k1', () => generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey],
    ['Ed448', () => generateKeyPairSync('ed448').privateKey],
    ['X25519', () => generateKeyPairSync('x25519').privateKey],
  ])('refuses %s', (_reason, generate) => {
    expect(() => nodeSigner(generate())).toThrow(MalformedError);
  });
});

describe('the key cache', () => {
  test('holds at most two generations, and keeps what is in use', () => {
    const built: number[] = [];
    const cache = new KeyCache(([first = 0]) => built.push(first), 10);
    for (let i = 0; i < 200; i++) {
      cache.get(Uint8Array.of(i));
      cache.get(Uint8Array.of(255));
      expect(cache.size).toBeLessThanOrEqual(20);
    }
    expect(built.filter((first) => first === 255)).toHaveLength(1);
    cache.get(Uint8Array.of(0));
    expect(built.filter((first) => first === 0)).toHaveLength(2);
  });

  test('tells keys apart by their bytes, not by their object', () => {
    const cache = new KeyCache((key) => key.length);
    expect(cache.get(Uint8Array.of(1, 2))).toBe(2);
    expect(cache.get(Uint8Array.of(0, 1, 2, 0).subarray(1, 3))).toBe(2);
    expect(cache.size).toBe(1);
  });
});
