import type { Authority } from '../authority/authority';
import { lineage } from '../authority/lineage';
import { callersLine } from '../authority/right';
import { isLocalMatterCode, parseLocalMatterCode } from '../code/local-matter-code';
import { isBasicMatterCode, isNationalBasic } from '../code/matter-code';
import { array, type Infer, integer, object, optional, parsed } from '../json/shape';
import { type Caller, requireAuthority, requireOpen } from '../member/caller';
import type { Network } from '../member/member';
import { basicMatterCode, checked, uscc } from '../record/field';
import { write, type Write } from '../record/write';
import { Rejection } from '../rejection';
import { mappingParts } from './equal-matters';
import type { Matter, MatterMapping } from './matter';
import { changedSides, namedDigests, type NamedMatters } from './named';

/** Authorities that one mapping joins: a province each would be 34. */
export const MAPPING_PARTIES_LIMIT = 40;

const pair = {
  from: parsed((text): string => (isBasicMatterCode(text) ? text : parseLocalMatterCode(text)), { max: 64 }),
  list: optional(uscc),
  to: basicMatterCode,
};

function pairFault({
  from,
  list,
  to,
}: Pick<MatterMapping, 'from' | 'to'> & { readonly list?: string | undefined }) {
  if (isLocalMatterCode(from) !== (list !== undefined)) return ['list-of-local-code', '/list'] as const;
  if (from === to) return ['maps-to-itself', '/to'] as const;
  const isNationwide = isBasicMatterCode(from) && isNationalBasic(from);
  return isNationwide ? (['not-province-scoped', '/from'] as const) : null;
}

/**
 * `{from, list?, to, with}`: `from` is province-scoped, or a local code of that list; `with` are the other authorities
 * that are to accept.
 */
export const mappingArgument = checked(
  object({
    ...pair,
    with: array(uscc, { min: 1, max: MAPPING_PARTIES_LIMIT - 1, unique: true }),
  }),
  pairFault,
);
type Proposal = Infer<typeof mappingArgument>;

/** `{from, list?, to, version}`: the version that was read, so that nobody accepts another than it saw. */
export const mappingAcceptanceArgument = checked(
  object({ ...pair, version: integer({ min: 1 }) }),
  pairFault,
);
/** `{from, list?, to}` */
export const mappingEndArgument = checked(object(pair), pairFault);

interface Facts {
  readonly network: Network | undefined;
  readonly caller: Caller;
  readonly mapping: MatterMapping | undefined;
}

/** What a proposal stands on: these, and the authorities named beside the caller. */
interface Sides extends NamedMatters {
  readonly others: ReadonlyMap<string, Authority>;
  /** Every authority that a party continues, by code. */
  readonly continued: ReadonlyMap<string, Authority>;
}

/**
 * @throws Rejection (open, authority) | AUTHORITY_UNKNOWN | MATTER_UNKNOWN | MAPPING_EXISTS | AUTHORITY_STATE (another
 * party is not active) | MATTER_ENDED | MAPPING_SIDES
 */
export function decideMapping(facts: Facts & Sides, command: Proposal): readonly Write[] {
  requireOpen(facts.network);
  const { authority, day } = requireAuthority(facts.caller);
  const { mapping, from, to } = facts;
  const parties = [authority, ...othersOf(facts, command, authority.code)];
  if ((command.list === undefined ? from : facts.row) === undefined)
    throw new Rejection('MATTER_UNKNOWN', { code: command.from });
  if (to === undefined) throw new Rejection('MATTER_UNKNOWN', { code: command.to });
  if (mapping !== undefined && mapping.state !== 'ended') throw new Rejection('MAPPING_EXISTS');
  const idle = parties.find(({ state }) => state !== 'active');
  if (idle !== undefined) throw new Rejection('AUTHORITY_STATE', { state: idle.state });
  requireActive(facts);
  requireSides(parties, facts, command, day);
  const next: MatterMapping = {
    from: command.from,
    ...(command.list !== undefined && { list: command.list }),
    to: command.to,
    version: (mapping?.version ?? 0) + 1,
    parties: parties
      .map(({ code, region }) => ({ authority: code, region }))
      .sort((one, other) => (one.authority < other.authority ? -1 : 1)),
    accepted: [authority.code],
    state: 'proposed',
    named: namedDigests(facts),
  };
  return [write('mapping', mappingParts(command), next)];
}

/** @throws Rejection MATTER_ENDED */
function requireActive({ from, to }: NamedMatters): void {
  const ended = [from, to].find((matter) => matter?.state === 'ended');
  if (ended !== undefined) throw new Rejection('MATTER_ENDED', { code: ended.code });
}

function othersOf({ others }: Sides, command: Proposal, own: string): readonly Authority[] {
  return command.with
    .filter((code) => code !== own)
    .map((code) => {
      const authority = others.get(code);
      if (authority === undefined) throw new Rejection('AUTHORITY_UNKNOWN', { authority: code });
      return authority;
    });
}

/**
 * Each side has somebody who answers for its code, not the same on both, and nobody else takes part. Nobody but its
 * definer, or who continues that one as a whole (机构改革), answers for a province's code, or for a local one but who keeps the list. For a nationwide code, which stands
 * above them all, a ministry that has joined, or superior departments of provinces on the other side.
 * @throws Rejection MAPPING_SIDES
 */
function requireSides(
  parties: readonly Authority[],
  { from, to, continued }: Sides,
  command: Proposal,
  day: string,
): void {
  const isDefiner = (party: Authority, matter: Matter | undefined): boolean =>
    lineage(party, continued, '*', day).some(({ code }) => code === matter?.definer);
  const answersFrom = (party: Authority): boolean =>
    command.list === undefined ? isDefiner(party, from) : party.code === command.list;
  const first = parties.find(answersFrom);
  const province = first?.region.slice(0, 2);
  const answersTo = (party: Authority): boolean =>
    isNationalBasic(command.to)
      ? isSuperior(party) && party.region.slice(0, 2) !== province
      : isDefiner(party, to);
  const second = parties.find((party) => party !== first && answersTo(party));
  const stranger = parties.find((party) => !answersFrom(party) && !answersTo(party));
  if (first === undefined) throw new Rejection('MAPPING_SIDES', { code: command.from });
  if (second === undefined) throw new Rejection('MAPPING_SIDES', { code: command.to });
  if (stranger !== undefined) throw new Rejection('MAPPING_SIDES', { authority: stranger.code });
}

function isSuperior({ kind, roles }: Authority): boolean {
  return kind === 'approver' && roles.includes('supervising');
}

/**
 * Every party's acceptance counts from the last one on; what ended since the proposal is mapped no more, nor what names
 * something else by now than those saw who accepted before. Whoever continues all its parties speaks for one side only.
 * @throws Rejection (open, authority) | NOT_ENTITLED | MAPPING_UNKNOWN | MATTER_ENDED | MAPPING_ENDED |
 * ALREADY_ACCEPTED | MAPPING_VERSION | MAPPING_SIDES | MAPPING_CHANGED
 */
export function decideMappingAcceptance(
  facts: Facts & NamedMatters,
  command: Infer<typeof mappingAcceptanceArgument>,
): readonly Write[] {
  const { mapping, party, line } = requireParty(facts);
  // One in force was accepted already, whatever became of its matters.
  if (mapping.state === 'proposed') requireActive(facts);
  if (mapping.state === 'ended') throw new Rejection('MAPPING_ENDED');
  if (mapping.accepted.includes(party)) throw new Rejection('ALREADY_ACCEPTED');
  if (mapping.version !== command.version)
    throw new Rejection('MAPPING_VERSION', { version: mapping.version });
  if (mapping.parties.every(({ authority }) => line.includes(authority)))
    throw new Rejection('MAPPING_SIDES', { authority: party });
  const sides = changedSides(mapping, facts);
  if (sides.length > 0) throw new Rejection('MAPPING_CHANGED', { sides });
  const accepted = [...mapping.accepted, party].sort();
  const state = accepted.length === mapping.parties.length ? 'accepted' : 'proposed';
  const next: MatterMapping = { ...mapping, accepted, state };
  return [write('mapping', mappingParts(command), next)];
}

/** Either side, or who continues it, ends it alone. @throws Rejection (open, authority) | NOT_ENTITLED | MAPPING_UNKNOWN | MAPPING_ENDED */
export function decideMappingEnd(facts: Facts, command: Infer<typeof mappingEndArgument>): readonly Write[] {
  const { mapping, party } = requireParty(facts);
  if (mapping.state === 'ended') throw new Rejection('MAPPING_ENDED');
  return [write('mapping', mappingParts(command), { ...mapping, state: 'ended', endedBy: party })];
}

function requireParty({ network, caller, mapping }: Facts): {
  readonly mapping: MatterMapping;
  readonly party: string;
  /** The caller's authority and those that it continues as a whole. */
  readonly line: readonly string[];
} {
  requireOpen(network);
  const line = callersLine(requireAuthority(caller), '*');
  if (mapping === undefined) throw new Rejection('MAPPING_UNKNOWN');
  const own = mapping.parties.filter(({ authority }) => line.includes(authority));
  const party = own.find(({ authority }) => !mapping.accepted.includes(authority)) ?? own[0];
  if (party === undefined) throw new Rejection('NOT_ENTITLED', { needs: 'party of the mapping' });
  return { mapping, party: party.authority, line };
}
