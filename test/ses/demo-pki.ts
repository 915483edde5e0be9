import {
  derBits,
  derBoolean,
  derElement,
  derExplicit,
  derInteger,
  derOctets,
  derOid,
  derPrintable,
  derSequence,
  derSetOf,
  derUtcTime,
  derUtf8,
  encodeEcdsaDer,
  encodeSpki,
  nobleSigner,
  parseCertificate,
  type Certificate,
  type Signer,
} from '@huren/chaincode/domain';

/** A party of the demo: everything here is made up by the test. */
export interface Party {
  readonly signer: Signer;
  readonly certificate: Certificate;
}

export const SM2_ALGORITHM = derSequence(derOid('1.2.156.10197.1.501'));

export interface CertificateDraft {
  readonly name: string;
  readonly ca?: boolean;
  readonly pathLength?: number;
  /** Content of the BIT STRING keyUsage: unused bits, then bits. */
  readonly keyUsage?: readonly number[];
  readonly notBefore?: string;
  readonly notAfter?: string;
  readonly serial?: number;
  /** More extensions, each a whole SEQUENCE. */
  readonly extensions?: readonly Uint8Array[];
  readonly innerAlgorithm?: Uint8Array;
}

export function nameOf(commonName: string): Uint8Array {
  const attribute = (oid: string, value: Uint8Array): Uint8Array => derSetOf(derSequence(derOid(oid), value));
  return derSequence(
    attribute('2.5.4.6', derPrintable('CN')),
    attribute('2.5.4.10', derUtf8('互认测试')),
    attribute('2.5.4.3', derUtf8(commonName)),
  );
}

export function extensionOf(oid: string, value: Uint8Array, critical = false): Uint8Array {
  return derSequence(derOid(oid), ...(critical ? [derBoolean(true)] : []), derOctets(value));
}

let serials = 0x1000;

/** DER of a certificate by `issuer` for the key of `signer`. */
export function certificateDer(draft: CertificateDraft, signer: Signer, issuer?: Party): Uint8Array {
  const constraints = [
    ...(draft.ca === true ? [derBoolean(true)] : []),
    ...(draft.pathLength === undefined ? [] : [derInteger(draft.pathLength)]),
  ];
  const usage = Uint8Array.from(draft.keyUsage ?? (draft.ca === true ? [1, 0x06] : [6, 0xc0]));
  const algorithm = draft.innerAlgorithm ?? SM2_ALGORITHM;
  const tbs = derSequence(
    derExplicit(0, derInteger(2)),
    derInteger(draft.serial ?? serials++),
    algorithm,
    issuer?.certificate.subject.der ?? nameOf(draft.name),
    derSequence(
      derUtcTime(Date.parse(draft.notBefore ?? '2024-01-01T00:00:00Z')),
      derUtcTime(Date.parse(draft.notAfter ?? '2034-01-01T00:00:00Z')),
    ),
    nameOf(draft.name),
    encodeSpki(signer.suite, signer.publicKey),
    derExplicit(
      3,
      derSequence(
        extensionOf('2.5.29.19', derSequence(...constraints), true),
        extensionOf('2.5.29.15', derElement(0x03, usage), true),
        ...(draft.extensions ?? []),
      ),
    ),
  );
  const signature = (issuer?.signer ?? signer).sign(tbs);
  return derSequence(tbs, SM2_ALGORITHM, derBits(encodeEcdsaDer(signature)));
}

/** A key that is the same in every run. */
export function demoSigner(seed: number): Signer {
  return nobleSigner('SM2SM3', new Uint8Array(32).fill(seed));
}

export function party(draft: CertificateDraft, seed: number, issuer?: Party): Party {
  const signer = demoSigner(seed);
  return { signer, certificate: parseCertificate(certificateDer(draft, signer, issuer)) };
}

/** Root, registered maker, rightful signer and a stranger under the same root. */
export function demoPki() {
  const root = party({ name: '测试根', ca: true }, 1);
  const maker = party({ name: '测试制章单位' }, 2, root);
  const signer = party({ name: '测试签章人' }, 3, root);
  const stranger = party({ name: '测试外人' }, 4, root);
  return { root, maker, signer, stranger };
}
