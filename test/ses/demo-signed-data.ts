import {
  derElement,
  derExplicit,
  derInteger,
  derNull,
  derOctets,
  derOid,
  derSequence,
  derSetOf,
  derUtcTime,
  encodeEcdsaDer,
  OID,
} from '@huren/chaincode/domain';
import type { Party } from './demo-pki';

const sm3Algorithm = derSequence(derOid(OID.sm3), derNull());

/** What a test wants of a SignedData; by default one that is right. */
export interface SignedDataDraft {
  readonly content?: Uint8Array;
  readonly attributes?: readonly Uint8Array[];
  readonly by: Party;
  readonly certificates?: readonly Party[];
  readonly message?: Uint8Array;
  readonly raw?: boolean;
  readonly signers?: number;
}

export function attribute(oid: string, value: Uint8Array): Uint8Array {
  return derSequence(derOid(oid), derSetOf(value));
}

/** contentType, messageDigest, signingTime. */
export function attributesFor(digest: Uint8Array, time = '2026-03-01T08:00:00Z'): readonly Uint8Array[] {
  return [
    attribute(OID.contentType, derOid(OID.sm2Data)),
    attribute(OID.messageDigest, derOctets(digest)),
    attribute(OID.signingTime, derUtcTime(Date.parse(time))),
  ];
}

export function signedData({
  content,
  attributes,
  by,
  certificates = [by],
  message,
  raw,
  signers = 1,
}: SignedDataDraft): Uint8Array {
  const set = attributes === undefined ? undefined : derSetOf(...attributes);
  const signature = by.signer.sign(message ?? set ?? content ?? new Uint8Array(0));
  const implicit = set === undefined ? [] : [Uint8Array.of(0xa0, ...set.subarray(1))];
  const serial = derElement(0x02, Buffer.from(by.certificate.serial, 'hex'));
  const info = derSequence(
    derInteger(1),
    derSequence(by.certificate.issuer.der, serial),
    sm3Algorithm,
    ...implicit,
    derSequence(derOid(OID.sm2Sign), derNull()),
    derOctets(raw === true ? signature : encodeEcdsaDer(signature)),
  );
  const body = derSequence(
    derInteger(1),
    derSetOf(sm3Algorithm),
    derSequence(derOid(OID.sm2Data), ...(content === undefined ? [] : [derExplicit(0, derOctets(content))])),
    derElement(0xa0, ...certificates.map(({ certificate }) => certificate.der)),
    derElement(0x31, ...Array.from({ length: signers }, () => info)),
  );
  return derSequence(derOid(OID.sm2SignedData), derExplicit(0, body));
}
