import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { memberMspId, type OperatorIdentity } from '@huren/network';
import type { ChainTrust, ConnectionProfile } from '@huren/network/fabric';
import { EnvironmentError, type FabricEnvironment } from './env';

/** How this member's gateway reaches the ledger on Fabric. */
export interface FabricConfig {
  readonly adapter: 'fabric-network' | 'fabric-gateway';
  readonly profile: ConnectionProfile;
  readonly channelId: string;
  readonly chaincode: string;
  /** Given beside the key folder; the key folder's own operator without it. */
  readonly operator?: OperatorIdentity;
  /** From whom blocks are believed; its folder is the gateway's. */
  readonly trust: Omit<ChainTrust, 'folder'>;
}

/** Fabric's clients are loaded by gateways over Fabric only: they cost a start half a second. */
const clients = () => import('@huren/network/fabric');
type Clients = Awaited<ReturnType<typeof clients>>;

/** @throws EnvironmentError */
export async function readFabricConfig(
  adapter: FabricConfig['adapter'],
  member: string,
  fabric: FabricEnvironment,
): Promise<FabricConfig> {
  const { profilePath, channel, chaincode } = fabric;
  if (profilePath === undefined) {
    throw new EnvironmentError('HUREN_FABRIC_PROFILE', {
      zh: '请指定本成员的连接配置文件（huren network up 写在网络目录的 profiles/ 下）',
      en: 'name the member’s connection profile (huren network up writes one into profiles/ of its folder)',
    });
  }
  const fabricClients = await clients();
  const profile = await readProfile(profilePath, fabricClients);
  const mspId = memberMspId(member);
  if (fabricClients.mspOfProfile(profile) !== mspId) {
    throw new EnvironmentError('HUREN_FABRIC_PROFILE', {
      zh: `连接配置属于另一个组织，本成员应为 ${mspId}`,
      en: `the profile is another organisation’s; this member’s is ${mspId}`,
    });
  }
  const operator = readOperator(mspId, fabric, fabricClients);
  if (adapter === 'fabric-network' && operator === undefined) {
    throw new EnvironmentError('HUREN_FABRIC_WALLET', {
      zh: 'fabric-network 自己向节点查询背书方案，需要运维身份的钱包（或用 HUREN_FABRIC_MSP）',
      en: 'fabric-network asks the peers for its plan itself and needs the operator’s wallet (or HUREN_FABRIC_MSP)',
    });
  }
  return {
    adapter,
    profile,
    channelId: channel,
    chaincode,
    ...(operator === undefined ? {} : { operator }),
    trust: await readTrust(profile, fabric, fabricClients),
  };
}

/** Its own peers, and the others' that the profile names: by default two members must say the same. */
async function readTrust(
  profile: ConnectionProfile,
  { genesis, agree }: FabricEnvironment,
  { mspOfProfile, othersOfProfile, peersOfProfile, ...clients }: Clients,
): Promise<FabricConfig['trust']> {
  const members = [
    { mspId: mspOfProfile(profile), peers: peersOfProfile(profile) },
    ...othersOfProfile(profile),
  ];
  const agreeing = agree ?? Math.min(2, members.length);
  if (agreeing > members.length) {
    throw new EnvironmentError('HUREN_FABRIC_AGREE', {
      zh: `连接配置中只有 ${String(members.length)} 个成员的节点`,
      en: `the profile has peers of ${String(members.length)} members only`,
    });
  }
  return {
    genesis: await readGenesis(profile, genesis, clients),
    peers: members.flatMap(({ mspId, peers }) => peers.map((peer) => ({ mspId, ...peer }))),
    agreeing,
  };
}

async function readGenesis(
  profile: ConnectionProfile,
  given: string | undefined,
  { blockHash, genesisOfProfile }: Pick<Clients, 'blockHash' | 'genesisOfProfile'>,
): Promise<string> {
  if (given !== undefined && /^[0-9a-f]{64}$/.test(given)) return given;
  try {
    const known = given === undefined ? genesisOfProfile(profile) : blockHash(await readFile(given));
    if (known !== undefined) return known;
  } catch {
    throw new EnvironmentError('HUREN_FABRIC_GENESIS', {
      zh: '不是 64 位十六进制数，也不是通道创世区块的文件',
      en: 'it is neither 64 hexadecimal digits nor a file with the first block of the channel',
    });
  }
  throw new EnvironmentError('HUREN_FABRIC_GENESIS', {
    zh: '连接配置没有写明通道的创世区块，请给出其摘要或文件（channel/genesis.block）',
    en: 'the profile does not name the first block of the channel: give its hash or its file (channel/genesis.block)',
  });
}

async function readProfile(
  path: string,
  { ProfileFault, readConnectionProfile }: Clients,
): Promise<ConnectionProfile> {
  try {
    return readConnectionProfile(await readFile(path, 'utf8'), dirname(path));
  } catch (error) {
    if (!(error instanceof ProfileFault)) {
      throw new EnvironmentError('HUREN_FABRIC_PROFILE', {
        zh: '所指文件无法读取',
        en: 'the file it names cannot be read',
      });
    }
    const { where, words } = error;
    throw new EnvironmentError('HUREN_FABRIC_PROFILE', {
      zh: `${where}：${words.zh}`,
      en: `${where}: ${words.en}`,
    });
  }
}

function readOperator(
  mspId: string,
  { walletPath, label, mspPath }: FabricEnvironment,
  { readMspIdentity, readWalletIdentity }: Clients,
): OperatorIdentity | undefined {
  if (walletPath !== undefined) {
    const found = orRefuse('HUREN_FABRIC_WALLET', () => readWalletIdentity(walletPath, label), {
      zh: `钱包中没有名为 ${label} 的 X.509 身份（HUREN_FABRIC_LABEL）`,
      en: `the wallet has no X.509 identity ${label} (HUREN_FABRIC_LABEL)`,
    });
    if (found.mspId === mspId) return found;
    throw new EnvironmentError('HUREN_FABRIC_WALLET', {
      zh: `钱包中的身份属于另一个组织，本成员应为 ${mspId}`,
      en: `the identity in the wallet is another organisation’s; this member’s is ${mspId}`,
    });
  }
  if (mspPath === undefined) return undefined;
  const found = orRefuse('HUREN_FABRIC_MSP', () => readMspIdentity(mspPath), {
    zh: '所指文件夹没有成对的证书和私钥（signcerts、keystore 各一个文件）',
    en: 'the folder has no certificate with its key (one file each in signcerts and keystore)',
  });
  return { mspId, ...found };
}

function orRefuse<T>(variable: string, read: () => T, messages: EnvironmentError['messages']): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw new EnvironmentError(variable, messages);
    throw error;
  }
}
