import { sha256 } from '@noble/hashes/sha2.js';
import { addDays, type Day } from '../code/day';
import { regionContains, type Region } from '../code/region';
import { encodeBase64url } from '../encoding/base64url';
import { canonicalBytes } from '../json/canonical';
import { array, type Infer, integer, literal, object, oneOf, optional, string } from '../json/shape';
import type { JsonValue } from '../json/value';
import { requireNotPast } from '../authority/narrowing';
import { type Caller, requireOpen, requireOperator } from '../member/caller';
import type { Member, Network } from '../member/member';
import {
  checked,
  day,
  digest,
  FIELD_LIMITS,
  matters,
  memberId,
  name,
  reference,
  region,
  regions,
  slug,
  spanFault,
  types,
  typesOrAll,
} from '../record/field';
import { write, type Write } from '../record/write';
import { Rejection } from '../rejection';
import { isAgreed } from './agreed-text';
import type { Agreement, AgreementTerms } from './agreement';

export const CLAUSES_LIMIT = 200;
export const PARTIES_LIMIT = 50;
/** Notice of withdrawal: applicants who rely on the agreement get at least this long. */
export const NOTICE_DAYS = 30;
/** And no longer than this: until its last day an agreement that one party leaves can no longer be amended. */
export const NOTICE_LIMIT_DAYS = 366;

const clause = object({
  id: slug,
  types: typesOrAll,
  issuingRegions: regions,
  receivingRegions: regions,
  matters,
  effect: oneOf(['accept', 'review', 'refuse']),
  conditions: object({
    legalForm: optional(literal('page')),
    identityLevel: optional(integer({ max: 5 })),
    provenance: optional(array(oneOf(['issuer', 'custodian', 'relayed']), { min: 1, max: 3, unique: true })),
    inspection: optional(literal(true)),
    maxIndexAgeMs: optional(integer()),
  }),
});

/** `{title, text: {digest, filing, publication}, from, to?, clauses, coverage?}`; clause ids are unique, days ordered. */
export const agreementTerms = checked(
  object({
    title: name,
    text: object({ digest, filing: reference, publication: string({ max: FIELD_LIMITS.url }) }),
    from: day,
    to: optional(day),
    clauses: array(clause, { min: 1, max: CLAUSES_LIMIT }),
    coverage: optional(array(object({ types, region, since: day }), { max: CLAUSES_LIMIT })),
  }),
  (terms) =>
    new Set(terms.clauses.map(({ id }) => id)).size === terms.clauses.length
      ? spanFault(terms)
      : ['repeated-item', '/clauses'],
);

/** Words that stand in a gateway's addresses where an agreement's id does: an agreement of that name could not be read. */
export const RESERVED_IDS: ReadonlySet<string> = new Set(['explain', 'check', 'contradictions', 'history']);

/** `{id, parties: [member id], terms}` */
export const proposeArgument = object({
  id: checked(slug, (id) => (RESERVED_IDS.has(id) ? ['reserved-id', ''] : null)),
  parties: array(memberId, { min: 2, max: PARTIES_LIMIT, unique: true }),
  terms: agreementTerms,
});
/** `{id, version, termsDigest?}`: the version that comes into force by it; the digest guards against a changed text. */
export const acceptArgument = object({
  id: slug,
  version: integer({ min: 1 }),
  termsDigest: optional(digest),
});
/** `{id, version, terms}`: `version` is the one in force. */
export const amendArgument = object({ id: slug, version: integer({ min: 1 }), terms: agreementTerms });
/** `{id, lastDay}` */
export const withdrawArgument = object({ id: slug, lastDay: day });

/** base64url SHA-256 of the canonical JSON of the terms: what an accepting party may name. */
export function termsDigest(terms: AgreementTerms): string {
  return encodeBase64url(sha256(canonicalBytes(terms as unknown as JsonValue)));
}

interface Facts {
  readonly network: Network | undefined;
  readonly caller: Caller;
  readonly agreement: Agreement | undefined;
  /** Records of the parties, as far as the ledger holds them. */
  readonly parties: readonly (Member | undefined)[];
}

/** Every region lies inside a party's, which is in one of these states. @throws Rejection REGION_OUTSIDE */
function requireScope(
  terms: AgreementTerms,
  parties: readonly (Member | undefined)[],
  states: readonly Member['state'][] = ['admitted'],
): void {
  const bound = parties.filter(
    (party): party is Member => party !== undefined && states.includes(party.state),
  );
  const isInside = (inner: string): boolean =>
    bound.some((party) => regionContains(party.region as Region, inner as Region));
  const named = terms.clauses.flatMap((each) => [...each.issuingRegions, ...each.receivingRegions]);
  named.push(...(terms.coverage ?? []).map(({ region }) => region));
  const outside = named.find((region) => !isInside(region));
  if (outside !== undefined) throw new Rejection('REGION_OUTSIDE', { region: outside });
}

/** Every party is a member now: nobody binds one that has left. @throws Rejection PARTY_UNKNOWN */
function requireAdmittedParties(ids: readonly string[], parties: readonly (Member | undefined)[]): void {
  const missing = ids.find((_, at) => parties[at]?.state !== 'admitted');
  if (missing !== undefined) throw new Rejection('PARTY_UNKNOWN', { member: missing });
}

/** A text whose last day has passed would never hold, and end the one that does. @throws Rejection BACK_DATED */
function requireNotOver({ to }: AgreementTerms, today: string): void {
  if (to !== undefined) requireNotPast(to, today);
}

/** @throws Rejection (open, operator) | NOT_ENTITLED | AGREEMENT_EXISTS | PARTY_UNKNOWN | REGION_OUTSIDE | BACK_DATED */
export function decideAgreement(facts: Facts, command: Infer<typeof proposeArgument>): readonly Write[] {
  requireOpen(facts.network);
  const { member, day: today } = requireOperator(facts.caller);
  if (!command.parties.includes(member.id))
    throw new Rejection('NOT_ENTITLED', { needs: 'operator of a party' });
  if (facts.agreement !== undefined) throw new Rejection('AGREEMENT_EXISTS');
  requireAdmittedParties(command.parties, facts.parties);
  requireScope(command.terms, facts.parties);
  requireNotOver(command.terms, today);
  const parties = [...command.parties].sort();
  const { id, terms } = command;
  return [
    write('agreement', [id], { id, version: 1, parties, terms, accepted: [member.id], state: 'proposed' }),
  ];
}

/** @throws Rejection (open, operator) | NOT_ENTITLED | AGREEMENT_UNKNOWN */
function requireParty({ network, caller, agreement }: Facts): {
  agreement: Agreement;
  party: string;
  day: string;
} {
  requireOpen(network);
  const { member, day: today } = requireOperator(caller);
  if (agreement !== undefined && !agreement.parties.includes(member.id)) {
    throw new Rejection('NOT_ENTITLED', { needs: 'operator of a party' });
  }
  if (agreement === undefined) throw new Rejection('AGREEMENT_UNKNOWN');
  return { agreement, party: member.id, day: today };
}

/** @throws Rejection (requireParty) | AGREEMENT_WITHDRAWN */
function requireStanding(facts: Facts): ReturnType<typeof requireParty> {
  const standing = requireParty(facts);
  if (standing.agreement.state === 'withdrawn') throw new Rejection('AGREEMENT_WITHDRAWN');
  return standing;
}

/**
 * An amendment may be replaced while it waits, so whoever accepts one names its text. A party that has left the network
 * for good is not waited for, and is none of the amended agreement, nor are its regions; one that is suspended is. A first
 * text binds all whom it names, so each of them is still a member when another accepts.
 * @throws Rejection (requireStanding) | AGREEMENT_VERSION | ALREADY_ACCEPTED | PARTY_UNKNOWN | REGION_OUTSIDE |
 * TERMS_DIFFER | BACK_DATED (its last day has passed)
 */
export function decideAcceptance(facts: Facts, command: Infer<typeof acceptArgument>): readonly Write[] {
  const { agreement, party, day: today } = requireStanding(facts);
  const waiting =
    agreement.state === 'proposed'
      ? { version: agreement.version, terms: agreement.terms, accepted: agreement.accepted }
      : agreement.amendment && { version: agreement.version + 1, ...agreement.amendment };
  if (waiting?.version !== command.version)
    throw new Rejection('AGREEMENT_VERSION', { version: agreement.version });
  if (waiting.accepted.includes(party)) throw new Rejection('ALREADY_ACCEPTED');
  if (agreement.state === 'proposed') requireAdmittedParties(agreement.parties, facts.parties);
  requireScope(waiting.terms, facts.parties, ['admitted', 'suspended']);
  const mustName = agreement.amendment !== undefined || command.termsDigest !== undefined;
  if (mustName && command.termsDigest !== termsDigest(waiting.terms)) {
    throw new Rejection('TERMS_DIFFER');
  }
  requireNotOver(waiting.terms, today);
  const left = facts.parties.flatMap((member) => (member?.state === 'withdrawn' ? [member.id] : []));
  return [write('agreement', [agreement.id], applyAcceptance(agreement, waiting, party, left))];
}

/** The agreement once `party` has accepted what waits: in force, or amended, with the last of them. */
function applyAcceptance(
  agreement: Agreement,
  waiting: { readonly version: number; readonly terms: AgreementTerms; readonly accepted: readonly string[] },
  party: string,
  left: readonly string[],
): Agreement {
  const { amendment, ...rest } = agreement;
  // A first text comes into force among all whom it names, or not at all.
  const parties =
    amendment === undefined
      ? agreement.parties
      : agreement.parties.filter((member) => !left.includes(member));
  const accepted = [...waiting.accepted, party].sort();
  if (parties.every((member) => accepted.includes(member))) {
    const { version, terms } = waiting;
    const bound = accepted.filter((member) => parties.includes(member));
    return { ...rest, version, parties, terms, accepted: bound, state: 'in-force' };
  }
  return amendment === undefined
    ? { ...rest, accepted }
    : { ...rest, amendment: { terms: amendment.terms, accepted } };
}

/**
 * The newest proposal of an amendment replaces one that still waits. One that all have accepted and that has not begun is
 * not passed over: the next begins on its day or later.
 * @throws Rejection (requireStanding) | AGREEMENT_NOT_IN_FORCE | AGREEMENT_VERSION | REGION_OUTSIDE |
 * BACK_DATED (its last day has passed) | VERSION_OVERLAPS
 */
export function decideAmendment(facts: Facts, command: Infer<typeof amendArgument>): readonly Write[] {
  const { agreement, party, day: today } = requireStanding(facts);
  if (agreement.state !== 'in-force') throw new Rejection('AGREEMENT_NOT_IN_FORCE');
  if (agreement.version !== command.version) {
    throw new Rejection('AGREEMENT_VERSION', { version: agreement.version });
  }
  requireScope(command.terms, facts.parties);
  requireNotOver(command.terms, today);
  const { from } = agreement.terms;
  if (from > today && command.terms.from < from) throw new Rejection('VERSION_OVERLAPS', { from });
  return [
    write('agreement', [agreement.id], {
      ...agreement,
      amendment: { terms: command.terms, accepted: [party] },
    }),
  ];
}

/**
 * A proposal goes at once; an agreement in force only with notice. A notice binds nobody longer than another party's:
 * each may still bring the last day forward by a notice of its own.
 * @throws Rejection (requireParty) | AGREEMENT_WITHDRAWN | NOTICE_TOO_SHORT | NOTICE_TOO_LONG
 */
export function decideWithdrawal(
  facts: Facts,
  { lastDay }: Infer<typeof withdrawArgument>,
): readonly Write[] {
  const { agreement, day: today } = requireParty(facts);
  const isAccepted = isAgreed(agreement);
  const isSooner = isAccepted && agreement.lastDay !== undefined && lastDay < agreement.lastDay;
  if (agreement.state === 'withdrawn' && !isSooner) throw new Rejection('AGREEMENT_WITHDRAWN');
  const earliest = isAccepted ? addDays(today as Day, NOTICE_DAYS) : today;
  if (lastDay < earliest) throw new Rejection('NOTICE_TOO_SHORT', { earliest });
  const latest = addDays(today as Day, NOTICE_LIMIT_DAYS);
  if (lastDay > latest) throw new Rejection('NOTICE_TOO_LONG', { latest });
  const { amendment: _waiting, ...rest } = agreement;
  return [write('agreement', [agreement.id], { ...rest, state: 'withdrawn', lastDay })];
}
