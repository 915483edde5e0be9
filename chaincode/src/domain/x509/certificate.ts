import type { SuiteName } from '../crypto/provider';
import { SUITES } from '../crypto/suites';
import { DerReader } from '../der/reader';
import { contextTag, TAG } from '../der/tag';
import { encodeHex } from '../encoding/hex';
import { MalformedError } from '../encoding/malformed';
import { type CertificateExtensions, readExtensions } from './extensions';
import { DistinguishedName } from './name';

/** Longest certificate that is read. */
export const MAX_CERTIFICATE_BYTES = 16 * 1024;

/** An X.509 certificate (RFC 5280 §4.1, GB/T 20518-2018) as far as sealing needs it; times in epoch milliseconds. */
export interface Certificate extends CertificateExtensions {
  readonly der: Uint8Array;
  /** The bytes that the issuer signed. */
  readonly tbs: Uint8Array;
  /** Content of the INTEGER in hexadecimal. */
  readonly serial: string;
  readonly issuer: DistinguishedName;
  readonly subject: DistinguishedName;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  /** The key's suite; undefined for RSA and others, whose signatures are not judged here. */
  readonly suite?: SuiteName;
  /** Uncompressed point; whether it lies on the curve is settled when the key is used. */
  readonly publicKey: Uint8Array;
  /** Suite of the issuer's signature; undefined for others. */
  readonly signatureSuite?: SuiteName;
  readonly signature: Uint8Array;
}

/** Signature algorithms of certificates (GB/T 33560-2017, RFC 5758 §3.2). */
const SIGNATURE_SUITES: Readonly<Record<string, SuiteName>> = {
  '1.2.156.10197.1.501': 'SM2SM3',
  '1.2.840.10045.4.3.2': 'ES256',
};

const malformed = (message: string): MalformedError => new MalformedError('bad-certificate', message);

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** AlgorithmIdentifier: parameters absent or NULL for the suites that are known. */
function readAlgorithm(element: Uint8Array): SuiteName | undefined {
  const algorithm = DerReader.over(element).sequence();
  const suite = SIGNATURE_SUITES[algorithm.oid()];
  if (suite === undefined) return undefined;
  if (!algorithm.done) algorithm.nothing();
  algorithm.finish();
  return suite;
}

/** The key by its byte template: one curve, one spelling. */
function readKey(spki: Uint8Array): { suite?: SuiteName; publicKey: Uint8Array } {
  for (const suite of ['SM2SM3', 'ES256'] as const) {
    const { spkiPrefix, publicKeyLength } = SUITES[suite];
    if (spki.length !== spkiPrefix.length + publicKeyLength) continue;
    if (spkiPrefix.every((byte, i) => spki[i] === byte)) {
      return { suite, publicKey: spki.subarray(spkiPrefix.length) };
    }
  }
  return { publicKey: spki };
}

function readTbs(tbs: DerReader, outerAlgorithm: Uint8Array) {
  const versioned = tbs.next === contextTag(0);
  if (versioned) {
    const version = tbs.enter(contextTag(0));
    const number = version.count();
    version.finish();
    if (number !== 1 && number !== 2) throw malformed('The version of the certificate is unknown.');
  }
  const serial = tbs.integer();
  if (serial.length > 21 || (serial.length === 1 && serial[0] === 0)) {
    throw malformed('The serial number is zero or too long.');
  }
  if (!sameBytes(tbs.element(TAG.sequence), outerAlgorithm)) {
    throw malformed('The certificate names two signature algorithms.');
  }
  const issuer = DistinguishedName.read(tbs);
  const validity = tbs.sequence();
  const notBeforeMs = validity.time();
  const notAfterMs = validity.time();
  validity.finish();
  const subject = DistinguishedName.read(tbs);
  const key = readKey(tbs.element(TAG.sequence));
  // issuerUniqueID and subjectUniqueID: old, harmless, read by nobody.
  for (const tag of [0x81, 0x82]) if (tbs.next === tag) tbs.element();
  let extensions: CertificateExtensions = {};
  if (tbs.next === contextTag(3)) {
    const wrapper = tbs.enter(contextTag(3));
    extensions = readExtensions(wrapper.sequence());
    wrapper.finish();
  }
  tbs.finish();
  return { serial: encodeHex(serial), issuer, subject, notBeforeMs, notAfterMs, ...key, ...extensions };
}

/**
 * Reads one certificate in DER, nothing after it. The signature is not checked here (verifyIssued).
 * @throws MalformedError `bad-der`, `bad-certificate`, `unknown-critical-extension`
 */
export function parseCertificate(der: Uint8Array): Certificate {
  if (der.length > MAX_CERTIFICATE_BYTES) throw malformed('The certificate is too long.');
  const outer = DerReader.over(der);
  const certificate = outer.sequence();
  outer.finish();
  const tbs = certificate.element(TAG.sequence);
  const algorithm = certificate.element(TAG.sequence);
  const signature = certificate.bits();
  certificate.finish();
  const signatureSuite = readAlgorithm(algorithm);
  const fields = readTbs(DerReader.over(tbs).sequence(), algorithm);
  return { der, tbs, signature, ...(signatureSuite === undefined ? {} : { signatureSuite }), ...fields };
}

/** Whether two certificates are the same bytes. */
export function isSameCertificate(a: Uint8Array, b: Uint8Array): boolean {
  return sameBytes(a, b);
}

/** Whether the certificate is in force at an instant, both ends included. */
export function isInForce(certificate: Certificate, atMs: number): boolean {
  return certificate.notBeforeMs <= atMs && atMs <= certificate.notAfterMs;
}
