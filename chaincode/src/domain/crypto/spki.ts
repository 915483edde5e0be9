import { MalformedError } from '../encoding/malformed';
import type { SuiteName } from './provider';
import { parsePublicKey } from './public-key';
import { SUITES, SUITE_NAMES } from './suites';

/** DER SubjectPublicKeyInfo with the uncompressed point: a fixed prefix and the key bytes. */
export function encodeSpki(suite: SuiteName, publicKey: Uint8Array): Uint8Array {
  const { spkiPrefix } = SUITES[suite];
  const der = new Uint8Array(spkiPrefix.length + publicKey.length);
  der.set(spkiPrefix);
  der.set(publicKey, spkiPrefix.length);
  return der;
}

/**
 * Reads a SubjectPublicKeyInfo of a known suite by byte template, so that one key has one spelling; other
 * curves, explicit parameters, compressed points and trailing bytes are refused.
 * @throws MalformedError bad-spki | bad-public-key
 */
export function decodeSpki(der: Uint8Array, path = ''): { suite: SuiteName; publicKey: Uint8Array } {
  for (const suite of SUITE_NAMES) {
    const { spkiPrefix, publicKeyLength } = SUITES[suite];
    if (der.length !== spkiPrefix.length + publicKeyLength) continue;
    if (!spkiPrefix.every((byte, i) => der[i] === byte)) continue;
    return { suite, publicKey: parsePublicKey(suite, der.subarray(spkiPrefix.length), path) };
  }
  throw new MalformedError('bad-spki', 'The key is not a SubjectPublicKeyInfo of a known suite.', path);
}
