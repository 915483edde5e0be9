import { dayOfMs } from '../../code/day';
import { instantFromMs } from '../../code/instant';
import { decodeBase64url } from '../../encoding/base64url';
import { verifyInclusion } from '../../merkle';
import { type Finding } from '../finding';
import { finding } from '../finding-code';
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
  if (located === undefined) return finding('NOT_ANCHORED');
  if (anchor === undefined) return finding('BATCH_UNKNOWN', { batch: located.batch });
  const { claims } = credential;
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
