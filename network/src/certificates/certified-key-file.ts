import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CertificateFault } from './certificate-fault';
import type { CertifiedKey } from './tls';

/** Where a certificate and its key lie in a folder. */
export interface KeyFileNames {
  readonly certificate: string;
  readonly key: string;
}

/** Of a CA, and of TLS. */
export const plainNames: KeyFileNames = { certificate: 'cert.pem', key: 'key.pem' };
/** Of an identity, as Fabric wants an MSP folder. */
export const identityNames: KeyFileNames = { certificate: 'signcerts/cert.pem', key: 'keystore/key.pem' };

/** Writes whole or not at all: a half-written key would stop a node long after its cause is forgotten. */
export function writeWhole(path: string, text: string | Uint8Array, mode = 0o644): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, text, { mode });
  renameSync(`${path}.new`, path);
}

/** A key that is there is kept; otherwise `make` makes it. @throws CertificateFault */
export async function keepOrMake(
  folder: string,
  make: () => Promise<CertifiedKey>,
  names: KeyFileNames = plainNames,
): Promise<CertifiedKey> {
  const certificatePath = join(folder, names.certificate);
  const keyPath = join(folder, names.key);
  if (existsSync(certificatePath)) return readCertifiedKey(certificatePath, keyPath);
  const made = await make();
  writeCertifiedKey(folder, made, names);
  return made;
}

/** The certificate is written last: where it stands, its key stands. */
export function writeCertifiedKey(
  folder: string,
  { certificate, privateKey }: CertifiedKey,
  names: KeyFileNames = plainNames,
): void {
  writeWhole(join(folder, names.key), privateKey.export({ type: 'pkcs8', format: 'pem' }), 0o600);
  writeWhole(join(folder, names.certificate), certificate);
}

/** @throws CertificateFault when a file is missing, unreadable, or the key is another's. */
export function readCertifiedKey(certificatePath: string, keyPath: string): CertifiedKey {
  try {
    const certificate = readFileSync(certificatePath, 'utf8');
    const privateKey = createPrivateKey(readFileSync(keyPath));
    const { publicKey } = new X509Certificate(certificate);
    if (publicKey.equals(createPublicKey(privateKey))) return { certificate, privateKey };
  } catch {
    throw new CertificateFault(certificatePath, 'UNREADABLE');
  }
  throw new CertificateFault(certificatePath, 'KEY_OF_ANOTHER');
}
