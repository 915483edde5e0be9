import { stringify } from 'yaml';
import type { NetworkHome } from '../operator/home';
import { inside, type Container } from './container';

/** The owner of the files, since nothing runs as root and keys are readable by their owner alone. */
const owner = '${HUREN_UID:-1000}:${HUREN_GID:-1000}';

export const notRun = `此文件由 network.yaml 生成（huren network compose / manifests），请勿手工修改。未能在开发环境中用 Docker 或 Kubernetes 实际运行，
# 只核对了结构与所引用的文件；首次使用请先在测试环境验证。
# Made from network.yaml by huren network compose / manifests: do not edit. It could not be run where Huren is developed
# (no Docker, no Kubernetes there): its structure and the files it names were checked, no more. Try it in a test setting first.`;

/** compose.yaml in the network's folder: every path is relative to it. */
export function composeFile(home: NetworkHome, containers: readonly Container[]): string {
  const services = Object.fromEntries(containers.map((one) => [one.name, serviceOf(home, one)]));
  const file = {
    name: home.topology.network,
    services: { ...services, operator: operatorService(home, containers) },
    networks: { huren: null },
  };
  return `# ${notRun}
#
#   export HUREN_UID=$(id -u) HUREN_GID=$(id -g) HUREN_SOFTWARE=/path/to/huren
#   docker compose up -d --wait && docker compose run --rm operator
${stringify(file, { lineWidth: 0, aliasDuplicateObjects: false })}`;
}

function serviceOf(home: NetworkHome, one: Container): object {
  const isHuren = one.kind === 'chaincode' || one.kind === 'gateway';
  return {
    image: one.image,
    ...(isHuren ? { build: softwareBuild } : {}),
    ...(one.command === undefined ? {} : { command: [...one.command] }),
    user: owner,
    init: true,
    restart: 'unless-stopped',
    read_only: true,
    tmpfs: ['/tmp'],
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    environment: { ...one.env },
    ...envFiles(one),
    volumes: mounts(home, one),
    ...(one.ports.some(({ isPublic }) => isPublic) || one.kind === 'gateway'
      ? { ports: published(one) }
      : {}),
    networks: { huren: { aliases: [one.host] } },
    healthcheck: {
      test: ['CMD', ...healthCommand(one)],
      interval: '10s',
      timeout: '5s',
      retries: 6,
      start_period: '20s',
    },
    mem_limit: `${String(one.memoryMb)}m`,
    cpus: one.cpus,
    pids_limit: 1024,
    logging: { driver: 'json-file', options: { 'max-size': '20m', 'max-file': '5' } },
  };
}

const softwareBuild = {
  context: '${HUREN_SOFTWARE:?the folder of Huren’s source}',
  dockerfile: '${PWD}/containers/Dockerfile',
};

function envFiles(one: Container): object {
  const files = [
    ...(one.builder === undefined ? [] : [`./containers/${one.name}/builder.env`]),
    // HUREN_KEYS_PASSPHRASE, which nobody but the operator knows.
    ...(one.kind === 'gateway' ? [`./containers/${one.name}/gateway.env`] : []),
  ];
  return files.length === 0 ? {} : { env_file: files };
}

/** Where a container's data lie in the network's folder, under compose. */
export function dataFolder({ name }: Container): string {
  return `containers/${name}/data`;
}

/** Read-only, except for the data: its own keys, the public part of every member, its configuration. */
function mounts(home: NetworkHome, one: Container): string[] {
  const own = `${one.member.id}/${one.keys}`;
  const msps = home.topology.members.map(({ id }) => `${id}/msp`);
  return [
    ...[own, ...msps].map((path) => `./certificates/${path}:${inside.certificates}/${path}:ro`),
    ...(Object.keys(one.config).length === 0 ? [] : [`./containers/${one.name}/config:${inside.config}:ro`]),
    // A folder of the owner's: a volume of Docker's own would belong to root.
    ...(one.hasData ? [`./${dataFolder(one)}:${inside.data}`] : []),
  ];
}

/** Nodes are for other members; a gateway is for a TLS proxy on this machine. */
function published(one: Container): string[] {
  if (one.kind === 'gateway') return one.ports.map(({ port }) => `127.0.0.1::${String(port)}`);
  return one.ports.filter(({ isPublic }) => isPublic).map(({ port }) => `${String(port)}:${String(port)}`);
}

/** The official images have bash and no HTTP client; Node's has Node. */
function healthCommand({ kind, health: { port, path } }: Container): readonly string[] {
  if (kind === 'peer' || kind === 'orderer') {
    const asked = `exec 3<>/dev/tcp/127.0.0.1/${String(port)}; printf 'GET ${path ?? '/'} HTTP/1.0\\r\\n\\r\\n' >&3; read -r line <&3; [[ $$line == *' 200 '* ]]`;
    return ['bash', '-c', asked];
  }
  const script =
    path === undefined
      ? `require('node:net').connect(${String(port)},'127.0.0.1').on('connect',()=>process.exit(0)).on('error',()=>process.exit(1))`
      : `fetch('http://127.0.0.1:${String(port)}${path}').then((a)=>process.exit(a.ok?0:1),()=>process.exit(1))`;
  return ['node', '-e', script];
}

/** Runs once inside the network: channel, chaincode, last check; it holds the members' administrators. */
function operatorService(home: NetworkHome, containers: readonly Container[]): object {
  const image = containers.find(({ kind }) => kind === 'gateway')?.image;
  return {
    image,
    build: softwareBuild,
    profiles: ['setup'],
    command: [
      'node',
      `${inside.software}/clients/dist/cli/main.js`,
      'network',
      'up',
      '--attach',
      '--dir',
      '/network',
    ],
    user: owner,
    read_only: true,
    tmpfs: ['/tmp'],
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    volumes: ['.:/network'],
    networks: ['huren'],
  };
}
