import {
  type Anchor,
  type Authority,
  hasMandate,
  type LicenceType,
  recordKey,
  splitBatch,
} from '@huren/chaincode/domain';
import type { RecordIndex } from '../index/record-index';

/** Predecessors looked at: more than any reform has left behind. */
const MAX_PREDECESSORS = 32;

/** Whether the caller continues that authority, directly or over others. */
function continues(index: RecordIndex, caller: Authority, code: string): boolean {
  const reached = new Set(caller.predecessors.map(({ predecessor }) => predecessor));
  // A Set yields what is added while it is walked.
  for (const predecessor of reached) {
    const record = index.record<Authority>(recordKey.authority(predecessor));
    for (const before of record?.predecessors ?? []) {
      if (reached.size < MAX_PREDECESSORS) reached.add(before.predecessor);
    }
  }
  return reached.has(code);
}

/**
 * Whether the caller may find a licence of a batch by its identifier alone. An identifier can be guessed, a leaf hash
 * cannot: only who could decide about the licence (the issuer, its custodian, successor or superior, an organ that the
 * type names) learns whether the library holds it. The ledger judges the act itself.
 */
export function mayFindByIdentifier(
  index: RecordIndex,
  caller: Authority,
  batch: string,
  onDay: string,
): boolean {
  const { authority } = splitBatch(batch);
  if (caller.code === authority) return true;
  const anchor = index.record<Anchor>(`anchor/${batch}`);
  if (anchor === undefined) return false;
  const owner = index.record<Authority>(recordKey.authority(authority));
  const type = index.record<LicenceType>(recordKey.licenceType(anchor.type));
  return (
    anchor.by === caller.code ||
    hasMandate(owner, caller.code, 'status', onDay, anchor.type) ||
    owner?.superior === caller.code ||
    continues(index, caller, authority) ||
    (type?.organs ?? []).some(({ authorities }) => authorities.includes(caller.code))
  );
}
