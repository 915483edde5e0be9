import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { parseDocument } from 'yaml';
import type { NodeAddress } from './peer-connection';

/**
 * The part of a Fabric connection profile (common connection profile 1.0, as Fabric's own samples and operators' tools
 * write it) that is read; the rest is passed on.
 */
export interface ConnectionProfile {
  readonly name: string;
  readonly version: string;
  /** What the format leaves to its users; `genesis`: hash of the channel's first block, hex. */
  readonly 'x-huren'?: { readonly genesis: string };
  readonly client: { readonly organization: string };
  readonly organizations: Readonly<
    Record<string, { readonly mspid: string; readonly peers: readonly string[] }>
  >;
  readonly peers: Readonly<
    Record<
      string,
      {
        readonly url: string;
        readonly tlsCACerts: { readonly pem?: string; readonly path?: string };
        readonly grpcOptions?: Readonly<Record<string, string | number>>;
      }
    >
  >;
}

/** Peers of one member, as far as somebody else needs to know them. */
export interface MemberPeers {
  readonly mspId: string;
  readonly peers: readonly NodeAddress[];
}

/** A profile cannot be used; `where` names the place in it. */
export class ProfileFault extends Error {
  constructor(
    readonly where: string,
    readonly words: { readonly zh: string; readonly en: string },
  ) {
    super(`${where}: ${words.en}`);
    this.name = 'ProfileFault';
  }
}

/** Largest profile, characters. */
const profileChars = 1024 * 1024;

/**
 * A profile for a member that has none: its own peers; discovery finds the others for endorsements.
 * @param others whose peers blocks are compared with
 * @param genesis hash of the channel's first block, hex
 */
export function connectionProfile(
  mspId: string,
  peers: readonly NodeAddress[],
  others: readonly MemberPeers[] = [],
  genesis?: string,
): ConnectionProfile {
  const members = [{ mspId, peers }, ...others].map((member, at) => ({
    mspId: member.mspId,
    named: member.peers.map(
      (node, nth) => [at === 0 ? `peer${String(nth)}` : `${member.mspId}-peer${String(nth)}`, node] as const,
    ),
  }));
  return {
    name: mspId,
    version: '1.0',
    ...(genesis === undefined ? {} : { 'x-huren': { genesis } }),
    client: { organization: mspId },
    organizations: Object.fromEntries(
      members.map((member) => [
        member.mspId,
        { mspid: member.mspId, peers: member.named.map(([name]) => name) },
      ]),
    ),
    peers: Object.fromEntries(
      members
        .flatMap(({ named }) => named)
        .map(([name, { address, tlsCa }]) => [
          name,
          { url: `grpcs://${address}`, tlsCACerts: { pem: tlsCa } },
        ]),
    ),
  };
}

/**
 * Reads a profile, JSON or YAML. Certificates that it names by path are read too, from `folder` where the path is relative.
 * @throws ProfileFault
 */
export function readConnectionProfile(text: string, folder: string): ConnectionProfile {
  const { client, organizations, peers, ...rest } = objectAt('/', parseText(text));
  const { organization, ...others } = objectAt('/client', client);
  const own = textAt('/client/organization', organization);
  const named = Object.entries(objectAt('/peers', peers)).map(([name, value]) => {
    const { url, tlsCACerts, ...more } = objectAt(`/peers/${name}`, value);
    const secure = textAt(`/peers/${name}/url`, url);
    if (!/^grpcs:\/\/[^/\s]+:\d{1,5}$/.test(secure)) {
      throw new ProfileFault(`/peers/${name}/url`, {
        zh: '节点地址必须是 grpcs://主机:端口',
        en: 'the address of a peer must be grpcs://host:port',
      });
    }
    const pem = certificatesOf(`/peers/${name}/tlsCACerts`, tlsCACerts, folder);
    return [name, { ...more, url: secure, tlsCACerts: { pem } }] as const;
  });
  const known = new Set(named.map(([name]) => name));
  const members = Object.entries(objectAt('/organizations', organizations)).map(([name, value]) => {
    const at = `/organizations/${name}`;
    const { mspid, peers: list = [], ...more } = objectAt(at, value);
    if (!Array.isArray(list) || !list.every((one) => typeof one === 'string' && known.has(one))) {
      throw new ProfileFault(`${at}/peers`, {
        zh: '列出了没有说明的节点',
        en: 'it lists a peer that the profile does not describe',
      });
    }
    return [name, { ...more, mspid: textAt(`${at}/mspid`, mspid), peers: list as string[] }] as const;
  });
  const profile = {
    ...rest,
    name: typeof rest['name'] === 'string' ? rest['name'] : own,
    version: typeof rest['version'] === 'string' ? rest['version'] : '1.0',
    client: { ...others, organization: own },
    organizations: Object.fromEntries(members),
    peers: Object.fromEntries(named),
  };
  if ((profile.organizations[own]?.peers ?? []).length === 0) {
    throw new ProfileFault('/client/organization', {
      zh: '配置中没有本组织的节点',
      en: 'the profile has no peer of its own organisation',
    });
  }
  return profile;
}

function parseText(text: string): unknown {
  const fault = (): ProfileFault =>
    new ProfileFault('/', { zh: '不是 JSON 或 YAML', en: 'it is neither JSON nor YAML' });
  if (text.length > profileChars) throw fault();
  const document = parseDocument(text, { uniqueKeys: true });
  if (document.errors.length > 0) throw fault();
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch {
    throw fault();
  }
}

function objectAt(where: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw new ProfileFault(where, { zh: '缺少这一部分', en: 'this part is missing' });
}

function textAt(where: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new ProfileFault(where, { zh: '缺少文字', en: 'a text is missing' });
}

function certificatesOf(where: string, value: unknown, folder: string): string {
  const { pem, path } = objectAt(where, value);
  if (Array.isArray(pem) && pem.length > 0) return pem.map((one) => textAt(where, one)).join('\n');
  if (typeof pem === 'string' && pem !== '') return pem;
  const file = textAt(where, path);
  try {
    return readFileSync(isAbsolute(file) ? file : join(folder, file), 'utf8');
  } catch {
    throw new ProfileFault(where, { zh: '证书文件无法读取', en: 'the certificate file cannot be read' });
  }
}

/** Hash of the channel's first block; undefined where the profile does not say. @throws ProfileFault */
export function genesisOfProfile(profile: ConnectionProfile): string | undefined {
  const own: unknown = profile['x-huren'];
  if (own === undefined) return undefined;
  const { genesis } = objectAt('/x-huren', own);
  if (typeof genesis === 'string' && /^[0-9a-f]{64}$/.test(genesis)) return genesis;
  throw new ProfileFault('/x-huren/genesis', {
    zh: '必须是 64 位十六进制数',
    en: 'it must be 64 hexadecimal digits',
  });
}

/** MSP id of the member whose profile this is. */
export function mspOfProfile({ client, organizations }: ConnectionProfile): string {
  return organizations[client.organization]?.mspid ?? '';
}

/** The member's own peers of a profile. @throws RangeError when it names none, Error when a TLS CA cannot be read */
export function peersOfProfile(profile: ConnectionProfile): readonly [NodeAddress, ...NodeAddress[]] {
  const [first, ...others] = addressesOf(profile, profile.client.organization);
  if (first === undefined) throw new RangeError('the connection profile names no peer of its organisation');
  return [first, ...others];
}

/** The other members' peers of a profile, to compare blocks with. */
export function othersOfProfile(profile: ConnectionProfile): readonly MemberPeers[] {
  return Object.entries(profile.organizations)
    .filter(([name]) => name !== profile.client.organization)
    .map(([name, { mspid }]) => ({ mspId: mspid, peers: addressesOf(profile, name) }))
    .filter(({ peers }) => peers.length > 0);
}

function addressesOf(profile: ConnectionProfile, organisation: string): readonly NodeAddress[] {
  const names = profile.organizations[organisation]?.peers ?? [];
  return names.map((name) => {
    const plan = profile.peers[name];
    const address = plan === undefined ? undefined : /^grpcs:\/\/([^/]+)$/.exec(plan.url)?.[1];
    if (plan === undefined || address === undefined) {
      throw new RangeError('a peer of the connection profile has no grpcs URL');
    }
    const { pem, path } = plan.tlsCACerts;
    return { address, tlsCa: pem ?? readFileSync(path ?? '', 'utf8') };
  });
}
