import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../certificates';
import type { MemberPlan, OrdererPlan, PeerPlan } from '../topology';
import type { ChaincodeConnection } from './chaincode-package';
import type { NetworkHome, Placed } from './home';
import { ordererFile, peerFile } from './node-files';
import type { NodeProgram } from './node-process';
import type { Release } from './release';

/** What the nodes are run with. */
export interface Programs {
  readonly release: Release;
  /** The built chaincode server (a Node script). */
  readonly chaincodeServer: string;
  /** PATH for the nodes: a peer's builder needs a shell's. */
  readonly path: string;
}

/** Writes the peer's core.yaml and says how to run it. */
export function peerProgram(home: NetworkHome, programs: Programs, placed: Placed<PeerPlan>): NodeProgram {
  const { member, plan } = placed;
  const folder = home.node(member, plan.name);
  const certificates = home.certificates(member);
  const read = (...parts: string[]) => readFileSync(certificates.path(...parts), 'utf8');
  writeWhole(join(folder, 'core.yaml'), peerFile(home, programs.release, placed));
  const connection: ChaincodeConnection = {
    address: `${member.chaincode.host}:${String(member.chaincode.port)}`,
    rootCert: read('tls-ca', 'cert.pem'),
    clientCert: read(plan.name, 'tls', 'cert.pem'),
    clientKey: read(plan.name, 'tls', 'key.pem'),
  };
  return {
    name: `${member.id}-${plan.name}`,
    folder,
    command: programs.release.peer,
    args: ['node', 'start'],
    env: {
      PATH: programs.path,
      FABRIC_CFG_PATH: folder,
      FABRIC_LOGGING_SPEC: 'warn',
      CHAINCODE_AS_A_SERVICE_BUILDER_CONFIG: JSON.stringify(connection),
    },
    endpoints: [plan, { host: '127.0.0.1', port: plan.operationsPort }],
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
  writeWhole(join(folder, 'orderer.yaml'), ordererFile(home, placed));
  return {
    name: `${member.id}-${plan.name}`,
    folder,
    command: programs.release.orderer,
    args: [],
    env: { PATH: programs.path, FABRIC_CFG_PATH: folder, FABRIC_LOGGING_SPEC: 'warn' },
    endpoints: [
      plan,
      { host: plan.host, port: plan.adminPort },
      { host: '127.0.0.1', port: plan.operationsPort },
    ],
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
    name: `${member.id}-chaincode`,
    folder: home.node(member, 'chaincode'),
    command: process.execPath,
    args: [programs.chaincodeServer],
    env: {
      PATH: programs.path,
      CHAINCODE_ID: packageId,
      CHAINCODE_SERVER_ADDRESS: `${member.chaincode.host}:${String(member.chaincode.port)}`,
      CHAINCODE_TLS_CERT: certificates.path('chaincode', 'tls', 'cert.pem'),
      CHAINCODE_TLS_KEY: certificates.path('chaincode', 'tls', 'key.pem'),
      CHAINCODE_CLIENT_CA_CERT: certificates.path('tls-ca', 'cert.pem'),
      CORE_CHAINCODE_LOGGING_LEVEL: 'ERROR',
    },
    endpoints: [member.chaincode],
  };
}
