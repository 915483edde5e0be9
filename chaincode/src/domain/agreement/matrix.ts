import { type Region, regionContains } from '../code/region';
import { isAgreed } from './agreed-text';
import type { Agreement, Clause } from './agreement';

/** An agreement with the text that holds on a day. */
export type StandingAgreement = Pick<Agreement, 'id' | 'terms'>;

/**
 * The agreements that hold on a day, each with the text of that day: where the newest text has not begun, the one before
 * it is read.
 * @param readOn the agreement with the text that held on the day; undefined where there was none
 */
export async function standingOn(
  agreements: readonly Agreement[],
  day: string,
  readOn: (id: string) => Promise<Agreement | undefined>,
): Promise<readonly StandingAgreement[]> {
  const held = agreements.filter((agreement) => isAgreed(agreement) && (agreement.lastDay ?? day) >= day);
  const texts = await Promise.all(
    held.map(async (agreement) =>
      agreement.terms.from > day && agreement.version > 1 ? await readOn(agreement.id) : agreement,
    ),
  );
  return texts.flatMap((text) => {
    if (text === undefined || text.terms.from > day || (text.terms.to ?? day) < day) return [];
    return [{ id: text.id, terms: text.terms }];
  });
}

/** A clause with the agreement that it stands in. */
export interface MatrixClause {
  readonly agreement: string;
  readonly title: string;
  readonly clause: Clause;
}

export interface AgreementMatrix {
  readonly issuing: readonly string[];
  readonly receiving: readonly string[];
  /** By `issuing>receiving`: the clauses in force that speak of both, by name or by a region around them. */
  readonly cells: ReadonlyMap<string, readonly MatrixClause[]>;
}

export const cellKey = (issuing: string, receiving: string): string => `${issuing}>${receiving}`;

/**
 * What holds between the regions that the clauses name. A clause for a province stands in the cells of its cities too, as
 * a verdict reads it.
 * @param standing each agreement with the text that holds on the day
 */
export function agreementMatrix(standing: readonly StandingAgreement[]): AgreementMatrix {
  const clauses = standing.flatMap(({ id, terms }) =>
    terms.clauses.map((clause): MatrixClause => ({ agreement: id, title: terms.title, clause })),
  );
  const named = (of: 'issuingRegions' | 'receivingRegions'): readonly string[] =>
    [...new Set(clauses.flatMap(({ clause }) => clause[of]))].sort();
  const [issuing, receiving] = [named('issuingRegions'), named('receivingRegions')];
  const cells = new Map<string, readonly MatrixClause[]>();
  for (const from of issuing) {
    const ofThere = clauses.filter(({ clause }) => within(clause.issuingRegions, from));
    for (const to of receiving) {
      const found = ofThere.filter(({ clause }) => within(clause.receivingRegions, to));
      if (found.length > 0) cells.set(cellKey(from, to), found);
    }
  }
  return { issuing, receiving, cells };
}

function within(regions: readonly string[], region: string): boolean {
  return regions.some((outer) => regionContains(outer as Region, region as Region));
}

/** Refuse by name over review over accept, as a verdict has it (DETAILS 19). */
export function strongestEffect(clauses: readonly MatrixClause[]): Clause['effect'] | undefined {
  const effects = clauses.map(({ clause }) => clause.effect);
  return (['refuse', 'review', 'accept'] as const).find((effect) => effects.includes(effect));
}
