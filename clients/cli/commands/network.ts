import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { MalformedError } from '@huren/chaincode/domain';
import { CertificateFault, certificateFaults, writeWhole } from '@huren/network/certificates';
import {
  findRelease,
  NetworkHome,
  NetworkRun,
  OperatorFault,
  type NodeStatus,
  type Step,
} from '@huren/network/operator';
import { demoTopology, parseNetworkFile, toleratedFaults, writeNetworkFile } from '@huren/network/topology';
import { columns } from '../columns';
import type { CommandEntry, OptionEntry } from '../command';
import type { Given } from '../given';
import { bilingual } from '../language';
import type { Session } from '../session';
import { EXIT, type ExitCode, malformed, Trouble, usage } from '../trouble';
import { VERSION } from '../version';

const folderOption: OptionEntry = {
  flags: '--dir <folder>',
  summary: bilingual(
    '网络目录（默认 HUREN_NETWORK，否则 data/network）',
    'folder of the network (default: HUREN_NETWORK, else data/network)',
  ),
};
const nodeArgument = (optional?: true) => ({
  name: 'node',
  ...(optional ? { optional } : {}),
  summary: bilingual('节点名，见 huren network status', 'name of a node, see huren network status'),
});

export const networkCommands: readonly CommandEntry[] = [
  {
    path: ['network', 'init'],
    summary: bilingual(
      '生成 network.yaml（演示网络，可再修改）',
      'write a network.yaml of the demo, to be edited',
    ),
    options: [
      folderOption,
      {
        flags: '--members <number>',
        summary: bilingual('成员数，1 至 7（默认 7）', 'members, 1 to 7 (default: 7)'),
      },
      {
        flags: '--consensus <kind>',
        choices: ['bft', 'raft'],
        summary: bilingual('共识方式（默认 bft）', 'how orderers agree (default: bft)'),
      },
      {
        flags: '--base-port <port>',
        summary: bilingual('首个端口（默认 17000）', 'first port (default: 17000)'),
      },
    ],
    run: (session, given) => Promise.resolve(init(session, given)),
  },
  {
    path: ['network', 'up'],
    summary: bilingual(
      '启动网络；已完成的步骤会保留，可反复运行',
      'start the network; what is done is kept, so it can be run again',
    ),
    options: [folderOption],
    notes: bilingual(
      '需要 Hyperledger Fabric 官方发行版的程序：将 FABRIC_BIN 设为其 bin 目录。',
      'Needs the programs of an official Hyperledger Fabric release: set FABRIC_BIN to its bin folder.',
    ),
    run: (session, given) =>
      guarded(async () => {
        await runOf(session, given).up(new Date(session.terminal.now()));
        return EXIT.ok;
      }),
  },
  {
    path: ['network', 'down'],
    summary: bilingual('停止网络，数据保留', 'stop the network; its data stay'),
    options: [folderOption],
    run: (session, given) =>
      guarded(async () => {
        await runOf(session, given).down();
        return EXIT.ok;
      }),
  },
  {
    path: ['network', 'restart'],
    summary: bilingual('重启一个节点或全部节点', 'restart one node, or all'),
    arguments: [nodeArgument(true)],
    options: [folderOption],
    run: (session, given) =>
      guarded(async () => {
        await runOf(session, given).restart(given.optionalArgument(0));
        return EXIT.ok;
      }),
  },
  {
    path: ['network', 'status'],
    summary: bilingual('各节点是否运行、是否应答', 'which nodes run and answer'),
    options: [folderOption],
    notes: bilingual('退出码：0 全部应答，3 有节点未应答。', 'Exit codes: 0 all answer; 3 some do not.'),
    run: (session, given) => guarded(() => status(session, given)),
  },
  {
    path: ['network', 'logs'],
    summary: bilingual('节点日志的末尾', 'the end of a node’s log'),
    arguments: [nodeArgument()],
    options: [
      folderOption,
      { flags: '--lines <number>', summary: bilingual('行数（默认 40）', 'lines (default: 40)') },
    ],
    run: (session, given) => guarded(() => Promise.resolve(logs(session, given))),
  },
];

function folderOf(session: Session, given: Given): string {
  return resolve(given.text('dir') ?? session.terminal.env['HUREN_NETWORK'] ?? 'data/network');
}

function init(session: Session, given: Given): ExitCode {
  const folder = folderOf(session, given);
  const path = join(folder, 'network.yaml');
  if (existsSync(path)) {
    throw usage(
      'network-exists',
      `${path} 已存在，未作改动；请直接修改该文件，或用 --dir 指定其他目录。`,
      `${path} is there and was left as it is; edit it, or name another folder by --dir.`,
    );
  }
  const members = given.count('members');
  const basePort = given.count('basePort');
  const consensus = given.text('consensus') === 'raft' ? 'raft' : 'bft';
  const topology = (() => {
    try {
      return demoTopology({
        consensus,
        ...(members === undefined ? {} : { members }),
        ...(basePort === undefined ? {} : { basePort }),
      });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw usage(
        'bad-members',
        '成员数应为 1 至 7；请改正后重试。',
        'Members are 1 to 7; correct it and try again.',
      );
    }
  })();
  const text = writeNetworkFile(topology);
  parse(text);
  writeWhole(path, text);
  const orderers = topology.members.reduce((sum, member) => sum + member.orderers.length, 0);
  const summary = {
    path,
    members: topology.members.length,
    orderers,
    consensus,
    tolerates: toleratedFaults(consensus, orderers),
  };
  session.show(summary, () => [
    session.say({
      zh: `已写入 ${path}：${summary.members} 个成员，${orderers} 个排序节点（${consensus}，可容忍 ${summary.tolerates} 个故障）。下一步：huren network up`,
      en: `Wrote ${path}: ${summary.members} members, ${orderers} orderers (${consensus}, ${summary.tolerates} may fail). Next: huren network up`,
    }),
  ]);
  return EXIT.ok;
}

/** @throws Trouble with the place in the file. */
function parse(text: string) {
  try {
    return parseNetworkFile(text);
  } catch (error) {
    throw error instanceof MalformedError ? malformed(error, 'network.yaml ', 'network.yaml') : error;
  }
}

function runOf(session: Session, given: Given): NetworkRun {
  const folder = folderOf(session, given);
  const path = join(folder, 'network.yaml');
  if (!existsSync(path)) {
    throw usage(
      'no-network',
      `${path} 不存在；请先运行 huren network init，或用 --dir 指定网络目录。`,
      `${path} is not there; run huren network init first, or name the network’s folder by --dir.`,
    );
  }
  const topology = parse(readFileSync(path, 'utf8'));
  const { env } = session.terminal;
  const programs = {
    release: findRelease(env),
    chaincodeServer: require.resolve('@huren/chaincode/server/main'),
    path: env['PATH'] ?? '',
  };
  const definition = { name: 'huren', version: VERSION, sequence: 1 };
  const home = new NetworkHome(realpathSync(folder), topology);
  return new NetworkRun(home, programs, definition, (step) => {
    tell(session, step);
  });
}

function tell(session: Session, { words, state, ms }: Step): void {
  if (state === 'begun' || session.json) return;
  const kept = state === 'kept' ? session.say({ zh: '（已完成，保留）', en: ' (kept)' }) : '';
  session.note({
    zh: `${words.zh}${kept} ${(ms / 1000).toFixed(1)} s`,
    en: `${words.en}${kept} ${(ms / 1000).toFixed(1)} s`,
  });
}

async function status(session: Session, given: Given): Promise<ExitCode> {
  const nodes = await runOf(session, given).status();
  const word = (node: NodeStatus): string => {
    if (node.answers) return session.say({ zh: '应答', en: 'answers' });
    return node.pid === undefined
      ? session.say({ zh: '未运行', en: 'not running' })
      : session.say({ zh: '未应答', en: 'silent' });
  };
  session.show({ nodes }, () =>
    columns(
      nodes.map((node) => [
        node.name,
        word(node),
        String(node.pid ?? '-'),
        node.height === undefined ? '' : session.say({ zh: '高度 ', en: 'height ' }) + String(node.height),
      ]),
    ),
  );
  return nodes.every(({ answers }) => answers) ? EXIT.ok : EXIT.cannotTell;
}

function logs(session: Session, given: Given): ExitCode {
  const path = runOf(session, given).log(given.argument(0));
  const text = existsSync(path) ? readFileSync(path, 'utf8').trimEnd() : '';
  const lines = text.split('\n').slice(-(given.count('lines') ?? 40));
  session.show({ path, lines }, () => lines);
  return EXIT.ok;
}

/** Faults of the operator's tool in the command line's terms. */
async function guarded(act: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof OperatorFault) {
      const exit = ['fabric-missing', 'unknown-node'].includes(error.code) ? EXIT.usage : EXIT.cannotTell;
      const details = error.log === undefined ? undefined : { log: error.log };
      throw new Trouble(exit, error.code, error.words, details);
    }
    if (error instanceof CertificateFault) {
      const { zh, en } = certificateFaults[error.code];
      const code = `certificate-${error.code.toLowerCase().replaceAll('_', '-')}`;
      throw usage(
        code,
        `${error.path}：${zh}。请更换该证书后再次运行 huren network up。`,
        `${error.path}: ${en}. Replace that certificate and run huren network up again.`,
      );
    }
    throw error;
  }
}
