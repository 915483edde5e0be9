import 'reflect-metadata';
import { isIP } from 'node:net';
import { KeyObject, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { issuerOf } from '../identity/issuer';
import { p256 } from '../identity/member-ca';

/** A certificate and its key. */
export interface CertifiedKey {
  /** PEM. */
  readonly certificate: string;
  readonly privateKey: KeyObject;
}

const dayMs = 86_400_000;

/** A member's TLS CA: apart from the CA of its identities, so that a node's TLS key never counts as an identity. */
export async function createTlsCa(options: {
  /** Region code or credit code of the member. */
  readonly id: string;
  readonly name: string;
  readonly now: Date;
  readonly validDays: number;
}): Promise<CertifiedKey> {
  const keys = await webcrypto.subtle.generateKey(p256, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      name: [{ CN: [`tlsca.${options.id}`] }, { OU: ['tlsca'] }, { O: [options.name] }],
      notBefore: options.now,
      notAfter: new Date(options.now.getTime() + options.validDays * dayMs),
      signingAlgorithm: p256,
      keys,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  );
  return { certificate: certificate.toString('pem'), privateKey: KeyObject.from(keys.privateKey) };
}

/**
 * A TLS leaf for both directions: nodes of Fabric are servers and clients of each other. `hosts` become subject
 * alternative names (FABRIC.md "Certificates": serverAuth and clientAuth).
 */
export async function issueTlsCertificate(
  ca: CertifiedKey,
  options: {
    readonly commonName: string;
    readonly hosts: readonly string[];
    readonly notBefore: Date;
    readonly notAfter: Date;
  },
): Promise<CertifiedKey> {
  const keys = await webcrypto.subtle.generateKey(p256, true, ['sign', 'verify']);
  const issuer = await issuerOf(ca);
  const certificate = await x509.X509CertificateGenerator.create(
    {
      subject: [{ CN: [options.commonName] }],
      issuer: issuer.name,
      notBefore: options.notBefore,
      notAfter: options.notAfter,
      signingAlgorithm: p256,
      publicKey: keys.publicKey,
      signingKey: issuer.key,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(
          x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment,
          true,
        ),
        new x509.ExtendedKeyUsageExtension([
          x509.ExtendedKeyUsage.serverAuth,
          x509.ExtendedKeyUsage.clientAuth,
        ]),
        new x509.SubjectAlternativeNameExtension(
          options.hosts.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value })),
        ),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
        issuer.keyIdentifier,
      ],
    },
    webcrypto,
  );
  return { certificate: certificate.toString('pem'), privateKey: KeyObject.from(keys.privateKey) };
}
