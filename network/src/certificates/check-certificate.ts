import 'reflect-metadata';
import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';
import type { IdentityRole } from '../identity';
import { CertificateFault, type CertificateFaultCode } from './certificate-fault';

const roles: ReadonlySet<string> = new Set<IdentityRole>(['client', 'peer', 'orderer', 'admin']);

/** The profile that a Fabric node asks of its certificates (FABRIC.md "Certificates"), one fault at a time. */
export interface Wanted {
  /** For messages. */
  readonly path: string;
  /** PEM. */
  readonly certificate: string;
  /** PEM of the CAs that it may come from: the present one and those before it. */
  readonly ca: string;
  readonly now: Date;
  readonly use: { readonly role: IdentityRole } | { readonly hosts: readonly string[] };
}

/** @throws CertificateFault */
export function checkCertificate(wanted: Wanted): void {
  const fault = faultOf(wanted);
  if (fault !== undefined) throw new CertificateFault(wanted.path, fault);
}

/** @throws CertificateFault */
export function checkCa(path: string, certificate: string, now: Date): void {
  const fault = faultOfCa(certificate, now);
  if (fault !== undefined) throw new CertificateFault(path, fault);
}

function faultOfCa(certificate: string, now: Date): CertificateFaultCode | undefined {
  const read = parse(certificate);
  if (read === undefined) return 'UNREADABLE';
  const fields = new x509.X509Certificate(read.raw);
  if (!read.ca) return 'NOT_A_CA';
  const usages = fields.getExtension(x509.KeyUsagesExtension)?.usages ?? 0;
  if ((usages & x509.KeyUsageFlags.keyCertSign) === 0) return 'NO_CERT_SIGN';
  if (fields.getExtension(x509.SubjectKeyIdentifierExtension) === null) return 'NO_KEY_ID';
  const curve = read.publicKey.asymmetricKeyDetails?.namedCurve;
  if (curve !== 'prime256v1' && curve !== 'secp384r1') return 'CA_NOT_EC';
  return faultOfTime(read, now);
}

function faultOf({ certificate, ca, now, use }: Wanted): CertificateFaultCode | undefined {
  const read = parse(certificate);
  if (read === undefined) return 'UNREADABLE';
  const issuers = certificatesOf(ca).map(parse);
  const ofCa = issuers.some(
    (issuer) => issuer !== undefined && read.checkIssued(issuer) && read.verify(issuer.publicKey),
  );
  if (!ofCa) return 'NOT_OF_CA';
  const time = faultOfTime(read, now);
  if (time !== undefined) return time;
  if (read.publicKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1') return 'NOT_P256';
  const fields = new x509.X509Certificate(read.raw);
  const usages = fields.getExtension(x509.KeyUsagesExtension)?.usages ?? 0;
  if (read.ca) return 'LEAF_IS_CA';
  if ((usages & x509.KeyUsageFlags.digitalSignature) === 0) return 'WRONG_USAGE';
  if ('role' in use) {
    const found = fields.subjectName.getField('OU').filter((unit) => roles.has(unit));
    if (found.length === 0) return 'NO_ROLE';
    if (found.length > 1) return 'TWO_ROLES';
    return found[0] === use.role ? undefined : 'WRONG_ROLE';
  }
  const extended = fields.getExtension(x509.ExtendedKeyUsageExtension)?.usages ?? [];
  const both = [x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth];
  if (!both.every((usage) => extended.includes(usage))) return 'NO_TLS_USAGE';
  const isNamed = (host: string): boolean =>
    (isIP(host) === 0 ? read.checkHost(host) : read.checkIP(host)) !== undefined;
  return use.hosts.every(isNamed) ? undefined : 'NO_HOST';
}

function faultOfTime(certificate: X509Certificate, now: Date): CertificateFaultCode | undefined {
  if (now.getTime() < Date.parse(certificate.validFrom)) return 'NOT_YET_VALID';
  return now.getTime() > Date.parse(certificate.validTo) ? 'EXPIRED' : undefined;
}

function parse(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

/** The certificates of a PEM text, one by one. */
export function certificatesOf(pem: string): readonly string[] {
  const found = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return found.map((one) => `${one}\n`);
}
