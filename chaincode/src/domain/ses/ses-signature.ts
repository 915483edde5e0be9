/**
 * SES signatures, in SignedValue.dat of an OFD file:
 *
 *   SES_Signature 1 ::= SEQUENCE { TBS_Sign 1, signature BIT STRING }
 *   TBS_Sign 1 ::= SEQUENCE { version INTEGER, eseal SESeal, timeInfo BIT STRING, dataHash BIT STRING,
 *     propertyInfo IA5String, cert OCTET STRING, signatureAlgorithm OID }
 *   SES_Signature 4, 5 ::= SEQUENCE { TBS_Sign 4, cert OCTET STRING, signatureAlgID OID, signature BIT STRING,
 *     timeStamp [0] EXPLICIT BIT STRING OPTIONAL }
 *   TBS_Sign 4, 5 ::= SEQUENCE { version INTEGER, eseal SESeal, timeInfo GeneralizedTime, dataHash BIT STRING,
 *     propertyInfo IA5String, extDatas [0] EXPLICIT OPTIONAL }
 */
import { DerReader } from '../der/reader';
import { timeOfText } from '../der/der-time';
import { textOf } from '../der/der-text';
import { TAG } from '../der/tag';
import { MalformedError } from '../encoding/malformed';
import { parseSeal, readTimestamp, type SesSeal } from './seal';
import { readSealExtensions, type SealExtension } from './seal-extension';

export interface SesSignature {
  readonly seal: SesSeal;
  /** Version as TBS_Sign writes it; the seal's own decides. */
  readonly tbsVersion: number;
  /** DER(TBS_Sign), what the signer signed. */
  readonly signedBytes: Uint8Array;
  /** Epoch milliseconds; undefined where version 1 holds something else than a time. */
  readonly timeMs?: number;
  /** SM3(Signature.xml) */
  readonly dataHash: Uint8Array;
  /** Path of Signature.xml as the signer wrote it. */
  readonly path: string;
  readonly extensions: readonly SealExtension[];
  /** The signer's certificate, DER. */
  readonly signer: Uint8Array;
  readonly algorithm: string;
  readonly signature: Uint8Array;
  readonly timestamp?: Uint8Array;
}

/** timeInfo of version 1 is free in its form: a DER time or its digits. */
function timeOfBits(bits: Uint8Array): number | undefined {
  const [tag] = bits;
  try {
    if (tag === TAG.utcTime || tag === TAG.generalizedTime) {
      const reader = DerReader.over(bits);
      const ms = reader.time();
      reader.finish();
      return ms;
    }
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    return undefined;
  }
  // Longer than any time: the fraction has nine digits at most.
  const text = bits.length > 32 ? '' : (textOf(TAG.ia5, bits) ?? '');
  return timeOfText(text, text.length === 13 ? 'utc' : 'generalized');
}

function readTime(tbs: DerReader): { timeMs?: number } {
  const timeMs = tbs.next === TAG.bitString ? timeOfBits(tbs.bits()) : tbs.time();
  return timeMs === undefined ? {} : { timeMs };
}

/**
 * Reads a signature with the seal inside.
 * @throws MalformedError `bad-der`, `bad-seal`, `bad-ses-signature`, `unknown-seal-version`
 */
export function parseSesSignature(der: Uint8Array): SesSignature {
  const outer = DerReader.over(der);
  const whole = outer.sequence();
  outer.finish();
  const signedBytes = whole.element(TAG.sequence);
  const tbs = DerReader.over(signedBytes).sequence();
  const tbsVersion = tbs.count();
  const seal = parseSeal(tbs.element(TAG.sequence));
  const time = readTime(tbs);
  const dataHash = tbs.bits();
  const path = tbs.text();
  const isV1 = whole.next === TAG.bitString;
  if (isV1 !== (seal.version === 1)) {
    throw new MalformedError(
      'bad-ses-signature',
      'The form of the signature is not that of its seal’s version.',
    );
  }
  const common = { seal, tbsVersion, signedBytes, ...time, dataHash, path };
  if (isV1) {
    const signer = tbs.octets();
    const algorithm = tbs.oid();
    tbs.finish();
    const signature = whole.bits();
    whole.finish();
    return { ...common, extensions: [], signer, algorithm, signature };
  }
  const extensions = readSealExtensions(tbs);
  tbs.finish();
  const signer = whole.octets();
  const algorithm = whole.oid();
  const signature = whole.bits();
  const timestamp = readTimestamp(whole);
  whole.finish();
  return { ...common, extensions, signer, algorithm, signature, ...timestamp };
}
