/**
 * SES seals: GM/T 0031-2014 (version 1), GB/T 38540-2020 (4), GM/T 0031-2025 (5).
 *
 *   SES_Header ::= SEQUENCE { ID IA5String ("ES"), version INTEGER, Vid IA5String }
 *   SES_SealInfo ::= SEQUENCE { header, esID IA5String, property, picture, extDatas OPTIONAL }
 *   property 1 ::= SEQUENCE { type INTEGER, name UTF8String, certList SEQUENCE OF OCTET STRING, created, start, end }
 *   property 4, 5 ::= SEQUENCE { type, name, certListType INTEGER (1|2), certList, created, start, end }
 *   SESeal 1 ::= SEQUENCE { SES_SealInfo, SEQUENCE { cert OCTET STRING, signAlgID OID, signData BIT STRING } }
 *   SESeal 4 ::= SEQUENCE { SES_SealInfo, cert OCTET STRING, signAlgID OID, signedValue BIT STRING }
 *   SESeal 5 ::= SESeal 4 with timeStamp [0] EXPLICIT BIT STRING OPTIONAL at its end
 */
import { DerReader } from '../der/reader';
import { contextTag, TAG } from '../der/tag';
import { derSequence } from '../der/writer';
import { MalformedError } from '../encoding/malformed';
import { readSealExtensions, type SealExtension } from './seal-extension';

export type SesVersion = 1 | 4 | 5;

/** Who may sign under the seal: whole certificates (certListType 1), or their digests (2). */
export type SignerList =
  | { readonly kind: 'certificates'; readonly certificates: readonly Uint8Array[] }
  | {
      readonly kind: 'digests';
      readonly digests: readonly { readonly type: string; readonly value: Uint8Array }[];
    };

export interface SealPicture {
  /** PNG, GIF, ofd …: the maker's word. */
  readonly type: string;
  readonly data: Uint8Array;
  /** Millimetres. */
  readonly width: number;
  readonly height: number;
}

/** A parsed seal; times in epoch milliseconds. */
export interface SesSeal {
  readonly der: Uint8Array;
  readonly version: SesVersion;
  /** 厂商标识 */
  readonly vendor: string;
  /** esID: in government seals the 14-digit seal code. */
  readonly id: string;
  readonly type: number;
  readonly name: string;
  readonly signers: SignerList;
  readonly createdMs: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly picture: SealPicture;
  readonly extensions: readonly SealExtension[];
  /** The maker's certificate, DER. */
  readonly maker: Uint8Array;
  readonly algorithm: string;
  /** What the maker signed: DER(SES_SealInfo) alone in 4 and 5; with certificate and algorithm in 1. */
  readonly signedBytes: Uint8Array;
  readonly signature: Uint8Array;
  readonly timestamp?: Uint8Array;
}

/** Certificates that one seal may list. */
export const MAX_LISTED_SIGNERS = 512;

const malformed = (message: string): MalformedError => new MalformedError('bad-seal', message);

function readHeader(reader: DerReader): { version: SesVersion; vendor: string } {
  const header = reader.sequence();
  if (header.text() !== 'ES') throw malformed('The header does not say ES.');
  const version = header.count();
  const vendor = header.text();
  header.finish();
  if (version !== 1 && version !== 4 && version !== 5) {
    throw new MalformedError('unknown-seal-version', 'The version of the seal is unknown.');
  }
  return { version, vendor };
}

function readSigners(reader: DerReader, kind: number): SignerList {
  const list = reader.sequence();
  const certificates: Uint8Array[] = [];
  const digests: { type: string; value: Uint8Array }[] = [];
  while (!list.done) {
    if (kind === 1) certificates.push(list.octets());
    else {
      const digest = list.sequence();
      digests.push({ type: digest.text(), value: digest.octets() });
      digest.finish();
    }
    if (certificates.length + digests.length > MAX_LISTED_SIGNERS)
      throw malformed('The list of signers is too long.');
  }
  return kind === 1 ? { kind: 'certificates', certificates } : { kind: 'digests', digests };
}

function readProperty(reader: DerReader, version: SesVersion) {
  const property = reader.sequence();
  const type = property.count();
  const name = property.text();
  const kind = version === 1 ? 1 : property.count();
  if (kind !== 1 && kind !== 2) throw malformed('The kind of the list of signers is unknown.');
  const signers = readSigners(property, kind);
  const createdMs = property.time();
  const startMs = property.time();
  const endMs = property.time();
  property.finish();
  return { type, name, signers, createdMs, startMs, endMs };
}

function readPicture(reader: DerReader): SealPicture {
  const picture = reader.sequence();
  const type = picture.text();
  const data = picture.octets();
  const width = picture.count();
  const height = picture.count();
  picture.finish();
  return { type, data, width, height };
}

function readInfo(info: DerReader) {
  const { version, vendor } = readHeader(info);
  const id = info.text();
  const property = readProperty(info, version);
  const picture = readPicture(info);
  const extensions = readSealExtensions(info);
  info.finish();
  return { version, vendor, id, ...property, picture, extensions };
}

/** The optional `timeStamp [0] EXPLICIT BIT STRING` at the end of seals and signatures. */
export function readTimestamp(reader: DerReader): { timestamp?: Uint8Array } {
  if (reader.next !== contextTag(0)) return {};
  const wrapper = reader.enter(contextTag(0));
  const timestamp = wrapper.bits();
  wrapper.finish();
  return { timestamp };
}

/**
 * Reads a seal; its version is that of its header, and its form must be that version's.
 * @throws MalformedError `bad-der`, `bad-seal`, `unknown-seal-version`
 */
export function parseSeal(der: Uint8Array): SesSeal {
  const outer = DerReader.over(der);
  const seal = outer.sequence();
  outer.finish();
  const infoDer = seal.element(TAG.sequence);
  const info = readInfo(DerReader.over(infoDer).sequence());
  const isV1 = seal.next === TAG.sequence;
  if (isV1 !== (info.version === 1)) throw malformed('The form of the seal is not that of its version.');
  if (isV1) {
    const signInfo = seal.sequence();
    seal.finish();
    const certificate = signInfo.element(TAG.octetString);
    const algorithm = signInfo.element(TAG.oid);
    const signature = signInfo.bits();
    signInfo.finish();
    return {
      der,
      ...info,
      maker: DerReader.over(certificate).octets(),
      algorithm: DerReader.over(algorithm).oid(),
      signedBytes: derSequence(infoDer, certificate, algorithm),
      signature,
    };
  }
  const maker = seal.octets();
  const algorithm = seal.oid();
  const signature = seal.bits();
  const timestamp = info.version === 5 ? readTimestamp(seal) : {};
  seal.finish();
  return { der, ...info, maker, algorithm, signedBytes: infoDer, signature, ...timestamp };
}
