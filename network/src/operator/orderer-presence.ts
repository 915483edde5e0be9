import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { OrdererPlan } from '../topology';
import { consenterAddresses } from './consenter-change';
import type { NetworkHome, Placed } from './home';
import type { NetworkRun } from './network-run';
import { listens } from './node-process';
import { OperatorFault } from './operator-fault';
import { ordererChannel } from './orderer-admin';
import { adminAccess } from './own-orderers';

const caughtUpWithinMs = 60_000;

/**
 * While one orderer is away all others must be there: one more and nothing is ordered.
 * @throws OperatorFault `orderers-silent`
 */
export async function requireOthers(run: NetworkRun, { plan }: Placed<OrdererPlan>): Promise<void> {
  const channel = await run.channelConfiguration();
  const others = (channel === undefined ? [] : consenterAddresses(channel.root)).filter(
    ({ host, port }) => host !== plan.host || port !== plan.port,
  );
  const silent: string[] = [];
  for (const { host, port } of others)
    if (!(await listens(host, port))) silent.push(`${host}:${String(port)}`);
  if (channel !== undefined && silent.length === 0) return;
  const list = silent.length > 0 ? silent.join(', ') : '—';
  throw new OperatorFault('orderers-silent', {
    zh: `其余排序节点须全部应答才能更换或撤除一个，否则排序可能中断。未应答：${list}。未作任何改动。`,
    en: `All other orderers must answer before one is changed or removed, or ordering might halt. Silent: ${list}. Nothing was changed.`,
  });
}

/**
 * Waits until the orderer takes part again and has as many blocks as the channel.
 * @param run of the same folder as `home`
 * @throws OperatorFault `orderer-behind`
 */
export async function awaitCaughtUp(
  run: NetworkRun,
  home: NetworkHome,
  orderer: Placed<OrdererPlan>,
): Promise<void> {
  const name = `${orderer.member.id}-${orderer.plan.name}`;
  const heights = (await run.status())
    .filter((one) => one.name !== name)
    .flatMap(({ height }) => (height === undefined ? [] : [height]));
  const wanted = Math.max(0, ...heights);
  for (const end = Date.now() + caughtUpWithinMs; Date.now() < end;) {
    const state = await ordererChannel(adminAccess(home, orderer), home.topology.channel).catch(
      () => undefined,
    );
    if (state?.status === 'active' && state.height >= wanted) return;
    await wait(200);
  }
  throw new OperatorFault(
    'orderer-behind',
    {
      zh: `${name} 已启动但尚未追上其余排序节点；请查看其日志，追上之前不要更换其他排序节点。`,
      en: `${name} runs but has not caught up with the other orderers; see its log, and change no other orderer before it has.`,
    },
    join(home.node(orderer.member, orderer.plan.name), 'node.log'),
  );
}
