import { createServer } from 'node:net';
import { join } from 'node:path';
import type { OperatorFault } from '@huren/network/operator';
import { LedgerDamaged, LedgerUnavailable } from '@huren/network';
import { EnvironmentError, KeyStoreError, readConfig, readEnvironment, type Environment } from '../index';
import { banner, progressPrinter, stepPrinter } from './banner';
import { startFabricNetwork } from './fabric-network';
import { offerLicences } from './offers';
import { demoFolders } from './seed';
import { ForeignData, startDemo, type DemoNetwork, type RunningDemo } from './start';
import { CITIES } from './world';

/** Exit codes: 2 a setting that cannot be used, 1 anything else, 130 and 143 the signals' own. */
const USAGE = 2;
const FAILED = 1;
const SIGNAL_EXIT = { SIGINT: 130, SIGTERM: 143 } as const;

const RELYING = '220800';
const ISSUING = '230200';
/** The demo opens its key folders with a passphrase of its own. */
const UNUSED_PASSPHRASE = 'demo';

class PortTaken extends Error {}

/** Baicheng's gateway at HUREN_PORT and Qiqihar's beside it, or the one that HUREN_MEMBER names. */
function servedMembers(member: string | undefined, port: number) {
  if (member !== undefined && !CITIES.some(({ id }) => id === member)) {
    const known = CITIES.map(({ id, place }) => `${id} ${place.zh} ${place.en}`).join(', ');
    throw new EnvironmentError('HUREN_MEMBER', {
      zh: `演示网络没有这个成员，可选：${known}`,
      en: `the demo network has no such member; it has ${known}`,
    });
  }
  if (member !== undefined) return [{ member, port }];
  if (port === 65_535) {
    throw new EnvironmentError('HUREN_PORT', {
      zh: '演示需要两个相邻端口，请用 65534 以下的端口',
      en: 'the demo serves two neighbouring ports: take one up to 65534',
    });
  }
  return [
    { member: RELYING, port },
    { member: ISSUING, port: port === 0 ? 0 : port + 1 },
  ];
}

/** A taken port is said before the first start takes its seconds. @throws PortTaken */
async function requireFree(port: number, host: string): Promise<void> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortTaken(portMessage(port)) : error);
    });
    probe.listen(port, host, resolve);
  });
  await new Promise((resolve) => probe.close(resolve));
}

function portMessage(port: number): string {
  return (
    `端口 ${String(port)} 已被占用，请停止占用它的程序，或用 HUREN_PORT 换一个端口 / ` +
    `port ${String(port)} is in use: stop what uses it, or set HUREN_PORT to another one`
  );
}

/** Runs the demo until it is told to stop. */
export async function runDemo(variables: Readonly<Record<string, string | undefined>>): Promise<void> {
  const environment = readEnvironment(variables);
  const serve = servedMembers(environment.member, environment.port);
  // The demo has its network at hand, and needs no profile of it.
  const own = { ...environment, ledger: 'embedded', member: RELYING, passphrase: UNUSED_PASSPHRASE } as const;
  const config = await readConfig(own);
  for (const { port } of serve) await requireFree(port, config.host);

  const stopping = stopOnSignals();
  process.stdout.write('Huren 互认：正在启动演示网络 / starting the demo network\n');
  const network = await openNetwork(environment, variables);
  if (network !== undefined) stopping.opened(network);
  const demo = await stopping.unlessStopped(
    startDemo({
      dataPath: environment.dataPath,
      serve,
      host: config.host,
      logLevel: (variables['HUREN_LOG_LEVEL'] ?? '') === '' ? 'warn' : config.logLevel,
      ...(environment.keysPath === undefined ? {} : { keysPath: environment.keysPath }),
      ...(environment.policyPath === undefined ? {} : { policy: config.policy }),
      ...(config.tls === undefined ? {} : { tls: config.tls }),
      ...(network === undefined ? {} : { network }),
      onProgress: progressPrinter(process.stdout),
    }),
  );
  const issuing = demo.served.find(({ member }) => member === ISSUING) ?? demo.served[0];
  const offers = issuing === undefined ? [] : await offerLicences(issuing.gateway);
  process.stdout.write(banner(demo, environment.dataPath, offers));
  stopping.ready(demo);
  const isWhole = await demo.complete.catch(async (error: unknown) => {
    await demo.close();
    throw error;
  });
  if (demo.seed === 'present' || !isWhole) return;
  process.stdout.write('  演示数据已齐 / the demo data is complete\n');
}

/** The demo's own Fabric network, where HUREN_LEDGER asks for one. */
async function openNetwork(
  { ledger, dataPath, fabricPort }: Environment,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<DemoNetwork | undefined> {
  if (ledger === 'embedded') return undefined;
  return startFabricNetwork({
    folder: join(dataPath, 'network'),
    gatewayFolder: (member) => demoFolders(dataPath).gateway(member),
    adapter: ledger,
    ...(fabricPort === undefined ? {} : { basePort: fabricPort }),
    environment: variables,
    now: new Date(),
    onStep: stepPrinter(process.stdout),
  });
}

interface Stopping {
  /** From now on there are nodes to be stopped. */
  opened(network: DemoNetwork): void;
  /** What fails because its network is being stopped is no failure: the stop ends the process. */
  unlessStopped<T>(start: Promise<T>): Promise<T>;
  ready(demo: RunningDemo): void;
}

/**
 * A signal during the start ends the process at once, the nodes of its own network first: the next start goes on where
 * this one was. A second signal does not wait; nodes that it leaves are found by the next start.
 */
function stopOnSignals(): Stopping {
  let running: { close(): Promise<void> } | undefined;
  let stopped: keyof typeof SIGNAL_EXIT | undefined;
  let exitCode = 0;
  const stop = (signal: keyof typeof SIGNAL_EXIT): void => {
    if (running === undefined || stopped !== undefined) process.exit(SIGNAL_EXIT[signal]);
    stopped = signal;
    process.stdout.write('\n正在停止 / stopping\n');
    running.close().then(
      () => process.exit(exitCode),
      (error: unknown) => failDemo(error),
    );
  };
  process.on('SIGINT', () => {
    stop('SIGINT');
  });
  process.on('SIGTERM', () => {
    stop('SIGTERM');
  });
  return {
    opened: (network) => {
      running = network;
      exitCode = SIGNAL_EXIT.SIGINT;
    },
    unlessStopped: (start) =>
      start.catch((error: unknown) => {
        if (stopped === undefined) throw error;
        return new Promise(() => undefined);
      }),
    ready: (demo) => {
      running = demo;
      exitCode = 0;
    },
  };
}

/** What a person can do something about, as a sentence without a stack. */
function sentenceOf(error: unknown): readonly [text: string, exit: number] | undefined {
  if (error instanceof EnvironmentError) return [error.message, USAGE];
  if (error instanceof Error && error.name === 'OperatorFault') {
    const { words, code: fault } = error as Pick<OperatorFault, 'words' | 'code'> & Error;
    return [`${words.zh} / ${words.en}`, fault === 'fabric-missing' ? USAGE : FAILED];
  }
  if (error instanceof PortTaken) return [error.message, FAILED];
  if (error instanceof KeyStoreError) return [error.message, FAILED];
  if (error instanceof LedgerUnavailable) {
    return [
      `数据目录打不开，可能已有一个演示网络在使用它；请先停止它，或用 HUREN_DATA 换一个目录 / ` +
        `the data folder cannot be opened: ${error.message}. Stop the other one, or set HUREN_DATA to another folder`,
      FAILED,
    ];
  }
  if (error instanceof LedgerDamaged) {
    return [`账本不完整，未启动 / the ledger is not whole, nothing was started: ${error.message}`, FAILED];
  }
  if (error instanceof ForeignData) {
    return [
      `数据目录属于另一个网络，请用 HUREN_DATA 换一个目录 / the data folder belongs to another network (${error.message}); set HUREN_DATA to another folder`,
      FAILED,
    ];
  }
  const { code, port } = error as { readonly code?: unknown; readonly port?: number };
  if (code === 'EADDRINUSE') return [portMessage(port ?? 0), FAILED];
  if (code === 'EACCES' || code === 'EROFS' || code === 'ENOSPC') {
    return [
      `无法写入数据目录或打开端口（${code}） / the data folder cannot be written or the port not opened (${code})`,
      FAILED,
    ];
  }
  return undefined;
}

/** Says what went wrong and ends the process. */
export function failDemo(error: unknown): never {
  const known = sentenceOf(error);
  if (known === undefined) console.error(error);
  else process.stderr.write(`huren: ${known[0]}\n`);
  process.exit(known?.[1] ?? FAILED);
}
