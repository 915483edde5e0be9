import type { Authority, Succession } from './authority';

/** Authorities that a lineage may reach. */
export const LINEAGE_LIMIT = 64;

/** Whether `succession` reaches `type`. */
export function succeedsFor({ types }: Pick<Succession, 'types'>, type: string): boolean {
  return types === '*' || types.includes(type);
}

/**
 * The authority and those that it continues for `type` (`null`: for any), nearest first; a record that is not in
 * `known` is left out, and no authority stands twice. For `*` those that it continues as a whole. `onDay`: successions that have begun by then only.
 */
export function lineage(
  authority: Authority,
  known: ReadonlyMap<string, Authority>,
  type: string | null,
  onDay?: string,
): readonly Authority[] {
  const reached = new Map([[authority.code, authority]]);
  // A Map yields what is set while it is walked: this visits each authority once, nearest first.
  for (const at of reached.values()) {
    for (const succession of at.predecessors) {
      const predecessor = known.get(succession.predecessor);
      if (predecessor === undefined || reached.size >= LINEAGE_LIMIT) continue;
      if (type !== null && !succeedsFor(succession, type)) continue;
      if (onDay !== undefined && succession.from > onDay) continue;
      if (!reached.has(predecessor.code)) reached.set(predecessor.code, predecessor);
    }
  }
  return [...reached.values()];
}

/**
 * Who continues an abolished authority for the type, or as a whole (`*`): what it directed, defined and kept is that
 * one's. Undefined while it is there itself, and where nobody does.
 */
export function heirOf(
  authority: Partial<Pick<Authority, 'state' | 'successors'>>,
  type = '*',
): string | undefined {
  if (authority.state !== 'abolished') return undefined;
  return authority.successors?.find((handover) => succeedsFor(handover, type))?.authority;
}

/** An authority's record now, from a gateway's index. */
export type AuthorityLookup = (code: string) => Authority | undefined;

/** The authority of that code; where it was abolished, whoever continues it for the type, or as a whole. */
export function presentAuthority(at: AuthorityLookup, code: string, type?: string): Authority | undefined {
  let found = at(code);
  for (let steps = 0; found !== undefined && steps < LINEAGE_LIMIT; steps++) {
    const heir = heirOf(found, type);
    if (heir === undefined) break;
    found = at(heir);
  }
  return found;
}

/** The authority and every one that it continues, by code. */
export function continuedAuthorities(
  at: AuthorityLookup,
  authority: Authority,
): ReadonlyMap<string, Authority> {
  const known = new Map([[authority.code, authority]]);
  for (const { predecessors } of known.values()) {
    for (const { predecessor } of predecessors) {
      const record = known.size < LINEAGE_LIMIT ? at(predecessor) : undefined;
      if (record !== undefined && !known.has(predecessor)) known.set(predecessor, record);
    }
  }
  return known;
}
