import { sealFinding, type SealFinding } from '../domain/ses';
import type { InspectedSignature } from './inspect-signature';
import { OFD_LIMITS } from './limits';
import { MANIFEST } from './manifest';
import type { OfdPackage } from './package';

/** Only what holds protects anything. */
export function isSound({ result }: InspectedSignature): boolean {
  return result === 'valid' || result === 'untrusted';
}

function partsLeft(ofd: OfdPackage, covered: ReadonlySet<string>): readonly string[] {
  return ofd.paths.filter((path) => !covered.has(path));
}

/**
 * Which parts no sound signature protects. The lists of signatures, and the parts of sound signatures, need no
 * protection; OFD.xml is often left out so that further signatures can be added, and then its metadata is nobody's word.
 */
export function checkCoverage(
  ofd: OfdPackage,
  signatures: readonly InspectedSignature[],
  lists: readonly string[],
): SealFinding | undefined {
  const sound = signatures.filter(isSound);
  if (sound.length === 0) return undefined;
  const covered = new Set([...lists, ...sound.flatMap(({ covers, ownParts }) => [...covers, ...ownParts])]);
  const left = partsLeft(ofd, covered);
  const beyond = left.filter((path) => path !== MANIFEST);
  const evidence = { count: left.length, parts: left.slice(0, OFD_LIMITS.shown) };
  if (beyond.length > 0) return sealFinding('PARTS_UNCOVERED', evidence);
  return sealFinding(left.length > 0 ? 'OFD_XML_UNCOVERED' : 'ALL_COVERED', evidence);
}

/** What one signature of several leaves to the others, or to nobody. */
export function withCoverage(
  ofd: OfdPackage,
  signature: InspectedSignature,
  allOwnParts: readonly string[],
): InspectedSignature {
  const left = partsLeft(ofd, new Set([...signature.covers, ...allOwnParts]));
  const evidence = { count: left.length, parts: left.slice(0, OFD_LIMITS.shown) };
  const finding = sealFinding(left.length === 0 ? 'ALL_COVERED' : 'PARTS_LEFT_TO_OTHERS', evidence);
  return { ...signature, findings: [...signature.findings, finding] };
}
