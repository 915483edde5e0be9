import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chaincodePackage } from '../operator/chaincode-package';
import { chaincodeName } from '../operator/network-run';
import type { NetworkHome, Placed } from '../operator/home';
import { ordererFile, peerFile, type NodePlace } from '../operator/node-files';
import { OperatorFault } from '../operator/operator-fault';
import { triedRelease } from '../operator/release';
import type { MemberPlan, OrdererPlan, PeerPlan } from '../topology';

/** Where things lie inside every container; all of it is mounted read-only but the data. */
export const inside = {
  certificates: '/etc/huren/certificates',
  config: '/etc/huren/config',
  data: '/var/huren/data',
  /** Builder for chaincode as a service of the official peer image. */
  builder: '/opt/hyperledger/ccaas_builder',
  software: '/opt/huren',
} as const;

/** One program of the network as a container, whatever runs it. */
export interface Container {
  /** DNS label: `peer0-230200`. */
  readonly name: string;
  readonly member: MemberPlan;
  readonly kind: 'peer' | 'orderer' | 'chaincode' | 'gateway';
  /** Host name by which the others dial it. */
  readonly host: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What the peer hands its builder; it holds a private key. */
  readonly builder?: string;
  /** Its configuration file, by name. */
  readonly config: Readonly<Record<string, string>>;
  /** Folder of its own certificates and keys below `certificates/<member>`; the gateway has its operator's. */
  readonly keys: string;
  readonly ports: readonly { readonly name: string; readonly port: number; readonly isPublic: boolean }[];
  /** HTTP where there is a path, else whether the port opens. */
  readonly health: { readonly port: number; readonly path?: string };
  readonly memoryMb: number;
  readonly cpus: number;
  readonly hasData: boolean;
}

/** Port of a member's gateway inside its container. */
const gatewayPort = 8080;

/**
 * The containers of this folder's members, from the same network.yaml and the same node files as native processes.
 * @param software image of Huren itself, e.g. `huren:0.1.0`.
 * @throws OperatorFault `needs-names` when nodes are planned on loopback, which no other container reaches
 */
export function containersOf(
  home: NetworkHome,
  software: { readonly image: string; readonly version: string },
) {
  const loopback = /^(127\.|localhost$)/;
  const hosts = home.topology.members.flatMap((member) => [
    ...member.peers,
    ...member.orderers,
    member.chaincode,
  ]);
  if (hosts.some(({ host }) => loopback.test(host))) {
    throw new OperatorFault('needs-names', {
      zh: 'network.yaml 中有节点的 host 为本机回环地址，容器之间无法互通；请为各节点写主机名（如 huren network init --hosts "{node}-{member}.huren.svc"），在首次启动前完成。',
      en: 'Nodes of network.yaml have loopback hosts, which no other container reaches; give each node a host name (such as huren network init --hosts "{node}-{member}.huren.svc") before the first start.',
    });
  }
  return home.own.flatMap((member): Container[] => [
    ...member.orderers.map((plan) => ordererContainer(home, { member, plan })),
    ...member.peers.map((plan) => peerContainer(home, { member, plan })),
    chaincodeContainer(home, member, software),
    gatewayContainer(home, member, software.image),
  ]);
}

function placeOf(): NodePlace {
  return {
    certificate: (member, ...parts) => join(inside.certificates, member.id, ...parts),
    data: inside.data,
    listen: '0.0.0.0',
    // Probes and the operator's tool come from outside the container; the admin endpoint asks for mutual TLS.
    listenInner: '0.0.0.0',
    builder: inside.builder,
  };
}

const label = (member: MemberPlan, name: string): string => `${name}-${member.id.toLowerCase()}`;

function peerContainer(home: NetworkHome, placed: Placed<PeerPlan>): Container {
  const { member, plan } = placed;
  const certificates = home.certificates(member);
  const read = (name: string): string => readFileSync(certificates.path(plan.name, 'tls', name), 'utf8');
  return {
    name: label(member, plan.name),
    member,
    kind: 'peer',
    host: plan.host,
    image: `hyperledger/fabric-peer:${triedRelease}`,
    command: ['peer', 'node', 'start'],
    env: { FABRIC_CFG_PATH: inside.config, FABRIC_LOGGING_SPEC: 'warn' },
    builder: JSON.stringify({
      address: `${member.chaincode.host}:${String(member.chaincode.port)}`,
      rootCert: certificates.trusted('tls'),
      clientCert: read('cert.pem'),
      clientKey: read('key.pem'),
    }),
    config: { 'core.yaml': peerFile(home, placed, placeOf()) },
    keys: plan.name,
    ports: [
      { name: 'grpc', port: plan.port, isPublic: true },
      { name: 'operations', port: plan.operationsPort, isPublic: false },
    ],
    health: { port: plan.operationsPort, path: '/healthz' },
    memoryMb: 1024,
    cpus: 2,
    hasData: true,
  };
}

function ordererContainer(home: NetworkHome, placed: Placed<OrdererPlan>): Container {
  const { member, plan } = placed;
  return {
    name: label(member, plan.name),
    member,
    kind: 'orderer',
    host: plan.host,
    image: `hyperledger/fabric-orderer:${triedRelease}`,
    command: ['orderer', 'start'],
    env: { FABRIC_CFG_PATH: inside.config, FABRIC_LOGGING_SPEC: 'warn' },
    config: { 'orderer.yaml': ordererFile(home, placed, placeOf()) },
    keys: plan.name,
    ports: [
      { name: 'grpc', port: plan.port, isPublic: true },
      { name: 'admin', port: plan.adminPort, isPublic: false },
      { name: 'operations', port: plan.operationsPort, isPublic: false },
    ],
    health: { port: plan.operationsPort, path: '/healthz' },
    memoryMb: 512,
    cpus: 1,
    hasData: true,
  };
}

function chaincodeContainer(
  home: NetworkHome,
  member: MemberPlan,
  software: { readonly image: string; readonly version: string },
): Container {
  const { port, host } = member.chaincode;
  const version = home.definition?.version ?? software.version;
  const tls = (name: string): string => `${inside.certificates}/${member.id}/chaincode/tls/${name}`;
  return {
    name: label(member, 'chaincode'),
    member,
    kind: 'chaincode',
    host,
    image: software.image,
    command: ['node', `${inside.software}/chaincode/dist/server/main.js`],
    env: {
      CHAINCODE_ID: chaincodePackage(`${chaincodeName}_${version}`).id,
      CHAINCODE_SERVER_ADDRESS: `0.0.0.0:${String(port)}`,
      CHAINCODE_TLS_CERT: tls('cert.pem'),
      CHAINCODE_TLS_KEY: tls('key.pem'),
      CHAINCODE_CLIENT_CA_CERT: tls('ca.pem'),
      CORE_CHAINCODE_LOGGING_LEVEL: 'ERROR',
    },
    config: {},
    keys: 'chaincode',
    ports: [{ name: 'chaincode', port, isPublic: false }],
    health: { port },
    memoryMb: 512,
    cpus: 1,
    hasData: false,
  };
}

function gatewayContainer(home: NetworkHome, member: MemberPlan, image: string): Container {
  const name = label(member, 'gateway');
  return {
    name,
    member,
    kind: 'gateway',
    host: name,
    image,
    command: ['node', `${inside.software}/gateway/dist/main.js`],
    env: {
      HUREN_LEDGER: 'fabric-gateway',
      HUREN_MEMBER: member.id,
      HUREN_FABRIC_CHANNEL: home.topology.channel,
      HUREN_FABRIC_PROFILE: `${inside.config}/profile.json`,
      HUREN_HOST: '0.0.0.0',
      HUREN_PORT: String(gatewayPort),
      HUREN_DATA: inside.data,
      HUREN_KEYS: `${inside.data}/keys`,
    },
    config: { 'profile.json': readFileSync(join(home.folder, 'profiles', `${member.id}.json`), 'utf8') },
    keys: 'operator',
    ports: [{ name: 'http', port: gatewayPort, isPublic: false }],
    health: { port: gatewayPort, path: '/healthz' },
    memoryMb: 1024,
    cpus: 2,
    hasData: true,
  };
}
