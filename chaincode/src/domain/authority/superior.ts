import { Rejection } from '../rejection';
import type { Authority } from './authority';
import { heirOf } from './lineage';

/** Levels of departments above one another: the nation has five (国, 省, 市, 县, 乡), and ministries share fields. */
export const SUPERIORS_LIMIT = 16;

type Rank = Partial<Pick<Authority, 'superior' | 'state' | 'successors'>>;

/** Who stands above the authority or, where it was abolished, in its place. */
export function above(authority: Rank): string | undefined {
  return heirOf(authority) ?? authority.superior;
}

/**
 * Nobody stands above itself, also not through others: two that name each other would each wait for the other's word,
 * or grant each other what neither has. One that was merged stands for who continues it. `chain`: the superior and those
 * above it, nearest first.
 * @throws Rejection SUPERIOR_CYCLE
 */
export function requireAcyclic(
  authority: Pick<Authority, 'code' | 'superior'>,
  chain: readonly (Rank & Pick<Authority, 'code'>)[],
): void {
  const names = [authority.superior, ...chain.map(above)];
  // What goes on above the last level that is looked at could lead back as well.
  if (names.includes(authority.code) || chain.length >= SUPERIORS_LIMIT)
    throw new Rejection('SUPERIOR_CYCLE', { authority: authority.code });
}
