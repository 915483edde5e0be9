import type { Authority } from '../authority/authority';
import { endOfDayMs } from '../code/day';
import { type Region, regionContains } from '../code/region';
import { isAccepted, type LocalMatter, otherSide } from '../matter/equal-matters';
import type { MatterMapping } from '../matter/matter';
import type { Member } from '../member/member';
import { type History, versionAtTime } from '../record/version';
import type { RecordSource } from '../verification/facts';
import { clausesFor, type MatchedClause, statutoryBasesFor } from '../verification/ground';
import type { Agreement, Basis } from './agreement';
import { type Approval, explainClause, type ExplainedClause, firstActs } from './explained-clause';
import { type ExplainedIssuer, issuersOf } from './explained-issuer';
import { type Missing, missingRecords, noIssuer, noMember } from './missing';
import { missingGround } from './missing-ground';
import type { Occurrence } from './occurrence';

export interface Explanation extends Occurrence {
  readonly answer: 'own-region' | 'law' | 'national-list' | 'accept' | 'review' | 'refuse' | 'not-covered';
  readonly clauses: readonly ExplainedClause[];
  readonly bases: readonly Basis[];
  /** Basic codes that count as the matter, by accepted mappings. */
  readonly matters: readonly string[];
  readonly mappings: readonly {
    readonly from: string;
    readonly to: string;
    readonly accepted: readonly Approval[];
  }[];
  readonly issuers: readonly ExplainedIssuer[];
  readonly missing: readonly Missing[];
  /** What a local code that was asked for counts as; where it counts as nothing, it stands as the matter itself. */
  readonly local?: LocalMatter;
}

/**
 * The clause and the chain of approvals behind it, or what is missing and who could grant it, as the ledger tells of
 * that day.
 * @param lists every authority and every member that the source holds
 */
export function explainGround(
  source: RecordSource,
  asked: Occurrence,
  lists: {
    readonly authorities: readonly History<Authority>[];
    readonly members: readonly History<Member>[];
  },
): Explanation {
  const { type, from, to, matter, on } = asked;
  const end = endOfDayMs(on);
  const { agreements: keys, bases: baseKeys } = source.grounds(type);
  const agreements = keys.map((key) => source.history<Agreement>(key));
  const mappings = source.mappings(matter).map((key) => source.history<MatterMapping>(key));
  const accepted = mappings.flatMap((history) => {
    const value = versionAtTime(history, end)?.value;
    return value && isAccepted(value, [from, to]) ? [{ history, value }] : [];
  });
  const matters = [matter, ...accepted.map(({ value }) => otherSide(value, matter))];
  const occasion = { type, issuing: from, receiving: to, matters, day: on };
  const { matched, notInForce } = clausesFor(agreements, occasion);
  const bases = statutoryBasesFor(
    baseKeys.map((key) => source.history<Basis>(key)),
    occasion,
  );
  const members = admittedOn(lists.members, end);
  const issuing = membersOf(members, from);
  const receiving = membersOf(members, to);
  const issuers = issuersOf(lists.authorities, asked, source);
  const standing = { admitted: members, known: lists.members };
  const isOwn = issuing.some((id) => receiving.includes(id));
  const answer = answerOf(matched, bases, isOwn);
  const missing = [
    ...missingRecords(source, asked),
    ...(issuing.length === 0 ? [noMember('issuing-member', from, standing, on)] : []),
    ...(receiving.length === 0 ? [noMember('receiving-member', to, standing, on)] : []),
    ...(issuers.length === 0 ? [noIssuer(lists.authorities, asked, issuing)] : []),
    ...(answer === 'not-covered'
      ? missingGround({ asked, agreements, notInForce, mappings, occasion, issuing, receiving })
      : []),
  ];
  return {
    ...asked,
    answer,
    clauses: matched.map((each) => explainClause(each, agreements, on)),
    bases,
    matters,
    mappings: accepted.map(({ history, value }) => ({
      from: value.from,
      to: value.to,
      accepted: firstActs(history, (version) => (version.version === value.version ? version.accepted : [])),
    })),
    issuers,
    missing,
  };
}

/** Refusal by name over review over what accepts, as the verdict has it (DETAILS 19). */
function answerOf(
  matched: readonly MatchedClause[],
  bases: readonly Basis[],
  isOwn: boolean,
): Explanation['answer'] {
  if (isOwn) return 'own-region';
  const effects = matched.map(({ clause }) => clause.effect);
  if (effects.includes('refuse')) return 'refuse';
  if (effects.includes('review')) return 'review';
  if (bases[0] !== undefined) return bases[0].kind;
  return effects.includes('accept') ? 'accept' : 'not-covered';
}

function admittedOn(members: readonly History<Member>[], end: number): readonly Member[] {
  return members.flatMap((history) => {
    const value = versionAtTime(history, end)?.value;
    return value?.state === 'admitted' ? [value] : [];
  });
}

function membersOf(members: readonly Member[], region: string): readonly string[] {
  return members
    .filter((member) => regionContains(member.region as Region, region as Region))
    .map(({ id }) => id)
    .sort();
}
