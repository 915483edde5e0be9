import type { Certificate } from '../x509/certificate';

/** Epoch milliseconds as ISO 8601 for evidence; undefined stays out of it. */
export function shownTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** A certificate as evidence shows it. */
export function shownCertificate(certificate: Certificate): Readonly<Record<string, unknown>> {
  return {
    subject: certificate.subject.display,
    issuer: certificate.issuer.display,
    serial: certificate.serial,
    notBefore: shownTime(certificate.notBeforeMs),
    notAfter: shownTime(certificate.notAfterMs),
  };
}
