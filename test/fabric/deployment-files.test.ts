import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { writeDeployment } from '@huren/network/deployment';
import { chaincodePackage, NetworkHome, OperatorFault, writeProfiles } from '@huren/network/operator';
import { demoTopology } from '@huren/network/topology';

interface Service {
  readonly image: string;
  readonly user: string;
  readonly read_only: boolean;
  readonly cap_drop: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly env_file?: readonly string[];
  readonly volumes: readonly string[];
  readonly ports?: readonly string[];
  readonly networks: unknown;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly mem_limit?: string;
  readonly profiles?: readonly string[];
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
}
interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: never;
}

const hosts = '{node}-{member}.nen-river.svc';
const software = { image: 'huren:0.1.0', version: '0.1.0' };

describe('what runs a network in containers', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'huren-containers-')));
  const home = new NetworkHome(folder, demoTopology({ members: 3, hosts }));
  let compose: Compose;
  let files: readonly string[];

  beforeAll(async () => {
    await home.ensureCertificates(new Date());
    writeProfiles(home);
    writeDeployment(home, 'compose', software);
    files = writeDeployment(home, 'kubernetes', software);
    compose = parse(readFileSync(join(folder, 'compose.yaml'), 'utf8')) as Compose;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const nodes = () => Object.entries(compose.services).filter(([name]) => name !== 'operator');

  it('is said to be untried, in every generated file for people', () => {
    for (const path of ['compose.yaml', 'kustomization.yaml', 'containers/Dockerfile', ...files]) {
      if (!/yaml$|Dockerfile$/.test(path) || path.includes('/config/')) continue;
      expect(readFileSync(join(folder, path), 'utf8')).toMatch(/^# [^]*could not be run/);
    }
  });

  it('refuses nodes on loopback, which no other container reaches', () => {
    const loopback = new NetworkHome(folder, demoTopology({ members: 3 }));
    expect(() => writeDeployment(loopback, 'compose', software)).toThrow(OperatorFault);
    expect(() => writeDeployment(loopback, 'compose', software)).toThrow(/host name/);
  });

  describe('compose.yaml', () => {
    it('has every node of network.yaml, a chaincode server and a gateway a member, and the one set-up', () => {
      expect(Object.keys(compose.services)).toHaveLength(4 + 3 + 3 + 3 + 1);
      expect(compose.services['operator']?.profiles).toEqual(['setup']);
    });

    it('names the official images of the tried release', () => {
      const images = new Set(nodes().map(([, { image }]) => image));
      expect([...images].sort()).toEqual([
        'huren:0.1.0',
        'hyperledger/fabric-orderer:3.1.5',
        'hyperledger/fabric-peer:3.1.5',
      ]);
    });

    it('runs nothing as root, nothing with capabilities, everything with limits and a health check', () => {
      for (const [name, service] of nodes()) {
        expect([name, service.user]).toEqual([name, '${HUREN_UID:-1000}:${HUREN_GID:-1000}']);
        expect([name, service.read_only, service.cap_drop]).toEqual([name, true, ['ALL']]);
        expect(service.mem_limit).toMatch(/^\d+m$/);
        expect(service.healthcheck?.test[0]).toBe('CMD');
      }
    });

    it('names only files that are there, and mounts them read-only', () => {
      for (const [name, { volumes, env_file }] of nodes()) {
        for (const volume of volumes) {
          const [source = '', target, mode] = volume.split(':');
          const expected = target === '/var/huren/data' ? undefined : 'ro';
          expect([volume, existsSync(join(folder, source)), mode]).toEqual([volume, true, expected]);
        }
        for (const file of env_file ?? [])
          expect([name, existsSync(join(folder, file))]).toEqual([name, true]);
      }
    });

    it('gives a node its own keys and no other’s', () => {
      for (const [name, { volumes }] of nodes()) {
        const folders = volumes.filter((one) => one.startsWith('./certificates/'));
        const keyed = folders.filter((one) => !/^\.\/certificates\/\d+\/msp:/.test(one));
        expect([name, keyed.length]).toEqual([name, 1]);
        expect(folders.some((one) => /\/(ca|tls-ca):/.test(one))).toBe(false);
      }
    });

    it('opens nodes to the others, the gateway to this machine alone, and nobody’s administration', () => {
      for (const [name, { ports = [] }] of nodes()) {
        const plan = [...home.topology.members.flatMap((one) => [...one.peers, ...one.orderers])].find(
          ({ host }) => host.startsWith(`${name}.`),
        );
        const expected = name.startsWith('gateway')
          ? ['127.0.0.1::8080']
          : plan === undefined
            ? []
            : [`${String(plan.port)}:${String(plan.port)}`];
        expect([name, ports]).toEqual([name, expected]);
      }
    });

    it('runs the chaincode under the package id that every member approves', () => {
      const server = compose.services['chaincode-230200'];
      expect(server?.environment?.['CHAINCODE_ID']).toBe(chaincodePackage('huren_0.1.0').id);
    });

    it('holds no key and no passphrase', () => {
      const text = readFileSync(join(folder, 'compose.yaml'), 'utf8');
      expect(text).not.toMatch(/PRIVATE KEY|PASSPHRASE=/);
    });
  });

  it('keeps secrets readable by their owner alone, and a passphrase that is there', () => {
    const secrets = files.filter((path) => /builder|gateway\.env/.test(path));
    expect(secrets.length).toBeGreaterThan(0);
    for (const path of secrets) expect([path, statSync(join(folder, path)).mode & 0o077]).toEqual([path, 0]);
    const path = join(folder, 'containers/gateway-230200/gateway.env');
    const before = readFileSync(path, 'utf8');
    writeDeployment(home, 'compose', software);
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  it.each(['peer0-230200', 'orderer0-220800'])(
    'gives %s a configuration with paths of its container',
    (name) => {
      const file = name.startsWith('peer') ? 'core.yaml' : 'orderer.yaml';
      const text = readFileSync(join(folder, 'containers', name, 'config', file), 'utf8');
      expect(text).not.toContain(folder);
      const mounted =
        compose.services[name]?.volumes.map((one) => one.split(':').slice(0, 2) as [string, string]) ?? [];
      const paths = [...text.matchAll(/\/etc\/huren\/certificates\/[\w./-]+/g)].map(([path]) => path);
      expect(paths.length).toBeGreaterThan(3);
      for (const path of paths) {
        const mount = mounted.find(([, target]) => path === target || path.startsWith(`${target}/`));
        const [source, target] = mount ?? ['', ''];
        expect([
          path,
          mount !== undefined && existsSync(join(folder, source, path.slice(target.length))),
        ]).toEqual([path, true]);
      }
    },
  );

  describe('the Kubernetes manifests', () => {
    const manifests = (): Manifest[] =>
      files
        .filter((path) => path.startsWith('kubernetes/'))
        .flatMap((path) => parseAllDocuments(readFileSync(join(folder, path), 'utf8')))
        .map((document) => document.toJS() as Manifest);

    it('are listed in kustomization.yaml, and every file that it names is there', () => {
      const text = readFileSync(join(folder, 'kustomization.yaml'), 'utf8');
      const { resources, secretGenerator, configMapGenerator } = parse(text) as {
        resources: string[];
        secretGenerator: { name: string; files: string[]; envs?: string[] }[];
        configMapGenerator: { name: string; files: string[] }[];
      };
      expect(resources.sort()).toEqual(files.filter((path) => path.startsWith('kubernetes/')).sort());
      for (const { files: named, envs = [] } of [...secretGenerator, ...configMapGenerator] as {
        files: string[];
        envs?: string[];
      }[]) {
        for (const one of [...named, ...envs]) {
          const [key, path = key] = one.split('=') as [string, string?];
          expect([path, existsSync(join(folder, path))]).toEqual([path, true]);
          if (one.includes('=')) expect(key).toMatch(/^[-._a-zA-Z0-9]{1,253}$/);
        }
      }
    });

    it('have names and labels that Kubernetes takes', () => {
      for (const { metadata, kind } of manifests()) {
        expect([kind, metadata.name]).toEqual([
          kind,
          expect.stringMatching(/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/),
        ]);
      }
    });

    it('are one stateful set and one service a container, without root, with probes and limits', () => {
      const sets = manifests().filter(({ kind }) => kind === 'StatefulSet');
      expect(sets).toHaveLength(13);
      expect(manifests().filter(({ kind }) => kind === 'Service')).toHaveLength(13);
      for (const set of sets) {
        const { template } = set.spec as { template: { spec: Record<string, never> } };
        expect(template.spec).toMatchObject({
          automountServiceAccountToken: false,
          securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
          containers: [
            {
              securityContext: { readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
              resources: { limits: { memory: expect.any(String) as unknown } },
              livenessProbe: expect.anything() as unknown,
            },
          ],
        });
      }
    });

    it('mount only what kustomization.yaml makes, key by key', () => {
      const text = readFileSync(join(folder, 'kustomization.yaml'), 'utf8');
      const { secretGenerator } = parse(text) as { secretGenerator: { name: string; files: string[] }[] };
      for (const set of manifests().filter(({ kind }) => kind === 'StatefulSet')) {
        const { template } = set.spec as {
          template: {
            spec: {
              volumes: {
                name: string;
                projected?: { sources: { secret?: { name: string; items: { key: string }[] } }[] };
              }[];
            };
          };
        };
        const [source] =
          template.spec.volumes.find(({ name }) => name === 'certificates')?.projected?.sources ?? [];
        const made = secretGenerator.find(({ name }) => name === source?.secret?.name);
        const keys = made?.files.map((one) => one.split('=')[0]) ?? [];
        for (const { key } of source?.secret?.items ?? []) expect(keys).toContain(key);
      }
    });

    it('hold no key', () => {
      for (const path of files.filter((one) => one.startsWith('kubernetes/'))) {
        expect(readFileSync(join(folder, path), 'utf8')).not.toMatch(/PRIVATE KEY/);
      }
    });
  });

  it('follows a change of network.yaml: another chaincode version is another package id', () => {
    home.recordDefinition({ name: 'huren', version: '9', sequence: 2 });
    writeDeployment(home, 'compose', software);
    const read = parse(readFileSync(join(folder, 'compose.yaml'), 'utf8')) as Compose;
    expect(read.services['chaincode-230200']?.environment?.['CHAINCODE_ID']).toBe(
      chaincodePackage('huren_9').id,
    );
  });
});
