import { sha256 } from '@noble/hashes/sha2.js';
import { type Region, regionContains } from '../code/region';
import { encodeBase64url } from '../encoding/base64url';
import { encodeUtf8 } from '../encoding/utf8';
import { array, type Infer, object, optional, string } from '../json/shape';
import { type Caller, requireAuthority, requireOpen } from '../member/caller';
import type { Member, Network } from '../member/member';
import { FIELD_LIMITS, region } from '../record/field';
import { write, type Write } from '../record/write';
import { Rejection } from '../rejection';
import type { MatterReference } from './matter';

/** Rows of one import: a city's list comes in several transactions. */
export const REFERENCE_ROWS_LIMIT = 1000;

const text = string({ min: 1, max: FIELD_LIMITS.name });

/** `{rows: [{localCode, name, region, kind?, department?, source}]}` */
export const referenceArgument = object({
  rows: array(
    object({
      localCode: text,
      name: string({ min: 1, max: FIELD_LIMITS.url }),
      region,
      kind: optional(text),
      department: optional(text),
      source: string({ min: 1, max: FIELD_LIMITS.url }),
    }),
    { min: 1, max: REFERENCE_ROWS_LIMIT },
  ),
});

/** Name of a row among those of its authority: local codes of other platforms may hold any character. */
export function referenceEntry(localCode: string): string {
  return encodeBase64url(sha256(encodeUtf8(localCode)));
}

/**
 * Rows that the ledger already holds as they are cost nothing; of two rows with one code the later counts. What lies
 * inside the network is its own members' to enter as matters; the old local codes of its own region a department keeps
 * as a list, so that they can be mapped.
 * @throws Rejection (open, authority) | REFERENCE_INSIDE
 */
export function decideReferences(
  facts: {
    readonly network: Network | undefined;
    readonly caller: Caller;
    /** Rows on the ledger by entry. */
    readonly existing: ReadonlyMap<string, MatterReference>;
    readonly admitted: readonly Member[];
  },
  { rows }: Infer<typeof referenceArgument>,
): readonly Write[] {
  requireOpen(facts.network);
  const { authority } = requireAuthority(facts.caller);
  const isInside = (asked: Region): boolean =>
    !regionContains(authority.region as Region, asked) &&
    facts.admitted.some((member) => regionContains(member.region as Region, asked));
  const inside = rows.find((row) => isInside(row.region));
  if (inside !== undefined) throw new Rejection('REFERENCE_INSIDE', { region: inside.region });
  const next = new Map(
    rows.map((row): [string, MatterReference] => [
      referenceEntry(row.localCode),
      { ...row, authority: authority.code },
    ]),
  );
  return [...next]
    .filter(([entry, row]) => !isSameRow(facts.existing.get(entry), row))
    .map(([entry, row]) => write('reference', [authority.code, entry], row));
}

function isSameRow(known: MatterReference | undefined, row: MatterReference): boolean {
  if (known === undefined) return false;
  return (['name', 'region', 'kind', 'department', 'source'] as const).every(
    (field) => known[field] === row[field],
  );
}
