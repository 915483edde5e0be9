/**
 * The page form (版式文件): an OFD file under an SES seal, equal to paper (国务院令第716号 §§10–11). Opening the package
 * and trying its signatures is done outside the domain; what was found comes in as data, and the ledger then says whose
 * seal it is.
 */
import type { CryptoProvider, HashName } from '../crypto/provider';
import type { HolderClass } from '../code/holder-code-type';
import { decodeHex } from '../encoding/hex';
import { encodeBase64url } from '../encoding/base64url';
import { MalformedError } from '../encoding/malformed';
import type { SesIdentity } from '../seal/seal';
import type { SealFinding } from '../ses/seal-finding';
import type { LocatedAnchor } from '../verification/facts';
import type { LicenceClaims } from './claim-values';
import { type CopyTerms, readCopyTerms } from './copy';
import { HOLDER_TYPE, holderKindOf } from './holder-kind';
import { LicenceForm } from './licence-form';
import { readPageClaims } from './page-claims';
import type { PageMetadataItem } from './page-metadata';

/** One signature of the file, as it was found. */
export interface PageSignature {
  readonly type: 'seal' | 'sign';
  /** ISO 8601. */
  readonly signedAt?: string;
  /** The SES seal inside the signature. */
  readonly seal?: {
    readonly id: string;
    /** SM3 of the seal's DER, hexadecimal. */
    readonly digest: string;
    readonly maker?: { readonly keyId?: string };
  };
  readonly signer?: { readonly keyId?: string };
  /** Absolute paths of the parts that it protects. */
  readonly covers: readonly string[];
  readonly findings: readonly SealFinding[];
}

/** What the inspection of an OFD file found, without any list of trusted parties: the ledger is the list. */
export interface PageInspection {
  readonly kind: string;
  readonly result: string;
  readonly signatures: readonly PageSignature[];
  readonly findings: readonly SealFinding[];
  /** Hexadecimal digests of the file, where whoever inspected it made them on the way. */
  readonly digests?: Readonly<Partial<Record<HashName, string>>>;
  readonly metadata?: { readonly covered: boolean; readonly items: readonly PageMetadataItem[] };
}

/** A seal of the file as the ledger would know it. */
export interface PageSeal {
  /** Key id of the signer's certificate; empty when its key is of no known kind. */
  readonly keyId: string;
  /** The SES seal; absent where the signature holds none (GB/T 35275). */
  readonly ses?: SesIdentity;
  /** Whether it protects every part but the seals themselves: what it leaves out, it does not seal. */
  readonly coversAll: boolean;
}

export class PageCredential extends LicenceForm {
  constructor(
    readonly ofd: Uint8Array,
    readonly inspection: PageInspection,
    readonly claims: LicenceClaims,
    readonly shownFields: readonly string[],
    /** The issuer's own seal first, which is the first of the file; empty when the file is not sealed. */
    readonly seals: readonly PageSeal[],
    /** Whether the issuer's own seal protects the metadata; a further seal's word about them is not the issuer's. */
    readonly metadataSealed: boolean,
    /** What the credential file said, or a copy of its original; absent for a bare OFD. */
    readonly anchor: LocatedAnchor | undefined,
    /** Of an annotated copy (加注件): what it says of its use. It stands for its original on the ledger. */
    readonly copy?: CopyTerms,
  ) {
    super();
    for (const [hash, hex] of Object.entries(inspection.digests ?? {})) {
      this.keepDigest(hash as HashName, decodeHex(hex));
    }
  }

  get form(): 'page' {
    return 'page';
  }

  get legalForm(): 'page' | 'copy' {
    return this.copy === undefined ? 'page' : 'copy';
  }

  /** A copy that names no digest under the batch's hash, or none at all, so that nothing leads to its original. */
  isUnlinked(hash: HashName | undefined): boolean {
    if (this.copy === undefined) return false;
    const { original } = this.copy;
    return hash === undefined ? Object.keys(original).length === 0 : original[hash] === undefined;
  }

  protected get anchoredBytes(): Uint8Array {
    return this.ofd;
  }

  /** Of a copy the digest of its original, which is what the ledger knows of. */
  override digest(provider: CryptoProvider, hash: HashName): Uint8Array {
    return this.copy?.original[hash] ?? super.digest(provider, hash);
  }

  /** Key id of the signer under the issuer's seal; empty when there is none. */
  get keyId(): string {
    return this.seals[0]?.keyId ?? '';
  }

  /** Person or organisation, where the metadata say it. */
  get holderKind(): HolderClass | undefined {
    return holderKindOf(this.inspection.metadata?.items.find(({ name }) => name === HOLDER_TYPE)?.value);
  }

  get keyIds(): readonly string[] {
    return this.seals.map(({ keyId }) => keyId).filter((keyId) => keyId !== '');
  }
}

/** The part that holds the metadata (GB/T 33190-2016 §7.4). */
const METADATA_PART = '/OFD.xml';

function pageSeal({ seal, signer, findings }: PageSignature): PageSeal {
  const keyId = signer?.keyId ?? '';
  const coversAll = findings.some(({ code }) => code === 'ALL_COVERED');
  if (seal === undefined) return { keyId, coversAll };
  const digest = encodeBase64url(decodeHex(seal.digest));
  return { keyId, coversAll, ses: { digest, esId: seal.id, makerKeyId: seal.maker?.keyId ?? '' } };
}

/**
 * A page form whose file was inspected. Nothing is verified by the ledger yet, and broken seals are findings, not
 * faults of grammar.
 * @throws MalformedError `ofd-…` with the container's finding code in kebab-case for a file that no reader should open,
 * `missing-claim` and the like for its metadata
 */
export function parsePageCredential(
  ofd: Uint8Array,
  inspection: PageInspection,
  anchor?: LocatedAnchor,
): PageCredential {
  const { result, findings, metadata, signatures } = inspection;
  if (result === 'refused') {
    const reason = findings.find(({ outcome }) => outcome === 'fail')?.code ?? 'REFUSED';
    throw new MalformedError(
      `ofd-${reason.toLowerCase().replaceAll('_', '-')}`,
      'The OFD file cannot be read safely.',
      '/ofd',
    );
  }
  const sealed = signatures.filter(({ type }) => type === 'seal');
  // One that holds its SES seal speaks before one that only claims to be a seal.
  const ordered = [
    ...sealed.filter(({ seal }) => seal !== undefined),
    ...sealed.filter(({ seal }) => seal === undefined),
  ];
  const sealedAt = ordered[0]?.signedAt;
  const items = metadata?.items ?? [];
  const copy = readCopyTerms(items);
  const { claims, shownFields } = readPageClaims(
    items,
    sealedAt === undefined ? 0 : Math.max(0, Date.parse(sealedAt)),
  );
  const metadataSealed = metadata?.covered === true && ordered[0]?.covers.includes(METADATA_PART) === true;
  const seals = ordered.map(pageSeal);
  return new PageCredential(
    ofd,
    inspection,
    claims,
    shownFields,
    seals,
    metadataSealed,
    anchor ?? copy?.anchor,
    copy,
  );
}
