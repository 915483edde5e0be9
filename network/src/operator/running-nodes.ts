import { everyOne } from './every-one';
import type { NetworkHome } from './home';
import { networkClocks } from './network-clocks';
import { ownNodes, type OwnNode } from './network-nodes';
import { awaitNode, checkPorts, listens, logOf, runningPid, startNode, stopNode } from './node-process';
import type { Programs } from './node-programs';
import { ordererHeight } from './own-orderers';

/** What runs, node by node. */
export interface NodeStatus {
  readonly name: string;
  readonly kind: 'peer' | 'orderer' | 'chaincode';
  readonly pid: number | undefined;
  readonly answers: boolean;
  /** Blocks of the channel that an orderer has; undefined where it is not known. */
  readonly height?: number;
  /** A peer's clock minus this machine's, ms. */
  readonly clockOffsetMs?: number;
  readonly log: string;
}

const nodeWithinMs = 30_000;
const stopWithinMs = 10_000;

/** Starts those of the nodes that do not run. @returns whether one did not. @throws OperatorFault */
export async function startNodes(
  nodes: readonly OwnNode[],
  programs: Programs,
  packageId: string,
): Promise<boolean> {
  await checkPorts(nodes.map(({ site }) => site));
  const started = await everyOne(nodes.map((node) => startNode(node.program(programs, packageId))));
  return started.some(Boolean);
}

/** Waits until every one of them listens. @throws OperatorFault */
export async function awaitNodes(nodes: readonly OwnNode[]): Promise<void> {
  await everyOne(nodes.map(({ site }) => awaitNode(site, nodeWithinMs)));
}

/** Starts those of the nodes that do not run, and waits for all. @returns whether one did not. @throws OperatorFault */
export async function runNodes(
  nodes: readonly OwnNode[],
  programs: Programs,
  packageId: string,
): Promise<boolean> {
  const started = await startNodes(nodes, programs, packageId);
  await awaitNodes(nodes);
  return started;
}

/** Stops the nodes; data stay. @returns whether one ran. */
export async function stopNodes(nodes: readonly OwnNode[]): Promise<boolean> {
  const stopped = await everyOne(nodes.map(({ site }) => stopNode(site, stopWithinMs)));
  return stopped.some(Boolean);
}

/** Whether every one of them runs. */
export function allRun(nodes: readonly OwnNode[]): boolean {
  return nodes.every(({ site }) => runningPid(site) !== undefined);
}

/** Every own node, as it is seen from here. */
export async function nodeStatus(home: NetworkHome, now: Date): Promise<readonly NodeStatus[]> {
  const clocks = await networkClocks(home, now);
  return everyOne(
    ownNodes(home).map(async ({ kind, site, orderer }): Promise<NodeStatus> => {
      const answers = await everyOne(site.endpoints.map(({ host, port }) => listens(host, port)));
      const status = {
        name: site.name,
        kind,
        pid: runningPid(site),
        answers: answers.every(Boolean),
        log: logOf(site),
      };
      const height = orderer && status.answers ? await ordererHeight(home, orderer) : undefined;
      const clock = clocks.find((one) => one.name === site.name);
      return {
        ...status,
        ...(height === undefined ? {} : { height }),
        ...(clock === undefined ? {} : { clockOffsetMs: clock.offsetMs }),
      };
    }),
  );
}
