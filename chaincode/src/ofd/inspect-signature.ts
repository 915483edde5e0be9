import type { CryptoProvider } from '../domain/crypto';
import { MalformedError } from '../domain/encoding';
import {
  isSm2Name,
  isSm3Name,
  resultOf,
  sealFinding,
  type SealFinding,
  type SealTrust,
  type SesSeal,
} from '../domain/ses';
import type { SignatureInspection } from './inspection';
import { OFD_LIMITS } from './limits';
import type { OfdPackage } from './package';
import { type ListedSignature, readSignatureFile, type SignatureFile } from './signature-list';
import { findingOf, judgeSignedValue } from './signed-value';

/** Digests of parts, each computed once for all signatures. */
export type PartDigest = (path: string) => Uint8Array | undefined;

/** A signature and its parts, for what is said of the file as a whole. */
export interface InspectedSignature extends SignatureInspection {
  /** Parts that belong to the signature itself and that none need protect. */
  readonly ownParts: readonly string[];
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

function checkReferences(
  file: SignatureFile,
  digestOf: PartDigest,
  list: string,
  isLast: boolean,
): SealFinding {
  const { checkMethod, references } = file;
  if (!isSm3Name(checkMethod)) return sealFinding('DIGEST_UNSUPPORTED', { method: checkMethod.slice(0, 64) });
  if (references.length === 0) return sealFinding('REFERENCES_EMPTY');
  const missing: string[] = [];
  const changed: string[] = [];
  for (const { path, digest } of references) {
    const found = digestOf(path);
    if (found === undefined) missing.push(path);
    else if (!sameBytes(found, digest)) changed.push(path);
  }
  const evidence = {
    parts: references.length,
    changed: changed.slice(0, OFD_LIMITS.shown),
    missing: missing.slice(0, OFD_LIMITS.shown),
  };
  if (missing.length === 0 && changed.length === 0) return sealFinding('REFERENCES_MATCH', evidence);
  const isListAlone = missing.length === 0 && changed.every((path) => path === list);
  if (isListAlone && !isLast) return sealFinding('BROKEN_BY_LATER_SIGNATURE', evidence);
  return sealFinding(changed.length > 0 ? 'REFERENCE_DIFFERS' : 'REFERENCE_MISSING', evidence);
}

function checkSealCopy(ofd: OfdPackage, file: SignatureFile, seal: SesSeal | undefined): SealFinding {
  if (file.seal === undefined) return sealFinding('SEAL_COPY_ABSENT');
  const copy = ofd.part(file.seal);
  const evidence = { part: file.seal };
  if (copy === undefined) return sealFinding('SIGNATURE_PART_MISSING', evidence);
  if (seal === undefined) return sealFinding('SEAL_MISSING', evidence);
  return sealFinding(sameBytes(copy, seal.der) ? 'SEAL_COPY_SAME' : 'SEAL_COPY_DIFFERS', evidence);
}

function unread(row: ListedSignature, finding: SealFinding): InspectedSignature {
  const { id, type, path } = row;
  const findings = [finding];
  return {
    id,
    type,
    path,
    format: 'unknown',
    result: resultOf(findings),
    covers: [],
    findings,
    ownParts: [],
  };
}

/**
 * Every step of verifying one listed signature. `list` is the path of Signatures.xml, `isLast` whether no other follows.
 * @throws OfdRefusal for XML and paths that nobody should read
 */
export function inspectSignature(
  provider: CryptoProvider,
  ofd: OfdPackage,
  row: ListedSignature,
  trust: SealTrust,
  digestOf: PartDigest,
  list: string,
  isLast: boolean,
): InspectedSignature {
  const bytes = ofd.part(row.path);
  if (bytes === undefined) return unread(row, sealFinding('SIGNATURE_PART_MISSING', { part: row.path }));
  let file: SignatureFile;
  try {
    file = readSignatureFile(ofd, row.path, bytes);
  } catch (error) {
    if (error instanceof MalformedError) return unread(row, findingOf(error));
    throw error;
  }
  const value = ofd.part(file.value);
  if (value === undefined) return unread(row, sealFinding('SIGNATURE_PART_MISSING', { part: file.value }));
  const time = file.timeMs === undefined ? {} : { timeMs: file.timeMs };
  const judged = judgeSignedValue(provider, value, trust, { bytes, path: row.path, ...time });
  const findings = [checkReferences(file, digestOf, list, isLast), ...judged.findings];
  // What could not be read holds no seal to compare with.
  if (judged.described.format !== 'unknown') {
    findings.push(checkSealCopy(ofd, file, judged.seal));
    const isSeal = judged.seal !== undefined;
    const evidence = { listed: row.type, found: isSeal ? 'seal' : 'sign' };
    // Anyone with a certificate can sign; a seal needs a registered maker. The one must not pass for the other.
    if (!isSeal && row.type === 'seal') findings.push(sealFinding('SEAL_NOT_INSIDE', evidence));
    if (isSeal && row.type === 'sign') findings.push(sealFinding('SIGNATURE_TYPE_DIFFERS', evidence));
    // What is judged here is SM2 over SM3 or nothing.
    if (isSm2Name(file.method) === false) {
      findings.push(sealFinding('SIGNATURE_METHOD_DIFFERS', { method: file.method.slice(0, 64) }));
    }
  }
  return {
    id: row.id,
    type: row.type,
    path: row.path,
    ...judged.described,
    result: resultOf(findings),
    covers: file.references.map(({ path }) => path),
    findings,
    ownParts: [row.path, file.value, ...(file.seal === undefined ? [] : [file.seal])],
  };
}
