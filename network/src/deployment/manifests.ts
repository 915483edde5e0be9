import { readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { stringify } from 'yaml';
import type { NetworkHome } from '../operator/home';
import { notRun } from './compose-file';
import { inside, type Container } from './container';

/** A file of the network's folder, by its path there. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
  /** Holds a private key or a secret: readable by its owner alone. */
  readonly isSecret?: boolean;
}

const yaml = (value: object): string => stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
const document = (...values: readonly object[]): string => `# ${notRun}\n${values.map(yaml).join('---\n')}`;

/**
 * Kubernetes manifests for kustomize (kubectl apply -k): one file a container, with secrets taken from the certificates
 * by kustomization.yaml, so that no key stands in a manifest.
 */
export function manifestFiles(home: NetworkHome, containers: readonly Container[]): readonly GeneratedFile[] {
  const namespace = home.topology.network;
  const files = containers.map((one): GeneratedFile => ({
    path: `kubernetes/${one.name}.yaml`,
    text: document(workload(one, namespace, home), service(one, namespace)),
  }));
  const space = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
  };
  return [
    { path: 'kustomization.yaml', text: document(kustomization(home, containers, files)) },
    { path: 'kubernetes/namespace.yaml', text: document(space) },
    ...files,
  ];
}

function kustomization(
  home: NetworkHome,
  containers: readonly Container[],
  files: readonly GeneratedFile[],
): object {
  return {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    namespace: home.topology.network,
    resources: ['kubernetes/namespace.yaml', ...files.map(({ path }) => path)],
    secretGenerator: containers
      .map((one) => ({
        name: `${one.name}-keys`,
        files: [
          ...keyFiles(home, one).map(({ key, path }) => `${key}=${path}`),
          ...(one.builder === undefined ? [] : [`builder.json=containers/${one.name}/builder.json`]),
        ],
        ...(one.kind === 'gateway' ? { envs: [`containers/${one.name}/gateway.env`] } : {}),
      }))
      .map(({ envs, ...rest }) => (envs === undefined ? rest : { ...rest, envs })),
    configMapGenerator: [
      {
        name: 'members',
        files: memberFiles(home).map(({ key, path }) => `${key}=${path}`),
      },
      ...containers
        .filter(({ config }) => Object.keys(config).length > 0)
        .map((one) => ({
          name: `${one.name}-config`,
          files: Object.keys(one.config).map((name) => `containers/${one.name}/config/${name}`),
        })),
    ],
  };
}

/** A file of a secret or map: its key there, and its path in the network's folder and below `certificates`. */
interface MountedFile {
  readonly key: string;
  readonly path: string;
  readonly mounted: string;
}

const mountedFile = (home: NetworkHome, path: string): MountedFile => {
  const below = relative(join(home.folder, 'certificates'), path).split(sep);
  return { key: below.join('.'), path: ['certificates', ...below].join('/'), mounted: below.join('/') };
};

/** Keys and certificates of the container's own; requests and what was replaced stay outside. */
function keyFiles(home: NetworkHome, { member, keys }: Container): readonly MountedFile[] {
  const folder = home.certificates(member).path(keys);
  return ['msp', 'tls']
    .flatMap((part) => filesBelow(join(folder, part)))
    .filter((path) => path.endsWith('.pem') || path.endsWith('.yaml'))
    .map((path) => mountedFile(home, path));
}

function memberFiles(home: NetworkHome): readonly MountedFile[] {
  return home.topology.members
    .flatMap((member) => filesBelow(home.certificates(member).path('msp')))
    .map((path) => mountedFile(home, path));
}

function filesBelow(folder: string): string[] {
  if (statSync(folder, { throwIfNoEntry: false }) === undefined) return [];
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      return statSync(path).isDirectory() ? filesBelow(path) : [path];
    });
}

function workload(one: Container, namespace: string, home: NetworkHome): object {
  const { name } = one;
  const labels = {
    'app.kubernetes.io/part-of': 'huren',
    'app.kubernetes.io/component': one.kind,
    'huren/node': name,
  };
  const items = (files: readonly MountedFile[]): object[] =>
    files.map(({ key, mounted }) => ({ key, path: mounted }));
  const hasConfig = Object.keys(one.config).length > 0;
  const probe =
    one.health.path === undefined
      ? { tcpSocket: { port: one.health.port } }
      : { httpGet: { path: one.health.path, port: one.health.port } };
  const container = {
    name: one.kind,
    image: one.image,
    ...(one.command === undefined ? {} : { command: [...one.command] }),
    env: environment(one),
    ports: one.ports.map(({ name: portName, port }) => ({ name: portName, containerPort: port })),
    startupProbe: { ...probe, periodSeconds: 2, failureThreshold: 60 },
    readinessProbe: { ...probe, periodSeconds: 5, timeoutSeconds: 3 },
    livenessProbe: { ...probe, periodSeconds: 15, timeoutSeconds: 5, failureThreshold: 6 },
    resources: {
      requests: { cpu: '100m', memory: `${String(one.memoryMb / 4)}Mi` },
      limits: { cpu: String(one.cpus), memory: `${String(one.memoryMb)}Mi` },
    },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: [
      { name: 'certificates', mountPath: inside.certificates, readOnly: true },
      ...(hasConfig ? [{ name: 'config', mountPath: inside.config, readOnly: true }] : []),
      ...(one.hasData ? [{ name: 'data', mountPath: inside.data }] : []),
      { name: 'tmp', mountPath: '/tmp' },
    ],
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name, namespace, labels },
    spec: {
      serviceName: name,
      replicas: 1,
      selector: { matchLabels: { 'huren/node': name } },
      template: {
        metadata: { labels },
        spec: {
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          terminationGracePeriodSeconds: 30,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 10_001,
            runAsGroup: 10_001,
            fsGroup: 10_001,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          containers: [container],
          volumes: [
            {
              name: 'certificates',
              projected: {
                defaultMode: 0o440,
                sources: [
                  { secret: { name: `${name}-keys`, items: items(keyFiles(home, one)) } },
                  { configMap: { name: 'members', items: items(memberFiles(home)) } },
                ],
              },
            },
            ...(hasConfig ? [{ name: 'config', configMap: { name: `${name}-config` } }] : []),
            { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
          ],
        },
      },
      ...(one.hasData
        ? {
            volumeClaimTemplates: [
              {
                metadata: { name: 'data' },
                spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '20Gi' } } },
              },
            ],
          }
        : {}),
    },
  };
}

function environment(one: Container): object[] {
  const secret = (name: string, key: string): object => ({
    name,
    valueFrom: { secretKeyRef: { name: `${one.name}-keys`, key } },
  });
  return [
    ...Object.entries(one.env).map(([name, value]) => ({ name, value })),
    ...(one.builder === undefined ? [] : [secret('CHAINCODE_AS_A_SERVICE_BUILDER_CONFIG', 'builder.json')]),
    ...(one.kind === 'gateway' ? [secret('HUREN_KEYS_PASSPHRASE', 'HUREN_KEYS_PASSPHRASE')] : []),
  ];
}

/** Inside the cluster by name; a node whose host is outside it is opened to the other members. */
function service(one: Container, namespace: string): object {
  const isInside = one.host === one.name || /\.svc(\.|$)/.test(one.host);
  const isOpen = !isInside && one.ports.some(({ isPublic }) => isPublic);
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: one.name,
      namespace,
      // The name that the other members dial must lead here.
      annotations: { 'external-dns.alpha.kubernetes.io/hostname': one.host },
    },
    spec: {
      type: isOpen ? 'LoadBalancer' : 'ClusterIP',
      selector: { 'huren/node': one.name },
      publishNotReadyAddresses: true,
      ports: one.ports
        .filter(({ isPublic }) => !isOpen || isPublic)
        .map(({ name, port }) => ({ name, port, targetPort: port })),
    },
  };
}
