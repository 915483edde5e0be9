import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { common } from '@hyperledger/fabric-protos';
import { writeWhole } from '../certificates';
import { configurationOfBlock, readParts } from '../channel';
import { channelFile, channelProfile } from './channel-file';
import type { NetworkHome } from './home';
import { OperatorFault } from './operator-fault';
import type { Release } from './release';

/**
 * The channel's first block. It is made once, whatever network.yaml says later, by whoever runs the network's first
 * member; the others import it. @returns whether it was made now.
 * @throws OperatorFault `genesis-missing`, `genesis-damaged`, `no-genesis`
 */
export async function ensureGenesis(home: NetworkHome, release: () => Release): Promise<boolean> {
  if (existsSync(home.genesisBlock)) {
    checkGenesis(home, readFileSync(home.genesisBlock));
    return false;
  }
  const [first] = home.topology.members;
  if (first !== undefined && !home.runs(first)) {
    throw new OperatorFault('genesis-missing', {
      zh: `缺少通道创世区块：请向成员 ${first.id} 索取其 huren network export 的文件，用 huren network import 导入。`,
      en: `The channel’s first block is missing: ask member ${first.id} for the file of its huren network export and import it by huren network import.`,
    });
  }
  await makeGenesis(home, release());
  return true;
}

/** Whether this is the first block of this home's channel. @throws OperatorFault `genesis-damaged` */
export function checkGenesis(home: NetworkHome, bytes: Uint8Array): void {
  try {
    const { channelId } = configurationOfBlock(common.Block.deserializeBinary(bytes));
    if (channelId === home.topology.channel) return;
  } catch {
    // Said below: half a block and a foreign one have one way back.
  }
  throw new OperatorFault('genesis-damaged', {
    zh: `${home.genesisBlock} 不是本通道完整的创世区块。若网络尚未运行过，删除该文件后再次运行 huren network up；若已运行过，请从任一成员重新导入（huren network import）。未启动任何节点。`,
    en: `${home.genesisBlock} is not the whole first block of this channel. If the network never ran, delete that file and run huren network up again; if it did, import it from another member (huren network import). No node was started.`,
  });
}

/**
 * Whether a block that another member made says what network.yaml and the imported certificates say.
 * @returns what differs, as MSP ids or addresses; empty when nothing does.
 */
export function genesisDifferences(home: NetworkHome, bytes: Uint8Array): readonly string[] {
  const parts = readParts(configurationOfBlock(common.Block.deserializeBinary(bytes)));
  const differs: string[] = [];
  const { members, consensus } = home.topology;
  if (parts.consensus !== consensus) differs.push(parts.consensus);
  const lists = [
    { found: parts.members, wanted: members },
    { found: parts.ordering, wanted: members.filter(({ orderers }) => orderers.length > 0) },
  ];
  const normal = (pems: readonly string[]): string =>
    pems
      .flatMap((pem) => pem.match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----/g) ?? [])
      .map((pem) => pem.replaceAll(/\s/g, ''))
      .sort()
      .join();
  for (const { found, wanted } of lists) {
    const ids = new Set([...found.map(({ mspId }) => mspId), ...wanted.map((one) => home.mspId(one))]);
    for (const id of ids) {
      const member = wanted.find((one) => home.mspId(one) === id);
      const view = found.find((one) => one.mspId === id);
      const certificates = member && home.certificates(member);
      const same =
        view !== undefined &&
        certificates !== undefined &&
        normal(view.cas) === normal([certificates.trusted('identity')]) &&
        normal(view.tlsCas) === normal([certificates.trusted('tls')]);
      if (!same) differs.push(id);
    }
  }
  const name = (one: { host: string; port: number }): string => `${one.host}:${String(one.port)}`;
  const consenters = new Set(parts.consenters.map(name));
  const planned = home.allOrderers.map(({ plan }) => name(plan));
  if (consensus === 'bft') differs.push(...planned.filter((one) => !consenters.has(one)));
  return [...new Set(differs)];
}

async function makeGenesis(home: NetworkHome, release: Release): Promise<void> {
  const file = home.genesisBlock;
  const folder = join(home.folder, 'channel');
  writeWhole(join(folder, 'configtx.yaml'), channelFile(home));
  const args = ['-profile', channelProfile, '-channelID', home.topology.channel, '-configPath', folder];
  try {
    await promisify(execFile)(release.configtxgen, [...args, '-outputBlock', `${file}.made`]);
    const bytes = readFileSync(`${file}.made`);
    checkGenesis(home, bytes);
    writeWhole(file, bytes);
    rmSync(`${file}.made`);
  } catch (error) {
    const log = join(folder, 'configtxgen.log');
    writeWhole(log, String((error as { stderr?: string }).stderr ?? error));
    const words = {
      zh: `无法生成创世区块，详见 ${log}；改正 network.yaml 或证书后再次运行 huren network up。`,
      en: `The first block could not be made, see ${log}; correct network.yaml or the certificates and run huren network up again.`,
    };
    throw new OperatorFault('no-genesis', words, log);
  }
}
