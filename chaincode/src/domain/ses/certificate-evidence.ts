import { encodeHex } from '../encoding/hex';
import { sha256 } from '@noble/hashes/sha2.js';
import type { Certificate } from '../x509/certificate';

/** Epoch milliseconds as ISO 8601 for evidence; undefined stays out of it. */
export function shownTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** A certificate as evidence shows it. `sha256` is that of the whole certificate. */
export function shownCertificate(certificate: Certificate): Readonly<Record<string, unknown>> {
  return {
    subject: certificate.subject.display,
    issuer: certificate.issuer.display,
    serial: certificate.serial,
    notBefore: shownTime(certificate.notBeforeMs),
    notAfter: shownTime(certificate.notAfterMs),
    sha256: encodeHex(sha256(certificate.der)),
  };
}
