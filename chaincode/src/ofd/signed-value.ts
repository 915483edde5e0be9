import type { CryptoProvider } from '../domain/crypto';
import { DerReader, TAG } from '../domain/der';
import { MalformedError } from '../domain/encoding';
import {
  checkSesSignature,
  checkSignedData,
  looksLikeSignedData,
  parseSesSignature,
  parseSignedData,
  sealFinding,
  type ProtectedData,
  type SealFinding,
  type SealTrust,
  type SesSeal,
  type SignedData,
} from '../domain/ses';
import type { SignatureInspection } from './inspection';
import { showCertificate, showSeal, showTime } from './shown';

type Described = Pick<SignatureInspection, 'format' | 'signedAt' | 'seal' | 'signer'>;

/** What the bytes of a SignedValue.dat turned out to be. */
export interface JudgedValue {
  readonly described: Described;
  readonly findings: readonly SealFinding[];
  /** The seal inside, when there is one. */
  readonly seal?: SesSeal;
}

/** SM2Signature ::= SEQUENCE { r, s } alone: old files have it, and no certificate to judge it by. */
function isBareSignature(value: Uint8Array): boolean {
  return value.length <= 72 && DerReader.over(value).sequence().next === TAG.integer;
}

/** The finding that an unreadable structure means. */
export function findingOf(error: MalformedError): SealFinding {
  const evidence = { fault: error.code };
  if (error.code === 'unknown-seal-version') return sealFinding('SEAL_VERSION_UNKNOWN', evidence);
  if (error.code === 'several-signers') return sealFinding('SIGNATURE_FORM_UNSUPPORTED', evidence);
  return sealFinding('SIGNATURE_MALFORMED', evidence);
}

function signerOf(provider: CryptoProvider, { certificates, serial }: SignedData): Pick<Described, 'signer'> {
  const signer = certificates
    .map((der) => showCertificate(provider, der))
    .find((one) => one?.serial === serial);
  return signer === undefined ? {} : { signer };
}

/** Reads and judges a SignedValue.dat: SES_Signature, GB/T 35275 SignedData, or a bare signature. */
export function judgeSignedValue(
  provider: CryptoProvider,
  value: Uint8Array,
  trust: SealTrust,
  data?: ProtectedData,
): JudgedValue {
  try {
    if (isBareSignature(value)) {
      const finding = sealFinding('SIGNATURE_FORM_UNSUPPORTED', { fault: 'no-certificate' });
      return { described: { format: 'unknown' }, findings: [finding] };
    }
    if (looksLikeSignedData(value)) {
      const signed = parseSignedData(value);
      const timeMs = signed.attributes?.signingTimeMs ?? data?.timeMs;
      return {
        described: {
          format: 'gbt35275',
          ...(timeMs === undefined ? {} : { signedAt: showTime(timeMs) }),
          ...signerOf(provider, signed),
        },
        findings: [sealFinding('SIGNATURE_READ'), ...checkSignedData(provider, signed, trust, data)],
      };
    }
    const signature = parseSesSignature(value);
    const timeMs = signature.timeMs ?? data?.timeMs;
    const signer = showCertificate(provider, signature.signer);
    return {
      described: {
        format: 'ses',
        ...(timeMs === undefined ? {} : { signedAt: showTime(timeMs) }),
        seal: showSeal(provider, signature.seal),
        ...(signer === undefined ? {} : { signer }),
      },
      findings: [sealFinding('SIGNATURE_READ'), ...checkSesSignature(provider, signature, trust, data)],
      seal: signature.seal,
    };
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    return { described: { format: 'unknown' }, findings: [findingOf(error)] };
  }
}
