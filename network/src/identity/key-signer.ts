import { sign as signBytes, type KeyObject } from 'node:crypto';
import type { Signer } from '../ledger';
import { toLowS } from './low-s';

/** A signer whose key is in this process; signatures are low-S DER ECDSA P-256 over SHA-256. */
export function keySigner(identity: {
  readonly mspId: string;
  /** PEM. */
  readonly certificate: string;
  readonly privateKey: KeyObject;
}): Signer {
  const { mspId, certificate, privateKey } = identity;
  if (privateKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
    throw new TypeError('an identity key is an ECDSA P-256 key');
  }
  return {
    mspId,
    certificate,
    sign: (bytes) =>
      Promise.resolve(toLowS(signBytes('sha256', bytes, { key: privateKey, dsaEncoding: 'der' }))),
  };
}
