import type { LicenceType } from '../licence-type/licence-type';
import { type Region, regionContains } from '../code/region';
import type { LicenceClaims } from './claim-values';

/** How a licence's own territory lies to the receiving region: `partly` and `unstated` need a person's eye. */
export type Reach = 'reaches' | 'partly' | 'outside' | 'unstated';

/**
 * Whether the licence's own territory (有效区域, premises) reaches the receiving region. A territory must contain the
 * region of the office; premises must lie inside it. A stated territory binds whatever the type says.
 */
export function decideReach(
  type: Pick<LicenceType, 'reach'>,
  claims: LicenceClaims,
  receiving: string,
): Reach {
  const territory = claims.effectiveRegions;
  const premises = claims.premisesRegion;
  const results: Reach[] = [];
  if (territory !== undefined) results.push(territoryReach(territory, receiving));
  else if (type.reach === 'territory') results.push('unstated');
  // Premises on a licence that the law makes valid everywhere are an address, not a limit.
  if (type.reach === 'premises') {
    results.push(premises === undefined ? 'unstated' : premisesReach(premises, receiving));
  }
  for (const worst of ['outside', 'unstated', 'partly'] as const) if (results.includes(worst)) return worst;
  return 'reaches';
}

function territoryReach(territory: readonly string[], receiving: string): Reach {
  if (territory.some((region) => regionContains(region as Region, receiving as Region))) return 'reaches';
  return territory.some((region) => regionContains(receiving as Region, region as Region))
    ? 'partly'
    : 'outside';
}

function premisesReach(premises: string, receiving: string): Reach {
  if (regionContains(receiving as Region, premises as Region)) return 'reaches';
  return regionContains(premises as Region, receiving as Region) ? 'partly' : 'outside';
}
