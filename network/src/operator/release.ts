import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { OperatorFault } from './operator-fault';

/** The Fabric release whose programs run the network; Huren ships none and downloads none. */
export interface Release {
  readonly peer: string;
  readonly orderer: string;
  readonly configtxgen: string;
  /** Folder of the builder for chaincode as a service, with its `bin`. */
  readonly ccaasBuilder: string;
}

/** The line of releases that this was tried with. */
export const triedRelease = '3.1.5';

/**
 * Finds the release's programs by FABRIC_BIN (its `bin`, with `builders` beside it), else on PATH.
 * @throws OperatorFault `fabric-missing`, which names what is missing and where it comes from.
 */
export function findRelease(env: Readonly<Record<string, string | undefined>>): Release {
  const given = env['FABRIC_BIN'] ?? '';
  const folders = given === '' ? (env['PATH'] ?? '').split(delimiter).filter(Boolean) : [resolve(given)];
  const found = new Map<string, string>();
  for (const name of ['peer', 'orderer', 'configtxgen']) {
    const folder = folders.find((candidate) => isProgram(join(candidate, name)));
    if (folder !== undefined) found.set(name, join(folder, name));
  }
  const [peer, orderer, configtxgen] = [found.get('peer'), found.get('orderer'), found.get('configtxgen')];
  const home = peer === undefined ? undefined : dirname(dirname(peer));
  const builder = home === undefined ? undefined : join(home, 'builders', 'ccaas');
  const hasBuilder = builder !== undefined && existsSync(join(builder, 'bin', 'build'));
  if (peer !== undefined && orderer !== undefined && configtxgen !== undefined && hasBuilder) {
    return { peer, orderer, configtxgen, ccaasBuilder: builder };
  }
  const missing = ['peer', 'orderer', 'configtxgen'].filter((name) => !found.has(name));
  if (!hasBuilder) missing.push('builders/ccaas');
  const list = missing.join(', ');
  throw new OperatorFault('fabric-missing', {
    zh: `缺少 Hyperledger Fabric 程序：${list}。请下载官方发行版 ${triedRelease}（github.com/hyperledger/fabric/releases），解压后将 FABRIC_BIN 设为其 bin 目录。`,
    en: `Programs of Hyperledger Fabric are missing: ${list}. Get the official release ${triedRelease} (github.com/hyperledger/fabric/releases), unpack it, and set FABRIC_BIN to its bin folder.`,
  });
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
