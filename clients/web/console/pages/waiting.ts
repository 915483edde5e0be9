import {
  groupElectorate,
  hasJoinedSuperior,
  heirOf,
  LINEAGE_LIMIT,
  type Authority,
  type MatterMapping,
} from '@huren/chaincode/domain';
import { waitingTerms } from '../signing/act';
import { type Continued, lineageOn } from '../reading/lineage';
import { listAll, type Listed, recordOn } from '../reading/records';

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

/** Whether the last day to answer has passed for who issued it: its superior answers then, where one has joined. */
async function isWithSuperior(issuer: string): Promise<boolean> {
  const record = await recordOn('authorities', issuer);
  let superior = record?.superior;
  for (let steps = 0; superior !== undefined && steps < LINEAGE_LIMIT; steps++) {
    const found = await recordOn('authorities', superior);
    const heir = found && heirOf(found);
    if (heir === undefined) return hasJoinedSuperior(found);
    superior = heir;
  }
  return false;
}

/**
 * Open disputes that this authority may answer: about its own licences and those of whom it continues, as long as the
 * days for it last or nobody stands above the issuer; and, once those days have passed, about those of the departments
 * that it directs, itself or for an approver that it continues as a whole.
 */
async function readDisputes(
  authority: Authority,
  steps: readonly Continued[],
  today: string,
): Promise<readonly Listed<'disputes'>[]> {
  const begun = steps.filter(({ from }) => from <= today);
  const answerable = new Set([authority.code, ...begun.map(({ predecessor }) => predecessor)]);
  const above = authority.kind === 'approver' ? [...wholeLine(authority.code, begun)] : [];
  const [open, ...directed] = await Promise.all([
    listAll('disputes', { state: 'open' }),
    ...above.map((superior) => listAll('authorities', { superior })),
  ]);
  const below = new Set(directed.flat().map(({ code }) => code));
  const mayAnswer = await Promise.all(
    open.map(async ({ authority: issuer, disputes }) => {
      const last = disputes.filter(({ state }) => state === 'open').map(({ answerBy }) => answerBy);
      if (answerable.has(issuer) && last.some((day) => day >= today)) return true;
      if (!last.some((day) => day < today)) return false;
      return below.has(issuer) || (answerable.has(issuer) && !(await isWithSuperior(issuer)));
    }),
  );
  return open.filter((_, at) => mayAnswer[at]);
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
