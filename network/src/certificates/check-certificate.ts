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
  /** PEM of the CA it must come from. */
  readonly ca: string;
  readonly now: Date;
  readonly use: { readonly role: IdentityRole } | { readonly host: string };
}

/** @throws CertificateFault */
export function checkCertificate(wanted: Wanted): void {
  const fault = faultOf(wanted);
  if (fault !== undefined) throw new CertificateFault(wanted.path, fault);
}

/** @throws CertificateFault */
export function checkCa(path: string, certificate: string, now: Date): void {
  const read = parse(certificate);
  const fields = read && new x509.X509Certificate(read.raw);
  const usages = fields?.getExtension(x509.KeyUsagesExtension)?.usages ?? 0;
  const isCa =
    read?.ca === true &&
    (usages & x509.KeyUsageFlags.keyCertSign) !== 0 &&
    fields?.getExtension(x509.SubjectKeyIdentifierExtension) !== null;
  const fault = read === undefined ? 'UNREADABLE' : isCa ? faultOfTime(read, now) : 'NOT_A_CA';
  if (fault !== undefined) throw new CertificateFault(path, fault);
}

function faultOf({ certificate, ca, now, use }: Wanted): CertificateFaultCode | undefined {
  const read = parse(certificate);
  const issuer = parse(ca);
  if (read === undefined || issuer === undefined) return 'UNREADABLE';
  if (!read.checkIssued(issuer) || !read.verify(issuer.publicKey)) return 'NOT_OF_CA';
  const time = faultOfTime(read, now);
  if (time !== undefined) return time;
  if (read.publicKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1') return 'NOT_P256';
  const fields = new x509.X509Certificate(read.raw);
  const usages = fields.getExtension(x509.KeyUsagesExtension)?.usages ?? 0;
  if (read.ca || (usages & x509.KeyUsageFlags.digitalSignature) === 0) return 'WRONG_USAGE';
  if ('role' in use) {
    const found = fields.subjectName.getField('OU').filter((unit) => roles.has(unit));
    return found.length === 1 && found[0] === use.role ? undefined : 'WRONG_ROLE';
  }
  const extended = fields.getExtension(x509.ExtendedKeyUsageExtension)?.usages ?? [];
  const both = [x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth];
  if (!both.every((usage) => extended.includes(usage))) return 'WRONG_USAGE';
  const named = isIP(use.host) === 0 ? read.checkHost(use.host) : read.checkIP(use.host);
  return named === undefined ? 'NO_HOST' : undefined;
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
