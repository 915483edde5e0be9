import 'reflect-metadata';
import { webcrypto, type KeyObject } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { p256 } from './member-ca';

/** What a CA puts into every certificate that it issues. */
export interface Issuer {
  readonly name: x509.JsonName;
  readonly key: webcrypto.CryptoKey;
  readonly keyIdentifier: x509.Extension;
}

/** A CA with its key, P-256. */
interface IssuingCa {
  /** PEM. */
  readonly certificate: string;
  readonly privateKey: KeyObject;
}

/** Read once for each key: a network is founded with dozens of certificates. */
const issuers = new WeakMap<KeyObject, { readonly certificate: string; readonly read: Promise<Issuer> }>();

export function issuerOf(ca: IssuingCa): Promise<Issuer> {
  const known = issuers.get(ca.privateKey);
  if (known?.certificate === ca.certificate) return known.read;
  const read = readIssuer(ca);
  issuers.set(ca.privateKey, { certificate: ca.certificate, read });
  return read;
}

async function readIssuer(ca: IssuingCa): Promise<Issuer> {
  const certificate = new x509.X509Certificate(ca.certificate);
  const pkcs8 = ca.privateKey.export({ type: 'pkcs8', format: 'der' });
  return {
    name: certificate.subjectName.toJSON(),
    key: await webcrypto.subtle.importKey('pkcs8', pkcs8, p256, false, ['sign']),
    keyIdentifier: await x509.AuthorityKeyIdentifierExtension.create(certificate, false, webcrypto),
  };
}
