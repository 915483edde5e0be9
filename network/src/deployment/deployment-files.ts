import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { writeWhole } from '../certificates';
import type { NetworkHome } from '../operator/home';
import { composeFile, dataFolder, notRun } from './compose-file';
import { containersOf, type Container } from './container';
import { manifestFiles, type GeneratedFile } from './manifests';

export type DeploymentKind = 'compose' | 'kubernetes';

/**
 * Writes what runs this folder's members in containers. Certificates and the first block must be there.
 * @returns the paths written, relative to the network's folder.
 * @throws OperatorFault `needs-names`
 */
export function writeDeployment(
  home: NetworkHome,
  kind: DeploymentKind,
  software: { readonly image: string; readonly version: string },
): readonly string[] {
  const containers = containersOf(home, software);
  const files: readonly GeneratedFile[] = [
    { path: 'containers/Dockerfile', text: dockerfile },
    ...containers.flatMap((one) => containerFiles(home, one)),
    ...(kind === 'compose'
      ? [{ path: 'compose.yaml', text: composeFile(home, containers) }]
      : manifestFiles(home, containers)),
  ];
  for (const { path, text, isSecret } of files) {
    writeWhole(join(home.folder, path), text, isSecret === true ? 0o600 : 0o644);
  }
  for (const one of containers.filter(({ hasData }) => hasData)) {
    mkdirSync(join(home.folder, dataFolder(one)), { recursive: true, mode: 0o700 });
  }
  return files.map(({ path }) => path);
}

function containerFiles(home: NetworkHome, one: Container): readonly GeneratedFile[] {
  const folder = `containers/${one.name}`;
  const files: GeneratedFile[] = Object.entries(one.config).map(([name, text]) => ({
    path: `${folder}/config/${name}`,
    text,
  }));
  if (one.builder !== undefined) {
    files.push(
      { path: `${folder}/builder.json`, text: one.builder, isSecret: true },
      {
        path: `${folder}/builder.env`,
        // In single quotes an env file of compose takes a value as it stands.
        text: `CHAINCODE_AS_A_SERVICE_BUILDER_CONFIG='${one.builder}'\n`,
        isSecret: true,
      },
    );
  }
  const gatewayEnv = `${folder}/gateway.env`;
  // A passphrase that is there locks keys that are there.
  if (one.kind === 'gateway' && !existsSync(join(home.folder, gatewayEnv))) {
    const passphrase = randomBytes(24).toString('base64url');
    files.push({ path: gatewayEnv, text: `HUREN_KEYS_PASSPHRASE=${passphrase}\n`, isSecret: true });
  }
  return files;
}

const dockerfile = `# ${notRun}
#
#   docker build -f containers/Dockerfile -t huren:VERSION /path/to/huren
FROM node:22-bookworm-slim AS build
WORKDIR /opt/huren
COPY . .
RUN npm ci && npm run build && npm prune --omit=dev

FROM node:22-bookworm-slim
COPY --from=build --chown=root:root /opt/huren /opt/huren
WORKDIR /opt/huren
USER 10001:10001
`;
