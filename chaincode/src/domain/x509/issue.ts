/** Writing X.509 version 3 certificates (RFC 5280 §4.1, GB/T 20518-2018) for SM2 keys: for trials and tests. */
import { encodeEcdsaDer } from '../crypto/ecdsa-der';
import type { Signer } from '../crypto/provider';
import { encodeSpki } from '../crypto/spki';
import {
  derBits,
  derBoolean,
  derElement,
  derExplicit,
  derInteger,
  derOctets,
  derOid,
  derPrintable,
  derSequence,
  derSetOf,
  derUtcTime,
  derUtf8,
} from '../der/writer';
import { TAG } from '../der/tag';
import { OID } from '../ses/algorithm';

/** What a certificate says; times in epoch milliseconds, of 1950…2049. */
export interface CertificateDraft {
  /** Positive, at most 20 bytes. */
  readonly serial: Uint8Array;
  readonly organisation: string;
  readonly commonName: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  /** Uncompressed SM2 point of the subject. */
  readonly publicKey: Uint8Array;
  /** SM3 of the subject's and the issuer's key, of which 20 bytes stand in the key identifiers. */
  readonly subjectKeyDigest: Uint8Array;
  readonly issuerKeyDigest: Uint8Array;
  readonly isAuthority: boolean;
}

/** Content of keyUsage: unused bits, then digitalSignature and nonRepudiation, or keyCertSign and cRLSign. */
const USAGE = { seal: [6, 0xc0], authority: [1, 0x06] } as const;
const KEY_IDENTIFIER_LENGTH = 20;

/** DER of a Name: country CN, organisation, common name. */
export function encodeName(organisation: string, commonName: string): Uint8Array {
  const attribute = (oid: string, value: Uint8Array): Uint8Array => derSetOf(derSequence(derOid(oid), value));
  return derSequence(
    attribute('2.5.4.6', derPrintable('CN')),
    attribute('2.5.4.10', derUtf8(organisation)),
    attribute('2.5.4.3', derUtf8(commonName)),
  );
}

function extension(oid: string, value: Uint8Array, isCritical: boolean): Uint8Array {
  return derSequence(derOid(oid), ...(isCritical ? [derBoolean(true)] : []), derOctets(value));
}

/**
 * A certificate signed with SM2 over SM3.
 * @param issuerName DER of the issuer's name; its own for a root
 */
export function encodeCertificate(
  draft: CertificateDraft,
  issuerName: Uint8Array,
  issuer: Signer,
): Uint8Array {
  const algorithm = derSequence(derOid(OID.sm2WithSm3));
  const subjectKeyId = draft.subjectKeyDigest.subarray(0, KEY_IDENTIFIER_LENGTH);
  const issuerKeyId = draft.issuerKeyDigest.subarray(0, KEY_IDENTIFIER_LENGTH);
  const usage = draft.isAuthority ? USAGE.authority : USAGE.seal;
  const tbs = derSequence(
    derExplicit(0, derInteger(2)),
    derInteger(draft.serial),
    algorithm,
    issuerName,
    derSequence(derUtcTime(draft.notBeforeMs), derUtcTime(draft.notAfterMs)),
    encodeName(draft.organisation, draft.commonName),
    encodeSpki('SM2SM3', draft.publicKey),
    derExplicit(
      3,
      derSequence(
        // keyIdentifier [0] IMPLICIT OCTET STRING
        extension('2.5.29.35', derSequence(derElement(0x80, issuerKeyId)), false),
        extension('2.5.29.14', derOctets(subjectKeyId), false),
        extension('2.5.29.19', derSequence(...(draft.isAuthority ? [derBoolean(true)] : [])), true),
        extension('2.5.29.15', derElement(TAG.bitString, Uint8Array.from(usage)), true),
      ),
    ),
  );
  return derSequence(tbs, algorithm, derBits(encodeEcdsaDer(issuer.sign(tbs))));
}
