import { createPrivateKey } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { memberMspId, type Ledger } from '@huren/network';
import type { NetworkHome, Step } from '@huren/network/operator';
import type { MemberPlan } from '@huren/network/topology';
import type { DemoMember } from './seed';
import type { DemoNetwork } from './start';

export interface FabricNetworkOptions {
  /** Folder of network.yaml, certificates and nodes. */
  readonly folder: string;
  readonly adapter: 'fabric-network' | 'fabric-gateway';
  /** First port of the nodes, for a network.yaml that is still to be written. */
  readonly basePort?: number;
  /** FABRIC_BIN and PATH. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: Date;
  /** What a member's gateway writes; the checks of the chain keep theirs below. */
  readonly gatewayFolder: (member: string) => string;
  readonly onStep?: (step: Step) => void;
}

/** The version under which the members approve the chaincode: the command line’s, which may manage this network too. */
const CHAINCODE_VERSION = '0.1.0';

/** Fabric's clients and the operator's tools are loaded by a start over Fabric only. */
async function loadTools() {
  return {
    ...(await import('@huren/network/certificates')),
    ...(await import('@huren/network/fabric')),
    ...(await import('@huren/network/operator')),
    ...(await import('@huren/network/topology')),
  };
}
type Tools = Awaited<ReturnType<typeof loadTools>>;

/** Other members whose peers each gateway compares blocks with; one of them may be down. */
const COMPARED = 2;

function openHome({ folder, basePort }: FabricNetworkOptions, tools: Tools): NetworkHome {
  const { demoTopology, NetworkHome, parseNetworkFile, writeNetworkFile, writeWhole } = tools;
  const path = join(folder, 'network.yaml');
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeWhole(path, writeNetworkFile(demoTopology(basePort === undefined ? {} : { basePort })));
  }
  return new NetworkHome(realpathSync(folder), parseNetworkFile(readFileSync(path, 'utf8')));
}

function demoMember(home: NetworkHome, member: MemberPlan): DemoMember {
  const certificates = home.certificates(member);
  const mspId = memberMspId(member.id);
  const read = (name: string): string => readFileSync(certificates.path('ca', name), 'utf8');
  return {
    ca: { mspId, certificate: read('cert.pem'), privateKey: createPrivateKey(read('key.pem')) },
    operator: { mspId, ...certificates.identity('operator') },
  };
}

function openLedger(
  home: NetworkHome,
  member: MemberPlan,
  { adapter, gatewayFolder }: Pick<FabricNetworkOptions, 'adapter' | 'gatewayFolder'>,
  tools: Tools,
): Ledger {
  const { chaincodeName, memberProfile, openFabricGateway, openFabricNetwork, peersOfProfile } = tools;
  const profile = memberProfile(home, member);
  const mspId = memberMspId(member.id);
  const own = peersOfProfile(profile);
  const others = tools.othersOfProfile(profile).slice(0, COMPARED);
  const trust = {
    genesis: tools.genesisOfProfile(profile) ?? '',
    peers: [{ mspId, peers: own }, ...others].flatMap((plan) =>
      plan.peers.map((peer) => ({ mspId: plan.mspId, ...peer })),
    ),
    agreeing: 2,
    folder: tools.trustFolder(gatewayFolder(member.id)),
  };
  const certificates = home.certificates(member);
  const common = {
    channelId: home.topology.channel,
    chaincode: chaincodeName,
    reader: certificates.signer('operator'),
    trust,
  };
  if (adapter === 'fabric-network') {
    const identity = { mspId, ...certificates.identity('operator') };
    return openFabricNetwork({ ...common, profile, identity });
  }
  return openFabricGateway({ ...common, peers: own });
}

/**
 * Brings up the demo's seven members with their nodes, or finds them up: certificates at once, the nodes behind, so that
 * keys can be made meanwhile.
 * @throws OperatorFault where programs are missing; `ready` throws those of the steps
 */
export async function startFabricNetwork(options: FabricNetworkOptions): Promise<DemoNetwork> {
  const tools = await loadTools();
  const { chaincodeName, findRelease, NetworkRun } = tools;
  const release = findRelease(options.environment);
  const home = openHome(options, tools);
  const programs = {
    release,
    chaincodeServer: require.resolve('@huren/chaincode/server/main'),
    path: options.environment['PATH'] ?? '',
  };
  const definition = { name: chaincodeName, version: CHAINCODE_VERSION, sequence: 1 };
  const run = new NetworkRun(home, programs, definition, options.onStep);
  await home.ensureCertificates(options.now);
  const up = run.up(options.now);
  up.catch(() => undefined);
  const ledgers = new Map<string, Ledger>();
  const ledgerOf = (id: string): Ledger => {
    const known = ledgers.get(id);
    if (known !== undefined) return known;
    const member = home.topology.members.find((plan) => plan.id === id);
    if (member === undefined) throw new RangeError('network.yaml has no such member');
    const ledger = openLedger(home, member, options, tools);
    ledgers.set(id, ledger);
    return ledger;
  };
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await Promise.all([...ledgers.values()].map((ledger) => ledger.close()));
    // What is half-way up is brought down all the same.
    await up.catch(() => undefined);
    await run.down();
  };
  return {
    members: new Map(home.topology.members.map((member) => [member.id, demoMember(home, member)])),
    ready: async () => {
      await up;
      return ledgerOf;
    },
    close: () => (closing ??= close()),
  };
}
