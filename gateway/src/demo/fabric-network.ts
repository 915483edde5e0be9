import { createPrivateKey } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { memberMspId, type Ledger } from '@huren/network';
import { writeWhole } from '@huren/network/certificates';
import {
  openFabricGateway,
  openFabricNetwork,
  peersOfProfile,
  type ConnectionProfile,
} from '@huren/network/fabric';
import {
  chaincodeName,
  findRelease,
  memberProfile,
  NetworkHome,
  NetworkRun,
  type Step,
} from '@huren/network/operator';
import { demoTopology, parseNetworkFile, writeNetworkFile, type MemberPlan } from '@huren/network/topology';
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
  readonly onStep?: (step: Step) => void;
}

/** The version under which the members approve the chaincode: the command line’s, which may manage this network too. */
const CHAINCODE_VERSION = '0.1.0';

function openHome({ folder, basePort }: FabricNetworkOptions): NetworkHome {
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
  { adapter }: Pick<FabricNetworkOptions, 'adapter'>,
): Ledger {
  const profile: ConnectionProfile = memberProfile(home, member);
  const certificates = home.certificates(member);
  const common = {
    channelId: home.topology.channel,
    chaincode: chaincodeName,
    reader: certificates.signer('operator'),
  };
  if (adapter === 'fabric-network') {
    const identity = { mspId: memberMspId(member.id), ...certificates.identity('operator') };
    return openFabricNetwork({ ...common, profile, identity });
  }
  return openFabricGateway({ ...common, peers: peersOfProfile(profile) });
}

/**
 * Brings up the demo's seven members with their nodes, or finds them up: certificates at once, the nodes behind, so that
 * keys can be made meanwhile.
 * @throws OperatorFault where programs are missing; `ready` throws those of the steps
 */
export async function startFabricNetwork(options: FabricNetworkOptions): Promise<DemoNetwork> {
  const release = findRelease(options.environment);
  const home = openHome(options);
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
    const ledger = openLedger(home, member, options);
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
