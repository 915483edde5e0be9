import type { Authority, MatterMapping } from '@huren/chaincode/domain';
import { waitingTerms } from '../signing/act';
import { listAll } from '../reading/records';

/** Whether the mapping waits for that authority’s word. */
export function waitsFor(
  { state, parties, accepted }: MatterMapping,
  authority: string | undefined,
): boolean {
  return (
    state === 'proposed' &&
    authority !== undefined &&
    parties.some((party) => party.authority === authority) &&
    !accepted.includes(authority)
  );
}

/** What one key may decide now: the open questions of the ledger that its member or authority has not answered. */
export async function readWaiting(
  member: string | undefined,
  authority: Authority | undefined,
  today: string,
) {
  const [motions, agreements, mappings, groups, seals, disputes] = await Promise.all([
    listAll('motions', { state: 'open' }),
    listAll('agreements', { party: member }),
    listAll('mappings', { state: 'proposed' }),
    listAll('groups', { party: member }),
    listAll('seals'),
    authority === undefined ? [] : listAll('disputes', { state: 'open', authority: authority.code }),
  ]);
  const registered =
    authority === undefined
      ? []
      : await listAll('authorities', { state: 'registered', superior: authority.code });
  const own = member ?? '';
  return {
    motions: motions.filter(
      ({ voters, votes, closesOn }) =>
        voters.includes(own) && closesOn >= today && !votes.some((vote) => vote.member === own),
    ),
    agreements: agreements.filter((agreement) => {
      const waiting = agreement.state === 'withdrawn' ? undefined : waitingTerms(agreement);
      return waiting !== undefined && !waiting.accepted.includes(own);
    }),
    mappings: mappings.filter((mapping) => waitsFor(mapping, authority?.code)),
    groups: groups.filter(({ state, accepted, amendment }) => {
      const taken = amendment?.accepted ?? accepted;
      return state !== 'ended' && !taken.includes(own);
    }),
    reports: seals.filter(
      ({ compromise }) => compromise !== undefined && compromise.confirmedBy === undefined,
    ),
    registered,
    disputes,
  };
}
