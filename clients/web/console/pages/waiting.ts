import { groupElectorate, type Authority, type MatterMapping } from '@huren/chaincode/domain';
import { waitingTerms } from '../signing/act';
import { type Continued, lineageOn } from '../reading/lineage';
import { listAll, type Listed } from '../reading/records';

/** Whether the mapping waits for the word of one of these authorities: a key’s own, and whom it continues as a whole. */
export function waitsFor(
  { state, parties, accepted }: MatterMapping,
  authorities: ReadonlySet<string>,
): boolean {
  return (
    state === 'proposed' &&
    parties.some(({ authority }) => authorities.has(authority) && !accepted.includes(authority))
  );
}

/** The authority and those that it continues as a whole, step by step. */
export function wholeLine(authority: string, steps: readonly Continued[]): ReadonlySet<string> {
  const line = new Set([authority]);
  // Steps stand nearest first: whoever continued somebody is in the set before that one is looked at.
  for (const { successor, predecessor, types } of steps) {
    if (types === '*' && line.has(successor)) line.add(predecessor);
  }
  return line;
}

/**
 * Open disputes that this authority may answer: about its own licences and those of whom it continues, and, once the
 * days of who issued them have passed, about those of the departments that it directs.
 */
async function readDisputes(
  authority: Authority,
  steps: readonly Continued[],
  today: string,
): Promise<readonly Listed<'disputes'>[]> {
  const answerable = new Set([authority.code, ...steps.map(({ predecessor }) => predecessor)]);
  const [directed, open] = await Promise.all([
    authority.kind === 'approver' ? listAll('authorities', { superior: authority.code }) : [],
    listAll('disputes', { state: 'open' }),
  ]);
  const below = new Set(directed.map(({ code }) => code));
  return open.filter(
    ({ authority: issuer, disputes }) =>
      answerable.has(issuer) ||
      (below.has(issuer) && disputes.some(({ state, answerBy }) => state === 'open' && answerBy < today)),
  );
}

/** What one key may decide now: the open questions of the ledger that its member or authority has not answered. */
export async function readWaiting(
  member: string | undefined,
  authority: Authority | undefined,
  today: string,
) {
  const steps = authority === undefined ? [] : await lineageOn(authority);
  const line = authority === undefined ? new Set<string>() : wholeLine(authority.code, steps);
  const [motions, agreements, mappings, groups, seals, disputes] = await Promise.all([
    listAll('motions', { state: 'open' }),
    listAll('agreements', { party: member }),
    listAll('mappings', { state: 'proposed' }),
    // Also those that only an amendment would bring the member into.
    listAll('groups'),
    listAll('seals'),
    authority === undefined ? [] : readDisputes(authority, steps, today),
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
    mappings: mappings.filter((mapping) => waitsFor(mapping, line)),
    groups: groups.filter((group) => {
      const taken = group.amendment?.accepted ?? group.accepted;
      return group.state !== 'ended' && groupElectorate(group).includes(own) && !taken.includes(own);
    }),
    reports: seals.filter(
      ({ compromise }) => compromise !== undefined && compromise.confirmedBy === undefined,
    ),
    registered,
    disputes,
  };
}
