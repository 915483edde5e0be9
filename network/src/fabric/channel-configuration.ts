import { common, msp, orderer } from '@hyperledger/fabric-protos';
import { ChannelMsp, type ChannelIdentity } from './channel-msp';
import { capabilitiesOf, groupsOf, valueOf } from './configuration-group';
import { policyOf, type Policy } from './signature-policy';

/** An orderer of a BFT channel. */
export interface Consenter {
  readonly id: number;
  /** Undefined where its member's MSP does not stand for its certificate (any more): its signature counts for nothing. */
  readonly identity: ChannelIdentity | undefined;
}

/** What the channel's configuration says about who may sign blocks, and who is a member. */
export interface ChannelConfiguration {
  readonly channelId: string;
  /** Counts the configuration's updates. */
  readonly sequence: number;
  /** BFT: a quorum of the consenters signs. Raft: one orderer, by the channel's policy for blocks. */
  readonly signing:
    | { readonly consensus: 'bft'; readonly consenters: readonly Consenter[]; readonly quorum: number }
    | { readonly consensus: 'raft'; readonly policy: Policy };
  /** MSPs of the organisations that run orderers, by MSP id. */
  readonly ordererMsps: ReadonlyMap<string, ChannelMsp>;
  /** MSPs of the members. */
  readonly memberMsps: ReadonlyMap<string, ChannelMsp>;
}

/** ⌈(n + f + 1) / 2⌉ with f = ⌊(n − 1) / 3⌋: any two quorums share an orderer that does not lie (SmartBFT). */
export function bftQuorum(consenters: number): number {
  const faulty = Math.floor((consenters - 1) / 3);
  return Math.ceil((consenters + faulty + 1) / 2);
}

/** Capabilities of the channel and its orderers that this reader knows; under another, blocks may mean something else. */
const knownCapabilities: ReadonlySet<string> = new Set(['V1_1', 'V1_3', 'V1_4_2', 'V1_4_3', 'V2_0', 'V3_0']);

/**
 * Reads the configuration that an envelope of kind CONFIG carries.
 * @throws Error with a sentence when it cannot be read, or asks for what this reader does not know.
 */
export function readConfiguration(payload: common.Payload, channelId: string): ChannelConfiguration {
  const config = common.ConfigEnvelope.deserializeBinary(payload.getData_asU8()).getConfig();
  const channel = config?.getChannelGroup();
  const ordering = channel === undefined ? undefined : groupsOf(channel).get('Orderer');
  const application = channel === undefined ? undefined : groupsOf(channel).get('Application');
  if (config === undefined || channel === undefined || ordering === undefined || application === undefined) {
    throw new Error('the configuration has no orderers or no members');
  }
  requireKnown(channel);
  requireKnown(ordering);
  requireHashing(channel);
  const ordererMsps = mspsOf(ordering);
  return {
    channelId,
    sequence: config.getSequence(),
    signing: signingOf(ordering, ordererMsps),
    ordererMsps,
    memberMsps: mspsOf(application),
  };
}

function signingOf(
  ordering: common.ConfigGroup,
  msps: ReadonlyMap<string, ChannelMsp>,
): ChannelConfiguration['signing'] {
  const type = orderer.ConsensusType.deserializeBinary(valueOf(ordering, 'ConsensusType')).getType();
  if (type === 'etcdraft') return { consensus: 'raft', policy: policyOf(ordering, 'BlockValidation') };
  if (type !== 'BFT') throw new Error('the channel orders neither by BFT nor by Raft');
  const mapping = common.Orderers.deserializeBinary(valueOf(ordering, 'Orderers')).getConsenterMappingList();
  const ids = new Set(mapping.map((consenter) => consenter.getId()));
  const keys = new Set(mapping.map((consenter) => Buffer.from(consenter.getIdentity_asU8()).toString('hex')));
  if (mapping.length === 0 || ids.size < mapping.length || keys.size < mapping.length) {
    throw new Error('the channel names no orderers, or one twice');
  }
  const consenters = mapping.map((consenter) => ({
    id: consenter.getId(),
    identity: msps.get(consenter.getMspId())?.identity(consenter.getIdentity_asU8()),
  }));
  return { consensus: 'bft', consenters, quorum: bftQuorum(consenters.length) };
}

function mspsOf(group: common.ConfigGroup): ReadonlyMap<string, ChannelMsp> {
  const msps = new Map<string, ChannelMsp>();
  for (const organisation of groupsOf(group).values()) {
    const read = new ChannelMsp(valueOf(organisation, 'MSP'));
    if (msps.has(read.id)) throw new Error('two organisations have one MSP id');
    msps.set(read.id, read);
  }
  return msps;
}

function requireKnown(group: common.ConfigGroup): void {
  if (capabilitiesOf(group).every((name) => knownCapabilities.has(name))) return;
  throw new Error('the channel asks for a capability that is not known here');
}

function requireHashing(channel: common.ConfigGroup): void {
  const { name } = common.HashingAlgorithm.deserializeBinary(valueOf(channel, 'HashingAlgorithm')).toObject();
  const { width } = common.BlockDataHashingStructure.deserializeBinary(
    valueOf(channel, 'BlockDataHashingStructure'),
  ).toObject();
  if (name !== 'SHA256' || width !== 0xffffffff) throw new Error('the channel hashes blocks in another way');
}

/** The identity that a signature header names; undefined where no organisation with orderers stands for it. */
export function ordererIdentity(
  creator: Uint8Array,
  { ordererMsps }: ChannelConfiguration,
): ChannelIdentity | undefined {
  const named = msp.SerializedIdentity.deserializeBinary(creator);
  return ordererMsps.get(named.getMspid())?.identity(named.getIdBytes_asU8());
}
