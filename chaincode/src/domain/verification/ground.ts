import { isAgreed } from '../agreement/agreed-text';
import type { Agreement, Basis, Clause, ClauseConditions } from '../agreement/agreement';
import { type Day, endOfDayMs } from '../code/day';
import { type Region, regionContains } from '../code/region';
import type { Provenance } from '../licence/anchor';
import { holdsOn } from '../record/field';
import { type History, latestVersion } from '../record/version';

/** What a ground for acceptance is looked up by. */
export interface Occasion {
  readonly type: string;
  /** Region of the issuing authority, from its record. */
  readonly issuing: string;
  /** Region of the relying authority, from its record. */
  readonly receiving: string;
  /** Basic codes: the asked matter's and those mapped to it. */
  readonly matters: readonly string[];
  readonly day: Day;
}

/** A clause in force on the day that names type, regions and matter. */
export interface MatchedClause {
  readonly agreement: string;
  readonly version: number;
  readonly clause: Clause;
}

/** What the conditions of a clause are held against. */
export interface Circumstances {
  readonly legalForm: 'data' | 'page' | 'copy';
  readonly identityLevel: number;
  readonly provenance: Provenance | 'none';
  readonly isInspected: boolean;
  readonly indexAgeMs: number;
}

/**
 * Every matching clause of every agreement that holds on the day, in the order of the facts, and the agreements that
 * would match on another day: proposed, accepted only later, not begun, or ended. A proposal that was withdrawn would on
 * none.
 */
export function clausesFor(
  agreements: readonly History<Agreement>[],
  occasion: Occasion,
): { readonly matched: readonly MatchedClause[]; readonly notInForce: readonly string[] } {
  const matched: MatchedClause[] = [];
  const notInForce: string[] = [];
  for (const history of agreements) {
    const inForce = agreementOn(history, occasion.day);
    if (inForce !== undefined) {
      const { id: agreement, version, terms } = inForce;
      for (const clause of terms.clauses) {
        if (matches(clause, occasion)) matched.push({ agreement, version, clause });
      }
      continue;
    }
    const newest = latestVersion(history)?.value;
    if (newest?.state === 'withdrawn' && !isAgreed(newest)) continue;
    if (newest?.terms.clauses.some((clause) => matches(clause, occasion))) notInForce.push(newest.id);
  }
  return { matched, notInForce };
}

/**
 * The version of an agreement that holds on a day: the newest that every party had accepted by the end of that day
 * and whose first day has come (DETAILS 15); an amendment leaves the old version in force until then.
 */
export function agreementOn(history: History<Agreement>, day: Day): Agreement | undefined {
  const end = endOfDayMs(day);
  // A notice of withdrawal ends every version, also one that a not yet begun amendment leaves in force.
  const lastDay = latestVersion(history)?.value?.lastDay;
  if (lastDay !== undefined && day > lastDay) return undefined;
  for (let at = history.length - 1; at >= 0; at--) {
    const { value = null, time = 0 } = history[at] ?? {};
    if (value === null || time >= end) continue;
    // A proposal that was withdrawn before everybody accepted it never held.
    if (!isAgreed(value)) continue;
    if (value.terms.from > day) continue;
    return holdsOn(value.terms, day) ? value : undefined;
  }
  return undefined;
}

/** Where an agreement in force says that every licence like this one is anchored; undefined: nobody says so. */
export function completeSince(
  agreements: readonly History<Agreement>[],
  licence: { readonly type: string; readonly region: string; readonly issueDay: string },
  day: Day,
): { readonly agreement: string; readonly since: string } | undefined {
  for (const history of agreements) {
    const inForce = agreementOn(history, day);
    const covering = inForce?.terms.coverage?.find(
      ({ types, region, since }) =>
        types.includes(licence.type) && within([region], licence.region) && since <= licence.issueDay,
    );
    if (inForce !== undefined && covering !== undefined)
      return { agreement: inForce.id, since: covering.since };
  }
  return undefined;
}

function matches(clause: Clause, { type, issuing, receiving, matters }: Occasion): boolean {
  return (
    (clause.types === '*' || clause.types.includes(type)) &&
    within(clause.issuingRegions, issuing) &&
    within(clause.receivingRegions, receiving) &&
    (clause.matters === '*' || matters.some((code) => clause.matters.includes(code)))
  );
}

function within(regions: readonly string[], region: string): boolean {
  return regions.some((outer) => regionContains(outer as Region, region as Region));
}

/**
 * The text of a basis that holds on a day: the newest that was on the ledger by its end and whose first day has come; an
 * amendment leaves the former text in force until then, and an end holds for all of them. A law is older than its record
 * here, and still no verdict about a day rests on what nobody had filed by then.
 */
export function basisOn(history: History<Basis>, day: Day): Basis | undefined {
  const lastDay = latestVersion(history)?.value?.to;
  if (lastDay !== undefined && day > lastDay) return undefined;
  const end = endOfDayMs(day);
  for (let at = history.length - 1; at >= 0; at--) {
    const { value = null, time = 0 } = history[at] ?? {};
    if (value === null || time >= end) continue;
    if (value.from <= day) return holdsOn(value, day) ? value : undefined;
  }
  return undefined;
}

/** Laws and national lists that make the type acceptable here on that day, laws first. */
export function statutoryBasesFor(bases: readonly History<Basis>[], occasion: Occasion): readonly Basis[] {
  const { type, receiving, matters, day } = occasion;
  const found: Basis[] = [];
  for (const history of bases) {
    const basis = basisOn(history, day);
    if (
      basis?.types.includes(type) &&
      within(basis.receivingRegions, receiving) &&
      (basis.matters === '*' || matters.some((code) => basis.matters.includes(code)))
    ) {
      found.push(basis);
    }
  }
  return found.sort((one, other) => Number(other.kind === 'law') - Number(one.kind === 'law'));
}

/** Names of the conditions that are not met; empty: the clause accepts. */
export function unmetConditions(
  conditions: ClauseConditions,
  circumstances: Circumstances,
): readonly (keyof ClauseConditions)[] {
  const unmet: (keyof ClauseConditions)[] = [];
  if (conditions.legalForm === 'page' && circumstances.legalForm !== 'page') unmet.push('legalForm');
  if ((conditions.identityLevel ?? 0) > circumstances.identityLevel) unmet.push('identityLevel');
  const { provenance } = circumstances;
  if (conditions.provenance && (provenance === 'none' || !conditions.provenance.includes(provenance))) {
    unmet.push('provenance');
  }
  if (conditions.inspection && !circumstances.isInspected) unmet.push('inspection');
  if (conditions.maxIndexAgeMs !== undefined && circumstances.indexAgeMs > conditions.maxIndexAgeMs) {
    unmet.push('maxIndexAgeMs');
  }
  return unmet;
}
