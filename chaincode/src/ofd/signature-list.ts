/** Signatures.xml and Signature.xml (GB/T 33190-2016 §18.1, §18.2). */
import { decodeBase64, MalformedError } from '../domain/encoding';
import { OFD_LIMITS } from './limits';
import type { OfdPackage } from './package';
import { OfdRefusal } from './refusal';
import { readSigningTime } from './signing-time';
import { childrenOf, childText, onlyChild, readPartXml } from './xml';

export interface ListedSignature {
  readonly id: string;
  /** Absent in the list means a seal. */
  readonly type: 'seal' | 'sign';
  /** Absolute path of Signature.xml. */
  readonly path: string;
}

/** @throws OfdRefusal */
export function readSignatureList(
  ofd: OfdPackage,
  path: string,
  bytes: Uint8Array,
): readonly ListedSignature[] {
  const rows = childrenOf(readPartXml(ofd, bytes, path, 'Signatures'), 'Signature');
  if (rows.length > OFD_LIMITS.signatures) throw new OfdRefusal('PACKAGE_TOO_LARGE', 'signatures');
  const seen = new Set<string>();
  return rows.map(({ attributes }) => {
    const { ID: id = '', BaseLoc: location } = attributes;
    const type = (attributes['Type'] ?? 'seal').toLowerCase();
    if (location === undefined || (type !== 'seal' && type !== 'sign')) {
      throw new OfdRefusal('OFD_MALFORMED', 'signature-row', path);
    }
    const signature = ofd.resolve(path, location);
    if (seen.has(signature)) throw new OfdRefusal('OFD_MALFORMED', 'signature-twice', path);
    seen.add(signature);
    return { id, type, path: signature };
  });
}

export interface SignatureReference {
  /** Absolute path of the part. */
  readonly path: string;
  readonly digest: Uint8Array;
}

export interface SignatureFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly method: string;
  readonly checkMethod: string;
  readonly references: readonly SignatureReference[];
  readonly timeText?: string;
  readonly timeMs?: number;
  /** Absolute paths of SignedValue.dat, and of Seal.esl when there is one. */
  readonly value: string;
  readonly seal?: string;
}

/**
 * Reads one Signature.xml.
 * @throws OfdRefusal for its XML and paths; MalformedError `bad-signature-xml`, `bad-base64` for its content
 */
export function readSignatureFile(ofd: OfdPackage, path: string, bytes: Uint8Array): SignatureFile {
  const malformed = (message: string): MalformedError => new MalformedError('bad-signature-xml', message);
  const root = readPartXml(ofd, bytes, path, 'Signature');
  const info = onlyChild(root, 'SignedInfo', path);
  const value = childText(root, 'SignedValue', path);
  const list = info && onlyChild(info, 'References', path);
  if (info === undefined || value === undefined || list === undefined)
    throw malformed('A part of it is missing.');
  const rows = childrenOf(list, 'Reference');
  ofd.spend('references', rows.length);
  const references = rows.map((row) => {
    const reference = row.attributes['FileRef'];
    const digest = childText(row, 'CheckValue', path);
    if (reference === undefined || digest === undefined) throw malformed('A reference is incomplete.');
    return { path: ofd.resolve(path, reference), digest: decodeBase64(digest.replace(/\s+/g, '')) };
  });
  const timeText = childText(info, 'SignatureDateTime', path);
  const timeMs = timeText === undefined ? undefined : readSigningTime(timeText);
  const seal = onlyChild(info, 'Seal', path);
  const sealPath = seal && childText(seal, 'BaseLoc', path);
  if (seal !== undefined && sealPath === undefined) throw malformed('The seal names no file.');
  return {
    path,
    bytes,
    method: childText(info, 'SignatureMethod', path) ?? '',
    // GB/T 33190 §18.2.2: without the attribute the method is MD5.
    checkMethod: list.attributes['CheckMethod']?.trim() ?? 'MD5',
    references,
    value: ofd.resolve(path, value),
    ...(timeText === undefined ? {} : { timeText }),
    ...(timeMs === undefined ? {} : { timeMs }),
    ...(sealPath === undefined ? {} : { seal: ofd.resolve(path, sealPath) }),
  };
}
