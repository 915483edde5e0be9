import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  rmSync,
  realpathSync,
} from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { writeWhole } from '../certificates';
import { OperatorFault } from './operator-fault';
import { portHolder } from './port-holder';

/** Where a node's files lie and where it listens. */
export interface NodeSite {
  /** For people: `230200-peer0`. */
  readonly name: string;
  /** Folder of its pid and log, and its working folder. */
  readonly folder: string;
  /** Everything it listens on, as this machine reaches it. */
  readonly endpoints: readonly { readonly host: string; readonly port: number }[];
}

/** A program of the network that runs on its own, beyond the end of the command that started it. */
export interface NodeProgram extends NodeSite {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export function logOf(program: { readonly folder: string }): string {
  return join(program.folder, 'node.log');
}

/** The process id, when it runs; a number that another program has since taken does not count. */
export function runningPid({ folder }: { readonly folder: string }): number | undefined {
  const file = join(folder, 'pid');
  if (!existsSync(file)) return undefined;
  const pid = Number(readFileSync(file, 'utf8'));
  if (!Number.isSafeInteger(pid) || pid < 2) return undefined;
  try {
    process.kill(pid, 0);
  } catch {
    return undefined;
  }
  try {
    return readlinkSync(`/proc/${String(pid)}/cwd`) === realpathSync(folder) ? pid : undefined;
  } catch {
    return existsSync('/proc/self') ? undefined : pid;
  }
}

/**
 * Looks at the ports of everything that is to start, before anything starts.
 * @throws OperatorFault `port-in-use`, which names every such port and, where it can be seen, the program that has it.
 */
export async function checkPorts(sites: readonly NodeSite[]): Promise<void> {
  const taken: { name: string; address: string; holder: string }[] = [];
  for (const site of sites.filter((one) => runningPid(one) === undefined)) {
    for (const { host, port } of site.endpoints) {
      if (!(await listens(host, port))) continue;
      const holder = portHolder(port);
      const who = holder === undefined ? '' : ` (${holder.command}, pid ${String(holder.pid)})`;
      taken.push({ name: site.name, address: `${host}:${String(port)}`, holder: who });
    }
  }
  if (taken.length === 0) return;
  const list = taken.map(({ name, address, holder }) => `${name} ${address}${holder}`).join(', ');
  throw new OperatorFault('port-in-use', {
    zh: `以下端口已被其他程序占用：${list}。未启动任何节点。请停掉该程序，或在首次启动前于 network.yaml 改用其他端口，然后再次运行 huren network up。`,
    en: `These ports are used by another program: ${list}. No node was started. Stop that program, or (before the first start) choose other ports in network.yaml, and run huren network up again.`,
  });
}

/** Starts the program unless it runs. @returns whether it was started. */
export async function startNode(program: NodeProgram): Promise<boolean> {
  if (runningPid(program) !== undefined) return false;
  mkdirSync(program.folder, { recursive: true });
  const log = openSync(logOf(program), 'a');
  try {
    const child = spawn(program.command, program.args, {
      cwd: program.folder,
      env: program.env,
      detached: true,
      stdio: ['ignore', log, log],
    });
    const failed = new Promise<never>((_resolve, reject) => child.once('error', reject));
    failed.catch(() => undefined);
    if (child.pid === undefined) await failed;
    child.unref();
    writeWhole(join(program.folder, 'pid'), String(child.pid));
  } finally {
    closeSync(log);
  }
  return true;
}

/** Waits until it listens everywhere. @throws OperatorFault `node-ended` or `node-silent`, which name its log. */
export async function awaitNode(program: NodeSite, withinMs: number): Promise<void> {
  const log = logOf(program);
  for (const end = Date.now() + withinMs; ;) {
    const open = await Promise.all(program.endpoints.map(({ host, port }) => listens(host, port)));
    if (open.every(Boolean)) return;
    if (runningPid(program) === undefined) {
      const words = {
        zh: `${program.name} 启动后即退出：${lastLine(log)}。详见 ${log}；改正后再次运行 huren network up 即可继续。`,
        en: `${program.name} ended at once: ${lastLine(log)}. See ${log}; correct the cause and run huren network up again.`,
      };
      throw new OperatorFault('node-ended', words, log);
    }
    if (Date.now() > end) {
      const words = {
        zh: `${program.name} 已启动但未应答。详见 ${log}；可再次运行 huren network up。`,
        en: `${program.name} runs but does not answer. See ${log}; you can run huren network up again.`,
      };
      throw new OperatorFault('node-silent', words, log);
    }
    await wait(50);
  }
}

/** How long the last threads of an ended process may hold its ports, ms. */
const releasedWithinMs = 5_000;

/** Ends it in order, by force after `withinMs`, and waits until its ports are free. @returns whether it ran. */
export async function stopNode(
  program: Pick<NodeSite, 'folder'> & Partial<Pick<NodeSite, 'endpoints'>>,
  withinMs: number,
): Promise<boolean> {
  const { endpoints = [] } = program;
  const pid = runningPid(program);
  if (pid !== undefined) {
    process.kill(pid, 'SIGTERM');
    for (let waited = 0; runningPid(program) !== undefined; waited += 50) {
      if (waited === withinMs) process.kill(pid, 'SIGKILL');
      await wait(50);
    }
    const held = async (): Promise<boolean> =>
      (await Promise.all(endpoints.map(({ host, port }) => listens(host, port)))).some(Boolean);
    // Its first thread may be gone while others still end on a busy machine.
    for (const end = Date.now() + releasedWithinMs; Date.now() < end && (await held());) await wait(20);
  }
  rmSync(join(program.folder, 'pid'), { force: true });
  return pid !== undefined;
}

export function listens(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const done = (open: boolean): void => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => {
      done(true);
    });
    socket.once('error', () => {
      done(false);
    });
    socket.setTimeout(2000, () => {
      done(false);
    });
  });
}

const colour = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/** What it said last, without colours; panics end with a stack, whose first line says more. */
function lastLine(log: string): string {
  if (!existsSync(log)) return '—';
  const lines = readFileSync(log, 'utf8').split('\n').slice(-80);
  const telling = lines.findLast((line) => /PANI|FATA|^panic: |Error: /.test(line)) ?? lines.at(-2) ?? '';
  return telling.replaceAll(colour, '').slice(0, 300);
}
