import type { SealFinding, SealResult } from '../domain/ses';

/** DETAILS 29: `result` is exactly one of these words. */
export type FileResult = SealResult | 'mixed' | 'not-signed' | 'refused';

/** A certificate as it was found; whether anyone vouches for it is said by the findings. */
export interface ShownCertificate {
  readonly subject: string;
  readonly issuer: string;
  readonly commonName?: string;
  /** Hexadecimal. */
  readonly serial: string;
  readonly notBefore: string;
  readonly notAfter: string;
  /** base64url(SHA-256(SPKI)) of an SM2 or P-256 key (DETAILS 4). */
  readonly keyId?: string;
  /** DER in base64. */
  readonly certificate: string;
}

export interface ShownSeal {
  readonly id: string;
  readonly name: string;
  readonly version: 1 | 4 | 5;
  readonly type: number;
  readonly vendor: string;
  readonly created: string;
  readonly start: string;
  readonly end: string;
  readonly picture: {
    readonly type: string;
    readonly bytes: number;
    readonly width: number;
    readonly height: number;
  };
  readonly signers: { readonly list: 'certificates' | 'digests'; readonly count: number };
  /** SM3 of the seal's DER, hexadecimal: its identity on the ledger. */
  readonly digest: string;
  readonly maker?: ShownCertificate;
}

/** One signature, under a seal or plain. Times are ISO 8601 in UTC. */
export interface SignatureInspection {
  readonly id?: string;
  readonly type: 'seal' | 'sign';
  /** Path of Signature.xml inside the package. */
  readonly path?: string;
  readonly format: 'ses' | 'gbt35275' | 'unknown';
  readonly result: SealResult;
  readonly signedAt?: string;
  readonly seal?: ShownSeal;
  readonly signer?: ShownCertificate;
  /** Parts that this signature protects. */
  readonly covers: readonly string[];
  readonly findings: readonly SealFinding[];
}

export interface MetadataItem {
  /** English name of GB/T 36903 where it is known. */
  readonly name: string;
  /** Element as it stands in pinyin initials, where it is known. */
  readonly element?: string;
  readonly value: string;
}

/** Metadata of the licence from CustomDatas. */
export interface OfdMetadata {
  /** Whether a sound signature protects OFD.xml, which holds it. */
  readonly covered: boolean;
  readonly items: readonly MetadataItem[];
  /** CustomDatas that GB/T 36903 does not name. */
  readonly others: readonly { readonly name: string; readonly value: string }[];
}

/** What is said of a file. `findings` are those of the file as a whole; each signature has its own. */
export interface OfdInspection {
  readonly kind: 'ofd' | 'seal' | 'signature';
  readonly result: FileResult;
  readonly signatures: readonly SignatureInspection[];
  readonly findings: readonly SealFinding[];
  readonly metadata?: OfdMetadata;
  /** Hexadecimal digests of the file, where a worker made them beside the event loop. */
  readonly digests?: { readonly 'sha-256': string; readonly sm3: string };
}
