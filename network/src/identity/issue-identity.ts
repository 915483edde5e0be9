import 'reflect-metadata';
import { KeyObject, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { issuerOf } from './issuer';
import { p256, type MemberCa } from './member-ca';

/** Fabric's role of a node, one OU of the subject. */
export type IdentityRole = 'client' | 'peer' | 'orderer' | 'admin';

/** Fabric's extension for attributes: raw JSON bytes `{"attrs":{"name":"value"}}`, no ASN.1 inside. */
export const attributesOid = '1.2.3.4.5.6.7.8.1';

export interface IssuedIdentity {
  readonly mspId: string;
  /** PEM. */
  readonly certificate: string;
  readonly privateKey: KeyObject;
}

/**
 * Issues an identity key and its certificate: CA:FALSE, digitalSignature, exactly one role OU (FABRIC.md
 * "Certificates"). The common name names an office or a system, never a person: it is on the ledger for ever.
 */
export async function issueIdentity(
  ca: MemberCa,
  options: {
    readonly commonName: string;
    readonly role: IdentityRole;
    /** `huren.authority`: the credit code of the authority that the identity acts for; absent for operators. */
    readonly attributes?: { readonly 'huren.authority'?: string };
    readonly notBefore: Date;
    readonly notAfter: Date;
  },
): Promise<IssuedIdentity> {
  const keys = await webcrypto.subtle.generateKey(p256, true, ['sign', 'verify']);
  const issuer = await issuerOf(ca);
  const extensions: x509.Extension[] = [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
    issuer.keyIdentifier,
  ];
  const authority = options.attributes?.['huren.authority'];
  if (authority !== undefined) {
    const attributes = JSON.stringify({ attrs: { 'huren.authority': authority } });
    extensions.push(new x509.Extension(attributesOid, false, Buffer.from(attributes)));
  }
  const certificate = await x509.X509CertificateGenerator.create(
    {
      subject: [{ CN: [options.commonName] }, { OU: [options.role] }],
      issuer: issuer.name,
      notBefore: options.notBefore,
      notAfter: options.notAfter,
      signingAlgorithm: p256,
      publicKey: keys.publicKey,
      signingKey: issuer.key,
      extensions,
    },
    webcrypto,
  );
  return {
    mspId: ca.mspId,
    certificate: certificate.toString('pem'),
    privateKey: KeyObject.from(keys.privateKey),
  };
}
