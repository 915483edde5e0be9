import type { CryptoProvider } from '../domain/crypto';
import { sealFinding, type SealFinding, type SealTrust } from '../domain/ses';
import { checkCoverage, isSound, withCoverage } from './coverage';
import { inspectSignature, type InspectedSignature } from './inspect-signature';
import type { FileResult, OfdInspection, SignatureInspection } from './inspection';
import { OFD_LIMITS } from './limits';
import { MANIFEST, type OfdDocument, readManifest } from './manifest';
import { readMetadata } from './metadata';
import { OfdPackage } from './package';
import { OfdRefusal } from './refusal';
import { type ListedSignature, readSignatureList } from './signature-list';
import { checkNoDoctype } from './xml';

/** Names that the parts of signatures have in practice; left behind where a list was stripped. */
const SIGNATURE_PART = /\.esl$|\/(signatures?\.xml|signedvalue\.dat)$/i;

export function refused(refusal: OfdRefusal): OfdInspection {
  return { kind: 'ofd', result: 'refused', signatures: [], findings: [refusal.finding] };
}

interface SignatureLists {
  readonly rows: readonly (ListedSignature & { readonly list: string; readonly isLast: boolean })[];
  readonly lists: readonly string[];
  readonly findings: readonly SealFinding[];
}

function readLists(ofd: OfdPackage, documents: readonly OfdDocument[]): SignatureLists {
  const lists = [...new Set(documents.flatMap(({ signatures }) => signatures ?? []))];
  const missing = lists.filter((path) => ofd.part(path) === undefined);
  const rows = lists.flatMap((list) => {
    const bytes = ofd.part(list);
    const listed = bytes === undefined ? [] : readSignatureList(ofd, list, bytes);
    return listed.map((row, at) => ({ ...row, list, isLast: at === listed.length - 1 }));
  });
  return { rows, lists, findings: missing.map((part) => sealFinding('SIGNATURE_PART_MISSING', { part })) };
}

/** Without a signature: whether parts of one are left, which no list names. */
function checkUnsigned(ofd: OfdPackage): readonly SealFinding[] {
  const parts = ofd.paths.filter((path) => SIGNATURE_PART.test(path));
  const unlisted =
    parts.length === 0
      ? []
      : [sealFinding('SIGNATURE_UNLISTED', { parts: parts.slice(0, OFD_LIMITS.shown) })];
  return [sealFinding('NOT_SIGNED'), ...unlisted];
}

/** One word for the file: a break beside what holds is `mixed`, a doubt beside what holds leaves the doubt. */
function fileResult(
  signatures: readonly SignatureInspection[],
  findings: readonly SealFinding[],
): FileResult {
  const has = (word: FileResult): boolean => signatures.some(({ result }) => result === word);
  if (findings.some(({ outcome }) => outcome === 'fail')) return 'invalid';
  if (has('invalid')) return has('valid') ? 'mixed' : 'invalid';
  if (has('untrusted')) return 'untrusted';
  if (has('unsupported')) return 'unsupported';
  return findings.some(({ outcome }) => outcome === 'unknown') ? 'untrusted' : 'valid';
}

function shown({ ownParts: _, ...signature }: InspectedSignature): SignatureInspection {
  return signature;
}

function inspectPackage(provider: CryptoProvider, bytes: Uint8Array, trust: SealTrust): OfdInspection {
  const ofd = OfdPackage.open(bytes);
  for (const path of ofd.paths) {
    if (/\.xml$/i.test(path)) checkNoDoctype(ofd.part(path) as Uint8Array, path);
  }
  const documents = readManifest(ofd);
  const { rows, lists, findings: listFindings } = readLists(ofd, documents);
  const digests = new Map<string, Uint8Array | undefined>();
  const digestOf = (path: string): Uint8Array | undefined => {
    if (!digests.has(path)) {
      const part = ofd.part(path);
      digests.set(path, part === undefined ? undefined : provider.digest('sm3', part));
    }
    return digests.get(path);
  };
  const inspected = rows.map((row) =>
    inspectSignature(provider, ofd, row, trust, digestOf, row.list, row.isLast),
  );
  const findings: SealFinding[] = [
    sealFinding('CONTAINER_SOUND', { parts: ofd.paths.length }),
    ...listFindings,
  ];
  if (rows.length > 0) findings.push(sealFinding('SIGNATURES_LISTED', { count: rows.length }));
  const coverage = checkCoverage(ofd, inspected, lists);
  if (coverage !== undefined) findings.push(coverage);
  const isCovered = inspected.some((one) => isSound(one) && one.covers.includes(MANIFEST));
  const meta = readMetadata(
    documents.flatMap(({ customDatas }) => customDatas),
    isCovered,
  );
  findings.push(...(meta?.findings ?? []));
  const metadata = meta === undefined ? {} : { metadata: meta.metadata };
  if (rows.length === 0 && listFindings.length === 0) {
    const unsigned = [...findings, ...checkUnsigned(ofd)];
    return { kind: 'ofd', result: 'not-signed', signatures: [], findings: unsigned, ...metadata };
  }
  const ownParts = [...lists, ...inspected.flatMap((one) => one.ownParts)];
  const signatures = inspected.map((one) => shown(withCoverage(ofd, one, ownParts)));
  return { kind: 'ofd', result: fileResult(signatures, findings), signatures, findings, ...metadata };
}

/**
 * Reads and judges a whole OFD file, in this thread. Hostile bytes end in the result `refused`, never in an error.
 * `bytes` must not change meanwhile. For servers: inspectOfd, which works beside the event loop.
 */
export function inspectOfdSync(provider: CryptoProvider, bytes: Uint8Array, trust: SealTrust): OfdInspection {
  try {
    return inspectPackage(provider, bytes, trust);
  } catch (error) {
    if (error instanceof OfdRefusal) return refused(error);
    throw error;
  }
}
