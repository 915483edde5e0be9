import { importVerificationKey, verifySignature } from '../crypto/verification-key';
import type { CryptoProvider, SuiteName } from '../crypto/provider';
import { decodeBase64url } from '../encoding/base64url';
import { canonicalBytes } from '../json/canonical';
import type { Shape } from '../json/shape';
import type { JsonObject } from '../json/value';
import { Rejection } from '../rejection';

/** A public key in an argument: base64url of the bytes that its suite asks for. */
interface KeyArgument {
  readonly suite: SuiteName;
  readonly publicKey: string;
}

/** The shape, and the strict check of the key that it holds (`bad-public-key` at /publicKey). */
export function withPublicKey<T extends KeyArgument>(of: Shape<T>): Shape<T> {
  return (value, path = '') => {
    const read = of(value, path);
    importVerificationKey(read.suite, decodeBase64url(read.publicKey), `${path}/publicKey`);
    return read;
  };
}

export function keyIdOfArgument({ suite, publicKey }: KeyArgument): string {
  return importVerificationKey(suite, decodeBase64url(publicKey)).id;
}

/** Whether `signature` (base64url, 64 bytes) signs the UTF-8 of the statement's canonical JSON. */
export function isSignedStatement(
  provider: CryptoProvider,
  { suite, publicKey }: KeyArgument,
  statement: JsonObject,
  signature: string,
): boolean {
  return verifySignature(
    provider,
    suite,
    decodeBase64url(publicKey),
    canonicalBytes(statement),
    decodeBase64url(signature),
  );
}

/** Proof of possession: whoever registers a key holds its private part. @throws Rejection PROOF_INVALID */
export function requireProof(
  provider: CryptoProvider,
  key: KeyArgument & { readonly proof: string },
  statement: JsonObject,
): void {
  if (!isSignedStatement(provider, key, statement, key.proof)) throw new Rejection('PROOF_INVALID');
}

/** What the proof of possession of a seal or issuing key signs: the UTF-8 of its canonical JSON. */
export function sealPossessionStatement(authority: string, suite: string, publicKey: string): JsonObject {
  return { type: 'huren-seal-possession', v: 1, authority, suite, publicKey };
}
