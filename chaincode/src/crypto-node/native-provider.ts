import { nobleProvider } from '../domain/crypto/noble-provider';
import type { CryptoProvider, HashName, SuiteName } from '../domain/crypto/provider';
import { SUITE_NAMES } from '../domain/crypto/suites';
import { encodeBase64url } from '../domain/encoding/base64url';
import { encodeUtf8 } from '../domain/encoding/utf8';
import { KNOWN_DIGESTS, KNOWN_SIGNATURES } from './known-answers';
import { type NativePrimitives, nativePrimitives } from './native-primitives';

/** A provider over Node's crypto, and which algorithms it could not trust to it. */
export interface NodeProvider extends CryptoProvider {
  /** Algorithms that failed their known-answer test and run on noble instead; empty when all is well. */
  readonly degraded: readonly (HashName | SuiteName)[];
}

const HASH_NAMES: readonly HashName[] = ['sha-256', 'sm3'];

/** An algorithm that this build of OpenSSL lacks throws; that is a failed test like any other. */
function passes(test: () => boolean): boolean {
  try {
    return test();
  } catch {
    return false;
  }
}

function digestIsRight(native: NativePrimitives, name: HashName): boolean {
  const bytes = encodeUtf8('abc');
  return (
    native.digest[name](bytes, 'base64url') === KNOWN_DIGESTS[name] &&
    encodeBase64url(Buffer.from(native.digest[name](bytes, 'binary'), 'latin1')) === KNOWN_DIGESTS[name]
  );
}

function verifyIsRight(native: NativePrimitives, name: SuiteName): boolean {
  const { publicKey, message, signature } = KNOWN_SIGNATURES[name];
  const other = Uint8Array.of(...message, 0);
  return (
    native.verify[name](publicKey, message, signature) && !native.verify[name](publicKey, other, signature)
  );
}

/**
 * Node's native crypto as a provider. Each algorithm answers a known-answer test first; one that does not
 * (another OpenSSL, a FIPS build) falls to noble and is listed in `degraded`.
 */
export function nodeProvider(native: NativePrimitives = nativePrimitives()): NodeProvider {
  const badHashes = HASH_NAMES.filter((name) => !passes(() => digestIsRight(native, name)));
  const badSuites = SUITE_NAMES.filter((name) => !passes(() => verifyIsRight(native, name)));
  const verifiers = { ...native.verify };
  for (const name of badSuites) {
    verifiers[name] = (publicKey, message, signature) =>
      nobleProvider.verifyRaw(name, publicKey, message, signature);
  }
  return {
    name: 'node',
    degraded: [...badHashes, ...badSuites],
    digest(hash, bytes) {
      if (badHashes.includes(hash)) return nobleProvider.digest(hash, bytes);
      // A string out of OpenSSL and a loop cost half of a Buffer out of it.
      const text = native.digest[hash](bytes, 'binary');
      const digest = new Uint8Array(32);
      for (let i = 0; i < 32; i++) digest[i] = text.charCodeAt(i);
      return digest;
    },
    digestBase64url(hash, bytes) {
      if (badHashes.includes(hash)) return encodeBase64url(nobleProvider.digest(hash, bytes));
      return native.digest[hash](bytes, 'base64url');
    },
    verifyRaw: (suite, publicKey, message, signature) => verifiers[suite](publicKey, message, signature),
  };
}
