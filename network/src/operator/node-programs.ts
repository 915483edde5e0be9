import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../certificates';
import { listenAddress, type Endpoint, type MemberPlan, type OrdererPlan, type PeerPlan } from '../topology';
import type { ChaincodeConnection } from './chaincode-package';
import type { NetworkHome, Placed } from './home';
import { nativePlace, ordererFile, peerFile } from './node-files';
import type { NodeProgram, NodeSite } from './node-process';
import type { Release } from './release';

/** What the nodes are run with. */
export interface Programs {
  readonly release: Release;
  /** The built chaincode server (a Node script). */
  readonly chaincodeServer: string;
  /** PATH for the nodes: a peer's builder needs a shell's. */
  readonly path: string;
}

/** Where a node of this machine lies and listens; nothing is written to know it. */
export function peerSite(home: NetworkHome, { member, plan }: Placed<PeerPlan>): NodeSite {
  const inner = { host: '127.0.0.1', port: plan.operationsPort };
  return siteOf(home, member, plan.name, [{ host: dialled(plan), port: plan.port }, inner]);
}

export function ordererSite(home: NetworkHome, { member, plan }: Placed<OrdererPlan>): NodeSite {
  const inner = [plan.adminPort, plan.operationsPort].map((port) => ({ host: '127.0.0.1', port }));
  return siteOf(home, member, plan.name, [{ host: dialled(plan), port: plan.port }, ...inner]);
}

export function chaincodeSite(home: NetworkHome, member: MemberPlan): NodeSite {
  const { chaincode } = member;
  return siteOf(home, member, 'chaincode', [{ host: dialled(chaincode), port: chaincode.port }]);
}

function siteOf(
  home: NetworkHome,
  member: MemberPlan,
  name: string,
  endpoints: NodeSite['endpoints'],
): NodeSite {
  return { name: `${member.id}-${name}`, folder: home.node(member, name), endpoints };
}

/** The address at which this machine itself reaches what it binds. */
function dialled(endpoint: Endpoint): string {
  const bound = listenAddress(endpoint);
  return bound === '0.0.0.0' ? '127.0.0.1' : bound;
}

/** Writes the peer's core.yaml and says how to run it. */
export function peerProgram(home: NetworkHome, programs: Programs, placed: Placed<PeerPlan>): NodeProgram {
  const { member, plan } = placed;
  const folder = home.node(member, plan.name);
  const certificates = home.certificates(member);
  const read = (...parts: string[]) => readFileSync(certificates.path(...parts), 'utf8');
  const place = { ...nativePlace(home, member, plan), builder: programs.release.ccaasBuilder };
  writeWhole(join(folder, 'core.yaml'), peerFile(home, placed, place));
  const connection: ChaincodeConnection = {
    address: `${member.chaincode.host}:${String(member.chaincode.port)}`,
    rootCert: certificates.trusted('tls'),
    clientCert: read(plan.name, 'tls', 'cert.pem'),
    clientKey: read(plan.name, 'tls', 'key.pem'),
  };
  return {
    ...peerSite(home, placed),
    command: programs.release.peer,
    args: ['node', 'start'],
    env: {
      PATH: programs.path,
      FABRIC_CFG_PATH: folder,
      FABRIC_LOGGING_SPEC: 'warn',
      CHAINCODE_AS_A_SERVICE_BUILDER_CONFIG: JSON.stringify(connection),
    },
  };
}

/** Writes the orderer's orderer.yaml and says how to run it. */
export function ordererProgram(
  home: NetworkHome,
  programs: Programs,
  placed: Placed<OrdererPlan>,
): NodeProgram {
  const { member, plan } = placed;
  const folder = home.node(member, plan.name);
  writeWhole(join(folder, 'orderer.yaml'), ordererFile(home, placed, nativePlace(home, member, plan)));
  return {
    ...ordererSite(home, placed),
    command: programs.release.orderer,
    args: [],
    env: { PATH: programs.path, FABRIC_CFG_PATH: folder, FABRIC_LOGGING_SPEC: 'warn' },
  };
}

/** How to run the member's chaincode server. */
export function chaincodeProgram(
  home: NetworkHome,
  programs: Programs,
  member: MemberPlan,
  packageId: string,
): NodeProgram {
  const certificates = home.certificates(member);
  return {
    ...chaincodeSite(home, member),
    command: process.execPath,
    args: [programs.chaincodeServer],
    env: {
      PATH: programs.path,
      CHAINCODE_ID: packageId,
      CHAINCODE_SERVER_ADDRESS: `${listenAddress(member.chaincode)}:${String(member.chaincode.port)}`,
      CHAINCODE_TLS_CERT: certificates.path('chaincode', 'tls', 'cert.pem'),
      CHAINCODE_TLS_KEY: certificates.path('chaincode', 'tls', 'key.pem'),
      CHAINCODE_CLIENT_CA_CERT: certificates.path('chaincode', 'tls', 'ca.pem'),
      CORE_CHAINCODE_LOGGING_LEVEL: 'ERROR',
    },
  };
}
