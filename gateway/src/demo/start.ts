import { contracts } from '@huren/chaincode';
import type { Policy } from '@huren/chaincode/domain';
import type { InspectorOptions } from '@huren/chaincode/ofd';
import { DataLock, type EmbeddedLedger, type Ledger, type MspTrust, openEmbedded } from '@huren/network';
import { createLog, type Gateway, type Listening, type LogLevel } from '../index';
import { demoFolders, GatewayPool, openMaterial, openPassphrase, seedDemo, type DemoFolders } from './seed';
import type { DemoMember, SeedProgress } from './seed';
import { publishAddress } from './publish-address';
import { startDemoSignIn } from './staff';
import { CITIES, DEMO_POLICY } from './world';

/** Who founds the network; its ledger carries the seed's own transactions. */
const FOUNDER = CITIES[0]?.id ?? '';

export interface DemoOptions {
  /** HUREN_DATA. */
  readonly dataPath: string;
  /** Folder of the members' key folders; `<data>/keys`. */
  readonly keysPath?: string;
  /** Which members' gateways are served, and where. Port 0: any free one. */
  readonly serve: readonly { readonly member: string; readonly port: number }[];
  readonly host?: string;
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly logLevel?: LogLevel;
  readonly policy?: Policy;
  readonly clock?: () => number;
  /** How page forms are opened; for runs from sources. */
  readonly inspector?: InspectorOptions;
  readonly onProgress?: (progress: SeedProgress) => void;
  /** The network to be used in place of the embedded engine. */
  readonly network?: DemoNetwork;
}

/** A network that has its own certificates and nodes. */
export interface DemoNetwork {
  readonly members: ReadonlyMap<string, DemoMember>;
  /** How a member reaches the ledger, as soon as the network can be called. */
  ready(): Promise<(member: string) => Ledger>;
  close(): Promise<void>;
}

export interface ServedGateway {
  readonly member: string;
  readonly url: string;
  readonly gateway: Gateway;
}

/** The demo network, running: one ledger, the gateways over it, and where its data is. */
export interface RunningDemo {
  readonly ledger: Ledger;
  readonly folders: DemoFolders;
  /** `present`: the ledger held the demo's world before this start. */
  readonly seed: 'present' | 'seeded';
  readonly served: readonly ServedGateway[];
  /** True when the whole demo world is on the ledger; false when the demo was closed before. */
  readonly complete: Promise<boolean>;
  /** Serves one more member's gateway. Port 0: any free one. */
  serve(where: { readonly member: string; readonly port: number }): Promise<ServedGateway>;
  /** Lets requests in flight finish, then closes gateways and ledger. */
  close(): Promise<void>;
}

/** The data folder holds a ledger that is not the demo's. */
export class ForeignData extends Error {}

/**
 * Opens the ledger, founds and seeds the network where that is still to be done, and serves the gateways asked for.
 * @throws LedgerUnavailable when the data is open elsewhere, ForeignData when it is another network's, the system's
 *   error when a port cannot be had
 */
export async function startDemo(options: DemoOptions): Promise<RunningDemo> {
  // Before anything is made: two first starts at once must not mix their keys.
  const lock = DataLock.take(demoFolders(options.dataPath).demo);
  lock.confirm();
  try {
    const demo = await openDemo(options);
    const close = async (): Promise<void> => {
      try {
        await demo.close();
      } finally {
        lock.release();
      }
    };
    return { ...demo, close };
  } catch (error) {
    await options.network?.close();
    lock.release();
    throw error;
  }
}

async function openLedger(
  path: string,
  channel: readonly MspTrust[],
  clock: () => number,
): Promise<EmbeddedLedger> {
  try {
    return await openEmbedded({ path, channel, contracts, clock });
  } catch (error) {
    throw error instanceof RangeError ? new ForeignData(error.message) : error;
  }
}

/** The embedded engine as a network: one ledger for all. */
async function openLedgers(
  { network }: DemoOptions,
  folders: DemoFolders,
  channel: readonly MspTrust[],
  clock: () => number,
): Promise<{ readonly ledgerOf: (member: string) => Ledger; readonly close: () => Promise<void> }> {
  if (network !== undefined) return { ledgerOf: await network.ready(), close: () => network.close() };
  const ledger = await openLedger(folders.ledger, channel, clock);
  return { ledgerOf: () => ledger, close: () => ledger.close() };
}

/** @throws ForeignData when the folder's identities are of other CAs than the network's. */
function requireSameTrust(channel: readonly MspTrust[], { members }: DemoNetwork): void {
  const known = channel.flatMap(({ caCertificates }) => caCertificates);
  for (const { ca } of members.values()) {
    if (!known.includes(ca.certificate)) throw new ForeignData('its identities come from another CA');
  }
}

/** Gateways whose addresses are known before they listen; people sign in at these alone. */
function knownAddresses({ serve, host = '127.0.0.1', tls }: DemoOptions) {
  const scheme = tls === undefined ? 'http' : 'https';
  // An address for all interfaces is none that a browser can go to.
  const name = ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host;
  return serve
    .filter(({ port }) => port !== 0)
    .map(({ member, port }) => ({ member, url: `${scheme}://${name}:${String(port)}` }));
}

async function openDemo(options: DemoOptions): Promise<RunningDemo> {
  const clock = options.clock ?? Date.now;
  const folders = demoFolders(options.dataPath, options.keysPath);
  const { network } = options;
  const material = await openMaterial(folders, new Date(clock()), network?.members);
  if (network !== undefined) requireSameTrust(material.channel, network);
  const passphrase = await openPassphrase(folders);
  const ledgers = await openLedgers(options, folders, material.channel, clock);
  const { ledgerOf } = ledgers;
  const ledger = ledgerOf(FOUNDER);
  const signIn = await startDemoSignIn(knownAddresses(options));
  const pool = new GatewayPool({
    ledgerOf,
    identityProvider: (member) => signIn.of(member),
    folders,
    passphrase,
    policy: options.policy ?? DEMO_POLICY,
    logger: (member) => createLog(options.logLevel ?? 'silent', member),
    clock,
    ...(options.inspector && { inspector: options.inspector }),
  });
  const listening: Listening[] = [];
  const kept = new Set<string>();
  const serve = async ({ member, port }: DemoOptions['serve'][number]): Promise<ServedGateway> => {
    kept.add(member);
    const gateway = await pool.gateway(member);
    const { host = '127.0.0.1', tls } = options;
    const at = await gateway.listen({ port, host, ...(tls && { tls }) });
    listening.push(at);
    await gateway.caughtUp();
    return { member, url: at.url, gateway };
  };
  const stop = new AbortController();
  let complete = Promise.resolve(true);
  const close = async (): Promise<void> => {
    stop.abort();
    await complete.catch(() => undefined);
    await Promise.all(listening.map((each) => each.close()));
    await pool.closeExcept([]);
    await signIn.close();
    await ledgers.close();
  };
  try {
    const { onProgress } = options;
    const { seed, finish } = await seedDemo({
      ledger,
      material,
      pool,
      folders,
      clock,
      ...(network && { firstVerdictAt: options.serve.map(({ member }) => member) }),
      ...(onProgress && { onProgress }),
    });
    const served = await Promise.all(options.serve.map(serve));
    const published = Promise.all(served.map(({ gateway, url }) => publishAddress(gateway, url)));
    published.catch(() => undefined);
    // Where each transaction waits for a block, the first verdict does not wait for this one.
    if (network === undefined) await published;
    // After a pause the newest block is old, and an old index answers cannot-tell: the first heartbeat comes at once.
    if (network === undefined || seed === 'present') {
      await Promise.all(served.map(({ gateway }) => gateway.context.heartbeat.beat()));
      await Promise.all(served.map(({ gateway }) => gateway.caughtUp()));
    }
    complete = finish(stop.signal).then(async (isWhole) => {
      await published;
      await pool.closeExcept([...kept]);
      return isWhole;
    });
    complete.catch(() => undefined);
    return { ledger, folders, seed, served, complete, serve, close };
  } catch (error) {
    await close();
    throw error;
  }
}
