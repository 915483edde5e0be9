import { common, orderer } from '@hyperledger/fabric-protos';
import type { NodeAddress } from '../fabric/peer-connection';
import { majority, type Endpoint } from '../topology/topology';
import type { ChannelConfiguration } from './channel-configuration';
import { type ConfigGroup, groupAt, sorted } from './config-tree';
import { type OrganisationView, readOrganisation, valueOf } from './organisation-group';

/** One BFT orderer as the configuration names it. */
export interface ConsenterView {
  readonly id: number;
  readonly host: string;
  readonly port: number;
  readonly mspId: string;
}

/** What the configuration says of who takes part, in the order of MSP ids. */
export interface ChannelParts {
  readonly consensus: 'bft' | 'raft';
  /** Members of the application group: they run peers, endorse, and decide. */
  readonly members: readonly OrganisationView[];
  /** Members of the orderer group. */
  readonly ordering: readonly OrganisationView[];
  /** Under Raft ids and MSPs are not in the configuration, and the list is empty. */
  readonly consenters: readonly ConsenterView[];
}

export function readParts({ root }: Pick<ChannelConfiguration, 'root'>): ChannelParts {
  const views = (name: string): readonly OrganisationView[] =>
    sorted(groupAt(root, name)?.groups ?? new Map<string, ConfigGroup>()).map(([id, group]) =>
      readOrganisation(id, group),
    );
  const ordering = groupAt(root, 'Orderer');
  const type =
    ordering === undefined
      ? ''
      : orderer.ConsensusType.deserializeBinary(valueOf(ordering, 'ConsensusType')).getType();
  return {
    consensus: type === 'BFT' ? 'bft' : 'raft',
    members: views('Application'),
    ordering: views('Orderer'),
    consenters: ordering === undefined ? [] : readConsenters(valueOf(ordering, 'Orderers')),
  };
}

/** The consenters of `common.Orderers`. */
export function readConsenters(value: Uint8Array): readonly ConsenterView[] {
  return common.Orderers.deserializeBinary(value)
    .getConsenterMappingList()
    .map((one) => ({ id: one.getId(), host: one.getHost(), port: one.getPort(), mspId: one.getMspId() }));
}

/** Where the orderers take transactions, with the TLS CAs of their members. */
export function ordererAddresses(parts: ChannelParts): readonly NodeAddress[] {
  return parts.ordering.flatMap(({ ordererEndpoints, tlsCas }) => addressesOf(ordererEndpoints, tlsCas));
}

/** Where the members' anchor peers listen. */
export function anchorAddresses(parts: ChannelParts): readonly NodeAddress[] {
  return parts.members.flatMap(({ anchors, tlsCas }) => addressesOf(anchors, tlsCas));
}

function addressesOf(endpoints: readonly Endpoint[], tlsCas: readonly string[]): readonly NodeAddress[] {
  const tlsCa = tlsCas.join('\n');
  return endpoints.map(({ host, port }) => ({ address: `${host}:${String(port)}`, tlsCa }));
}

/** So many of these MSPs must sign. */
export interface SignatureQuorum {
  readonly msps: readonly string[];
  readonly atLeast: number;
}

/**
 * Whose administrators must sign a change from one configuration to another, as Huren's channels have it: what lies in
 * an organisation's own group needs that organisation (an addition needs nobody of it); what lies in the application or
 * orderer group needs a majority of that group; the channel group needs both.
 */
export function quorumsOf(before: ConfigGroup, after: ConfigGroup): readonly SignatureQuorum[] {
  const quorums: SignatureQuorum[] = [];
  const mspsOf = (name: string): readonly string[] =>
    [...(groupAt(before, name)?.groups.keys() ?? [])].sort();
  const isChannelOwn = ownChanges({ ...before, groups: new Map() }, { ...after, groups: new Map() });
  for (const name of ['Application', 'Orderer']) {
    const [was, is] = [groupAt(before, name), groupAt(after, name)];
    if (was === undefined || is === undefined) continue;
    const msps = mspsOf(name);
    const listChanged = msps.join() !== [...is.groups.keys()].sort().join();
    const own = ownChanges({ ...was, groups: new Map() }, { ...is, groups: new Map() });
    if (isChannelOwn || listChanged || own) quorums.push({ msps, atLeast: majority(msps.length) });
    for (const msp of msps) {
      const [one, next] = [was.groups.get(msp), is.groups.get(msp)];
      if (one !== undefined && next !== undefined && ownChanges(one, next)) {
        quorums.push({ msps: [msp], atLeast: 1 });
      }
    }
  }
  return quorums;
}

/** Whether anything in the two trees differs beside versions of what stays. */
function ownChanges(before: ConfigGroup, after: ConfigGroup): boolean {
  const plain = (group: ConfigGroup): string =>
    JSON.stringify([
      group.modPolicy,
      sorted(group.values).map(([name, one]) => [
        name,
        one.modPolicy,
        Buffer.from(one.value).toString('base64'),
      ]),
      sorted(group.policies).map(([name, { modPolicy, policy }]) => [
        name,
        modPolicy,
        policy?.type,
        Buffer.from(policy?.value ?? []).toString('base64'),
      ]),
      sorted(group.groups).map(([name, one]) => [name, plain(one)]),
    ]);
  return plain(before) !== plain(after);
}

/** Whether the administrators of these MSPs suffice. */
export function isSigned(quorums: readonly SignatureQuorum[], msps: ReadonlySet<string>): boolean {
  return quorums.every((quorum) => quorum.msps.filter((one) => msps.has(one)).length >= quorum.atLeast);
}
