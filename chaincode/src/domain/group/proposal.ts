import { sha256 } from '@noble/hashes/sha2.js';
import { roles } from '../authority/registration';
import { regionContains, type Region } from '../code/region';
import { encodeBase64url } from '../encoding/base64url';
import { canonicalBytes } from '../json/canonical';
import { array, boolean, type Infer, integer, literal, object, string } from '../json/shape';
import type { JsonValue } from '../json/value';
import { type Caller, requireOpen, requireOperator } from '../member/caller';
import type { Member, Network } from '../member/member';
import { bilingual, digest, either, memberId, regions, slug, typesOrAll } from '../record/field';
import { write, type Write } from '../record/write';
import { Rejection } from '../rejection';
import type { Group, GroupTerms } from './group';

export const GROUP_PARTIES_LIMIT = 50;
const MATTER_KINDS_LIMIT = 20;

/** `{theme, regions, roles, types, matterKinds, witnessed}` */
export const groupTerms = object({
  theme: bilingual,
  regions,
  roles,
  types: typesOrAll,
  matterKinds: either(
    literal('*'),
    array(string({ pattern: /^\d{2}$/ }), { min: 1, max: MATTER_KINDS_LIMIT, unique: true }),
  ),
  witnessed: boolean,
});
const parties = array(memberId, { min: 2, max: GROUP_PARTIES_LIMIT, unique: true });
const version = integer({ min: 1 });

/** `{id, parties: [member id], terms}` */
export const proposeGroupArgument = object({ id: slug, parties, terms: groupTerms });
/** `{id, version, digest}`: the version that comes into force by it, and groupDigest of what is accepted. */
export const acceptGroupArgument = object({ id: slug, version, digest });
/** `{id, version, parties, terms}`: `version` is the one in force. */
export const amendGroupArgument = object({ id: slug, version, parties, terms: groupTerms });
/** `{id}` */
export const leaveGroupArgument = object({ id: slug });

/** base64url SHA-256 of the canonical JSON of `{parties (in order), terms}`: what an accepting party names. */
export function groupDigest(group: {
  readonly parties: readonly string[];
  readonly terms: GroupTerms;
}): string {
  const { terms } = group;
  const text = { parties: [...group.parties].sort(), terms } as unknown as JsonValue;
  return encodeBase64url(sha256(canonicalBytes(text)));
}

interface Facts {
  readonly network: Network | undefined;
  readonly caller: Caller;
  readonly group: Group | undefined;
  /** Records of the parties asked for, in their order; for an acceptance those of groupElectorate. */
  readonly parties: readonly (Member | undefined)[];
}

/** @throws Rejection PARTY_UNKNOWN | REGION_OUTSIDE */
function requireScope(
  command: { readonly parties: readonly string[]; readonly terms: GroupTerms },
  records: readonly (Member | undefined)[],
): void {
  const missing = command.parties.find((_, at) => records[at]?.state !== 'admitted');
  if (missing !== undefined) throw new Rejection('PARTY_UNKNOWN', { member: missing });
  const outside = command.terms.regions.find(
    (inner) => !records.some((party) => party && regionContains(party.region as Region, inner as Region)),
  );
  if (outside !== undefined) throw new Rejection('REGION_OUTSIDE', { region: outside });
}

/** @throws Rejection (open, operator) | NOT_ENTITLED | GROUP_EXISTS | PARTY_UNKNOWN | REGION_OUTSIDE */
export function decideGroup(facts: Facts, command: Infer<typeof proposeGroupArgument>): readonly Write[] {
  requireOpen(facts.network);
  const { member } = requireOperator(facts.caller);
  if (!command.parties.includes(member.id))
    throw new Rejection('NOT_ENTITLED', { needs: 'operator of a party' });
  if (facts.group !== undefined && facts.group.state !== 'ended') throw new Rejection('GROUP_EXISTS');
  requireScope(command, facts.parties);
  const group: Group = {
    id: command.id,
    version: (facts.group?.version ?? 0) + 1,
    parties: [...command.parties].sort(),
    terms: command.terms,
    accepted: [member.id],
    state: 'proposed',
  };
  return [write('group', [group.id], group)];
}

/** @throws Rejection (open, operator) | NOT_ENTITLED | GROUP_UNKNOWN | GROUP_ENDED */
function requireParty(
  { network, caller, group }: Omit<Facts, 'parties'>,
  isParty: (group: Group, member: string) => boolean,
): { readonly group: Group; readonly party: string } {
  requireOpen(network);
  const { member } = requireOperator(caller);
  if (group !== undefined && !isParty(group, member.id)) {
    throw new Rejection('NOT_ENTITLED', { needs: 'operator of a party' });
  }
  if (group === undefined) throw new Rejection('GROUP_UNKNOWN');
  return { group, party: member.id };
}

const belongs = ({ parties: now }: Group, member: string): boolean => now.includes(member);

/** Who must accept what waits: the parties of now, and those that an amendment brings in. */
export function groupElectorate(group: Group): readonly string[] {
  return [...new Set([...group.parties, ...(group.amendment?.parties ?? [])])].sort();
}

/**
 * With the last acceptance the group, or its amendment, comes into force. A party that is no admitted member at that
 * time is not waited for; once it is back it takes part by accepting what is in force.
 * @throws Rejection (open, operator) | NOT_ENTITLED | GROUP_UNKNOWN | ALREADY_ACCEPTED | GROUP_ENDED | GROUP_VERSION |
 * TERMS_DIFFER
 */
export function decideGroupAcceptance(
  facts: Facts,
  command: Infer<typeof acceptGroupArgument>,
): readonly Write[] {
  const { group, party } = requireParty(facts, (each, member) => groupElectorate(each).includes(member));
  const waiting = group.amendment ?? group;
  if (waiting.accepted.includes(party) && group.state !== 'ended') throw new Rejection('ALREADY_ACCEPTED');
  if (group.state === 'ended') throw new Rejection('GROUP_ENDED');
  const wanted = group.amendment === undefined ? group.version : group.version + 1;
  if (command.version !== wanted) throw new Rejection('GROUP_VERSION', { version: wanted });
  if (command.digest !== groupDigest(waiting)) throw new Rejection('TERMS_DIFFER');
  const accepted = [...waiting.accepted, party].sort();
  const isComplete = facts.parties.every(
    (member) => member?.state !== 'admitted' || accepted.includes(member.id),
  );
  const { amendment, ...base } = group;
  if (amendment === undefined) {
    const state = isComplete ? 'active' : group.state;
    return [write('group', [group.id], { ...base, accepted, state })];
  }
  const next: Group = isComplete
    ? {
        ...base,
        version: wanted,
        parties: amendment.parties,
        terms: amendment.terms,
        accepted: accepted.filter((member) => amendment.parties.includes(member)),
      }
    : { ...base, amendment: { ...amendment, accepted } };
  return [write('group', [group.id], next)];
}

/**
 * Other rules or parties; the former hold until everybody has accepted. Another amendment takes the place of one that
 * waits.
 * @throws Rejection (open, operator) | NOT_ENTITLED | GROUP_UNKNOWN | GROUP_ENDED | GROUP_NOT_IN_FORCE | GROUP_VERSION |
 * PARTY_UNKNOWN | REGION_OUTSIDE
 */
export function decideGroupAmendment(
  facts: Facts,
  command: Infer<typeof amendGroupArgument>,
): readonly Write[] {
  const { group, party } = requireParty(facts, belongs);
  if (group.state === 'ended') throw new Rejection('GROUP_ENDED');
  if (group.state === 'proposed') throw new Rejection('GROUP_NOT_IN_FORCE');
  if (command.version !== group.version) throw new Rejection('GROUP_VERSION', { version: group.version });
  requireScope(command, facts.parties);
  const amendment = { parties: [...command.parties].sort(), terms: command.terms, accepted: [party] };
  return [write('group', [group.id], { ...group, amendment })];
}

/**
 * A party leaves, and its authorities with it; the others go on while two are left. What waited for acceptance falls.
 * @throws Rejection (open, operator) | NOT_ENTITLED | GROUP_UNKNOWN | GROUP_ENDED
 */
export function decideGroupLeave(facts: Omit<Facts, 'parties'>): readonly Write[] {
  const { group, party } = requireParty(facts, belongs);
  if (group.state === 'ended') throw new Rejection('GROUP_ENDED');
  const { amendment: _fallen, ...base } = group;
  const left = group.parties.filter((member) => member !== party);
  // A proposal that one of its parties declines is another one: it does not come into force among the rest.
  const isOver = left.length < 2 || group.state === 'proposed';
  const next: Group = {
    ...base,
    version: group.version + 1,
    parties: left,
    accepted: group.accepted.filter((member) => member !== party),
    state: isOver ? 'ended' : group.state,
  };
  return [write('group', [group.id], next)];
}
