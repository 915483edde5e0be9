/**
 * GB/T 35275-2017 SignedData, as `SignedValue.dat` of a signature without a seal holds it:
 *
 *   ContentInfo ::= SEQUENCE { contentType OID, [0] EXPLICIT SignedData }
 *   SignedData ::= SEQUENCE { version INTEGER (1), digestAlgorithms SET OF, ContentInfo, [0] IMPLICIT certificates,
 *     [1] IMPLICIT crls OPTIONAL, signerInfos SET OF SignerInfo }
 *   SignerInfo ::= SEQUENCE { version INTEGER (1), SEQUENCE { issuer Name, serial INTEGER }, digestAlgorithm,
 *     [0] IMPLICIT authenticatedAttributes OPTIONAL, digestEncryptionAlgorithm, encryptedDigest OCTET STRING, [1] … }
 *
 * Two flavours are in use: content that is the digest of Signature.xml, signed as it stands; and no content but
 * attributes (contentType, messageDigest, signingTime), signed as DER SET OF.
 */
import { DerReader } from '../der/reader';
import { contextTag, TAG } from '../der/tag';
import { encodeHex } from '../encoding/hex';
import { MalformedError } from '../encoding/malformed';
import { OID } from './algorithm';

export interface SignedAttributes {
  /** The attributes as they are signed: under the tag of SET OF. */
  readonly signedBytes: Uint8Array;
  readonly contentType?: string;
  readonly messageDigest?: Uint8Array;
  readonly signingTimeMs?: number;
}

export interface SignedData {
  readonly digestAlgorithm: string;
  readonly content?: Uint8Array;
  readonly contentType: string;
  readonly certificates: readonly Uint8Array[];
  /** Exact bytes of the signer's issuer name, and its serial number in hexadecimal. */
  readonly issuer: Uint8Array;
  readonly serial: string;
  readonly attributes?: SignedAttributes;
  readonly algorithm: string;
  readonly signature: Uint8Array;
}

const MAX_CERTIFICATES = 16;
const MAX_ATTRIBUTES = 32;

const malformed = (message: string): MalformedError => new MalformedError('bad-signed-data', message);

/** AlgorithmIdentifier whose parameters are absent or NULL. */
function readAlgorithm(reader: DerReader): string {
  const algorithm = reader.sequence();
  const oid = algorithm.oid();
  if (!algorithm.done) algorithm.element();
  algorithm.finish();
  return oid;
}

function readContent(reader: DerReader): { contentType: string; content?: Uint8Array } {
  const info = reader.sequence();
  const contentType = info.oid();
  if (contentType !== OID.sm2Data && contentType !== OID.pkcs7Data)
    throw malformed('The content is no data.');
  if (info.done) return { contentType };
  const wrapper = info.enter(contextTag(0));
  const content = wrapper.octets();
  wrapper.finish();
  info.finish();
  return { contentType, content };
}

function readAttributes(reader: DerReader): SignedAttributes {
  const element = reader.element(contextTag(0));
  const signedBytes = Uint8Array.from(element);
  // The signature is over the SET OF, not over its implicit tag (GB/T 35275 §7.2, PKCS #7 §9.3).
  signedBytes[0] = TAG.set;
  const list = DerReader.over(element).enter(contextTag(0));
  const seen = new Map<string, DerReader>();
  while (!list.done) {
    const attribute = list.sequence();
    const type = attribute.oid();
    const values = attribute.enter(TAG.set);
    attribute.finish();
    if (seen.has(type) || seen.size >= MAX_ATTRIBUTES) throw malformed('An attribute stands twice.');
    seen.set(type, values);
  }
  const only = <T>(type: string, read: (values: DerReader) => T): T | undefined => {
    const values = seen.get(type);
    if (values === undefined) return undefined;
    const value = read(values);
    values.finish();
    return value;
  };
  const contentType = only(OID.contentType, (values) => values.oid());
  const messageDigest = only(OID.messageDigest, (values) => values.octets());
  const signingTimeMs = only(OID.signingTime, (values) => values.time());
  return {
    signedBytes,
    ...(contentType === undefined ? {} : { contentType }),
    ...(messageDigest === undefined ? {} : { messageDigest }),
    ...(signingTimeMs === undefined ? {} : { signingTimeMs }),
  };
}

function readSigner(list: DerReader) {
  const signer = list.sequence();
  if (!list.done) throw new MalformedError('several-signers', 'There is more than one signer.');
  if (signer.count() !== 1) throw malformed('The version of the signer is unknown.');
  const name = signer.sequence();
  const issuer = name.element(TAG.sequence);
  const serial = encodeHex(name.integer());
  name.finish();
  const digestAlgorithm = readAlgorithm(signer);
  const attributes = signer.next === contextTag(0) ? readAttributes(signer) : undefined;
  const algorithm = readAlgorithm(signer);
  const signature = signer.octets();
  if (signer.next === contextTag(1)) signer.element();
  signer.finish();
  return {
    issuer,
    serial,
    digestAlgorithm,
    algorithm,
    signature,
    ...(attributes === undefined ? {} : { attributes }),
  };
}

/** Whether the bytes begin as a ContentInfo does, and not as an SES structure: the first field is an identifier. */
export function looksLikeSignedData(der: Uint8Array): boolean {
  try {
    return DerReader.over(der).sequence().next === TAG.oid;
  } catch (error) {
    if (error instanceof MalformedError) return false;
    throw error;
  }
}

/** @throws MalformedError `bad-der`, `bad-signed-data`, `several-signers` */
export function parseSignedData(der: Uint8Array): SignedData {
  const outer = DerReader.over(der);
  const info = outer.sequence();
  outer.finish();
  const type = info.oid();
  if (type !== OID.sm2SignedData && type !== OID.pkcs7SignedData) throw malformed('It is no SignedData.');
  const wrapper = info.enter(contextTag(0));
  info.finish();
  const data = wrapper.sequence();
  wrapper.finish();
  if (data.count() !== 1) throw malformed('The version is unknown.');
  const digests = data.enter(TAG.set);
  while (!digests.done) readAlgorithm(digests);
  const content = readContent(data);
  const certificates: Uint8Array[] = [];
  if (data.next === contextTag(0)) {
    const list = data.enter(contextTag(0));
    while (!list.done) {
      certificates.push(list.element(TAG.sequence));
      if (certificates.length > MAX_CERTIFICATES) throw malformed('There are too many certificates.');
    }
  }
  if (data.next === contextTag(1)) data.element();
  const signer = readSigner(data.enter(TAG.set));
  data.finish();
  return { ...content, certificates, ...signer };
}
