/**
 * Checks 2 and 4 of a page form: what the inspection of its file found, as the two questions that a clerk knows. Whose
 * seal it is, and whether anybody vouches for it, is asked of the ledger by check 5 and not decided here.
 */
import type { PageCredential } from '../../licence/page-credential';
import type { SealFinding } from '../../ses/seal-finding';
import type { SealCheck } from '../../ses/seal-finding-code';
import type { Finding } from '../finding';
import { finding } from '../finding-code';

/** Findings about content; all others are about seal and signature. */
const OF_CONTENT: ReadonlySet<SealCheck> = new Set(['references', 'data-hash', 'coverage', 'metadata']);

/** What an inspection without a list of trusted parties leaves open, and the ledger answers for a seal. */
const ASKED_OF_LEDGER: ReadonlySet<SealCheck> = new Set(['maker', 'signer']);

interface Sorted {
  readonly failed: readonly string[];
  readonly open: readonly string[];
}

function sort(findings: readonly SealFinding[]): Sorted {
  const codes = (outcome: SealFinding['outcome']): readonly string[] => [
    ...new Set(findings.filter((each) => each.outcome === outcome).map(({ code }) => code)),
  ];
  return { failed: codes('fail'), open: codes('unknown') };
}

/** 2. Every part is as it was sealed, every part is sealed, and the metadata that all else is judged by is among them. */
export function checkPageIntegrity({ inspection, metadataSealed }: PageCredential): Finding {
  const { findings, signatures } = inspection;
  const all = [...findings, ...signatures.flatMap((signature) => signature.findings)];
  const { failed, open } = sort(all.filter(({ check }) => OF_CONTENT.has(check)));
  if (failed.length > 0) return finding('PAGE_ALTERED', { codes: failed });
  if (!metadataSealed) return finding('PAGE_METADATA_UNCOVERED');
  if (all.some(({ code }) => code === 'METADATA_CONFLICT')) return finding('PAGE_METADATA_UNCLEAR');
  if (open.length > 0) return finding('PAGE_PARTS_UNCOVERED', { codes: open });
  return finding('PAGE_INTACT', { signatures: signatures.length });
}

/** 4. Every signature of the file is good, was made by who may use its seal, and in time; at least one is a seal. */
export function checkPageSignature({ inspection, seals, keyId }: PageCredential): Finding {
  const { findings, signatures } = inspection;
  if (signatures.length === 0) return finding('PAGE_NOT_SEALED', { codes: sort(findings).failed });
  const judged = signatures.flatMap((signature) =>
    signature.findings.filter(({ check, outcome }) => {
      const isLeft = outcome === 'unknown' && signature.seal !== undefined && ASKED_OF_LEDGER.has(check);
      return !isLeft;
    }),
  );
  const { failed, open } = sort([...findings, ...judged].filter(({ check }) => !OF_CONTENT.has(check)));
  const evidence = { keyId, signatures: signatures.length };
  if (failed.length > 0) return finding('PAGE_SEAL_INVALID', { ...evidence, codes: failed });
  if (seals.length === 0) return finding('PAGE_NOT_SEALED', evidence);
  if (open.length > 0) return finding('PAGE_SEAL_UNCHECKED', { ...evidence, codes: open });
  return finding('PAGE_SEAL_VALID', evidence);
}
