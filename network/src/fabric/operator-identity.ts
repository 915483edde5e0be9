import { createPrivateKey, createPublicKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A certificate and its key, as Fabric's own tools leave them on a disk. */
export interface StoredIdentity {
  /** PEM. */
  readonly certificate: string;
  readonly privateKey: KeyObject;
}

/**
 * Reads one identity of a file system wallet of fabric-network: `<label>.id`,
 * `{"credentials":{"certificate","privateKey"},"mspId","type":"X.509","version":1}`.
 * @throws RangeError when there is none, or it is of another type
 */
export function readWalletIdentity(
  folder: string,
  label: string,
): StoredIdentity & { readonly mspId: string } {
  const none = new RangeError('the wallet has no X.509 identity of this label');
  try {
    const { type, mspId, credentials } = JSON.parse(readFileSync(join(folder, `${label}.id`), 'utf8')) as {
      readonly type?: unknown;
      readonly mspId?: unknown;
      readonly credentials?: { readonly certificate?: unknown; readonly privateKey?: unknown };
    };
    const { certificate, privateKey } = credentials ?? {};
    if (type === 'X.509' && typeof mspId === 'string') return { mspId, ...pairOf(certificate, privateKey) };
  } catch {
    throw none;
  }
  throw none;
}

/** Reads the identity of an MSP folder: `signcerts/*`, `keystore/*`. @throws RangeError when it has none */
export function readMspIdentity(folder: string): StoredIdentity {
  try {
    const only = (part: string): string => {
      const names = readdirSync(join(folder, part)).filter((name) => !name.startsWith('.'));
      if (names.length !== 1) throw new RangeError('one file');
      return readFileSync(join(folder, part, names[0] ?? ''), 'utf8');
    };
    return pairOf(only('signcerts'), only('keystore'));
  } catch {
    throw new RangeError('the MSP folder has no certificate with its key');
  }
}

function pairOf(certificate: unknown, key: unknown): StoredIdentity {
  if (typeof certificate !== 'string' || typeof key !== 'string') throw new RangeError('two texts');
  const privateKey = createPrivateKey(key);
  const { publicKey } = new X509Certificate(certificate);
  if (!publicKey.equals(createPublicKey(privateKey)))
    throw new RangeError('the key is of another certificate');
  return { certificate, privateKey };
}
