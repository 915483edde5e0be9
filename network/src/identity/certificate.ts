import { createHash, X509Certificate } from 'node:crypto';
import { LedgerIdentityRefused } from '../ledger';

/** Longest certificate text that is looked at, in characters. */
export const maxCertificateChars = 16_384;

const pemPattern = /^\s*-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----\s*$/;

/**
 * Reads a text that holds exactly one PEM certificate (RFC 7468 §5.1).
 * @throws LedgerIdentityRefused when it holds anything else.
 */
export function parseCertificate(pem: string): X509Certificate {
  if (pem.length > maxCertificateChars) throw new LedgerIdentityRefused('the certificate is too long');
  const body = pemPattern.exec(pem)?.[1];
  if (body === undefined) throw new LedgerIdentityRefused('the certificate is not one PEM certificate');
  const der = Buffer.from(body, 'base64');
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(der);
  } catch {
    throw new LedgerIdentityRefused('the certificate cannot be read');
  }
  // OpenSSL ignores bytes behind the certificate; two texts of one certificate must not differ in them.
  if (!certificate.raw.equals(der)) throw new LedgerIdentityRefused('the certificate has trailing bytes');
  return certificate;
}

/** Key id of an identity: base64url(SHA-256(certificate DER)) (DETAILS 3). */
export function certificateKid(pem: string): string {
  return createHash('sha256').update(parseCertificate(pem).raw).digest('base64url');
}
