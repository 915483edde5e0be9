import type { CryptoProvider } from '../crypto/provider';
import { decodeBase64 } from '../encoding/base64url';
import { encodeHex } from '../encoding/hex';
import { MalformedError } from '../encoding/malformed';
import { decodeUtf8 } from '../encoding/utf8';
import { type Certificate, isSameCertificate } from '../x509/certificate';
import { isSm3Name, OID } from './algorithm';
import { isSm2SignedBy, readCertificate } from './check-seal';
import { checkSigner } from './check-signer';
import type { ProtectedData } from './protected-data';
import { sealFinding, type SealFinding } from './seal-finding';
import type { SignedData } from './signed-data';
import type { SealTrust } from './trust';

/** The content as the digest that it may be, in bytes or in base64 of them. */
function digestInContent(content: Uint8Array): Uint8Array {
  if (content.length !== 44) return content;
  try {
    return decodeBase64(decodeUtf8(content));
  } catch (error) {
    if (error instanceof MalformedError) return content;
    throw error;
  }
}

/** Whether what was signed is Signature.xml: as content, as its digest in content, or as its digest in attributes. */
function checkData(
  provider: CryptoProvider,
  signed: SignedData,
  data: ProtectedData | undefined,
): SealFinding {
  if (data === undefined) return sealFinding('DATA_ABSENT');
  const { content, attributes } = signed;
  const digest = provider.digest('sm3', data.bytes);
  const found = encodeHex(digest);
  if (content !== undefined) {
    const inContent = digestInContent(content);
    const same = isSameCertificate(inContent, digest) || isSameCertificate(content, data.bytes);
    if (!same) return sealFinding('DATA_HASH_DIFFERS', { found });
  }
  if (attributes !== undefined) {
    const expected = content === undefined ? digest : provider.digest('sm3', content);
    const noted = attributes.messageDigest ?? new Uint8Array(0);
    const evidence = { expected: encodeHex(noted), found: encodeHex(expected) };
    if (!isSameCertificate(noted, expected)) return sealFinding('DATA_HASH_DIFFERS', evidence);
  }
  return sealFinding('DATA_HASH_MATCHES', { found });
}

/** The bytes that the signer signed; several are met when there is neither content nor attribute. */
function signedMessages(
  provider: CryptoProvider,
  signed: SignedData,
  data: ProtectedData | undefined,
): Uint8Array[] {
  if (signed.attributes !== undefined) return [signed.attributes.signedBytes];
  if (signed.content !== undefined) return [signed.content];
  return data === undefined ? [] : [data.bytes, provider.digest('sm3', data.bytes)];
}

function checkSignature(
  provider: CryptoProvider,
  signed: SignedData,
  signer: Certificate,
  data: ProtectedData | undefined,
): SealFinding {
  const { algorithm, digestAlgorithm, signature } = signed;
  if (!isSm3Name(digestAlgorithm)) {
    return sealFinding('ALGORITHM_UNSUPPORTED', { role: 'signer', algorithm: digestAlgorithm });
  }
  const messages = signedMessages(provider, signed, data);
  if (messages.length === 0) return sealFinding('DATA_ABSENT');
  for (const message of messages) {
    const good = isSm2SignedBy(provider, signer, algorithm, message, signature);
    if (good === undefined) return sealFinding('ALGORITHM_UNSUPPORTED', { role: 'signer', algorithm });
    if (good) return sealFinding('SIGNATURE_GOOD');
  }
  return sealFinding('SIGNATURE_BAD');
}

/** contentType, where it stands, is that of the content (PKCS #7 §9.2); one writer signs data under two names. */
function hasContentType({ attributes }: SignedData): boolean {
  const noted = attributes?.contentType;
  return noted === undefined || noted === OID.sm2Data || noted === OID.pkcs7Data;
}

/** All checks of a plain signature (GB/T 35275) that need nothing of the document but its Signature.xml. */
export function checkSignedData(
  provider: CryptoProvider,
  signed: SignedData,
  trust: SealTrust,
  data?: ProtectedData,
): readonly SealFinding[] {
  const findings: SealFinding[] = [checkData(provider, signed, data)];
  if (!hasContentType(signed)) findings.push(sealFinding('SIGNATURE_MALFORMED', { fault: 'content-type' }));
  const read = signed.certificates.map((der) => readCertificate(der, 'signer'));
  const faults = read.filter((one): one is SealFinding => 'check' in one);
  const certificates = read.filter((one): one is Certificate => !('check' in one));
  const signer = certificates.find(
    ({ issuer, serial }) => serial === signed.serial && isSameCertificate(issuer.der, signed.issuer),
  );
  if (signer === undefined) {
    return [...findings, faults[0] ?? sealFinding('SIGNATURE_FORM_UNSUPPORTED', { fault: 'no-certificate' })];
  }
  findings.push(checkSignature(provider, signed, signer, data), sealFinding('NO_SEAL'));
  const timeMs = signed.attributes?.signingTimeMs ?? data?.timeMs;
  const others = certificates.filter((one) => one !== signer);
  findings.push(...checkSigner(provider, signer, trust, timeMs, undefined, others));
  return [...findings, sealFinding('TIMESTAMP_ABSENT'), sealFinding('STATUS_NOT_ASKED')];
}
