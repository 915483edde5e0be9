import { sha256 } from '@noble/hashes/sha2.js';
import { decodeSpki } from '../crypto/spki';
import { decodeBase64, encodeBase64url } from '../encoding/base64url';
import { MalformedError } from '../encoding/malformed';
import type { Shape } from '../json/shape';
import type { IdentityKey } from './authority';

/** Characters of a PEM certificate; those of Fabric CAs have about 1,000. */
export const CERTIFICATE_LIMIT = 8192;

const PEM = /^-----BEGIN CERTIFICATE-----\r?\n([A-Za-z0-9+/=\r\n]+)-----END CERTIFICATE-----\s*$/;

const malformed = (path = ''): MalformedError =>
  new MalformedError('bad-certificate', 'The text is no X.509 certificate for P-256 in PEM.', path);

/** DER of a PEM certificate (RFC 7468 §5). @throws MalformedError bad-certificate | bad-base64 */
export function certificateDer(pem: string): Uint8Array {
  const body = PEM.exec(pem)?.[1];
  if (body === undefined) throw malformed();
  return decodeBase64(body.replace(/[\r\n]/g, ''));
}

/** `kid` of DETAILS 3: base64url SHA-256 of the certificate's DER. */
export function certificateKid(der: Uint8Array): string {
  return encodeBase64url(sha256(der));
}

/** One DER element: its tag, and where its contents begin and end. Lengths are definite and minimal (X.690 §10.1). */
function element(der: Uint8Array, at: number, limit: number): { tag: number; start: number; end: number } {
  const tag = der[at];
  const first = der[at + 1];
  if (tag === undefined || first === undefined) throw malformed();
  let start = at + 2;
  let length = first;
  if (first >= 0x80) {
    const count = first & 0x7f;
    if (count < 1 || count > 3) throw malformed();
    length = 0;
    for (let i = 0; i < count; i++) length = length * 256 + (der[start + i] ?? 0);
    start += count;
    if (length < 0x80 || length < 256 ** (count - 1)) throw malformed();
  }
  const end = start + length;
  if (end > limit) throw malformed();
  return { tag, start, end };
}

/**
 * The SubjectPublicKeyInfo of a certificate (RFC 5280 §4.1): the element after version, serial number, signature
 * algorithm, issuer, validity and subject. Whether the certificate is trusted is the network's business, not ours.
 * @throws MalformedError bad-certificate
 */
export function certificateSpki(der: Uint8Array): Uint8Array {
  const whole = element(der, 0, der.length);
  if (whole.tag !== 0x30 || whole.end !== der.length) throw malformed();
  const tbs = element(der, whole.start, whole.end);
  if (tbs.tag !== 0x30) throw malformed();
  let at = tbs.start;
  for (const tag of [0xa0, 0x02, 0x30, 0x30, 0x30, 0x30]) {
    const part = element(der, at, tbs.end);
    if (part.tag !== tag) throw malformed();
    at = part.end;
  }
  const spki = element(der, at, tbs.end);
  if (spki.tag !== 0x30) throw malformed();
  return der.subarray(at, spki.end);
}

/** The identity key that a PEM certificate stands for; the subject stays behind. @throws MalformedError */
export function identityKeyOf(pem: string): IdentityKey {
  const der = certificateDer(pem);
  const { suite, publicKey } = decodeSpki(certificateSpki(der));
  if (suite !== 'ES256') throw malformed();
  return { kid: certificateKid(der), publicKey: encodeBase64url(publicKey), state: 'active' };
}

/** A PEM certificate in an argument, read as the identity key that goes to the ledger. */
export const certificate: Shape<IdentityKey> = (value, path = '') => {
  if (typeof value !== 'string' || value.length > CERTIFICATE_LIMIT) throw malformed(path);
  try {
    return identityKeyOf(value);
  } catch (error) {
    throw error instanceof MalformedError ? malformed(path) : error;
  }
};
