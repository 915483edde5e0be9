import { writeDeployment, type DeploymentKind } from '@huren/network/deployment';
import { writeProfiles } from '@huren/network/operator';
import type { CommandEntry } from '../command';
import type { Given } from '../given';
import { bilingual } from '../language';
import type { Session } from '../session';
import { EXIT, type ExitCode, usage } from '../trouble';
import { VERSION } from '../version';
import { folderOption, guarded, homeOf, memberOption, runOf } from './network-folder';

const options = [
  folderOption,
  memberOption,
  {
    flags: '--image <name>',
    summary: bilingual(
      'Huren 自身的镜像（默认 huren:版本，由 containers/Dockerfile 构建）',
      'image of Huren itself (default: huren:VERSION, built from containers/Dockerfile)',
    ),
  },
];

export const deploymentCommands: readonly CommandEntry[] = [
  {
    path: ['network', 'compose'],
    summary: bilingual(
      '按 network.yaml 生成 Docker Compose 文件',
      'write a Docker Compose file from network.yaml',
    ),
    options,
    notes: bilingual(
      '各节点须有主机名（init --hosts）。生成的文件未能在开发环境中实际运行，请先在测试环境验证。',
      'Nodes need host names (init --hosts). What is written could not be run where Huren is developed; try it in a test setting first.',
    ),
    run: (session, given) => guarded(() => write(session, given, 'compose')),
  },
  {
    path: ['network', 'manifests'],
    summary: bilingual(
      '按 network.yaml 生成 Kubernetes 清单（kustomize）',
      'write Kubernetes manifests from network.yaml (kustomize)',
    ),
    options,
    notes: bilingual(
      '各节点须有主机名，如 init --hosts "{node}-{member}.nen-river.svc"。生成的文件未能在开发环境中实际运行，请先在测试环境验证。',
      'Nodes need host names, such as init --hosts "{node}-{member}.nen-river.svc". What is written could not be run where Huren is developed; try it in a test setting first.',
    ),
    run: (session, given) => guarded(() => write(session, given, 'kubernetes')),
  },
];

async function write(session: Session, given: Given, kind: DeploymentKind): Promise<ExitCode> {
  const home = homeOf(session, given);
  const hasGenesis = await runOf(session, home).prepare(new Date(session.terminal.now()));
  if (!hasGenesis) {
    throw usage(
      'no-genesis',
      '尚无通道创世区块：请先与各成员交换证书（huren network export / import）。',
      'There is no first block yet: exchange certificates with the members first (huren network export / import).',
    );
  }
  writeProfiles(home);
  const image = given.text('image') ?? `huren:${VERSION}`;
  const files = writeDeployment(home, kind, { image, version: VERSION });
  const next = kind === 'compose' ? 'docker compose up -d --wait' : 'kubectl apply -k .';
  session.show({ folder: home.folder, files }, () => [
    ...files,
    session.say({
      zh: `以上文件写在 ${home.folder}；下一步在该目录：${next}。未能在开发环境中实际运行，请先在测试环境验证。`,
      en: `Written in ${home.folder}; next, there: ${next}. It could not be run where Huren is developed: try it in a test setting first.`,
    }),
  ]);
  return EXIT.ok;
}
