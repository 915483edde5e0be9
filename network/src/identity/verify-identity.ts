import 'reflect-metadata';
import { createHash, X509Certificate, type KeyObject } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { LedgerIdentityRefused } from '../ledger';
import { parseCertificate } from './certificate';
import type { IdentityRole } from './issue-identity';

/** Whom the channel trusts: one member's MSP id and the certificates of its CA, PEM. */
export interface MspTrust {
  readonly mspId: string;
  readonly caCertificates: readonly string[];
}

export interface VerifiedIdentity {
  readonly mspId: string;
  readonly role: IdentityRole;
  /** DETAILS 3. */
  readonly kid: string;
  readonly publicKey: KeyObject;
  /** Milliseconds since 1970, both ends included; the narrower of the certificate's and its CA's. */
  readonly notBefore: number;
  readonly notAfter: number;
}

const roles: ReadonlySet<string> = new Set<IdentityRole>(['client', 'peer', 'orderer', 'admin']);

/**
 * Judges a certificate as a Fabric peer with node OUs would: issued by the member's own CA, in force at `at`,
 * CA:FALSE, digitalSignature, exactly one role OU, and (narrower than Fabric) a P-256 key.
 * @throws LedgerIdentityRefused with a sentence that names no one.
 */
export function verifyIdentity(
  pem: string,
  mspId: string,
  trust: readonly MspTrust[],
  at: Date,
): VerifiedIdentity {
  const identity = readIdentity(pem, mspId, trust);
  requireInForce(identity, at.getTime());
  return identity;
}

/** @throws LedgerIdentityRefused when the identity is not yet or no longer in force. */
export function requireInForce(identity: VerifiedIdentity, at: number): void {
  if (at < identity.notBefore) throw new LedgerIdentityRefused('the certificate is not yet valid');
  if (at > identity.notAfter) throw new LedgerIdentityRefused('the certificate has expired');
}

/** Everything of `verifyIdentity` that does not depend on the time. */
export function readIdentity(pem: string, mspId: string, trust: readonly MspTrust[]): VerifiedIdentity {
  const certificate = parseCertificate(pem);
  const member = trust.find((candidate) => candidate.mspId === mspId);
  if (member === undefined) throw new LedgerIdentityRefused('the member is not part of this network');
  const issuer = casOf(member).find((ca) => certificate.checkIssued(ca) && certificate.verify(ca.publicKey));
  if (issuer === undefined)
    throw new LedgerIdentityRefused("the certificate is not from the member's own CA");
  const { asymmetricKeyDetails } = certificate.publicKey;
  if (asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
    throw new LedgerIdentityRefused('an identity key is an ECDSA P-256 key');
  }
  return {
    mspId,
    role: readRole(certificate),
    kid: createHash('sha256').update(certificate.raw).digest('base64url'),
    publicKey: certificate.publicKey,
    notBefore: Math.max(Date.parse(certificate.validFrom), Date.parse(issuer.validFrom)),
    notAfter: Math.min(Date.parse(certificate.validTo), Date.parse(issuer.validTo)),
  };
}

function readRole(certificate: X509Certificate): IdentityRole {
  const fields = new x509.X509Certificate(certificate.raw);
  if (certificate.ca || fields.getExtension(x509.BasicConstraintsExtension)?.ca !== false) {
    throw new LedgerIdentityRefused('the certificate is that of a CA');
  }
  const usages = fields.getExtension(x509.KeyUsagesExtension)?.usages ?? 0;
  if ((usages & x509.KeyUsageFlags.digitalSignature) === 0) {
    throw new LedgerIdentityRefused('the certificate is not for digital signatures');
  }
  const [role, ...others] = fields.subjectName.getField('OU').filter((unit) => roles.has(unit));
  if (role === undefined || others.length > 0) {
    throw new LedgerIdentityRefused('the certificate does not have exactly one role');
  }
  return role as IdentityRole;
}

/** Reading a CA costs more than checking what it signed, and every identity of a member has the same few. */
const knownCas = new WeakMap<MspTrust, readonly X509Certificate[]>();

function casOf(member: MspTrust): readonly X509Certificate[] {
  let cas = knownCas.get(member);
  if (cas === undefined) {
    cas = member.caCertificates.map((text) => parseCertificate(text)).filter(isCa);
    knownCas.set(member, cas);
  }
  return cas;
}

function isCa(certificate: X509Certificate): boolean {
  const usages = new x509.X509Certificate(certificate.raw).getExtension(x509.KeyUsagesExtension)?.usages ?? 0;
  return certificate.ca && (usages & x509.KeyUsageFlags.keyCertSign) !== 0;
}
