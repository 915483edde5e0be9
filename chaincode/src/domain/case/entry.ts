import type { CryptoProvider } from '../crypto/provider';
import { type Infer, integer, object, optional } from '../json/shape';
import { bytes, digest } from '../record/field';
import { write, type Write } from '../record/write';
import { Rejection } from '../rejection';
import { isSignedStatement } from '../seal/possession';
import { type CaseEntry, entryLimit } from './case';
import { type CaseFacts, requireRunner, requireRunning } from './course';
import { requireParty } from './party';
import { caseEntryStatement, caseId } from './statement';

/** `{id, number, digest, by?: {party, signature}}`; without `by` it is the authority's own. */
export const addEntryArgument = object({
  id: caseId,
  number: integer({ min: 1 }),
  digest,
  by: optional(object({ party: digest, signature: bytes(64, 64) })),
});

/** The part of a state key that says whose entries these are. */
export const authorOf = (party: string | undefined): string => party ?? 'authority';

interface Facts extends CaseFacts {
  /** The author's entry of that number, and the one before it. */
  readonly taken: CaseEntry | undefined;
  readonly before: CaseEntry | undefined;
}

/**
 * What a third party or the authority adds. The authority carries a third party's entries to the ledger and can put
 * none into their mouth: each is signed for this case, by this key, at this number.
 * @throws Rejection (open, authority) | NOT_ENTITLED | LIMIT_REACHED | BACK_DATED | CASE_UNKNOWN | CASE_CLOSED |
 * CASE_PARTY_UNKNOWN | CASE_PARTY_ENDED | CASE_ENTRY_EXISTS | CASE_ENTRY_NUMBER | CASE_SIGNATURE_INVALID
 */
export function decideEntry(
  { taken, before, ...facts }: Facts,
  { id, number, digest: content, by }: Infer<typeof addEntryArgument>,
  provider: CryptoProvider,
): readonly Write[] {
  const runner = requireRunner(facts);
  const { day: today } = runner.caller;
  const max = entryLimit(by?.party);
  if (number > max) throw new Rejection('LIMIT_REACHED', { limit: 'entries of one author', max });
  if (before !== undefined && today < before.on) throw new Rejection('BACK_DATED', { earliest: before.on });
  const record = requireRunning(runner);
  const party = by && requireParty(record, by.party, today);
  if (taken !== undefined) throw new Rejection('CASE_ENTRY_EXISTS');
  if (number > 1 && before === undefined) throw new Rejection('CASE_ENTRY_NUMBER');
  const entry: CaseEntry = { case: id, number, digest: content, on: today };
  if (by === undefined || party === undefined) {
    return [write('caseEntry', [id, authorOf(undefined), String(number)], entry)];
  }
  const statement = caseEntryStatement({ case: id, party: by.party, number, digest: content });
  if (!isSignedStatement(provider, party, statement, by.signature)) {
    throw new Rejection('CASE_SIGNATURE_INVALID');
  }
  return [write('caseEntry', [id, authorOf(by.party), String(number)], { ...entry, ...by })];
}
