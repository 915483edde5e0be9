import { isNationalBasic } from '../code/matter-code';
import { type Infer, object } from '../json/shape';
import { type Caller, requireOpen, requireOperator } from '../member/caller';
import type { Member, Network } from '../member/member';
import { basicMatterCode, checked } from '../record/field';
import { write, type Write } from '../record/write';
import { Rejection } from '../rejection';
import type { Matter, MatterMapping } from './matter';

/** `{from, to}`: two basic codes, of which `from` is province-scoped. */
export const mappingArgument = checked(
  object({ from: basicMatterCode, to: basicMatterCode }),
  ({ from, to }) => {
    if (from === to) return ['maps-to-itself', '/to'];
    return isNationalBasic(from) ? ['not-province-scoped', '/from'] : null;
  },
);
type Command = Infer<typeof mappingArgument>;

interface Facts {
  readonly network: Network | undefined;
  readonly caller: Caller;
  readonly mapping: MatterMapping | undefined;
}

/** The admitted members in the provinces that the two codes are scoped to: those who answer for the equality. */
export function mappingParties({ from, to }: Command, admitted: readonly Member[]): readonly string[] {
  const provinces = [from, to].filter((code) => !isNationalBasic(code)).map((code) => code.slice(0, 2));
  return admitted
    .filter((member) => provinces.includes(member.region.slice(0, 2)))
    .map(({ id }) => id)
    .sort();
}

/** @throws Rejection (open, operator) | NOT_ENTITLED (no party) | MATTER_UNKNOWN | MAPPING_EXISTS | MATTER_ENDED */
export function decideMapping(
  facts: Facts & {
    readonly admitted: readonly Member[];
    readonly from: Matter | undefined;
    readonly to: Matter | undefined;
  },
  command: Command,
): readonly Write[] {
  requireOpen(facts.network);
  const { member } = requireOperator(facts.caller);
  const parties = mappingParties(command, facts.admitted);
  if (!parties.includes(member.id)) throw new Rejection('NOT_ENTITLED', { needs: 'operator of a party' });
  const { from, to, mapping } = facts;
  if (from === undefined) throw new Rejection('MATTER_UNKNOWN', { code: command.from });
  if (to === undefined) throw new Rejection('MATTER_UNKNOWN', { code: command.to });
  if (mapping !== undefined && mapping.state !== 'ended') throw new Rejection('MAPPING_EXISTS');
  const ended = [from, to].find((matter) => matter.state === 'ended');
  if (ended !== undefined) throw new Rejection('MATTER_ENDED', { code: ended.code });
  const accepted = [member.id];
  const state = parties.length === 1 ? 'accepted' : 'proposed';
  const next: MatterMapping = { ...command, version: (mapping?.version ?? 0) + 1, parties, accepted, state };
  return [write('mapping', [command.from, command.to], next)];
}

/** @throws Rejection (open, operator) | NOT_ENTITLED | MAPPING_UNKNOWN | MAPPING_ENDED | ALREADY_ACCEPTED */
export function decideMappingAcceptance(facts: Facts, command: Command): readonly Write[] {
  const { mapping, party } = requireParty(facts);
  if (mapping.state === 'ended') throw new Rejection('MAPPING_ENDED');
  if (mapping.accepted.includes(party)) throw new Rejection('ALREADY_ACCEPTED');
  const accepted = [...mapping.accepted, party].sort();
  const state = accepted.length === mapping.parties.length ? 'accepted' : 'proposed';
  return [write('mapping', [command.from, command.to], { ...mapping, accepted, state })];
}

/** Either side ends it alone. @throws Rejection (open, operator) | NOT_ENTITLED | MAPPING_UNKNOWN | MAPPING_ENDED */
export function decideMappingEnd(facts: Facts, command: Command): readonly Write[] {
  const { mapping } = requireParty(facts);
  if (mapping.state === 'ended') throw new Rejection('MAPPING_ENDED');
  return [write('mapping', [command.from, command.to], { ...mapping, state: 'ended' })];
}

function requireParty({ network, caller, mapping }: Facts): { mapping: MatterMapping; party: string } {
  requireOpen(network);
  const { member } = requireOperator(caller);
  if (mapping === undefined) throw new Rejection('MAPPING_UNKNOWN');
  if (!mapping.parties.includes(member.id))
    throw new Rejection('NOT_ENTITLED', { needs: 'operator of a party' });
  return { mapping, party: member.id };
}
