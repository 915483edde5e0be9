import { readFileSync } from 'node:fs';
import { toleratedFaults, type OrdererPlan } from '../topology';
import { everyOne } from './every-one';
import { at } from './failure-at';
import type { NetworkHome, Placed } from './home';
import { ownNodes } from './network-nodes';
import { listens } from './node-process';
import type { Words } from './operator-fault';
import { joinOrderer, ordererChannel, type AdminAccess } from './orderer-admin';

/**
 * How the operator reaches the admin endpoint of an own orderer.
 * @param attach it runs in a container and is reached by its host name
 */
export function adminAccess(
  home: NetworkHome,
  { member, plan }: Placed<OrdererPlan>,
  attach = false,
): AdminAccess {
  const certificates = home.certificates(member);
  const read = (...parts: string[]) => readFileSync(certificates.path(...parts), 'utf8');
  return {
    host: attach ? plan.host : '127.0.0.1',
    port: plan.adminPort,
    ca: certificates.trusted('tls'),
    cert: read('admin', 'tls', 'cert.pem'),
    key: read('admin', 'tls', 'key.pem'),
  };
}

/** Own orderers join by the channel's first block. @returns whether one had not joined yet. @throws OperatorFault */
export async function joinOrderers(home: NetworkHome, block: Buffer, attach: boolean): Promise<boolean> {
  const { channel } = home.topology;
  const joined = await everyOne(
    ownNodes(home).map(async ({ site, orderer }) =>
      orderer === undefined
        ? false
        : at(site, () => joinOrderer(adminAccess(home, orderer, attach), channel, block)),
    ),
  );
  return joined.some(Boolean);
}

/** Blocks of the channel at this orderer; undefined when it has not joined. */
export async function ordererHeight(
  home: NetworkHome,
  orderer: Placed<OrdererPlan>,
): Promise<number | undefined> {
  return (await ordererChannel(adminAccess(home, orderer), home.topology.channel))?.height;
}

/** Why nothing can be ordered yet; undefined when enough orderers of the network answer. */
export async function fewOrderers(home: NetworkHome): Promise<Words | undefined> {
  const all = home.allOrderers;
  const answers = await everyOne(all.map(({ plan }) => listens(plan.host, plan.port)));
  const answering = answers.filter(Boolean).length;
  const needed = all.length - toleratedFaults(home.topology.consensus, all.length);
  if (answering >= needed) return undefined;
  const silent = all.filter((_, n) => answers[n] !== true).map(({ member }) => member.id);
  const list = [...new Set(silent)].join(', ');
  return {
    zh: `排序需 ${String(needed)} 个节点，现有 ${String(answering)} 个应答；等待成员 ${list} 启动后再次运行 huren network up。`,
    en: `Ordering needs ${String(needed)} orderers and ${String(answering)} answer; once members ${list} are up, run huren network up again.`,
  };
}
