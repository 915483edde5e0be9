import { decodeHex } from '../encoding/hex';
import type { HashName, SuiteName } from './provider';

/** A short Weierstrass curve y² = x³ + ax + b over p, order n, cofactor 1. */
export interface Curve {
  readonly p: bigint;
  readonly n: bigint;
  readonly a: bigint;
  readonly b: bigint;
  readonly Gx: bigint;
  readonly Gy: bigint;
  readonly h: bigint;
}

/** NIST P-256 (SEC 2 v2 §2.4.2, FIPS 186-5). */
export const P256: Curve = {
  p: 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn,
  n: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  a: 0xffffffff00000001000000000000000000000000fffffffffffffffffffffffcn,
  b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
  Gx: 0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
  Gy: 0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n,
  h: 1n,
};

/** sm2p256v1 (GB/T 32918.5-2017 §A.1). */
export const SM2P256V1: Curve = {
  p: 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn,
  n: 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n,
  a: 0xfffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffcn,
  b: 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n,
  Gx: 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
  Gy: 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n,
  h: 1n,
};

/** Everything that tells one suite from another; nothing else enumerates them. */
export interface Suite {
  readonly name: SuiteName;
  /** JOSE `alg`. SM2SM3 is private: IANA has registered none, and it is never offered to outsiders. */
  readonly jose: string;
  readonly registered: boolean;
  readonly keyKind: 'EC' | 'OKP';
  /** JWK `crv`; absent where JOSE has no name for the curve. */
  readonly crv?: string;
  readonly publicKeyLength: 65 | 32;
  readonly signatureLength: 64;
  readonly hash: HashName | 'sha-512';
  /** Absent for Ed25519, whose arithmetic is not Weierstrass. */
  readonly curve?: Curve;
  /** DER of the SPKI up to the key bytes (RFC 5480 §2, RFC 8410 §4, GB/T 35276-2017 §7.1). */
  readonly spkiPrefix: Uint8Array;
}

export const SUITES: Readonly<Record<SuiteName, Suite>> = {
  ES256: {
    name: 'ES256',
    jose: 'ES256',
    registered: true,
    keyKind: 'EC',
    crv: 'P-256',
    publicKeyLength: 65,
    signatureLength: 64,
    hash: 'sha-256',
    curve: P256,
    // SEQUENCE { SEQUENCE { id-ecPublicKey 1.2.840.10045.2.1, prime256v1 1.2.840.10045.3.1.7 }, BIT STRING }
    spkiPrefix: decodeHex('3059301306072a8648ce3d020106082a8648ce3d030107034200'),
  },
  EdDSA: {
    name: 'EdDSA',
    jose: 'EdDSA',
    registered: true,
    keyKind: 'OKP',
    crv: 'Ed25519',
    publicKeyLength: 32,
    signatureLength: 64,
    hash: 'sha-512',
    // SEQUENCE { SEQUENCE { id-Ed25519 1.3.101.112 }, BIT STRING }
    spkiPrefix: decodeHex('302a300506032b6570032100'),
  },
  SM2SM3: {
    name: 'SM2SM3',
    jose: 'SM2SM3',
    registered: false,
    keyKind: 'EC',
    publicKeyLength: 65,
    signatureLength: 64,
    hash: 'sm3',
    curve: SM2P256V1,
    // SEQUENCE { SEQUENCE { id-ecPublicKey, sm2p256v1 1.2.156.10197.1.301 }, BIT STRING }
    spkiPrefix: decodeHex('3059301306072a8648ce3d020106082a811ccf5501822d034200'),
  },
};

export const SUITE_NAMES: readonly SuiteName[] = ['ES256', 'EdDSA', 'SM2SM3'];

/** Whether a value is a suite's name (equal to its JOSE `alg`). */
export function isSuiteName(value: unknown): value is SuiteName {
  return typeof value === 'string' && (SUITE_NAMES as readonly string[]).includes(value);
}
