import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { common, orderer } from '@hyperledger/fabric-protos';
import { certificatesOf } from '../certificates';
import { groupAt, readParts, valueOf, type ChannelConfiguration } from '../channel';
import { certifiedNodes, type NetworkHome } from './home';
import type { Words } from './operator-fault';

/** What a certificate is for, and with that what its end stops. */
export type CertificateUse = 'ca' | 'tls-ca' | 'identity' | 'tls' | 'consenter';

/** When one certificate ends. */
export interface Expiry {
  /** Id of its member. */
  readonly member: string;
  readonly use: CertificateUse;
  /** Node or office, e.g. `peer0`, `admin`; an orderer's address in the channel; empty for CAs. */
  readonly name: string;
  /** In this folder, in the channel configuration, or both. */
  readonly places: readonly ('folder' | 'channel')[];
  /** ISO 8601. */
  readonly ends: string;
  /** Whole days until then; negative once it has ended. */
  readonly daysLeft: number;
  /** Hex SHA-256 of the certificate. */
  readonly fingerprint: string;
  readonly advice: Words;
}

interface Found {
  readonly member: string;
  readonly use: CertificateUse;
  readonly name: string;
  readonly place: 'folder' | 'channel';
  readonly pem: string;
}

const dayMs = 86_400_000;

/**
 * Every certificate whose end would stop something: those of this folder, and those that the channel names for all
 * members; the first to end comes first.
 * @param channel undefined when no peer answers: the forecast is then of this folder alone.
 */
export function forecastExpiries(
  home: NetworkHome,
  channel: ChannelConfiguration | undefined,
  now: Date,
): readonly Expiry[] {
  const rows = new Map<string, Expiry>();
  const found = [...inFolder(home), ...(channel === undefined ? [] : inChannel(home, channel))];
  for (const { member, use, name, place, pem } of found) {
    const read = new X509Certificate(pem);
    // One certificate is one row for each use: an orderer's TLS leaf is a file and stands in the channel.
    const key = `${member} ${read.fingerprint256}`;
    const known = rows.get(key);
    const places = [...new Set([...(known?.places ?? []), place])];
    const end = Date.parse(read.validTo);
    const daysLeft = Math.floor((end - now.getTime()) / dayMs);
    const kept = known ?? { member, use, name, fingerprint: read.fingerprint256.replaceAll(':', '') };
    const finalUse = place === 'channel' && use === 'consenter' ? use : kept.use;
    rows.set(key, {
      ...kept,
      use: finalUse,
      places,
      ends: new Date(end).toISOString(),
      daysLeft,
      advice: adviceFor(finalUse, kept.name, member),
    });
  }
  return [...rows.values()].sort((a, b) => a.ends.localeCompare(b.ends) || a.member.localeCompare(b.member));
}

function inFolder(home: NetworkHome): Found[] {
  return home.topology.members.flatMap((member) => {
    const certificates = home.certificates(member);
    const rows: Found[] = [];
    const add = (use: CertificateUse, name: string, path: string): void => {
      if (!existsSync(path)) return;
      const [pem] = certificatesOf(readFileSync(path, 'utf8'));
      if (pem !== undefined) rows.push({ member: member.id, use, name, place: 'folder', pem });
    };
    if (!existsSync(certificates.path('msp', 'cacerts'))) return [];
    for (const parts of certificates.trustFiles('identity')) add('ca', '', certificates.path(...parts));
    for (const parts of certificates.trustFiles('tls')) add('tls-ca', '', certificates.path(...parts));
    for (const { name } of certifiedNodes(member)) {
      add('identity', name, certificates.leaf(name, 'identity'));
      add('tls', name, certificates.leaf(name, 'tls'));
    }
    return rows;
  });
}

function inChannel(home: NetworkHome, channel: ChannelConfiguration): Found[] {
  const parts = readParts(channel);
  const ids = new Map(home.topology.members.map((member) => [home.mspId(member), member.id]));
  // A member that joined later is in no network.yaml; its MSP id has its code (DETAILS 2).
  const idOf = (mspId: string): string => ids.get(mspId) ?? /^Huren(.+)MSP$/.exec(mspId)?.[1] ?? mspId;
  const rows = [...parts.members, ...parts.ordering].flatMap(({ mspId, cas, tlsCas }): Found[] => [
    ...cas.map((pem): Found => ({ member: idOf(mspId), use: 'ca', name: '', place: 'channel', pem })),
    ...tlsCas.map((pem): Found => ({ member: idOf(mspId), use: 'tls-ca', name: '', place: 'channel', pem })),
  ]);
  return [...rows, ...consenters(channel, idOf)];
}

function consenters({ root }: ChannelConfiguration, idOf: (mspId: string) => string): Found[] {
  const group = groupAt(root, 'Orderer');
  if (group === undefined) return [];
  const row = (member: string, name: string, pem: string | Uint8Array): Found => ({
    member,
    use: 'consenter',
    name,
    place: 'channel',
    pem:
      typeof pem === 'string'
        ? Buffer.from(pem, 'base64').toString('utf8')
        : Buffer.from(pem).toString('utf8'),
  });
  const type = orderer.ConsensusType.deserializeBinary(valueOf(group, 'ConsensusType'));
  if (type.getType() === 'BFT') {
    return common.Orderers.deserializeBinary(valueOf(group, 'Orderers'))
      .getConsenterMappingList()
      .flatMap((one) => {
        const name = `${one.getHost()}:${String(one.getPort())}`;
        const certificates = [one.getIdentity(), one.getServerTlsCert(), one.getClientTlsCert()];
        return certificates.map((pem) => row(idOf(one.getMspId()), name, pem));
      });
  }
  return orderer.etcdraft.ConfigMetadata.deserializeBinary(type.getMetadata_asU8())
    .getConsentersList()
    .flatMap((one) => {
      const name = `${one.getHost()}:${String(one.getPort())}`;
      return [one.getServerTlsCert(), one.getClientTlsCert()].map((pem) => row(name, name, pem));
    });
}

function adviceFor(use: CertificateUse, name: string, member: string): Words {
  switch (use) {
    case 'ca':
    case 'tls-ca':
      return {
        zh: `成员证书机构：huren network renew --ca --member ${member}（须经通道更新，提前与各成员约定）`,
        en: `a member’s CA: huren network renew --ca --member ${member} (a channel update; agree on it early)`,
      };
    case 'consenter': {
      // Another member's orderer is known by its address only, and is its own operator's to renew.
      const node = name.includes(':') ? `${member} ${name}` : `${member}-${name}`;
      return {
        zh: `排序节点，通道按此证书认它：由该成员运行 huren network renew ${node}（须经通道更新，一次一个节点）`,
        en: `an orderer that the channel knows by it: its member runs huren network renew ${node} (a channel update, one node at a time)`,
      };
    }
    case 'tls':
    case 'identity':
      return {
        zh: `节点或人员：huren network renew ${member}-${name}（只重启该节点）`,
        en: `a node or office: huren network renew ${member}-${name} (restarts that node only)`,
      };
  }
}
