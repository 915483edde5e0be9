/** Digests of the closed list: SHA-256 (FIPS 180-4), SM3 (GB/T 32905-2016). */
export type HashName = 'sha-256' | 'sm3';

/** Signature suites of the closed list; EdDSA is Ed25519 only. suites.ts describes each. */
export type SuiteName = 'ES256' | 'EdDSA' | 'SM2SM3';

/** A signature to be checked, as `verifyRaw` takes it. */
export interface SignatureItem {
  readonly publicKey: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

/**
 * What the domain needs of cryptography. Providers differ in speed, never in answers: everything that
 * libraries see differently (ranges, encodings, small orders) is settled before `verifyRaw` is called.
 */
export interface CryptoProvider {
  readonly name: string;
  /** 32 bytes, a fresh array. */
  digest(hash: HashName, bytes: Uint8Array): Uint8Array;
  /** The digest as base64url without padding (43 characters), where a provider has a faster way to it. */
  digestBase64url?(hash: HashName, bytes: Uint8Array): string;
  /**
   * Raw check over already strictly parsed input; only verification-key.ts calls it.
   * publicKey: 65-byte uncompressed point, or 32-byte Ed25519; signature: 64 bytes r‖s, or R‖S.
   * Answers false, never throws, for input that went through the strict checks.
   */
  verifyRaw(suite: SuiteName, publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
  /** `verifyRaw` for each item, where a provider has a faster way for many; only verification-key.ts calls it. */
  verifyBatch?(suite: SuiteName, items: readonly SignatureItem[]): boolean[];
}

/** A private key that signs, wherever it lives. `sign` takes the whole message and answers 64 bytes. */
export interface Signer {
  readonly suite: SuiteName;
  readonly publicKey: Uint8Array;
  /** DETAILS: base64url(SHA-256(uncompressed SPKI)). */
  readonly keyId: string;
  readonly sign: (message: Uint8Array) => Uint8Array;
}
