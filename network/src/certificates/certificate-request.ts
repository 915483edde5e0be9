import 'reflect-metadata';
import { isIP } from 'node:net';
import { KeyObject, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import type { IdentityRole } from '../identity';
import { p256 } from '../identity/member-ca';

const tlsUsages: x509.KeyUsageFlags =
  x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment;

/**
 * A key and the request (PKCS #10, RFC 2986) with which an operator has its own CA issue the certificate: subject and
 * extensions are those that Fabric asks for, and the CA must take them over as they stand.
 */
export async function certificateRequest(wanted: {
  readonly commonName: string;
  readonly use: { readonly role: IdentityRole } | { readonly hosts: readonly string[] };
}): Promise<{ readonly request: string; readonly privateKey: KeyObject }> {
  const { commonName, use } = wanted;
  const keys = await webcrypto.subtle.generateKey(p256, true, ['sign', 'verify']);
  const tls = 'hosts' in use;
  const extensions: x509.Extension[] = [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(tls ? tlsUsages : x509.KeyUsageFlags.digitalSignature, true),
  ];
  if (tls) {
    const { serverAuth, clientAuth } = x509.ExtendedKeyUsage;
    extensions.push(
      new x509.ExtendedKeyUsageExtension([serverAuth, clientAuth]),
      new x509.SubjectAlternativeNameExtension(
        use.hosts.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value })),
      ),
    );
  }
  const request = await x509.Pkcs10CertificateRequestGenerator.create(
    {
      name: [{ CN: [commonName] }, ...(tls ? [] : [{ OU: [use.role] }])],
      keys,
      signingAlgorithm: p256,
      extensions,
    },
    webcrypto,
  );
  return { request: request.toString('pem'), privateKey: KeyObject.from(keys.privateKey) };
}
