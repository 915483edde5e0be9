import { common, msp, orderer } from '@hyperledger/fabric-protos';
import {
  groupAt,
  ordererGroup,
  valueOf,
  withGroup,
  withPolicy,
  withValue,
  type ConfigGroup,
} from '../channel';
import type { Endpoint } from '../topology';

/** An orderer as the channel is to know it. */
export interface ConsenterPlan {
  readonly host: string;
  readonly port: number;
  readonly mspId: string;
  /** PEM of its identity. */
  readonly identity: string;
  /** PEM of its TLS certificate, as server and client. */
  readonly tls: string;
}

const at = ({ host, port }: Endpoint): string => `${host}:${String(port)}`;

/** The group of the orderers. @throws RangeError */
function ordererRoot(root: ConfigGroup): ConfigGroup {
  const group = groupAt(root, 'Orderer');
  if (group === undefined) throw new RangeError('the channel has no orderer group');
  return group;
}

/** Whether the channel's consensus is SmartBFT; otherwise it is Raft. */
function isBft(group: ConfigGroup): boolean {
  return orderer.ConsensusType.deserializeBinary(valueOf(group, 'ConsensusType')).getType() === 'BFT';
}

/** The certificates by which the channel knows the orderer at this address: identity (BFT alone) and TLS. */
export function consenterCertificates(
  root: ConfigGroup,
  address: Endpoint,
): { readonly identity?: string; readonly tls: string } | undefined {
  const group = ordererRoot(root);
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');
  if (!isBft(group)) {
    const found = raftConsenters(group).find((one) => at(hostOf(one)) === at(address));
    return found && { tls: text(found.getServerTlsCert_asU8()) };
  }
  const found = mappingOf(group).find((one) => at(hostOf(one)) === at(address));
  return found && { identity: text(found.getIdentity_asU8()), tls: text(found.getServerTlsCert_asU8()) };
}

/** Every consenter's address. */
export function consenterAddresses(root: ConfigGroup): readonly Endpoint[] {
  const group = ordererRoot(root);
  return isBft(group) ? mappingOf(group).map(hostOf) : raftConsenters(group).map(hostOf);
}

/** With this orderer among the consenters, or with its new certificates where it was one. */
export function withConsenter(root: ConfigGroup, plan: ConsenterPlan): ConfigGroup {
  const group = ordererRoot(root);
  const tls = Buffer.from(plan.tls);
  if (!isBft(group)) {
    const others = raftConsenters(group);
    const known = others.find((one) => at(hostOf(one)) === at(plan));
    const one = known ?? new orderer.etcdraft.Consenter();
    one.setHost(plan.host);
    one.setPort(plan.port);
    one.setServerTlsCert(tls);
    one.setClientTlsCert(tls);
    return withGroup(root, ['Orderer'], withRaft(group, known === undefined ? [...others, one] : others));
  }
  const others = mappingOf(group);
  const known = others.find((one) => at(hostOf(one)) === at(plan));
  const one = known ?? new common.Consenter();
  // An id once given is never another's: blocks are signed under it.
  if (known === undefined) one.setId(Math.max(0, ...others.map((other) => other.getId())) + 1);
  one.setHost(plan.host);
  one.setPort(plan.port);
  one.setMspId(plan.mspId);
  one.setIdentity(Buffer.from(plan.identity));
  one.setServerTlsCert(tls);
  one.setClientTlsCert(tls);
  return withGroup(root, ['Orderer'], withMapping(group, known === undefined ? [...others, one] : others));
}

/** Without the orderer at this address. @throws RangeError when it is none */
export function withoutConsenter(root: ConfigGroup, address: Endpoint): ConfigGroup {
  const group = ordererRoot(root);
  if (consenterCertificates(root, address) === undefined) throw new RangeError('that is no consenter');
  const other = (one: common.Consenter | orderer.etcdraft.Consenter): boolean =>
    at(hostOf(one)) !== at(address);
  const next = isBft(group)
    ? withMapping(group, mappingOf(group).filter(other))
    : withRaft(group, raftConsenters(group).filter(other));
  return withGroup(root, ['Orderer'], next);
}

/** The member's orderer group with these endpoints; made when it runs its first orderer, gone with its last. */
export function withOrdererEndpoints(
  root: ConfigGroup,
  member: { readonly mspId: string; readonly ca: string; readonly tlsCa: string },
  endpoints: readonly Endpoint[],
): ConfigGroup {
  const { mspId } = member;
  const known = groupAt(root, 'Orderer', mspId);
  if (endpoints.length === 0) return withGroup(root, ['Orderer', mspId], undefined);
  if (known === undefined) return withGroup(root, ['Orderer', mspId], ordererGroup(member, endpoints));
  const addresses = new common.OrdererAddresses();
  addresses.setAddressesList(endpoints.map(at));
  return withGroup(root, ['Orderer', mspId], withValue(known, 'Endpoints', addresses.serializeBinary()));
}

/** The member's MSP trusting these CAs beside those it trusts, wherever the channel names the member. */
export function withTrustedCas(
  root: ConfigGroup,
  mspId: string,
  added: { readonly ca: string; readonly tlsCa: string },
): ConfigGroup {
  let next = root;
  for (const name of ['Application', 'Orderer']) {
    const group = groupAt(next, name, mspId);
    if (group === undefined) continue;
    const outer = msp.MSPConfig.deserializeBinary(valueOf(group, 'MSP'));
    const config = msp.FabricMSPConfig.deserializeBinary(outer.getConfig_asU8());
    config.setRootCertsList(including(config.getRootCertsList_asU8(), added.ca));
    config.setTlsRootCertsList(including(config.getTlsRootCertsList_asU8(), added.tlsCa));
    outer.setConfig(config.serializeBinary());
    next = withGroup(next, [name, mspId], withValue(group, 'MSP', outer.serializeBinary()));
  }
  return next;
}

function including(list: readonly Uint8Array[], pem: string): Uint8Array[] {
  const added = Buffer.from(pem);
  return list.some((one) => added.equals(one)) ? [...list] : [...list, added];
}

function hostOf(one: common.Consenter | orderer.etcdraft.Consenter): Endpoint {
  return { host: one.getHost(), port: one.getPort() };
}

function mappingOf(group: ConfigGroup): common.Consenter[] {
  return common.Orderers.deserializeBinary(valueOf(group, 'Orderers')).getConsenterMappingList();
}

/** The mapping, and the policy that says whose signatures make a block: it lists the same orderers. */
function withMapping(group: ConfigGroup, consenters: readonly common.Consenter[]): ConfigGroup {
  const mapping = new common.Orderers();
  mapping.setConsenterMappingList([...consenters]);
  const mapped = withValue(group, 'Orderers', mapping.serializeBinary());
  const type = common.Policy.PolicyType.SIGNATURE;
  return withPolicy(mapped, 'BlockValidation', { type, value: blockValidation(consenters) });
}

/** Orderers that must sign a block, of n with f that may lie (SmartBFT): ceil((n + f + 1) / 2). */
export function bftQuorum(n: number): number {
  return Math.ceil((n + Math.floor((n - 1) / 3) + 1) / 2);
}

/** `common.SignaturePolicyEnvelope`: a quorum of exactly these identities, as configtxgen writes it. */
function blockValidation(consenters: readonly common.Consenter[]): Uint8Array {
  const rules = new common.SignaturePolicy.NOutOf();
  rules.setN(bftQuorum(consenters.length));
  rules.setRulesList(
    consenters.map((_one, index) => {
      const rule = new common.SignaturePolicy();
      rule.setSignedBy(index);
      return rule;
    }),
  );
  const rule = new common.SignaturePolicy();
  rule.setNOutOf(rules);
  const envelope = new common.SignaturePolicyEnvelope();
  envelope.setRule(rule);
  envelope.setIdentitiesList(
    consenters.map((one) => {
      const identity = new msp.SerializedIdentity();
      identity.setMspid(one.getMspId());
      identity.setIdBytes(one.getIdentity_asU8());
      const principal = new msp.MSPPrincipal();
      principal.setPrincipalClassification(msp.MSPPrincipal.Classification.IDENTITY);
      principal.setPrincipal(identity.serializeBinary());
      return principal;
    }),
  );
  return envelope.serializeBinary();
}

function raftConsenters(group: ConfigGroup): orderer.etcdraft.Consenter[] {
  const type = orderer.ConsensusType.deserializeBinary(valueOf(group, 'ConsensusType'));
  return orderer.etcdraft.ConfigMetadata.deserializeBinary(type.getMetadata_asU8()).getConsentersList();
}

function withRaft(group: ConfigGroup, consenters: readonly orderer.etcdraft.Consenter[]): ConfigGroup {
  const type = orderer.ConsensusType.deserializeBinary(valueOf(group, 'ConsensusType'));
  const metadata = orderer.etcdraft.ConfigMetadata.deserializeBinary(type.getMetadata_asU8());
  metadata.setConsentersList([...consenters]);
  type.setMetadata(metadata.serializeBinary());
  return withValue(group, 'ConsensusType', type.serializeBinary());
}
