import { common, msp, orderer, peer } from '@hyperledger/fabric-protos';
import type { Words } from '../operator/operator-fault';
import { type ConfigGroup, protoMap, sorted } from './config-tree';
import { bftConsenterTexts, consensusRest, consenterChange, raftConsenterTexts } from './consenter-words';
import { fingerprint, readOrganisation } from './organisation-group';
import { policyText } from './policy-words';

/** One difference between two configurations, for people and for programs. */
export interface ConfigDifference {
  /** Names from the channel group down: `Application/Huren230200MSP/MSP`. */
  readonly path: string;
  readonly change: 'added' | 'removed' | 'changed';
  readonly words: Words;
}

/** Every difference, in the order of the tree: organisations by name, values by what they hold, the rest by name. */
export function describeUpdate(before: ConfigGroup, after: ConfigGroup): readonly ConfigDifference[] {
  return ofGroup(before, after, []);
}

function ofGroup(before: ConfigGroup, after: ConfigGroup, path: readonly string[]): ConfigDifference[] {
  const found: ConfigDifference[] = [];
  const at = (name: string): string => [...path, name].join('/');
  const say = (name: string, change: ConfigDifference['change'], zh: string, en: string): void => {
    found.push({ path: at(name), change, words: { zh, en } });
  };
  if (before.modPolicy !== after.modPolicy) {
    say(
      'mod_policy',
      'changed',
      `变更此组所需的策略：${before.modPolicy} → ${after.modPolicy}`,
      `policy of change: ${before.modPolicy} → ${after.modPolicy}`,
    );
  }
  for (const name of namesOf(before.values, after.values)) {
    const [was, is] = [before.values.get(name), after.values.get(name)];
    if (was !== undefined && is !== undefined && equal(was.value, is.value)) {
      if (was.modPolicy === is.modPolicy) continue;
      say(name, 'changed', `${name} 的变更策略改变`, `${name}: another policy of change`);
      continue;
    }
    const [zh, en] = valueWords(name, was?.value, is?.value);
    say(name, was === undefined ? 'added' : is === undefined ? 'removed' : 'changed', zh, en);
  }
  for (const name of namesOf(before.policies, after.policies)) {
    const [was, is] = [before.policies.get(name), after.policies.get(name)];
    const text = (one: typeof was): string => (one?.policy === undefined ? '—' : policyText(one.policy));
    if (was !== undefined && is !== undefined && text(was) === text(is) && was.modPolicy === is.modPolicy) {
      continue;
    }
    const change = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed';
    say(
      name,
      change,
      `策略 ${name}：${text(was)} → ${text(is)}`,
      `policy ${name}: ${text(was)} → ${text(is)}`,
    );
  }
  for (const name of namesOf(before.groups, after.groups)) {
    const [was, is] = [before.groups.get(name), after.groups.get(name)];
    if (was !== undefined && is !== undefined) found.push(...ofGroup(was, is, [...path, name]));
    else if (is !== undefined) say(name, 'added', ...organisationWords(name, is, path, true));
    else if (was !== undefined) say(name, 'removed', ...organisationWords(name, was, path, false));
  }
  return found;
}

function namesOf<T>(a: ReadonlyMap<string, T>, b: ReadonlyMap<string, T>): readonly string[] {
  return [...new Set([...sorted(a), ...sorted(b)].map(([name]) => name))].sort();
}

const equal = (a: Uint8Array, b: Uint8Array): boolean => Buffer.from(a).equals(b);

function organisationWords(
  name: string,
  group: ConfigGroup,
  path: readonly string[],
  added: boolean,
): readonly [string, string] {
  if (!group.values.has('MSP')) return [`${added ? '新增' : '移除'}组 ${name}`, `group ${name}`];
  const { cas, tlsCas, anchors, ordererEndpoints } = readOrganisation(name, group);
  const where = path[0] === 'Orderer';
  const places = [...anchors, ...ordererEndpoints]
    .map(({ host, port }) => `${host}:${String(port)}`)
    .join(', ');
  const rules = sorted(group.policies)
    .map(([policy, one]) => `${policy} ${one.policy === undefined ? '—' : policyText(one.policy)}`)
    .join('; ');
  const certificates = [...cas, ...tlsCas].map((pem) => fingerprint(pem).slice(0, 23)).join(', ');
  return [
    `${added ? '新增' : '移除'}${where ? '排序' : '应用'}组织 ${name}：地址 ${places || '无'}；CA 指纹 ${certificates}；策略 ${rules}`,
    `${added ? 'new' : 'removed'} ${where ? 'ordering' : 'application'} organisation ${name}: at ${places || 'no address'}; CAs ${certificates}; policies ${rules}`,
  ];
}

function valueWords(
  name: string,
  was: Uint8Array | undefined,
  is: Uint8Array | undefined,
): readonly [string, string] {
  const text = (value: Uint8Array | undefined): string =>
    value === undefined ? '—' : valueText(name, value);
  const change = consenters(name, was, is) ?? `${text(was)} → ${text(is)}`;
  return [`${valueNames[name] ?? name}：${change}`, `${name}: ${change}`];
}

/** A list of orderers is read by who comes and goes; undefined for other values and other changes. */
function consenters(
  name: string,
  was: Uint8Array | undefined,
  is: Uint8Array | undefined,
): string | undefined {
  if (was === undefined || is === undefined) return undefined;
  if (name === 'Orderers') return consenterChange(bftConsenterTexts(was), bftConsenterTexts(is));
  if (name !== 'ConsensusType') return undefined;
  const [before, after] = [consensusRest(was), consensusRest(is)];
  const rest = before === after ? '' : `; ${before} → ${after}`;
  return `${consenterChange(raftConsenterTexts(was), raftConsenterTexts(is))}${rest}`;
}

const valueNames: Readonly<Record<string, string>> = {
  MSP: '组织证书',
  AnchorPeers: '锚节点',
  Endpoints: '排序节点地址',
  Orderers: '排序节点名单',
  ConsensusType: '共识参数',
  Capabilities: '能力',
  BatchSize: '区块大小',
  BatchTimeout: '出块间隔',
};

/** A value in a line; those that are not read here by the length and digits of their bytes. */
function valueText(name: string, value: Uint8Array): string {
  switch (name) {
    case 'MSP': {
      const config = msp.FabricMSPConfig.deserializeBinary(
        msp.MSPConfig.deserializeBinary(value).getConfig_asU8(),
      );
      const prints = (list: readonly Uint8Array[]): string =>
        list.map((pem) => fingerprint(Buffer.from(pem).toString('utf8')).slice(0, 23)).join(', ');
      return `${config.getName()} [CA ${prints(config.getRootCertsList_asU8())}; TLS ${prints(config.getTlsRootCertsList_asU8())}; CRL ${String(config.getRevocationListList_asU8().length)}]`;
    }
    case 'AnchorPeers': {
      const anchors = peer.AnchorPeers.deserializeBinary(value).getAnchorPeersList();
      return anchors.map((one) => `${one.getHost()}:${String(one.getPort())}`).join(', ');
    }
    case 'Endpoints':
      return common.OrdererAddresses.deserializeBinary(value).getAddressesList().join(', ');
    case 'Orderers':
      return bftConsenterTexts(value).join(', ');
    case 'Capabilities':
      return capabilities(value).join(', ');
    case 'BatchTimeout':
      return orderer.BatchTimeout.deserializeBinary(value).getTimeout();
    default:
      return `${String(value.length)} bytes ${Buffer.from(value).toString('hex').slice(0, 16)}`;
  }
}

function capabilities(value: Uint8Array): readonly string[] {
  const names: string[] = [];
  const read = common.Capabilities.deserializeBinary(value);
  protoMap<common.Capability>(read.getCapabilitiesMap()).forEach((_capability, name) => names.push(name));
  return names.sort();
}
