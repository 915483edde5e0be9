import { dayOfMs } from '../../code/day';
import { instantFromMs } from '../../code/instant';
import { decodeBase64url } from '../../encoding/base64url';
import { verifyInclusion } from '../../merkle';
import { type Finding } from '../finding';
import { finding } from '../finding-code';
import { completeSince } from '../ground';
import type { Examination } from '../inquiry';

/**
 * 3. The licence is a leaf of a batch on the ledger, and was one on the day asked about. Of a copy the original is asked
 * for, whose digest it names.
 */
export function checkAnchored(examination: Examination): Finding {
  const { credential, located, anchor, day, question } = examination;
  const copy = credential.form === 'page' ? credential.copy : undefined;
  if (copy !== undefined) {
    if (examination.isUnlinked) return finding('COPY_ORIGINAL_UNLINKED');
    if (located === undefined) return finding('COPY_ORIGINAL_UNKNOWN');
  }
  const { claims } = credential;
  if (located === undefined || anchor === undefined) {
    const batch = located === undefined ? {} : { batch: located.batch };
    const complete = completenessOf(examination);
    // Nothing proves that it was never issued: the issuer's own register is asked, and its answer then counts.
    if (complete !== undefined) return finding('ABSENT_WHERE_COMPLETE', { ...batch, ...complete });
    return located === undefined ? finding('NOT_ANCHORED') : finding('BATCH_UNKNOWN', batch);
  }
  const { value, position, time } = anchor;
  const evidence = { batch: located.batch, position, attestedSince: instantFromMs(time) };
  if (value.authority !== claims.issuer || value.type !== claims.type) {
    return finding('BATCH_DIFFERS', {
      ...evidence,
      authority: [claims.issuer, value.authority],
      type: [claims.type, value.type],
    });
  }
  if (!leadsToRoot(examination)) return finding('PROOF_INVALID', evidence);
  if (question.asOf !== undefined && day < dayOfMs(time)) {
    return finding('ATTESTED_ONLY_SINCE', { ...evidence, asOf: day });
  }
  return finding(copy === undefined ? 'ANCHORED' : 'COPY_ORIGINAL_ANCHORED', evidence);
}

/** The issuing region is the authority's, never the claim's. */
function completenessOf({ credential, issuer, facts, day }: Examination) {
  if (issuer === undefined) return undefined;
  const { type, issueDay } = credential.claims;
  return completeSince(facts.agreements, { type, issueDay, region: issuer.region }, day);
}

function leadsToRoot({ credential, provider, located, anchor, knownNodes }: Examination): boolean {
  if (located === undefined || anchor === undefined) return false;
  const { root, size, hash: hashName } = anchor.value;
  const { index, proof } = located;
  const leafHash = credential.leafHash(provider, hashName, located.other);
  const hash = (bytes: Uint8Array): Uint8Array => provider.digest(hashName, bytes);
  if (knownNodes !== undefined)
    return knownNodes.verify({ root, size, leafHash, index, proof }, hash, hashName);
  const claim = { leafHash, index, size, proof: proof.map(decodeBase64url), root: decodeBase64url(root) };
  return verifyInclusion(claim, hash);
}
