import type { Agreement, Clause } from '@huren/chaincode/domain';

/** A clause with the agreement that it stands in. */
export interface MatrixClause {
  readonly agreement: string;
  readonly title: string;
  readonly clause: Clause;
}

export interface Matrix {
  readonly issuing: readonly string[];
  readonly receiving: readonly string[];
  /** By `issuing>receiving`: the clauses in force that name both. */
  readonly cells: ReadonlyMap<string, readonly MatrixClause[]>;
}

export const cellKey = (issuing: string, receiving: string): string => `${issuing}>${receiving}`;

/** What holds today between regions, as the clauses name them: agreements in force, or with notice and not yet over. */
export function agreementMatrix(agreements: readonly Agreement[], today: string): Matrix {
  const cells = new Map<string, MatrixClause[]>();
  const [issuing, receiving] = [new Set<string>(), new Set<string>()];
  for (const { id, state, terms, lastDay, accepted, parties } of agreements) {
    const stands =
      state === 'in-force' ||
      (state === 'withdrawn' && accepted.length === parties.length && (lastDay ?? '') >= today);
    if (!stands || terms.from > today || (terms.to ?? today) < today) continue;
    for (const clause of terms.clauses) {
      for (const from of clause.issuingRegions) {
        issuing.add(from);
        for (const to of clause.receivingRegions) {
          receiving.add(to);
          const key = cellKey(from, to);
          cells.set(key, [...(cells.get(key) ?? []), { agreement: id, title: terms.title, clause }]);
        }
      }
    }
  }
  return { issuing: [...issuing].sort(), receiving: [...receiving].sort(), cells };
}

/** Refuse by name over review over accept, as a verdict has it (DETAILS 19). */
export function strongestEffect(clauses: readonly MatrixClause[]): Clause['effect'] | undefined {
  const effects = clauses.map(({ clause }) => clause.effect);
  return (['refuse', 'review', 'accept'] as const).find((effect) => effects.includes(effect));
}
