import type { Authority } from '../authority/authority';
import { parseMatterCode } from '../code/matter-code';
import { canonicalJson } from '../json/canonical';
import { array, type Infer, object } from '../json/shape';
import type { JsonValue } from '../json/value';
import { type Caller, requireAuthority, requireOpen } from '../member/caller';
import type { Network } from '../member/member';
import { checked } from '../record/field';
import type { Write } from '../record/write';
import { Rejection, type RejectionCode } from '../rejection';
import { decideMatterDefinition, matterDefinition, type MatterDefinition } from './definition';
import type { Matter } from './matter';

/** Matters of one transaction: a list comes in several. */
export const MATTER_ROWS_LIMIT = 500;

/** `{rows: [definition]}`, each code once. */
export const matterListArgument = checked(
  object({ rows: array(matterDefinition, { min: 1, max: MATTER_ROWS_LIMIT }) }),
  ({ rows }) => {
    const seen = new Set<string>();
    const at = rows.findIndex(({ code }) => seen.size === seen.add(code).size);
    return at < 0 ? null : ['repeated-item', `/rows/${String(at)}/code`];
  },
);

/** A row that the rules refuse; `row` counts from 0 within the argument. */
export interface RefusedRow {
  readonly row: number;
  readonly code: string;
  readonly rejection: RejectionCode;
  readonly details: Rejection['details'];
}

export interface MatterListOutcome {
  readonly writes: readonly Write[];
  /** Rows that stand on the ledger as they are. */
  readonly unchanged: readonly number[];
  readonly refused: readonly RefusedRow[];
}

/**
 * Each row as `matter:define` would decide it once those before it are in: an implementation may follow its basic matter.
 * Those that stand on the ledger as they are cost nothing, and one that is refused does not keep the others out.
 * @throws Rejection (open, authority)
 */
export function decideMatterList(
  facts: {
    readonly network: Network | undefined;
    readonly caller: Caller;
    /** Matters on the ledger, basic ones among them, by code. */
    readonly known: ReadonlyMap<string, Matter>;
    /** Who defined those, or continues that authority as a whole, by the code that the matter states. */
    readonly definers?: ReadonlyMap<string, Authority>;
  },
  { rows }: Infer<typeof matterListArgument>,
): MatterListOutcome {
  requireOpen(facts.network);
  requireAuthority(facts.caller);
  const writes: Write[] = [];
  const refused: RefusedRow[] = [];
  const unchanged: number[] = [];
  const known = new Map(facts.known);
  rows.forEach((stated, row) => {
    const existing = known.get(stated.code);
    if (existing !== undefined && isStated(existing, stated)) {
      unchanged.push(row);
      return;
    }
    try {
      const basic = known.get(parseMatterCode(stated.code).basic);
      const definer = existing?.definer === undefined ? undefined : facts.definers?.get(existing.definer);
      for (const each of decideMatterDefinition({ ...facts, existing, basic, definer }, stated)) {
        writes.push(each);
        known.set(stated.code, each.value as Matter);
      }
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
      refused.push({ row, code: stated.code, rejection: error.code, details: error.details });
    }
  });
  return { writes, unchanged, refused };
}

function isStated(existing: Matter, stated: MatterDefinition): boolean {
  const { code, name, kind, legalBasis, from, materials } = existing;
  const known = { code, name, kind, legalBasis, from, materials };
  return (
    existing.state === 'active' && canonicalJson(known as unknown as JsonValue) === canonicalJson(stated)
  );
}
