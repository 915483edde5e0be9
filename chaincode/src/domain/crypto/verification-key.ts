import { sha256 } from '@noble/hashes/sha2.js';
import { encodeBase64url } from '../encoding/base64url';
import type { CryptoProvider, SignatureItem, SuiteName } from './provider';
import { parsePublicKey } from './public-key';
import { isSignatureShape } from './signature-shape';
import { encodeSpki } from './spki';

/**
 * Key id of DETAILS 4: base64url(SHA-256(uncompressed SPKI DER)), 43 characters, for every suite. A provider at hand
 * makes it faster.
 */
export function keyIdOf(
  suite: SuiteName,
  publicKey: Uint8Array,
  provider?: Pick<CryptoProvider, 'digest'>,
): string {
  const spki = encodeSpki(suite, publicKey);
  return encodeBase64url(provider?.digest('sha-256', spki) ?? sha256(spki));
}

/** A public key that passed the strict check; only importVerificationKey makes one. */
export class VerificationKey {
  readonly #checked = true;
  #id: string | undefined;
  private constructor(
    readonly suite: SuiteName,
    readonly bytes: Uint8Array,
  ) {}

  /** Key id of DETAILS 4; made when somebody asks, which a check of one certificate never does. */
  get id(): string {
    return (this.#id ??= keyIdOf(this.suite, this.bytes));
  }

  /** @throws MalformedError bad-public-key */
  static import(suite: SuiteName, bytes: Uint8Array, path = ''): VerificationKey {
    return new VerificationKey(suite, parsePublicKey(suite, bytes, path));
  }

  /** False for an object that merely looks like a key. */
  static isChecked(key: VerificationKey): boolean {
    return #checked in key;
  }
}

/**
 * The strict check of a public key, done once for a key (about 0.1 ms); keep the result beside the record.
 * @throws MalformedError bad-public-key
 */
export function importVerificationKey(suite: SuiteName, bytes: Uint8Array, path = ''): VerificationKey {
  return VerificationKey.import(suite, bytes, path);
}

/** The one strict verifier: shape first, so that every provider is asked only what all agree on. */
export function verifyWith(
  provider: CryptoProvider,
  key: VerificationKey,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (!VerificationKey.isChecked(key)) throw new TypeError('key was not imported');
  if (!isSignatureShape(key.suite, signature)) return false;
  return provider.verifyRaw(key.suite, key.bytes, message, signature);
}

/** A signature to be checked against an imported key. */
export interface SignatureCheck {
  readonly key: VerificationKey;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

/** verifyWith for each check, in order; a provider that shares work between signatures of one suite does so. */
export function verifyAllWith(provider: CryptoProvider, checks: readonly SignatureCheck[]): boolean[] {
  if (provider.verifyBatch === undefined) {
    return checks.map(({ key, message, signature }) => verifyWith(provider, key, message, signature));
  }
  const answers = new Array<boolean>(checks.length).fill(false);
  const bySuite = new Map<SuiteName, { places: number[]; items: SignatureItem[] }>();
  checks.forEach(({ key, message, signature }, place) => {
    if (!VerificationKey.isChecked(key)) throw new TypeError('key was not imported');
    if (!isSignatureShape(key.suite, signature)) return;
    const group = bySuite.get(key.suite) ?? { places: [], items: [] };
    group.places.push(place);
    group.items.push({ publicKey: key.bytes, message, signature });
    bySuite.set(key.suite, group);
  });
  for (const [suite, { places, items }] of bySuite) {
    const verdicts = provider.verifyBatch(suite, items);
    places.forEach((place, i) => (answers[place] = verdicts[i] === true));
  }
  return answers;
}

/**
 * verifyWith for a key seen once: the key's strict check is paid here.
 * @throws MalformedError bad-public-key
 */
export function verifySignature(
  provider: CryptoProvider,
  suite: SuiteName,
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  return verifyWith(provider, importVerificationKey(suite, publicKey), message, signature);
}
