import { existsSync, readFileSync } from 'node:fs';
import type { ChannelConfiguration } from '@huren/network/channel';
import { refreshProfiles, type NetworkHome, type NodeStatus, type Outcome } from '@huren/network/operator';
import { columns } from '../columns';
import type { CommandEntry } from '../command';
import type { Given } from '../given';
import { bilingual } from '../language';
import type { Session } from '../session';
import { EXIT, type ExitCode } from '../trouble';
import { VERSION } from '../version';
import { certificateCommands } from './network-certificates';
import { deploymentCommands } from './network-deployment';
import { exchangeCommands } from './network-exchange';
import { folderOption, guarded, homeOf, memberOption, runOf } from './network-folder';
import { initCommands } from './network-init';
import { maintenanceCommands } from './network-maintenance';

const nodeArgument = (optional?: true) => ({
  name: 'node',
  ...(optional ? { optional } : {}),
  summary: bilingual('节点名，见 huren network status', 'name of a node, see huren network status'),
});
const waitingCodes = bilingual(
  '退出码：0 可用，3 尚需等待其他成员。',
  'Exit codes: 0 usable; 3 other members are waited for.',
);

export const networkCommands: readonly CommandEntry[] = [
  ...initCommands,
  {
    path: ['network', 'up'],
    summary: bilingual(
      '启动网络；已完成的步骤会保留，可反复运行',
      'start the network; what is done is kept, so it can be run again',
    ),
    options: [
      folderOption,
      memberOption,
      {
        flags: '--attach',
        summary: bilingual(
          '节点已在容器中运行：不启动，只加入通道并部署链码',
          'nodes run already, as containers: join and deploy only',
        ),
      },
    ],
    notes: bilingual(
      `需要 Hyperledger Fabric 官方发行版的程序：将 FABRIC_BIN 设为其 bin 目录。${waitingCodes.zh}`,
      `Needs the programs of an official Hyperledger Fabric release: set FABRIC_BIN to its bin folder. ${waitingCodes.en}`,
    ),
    run: (session, given) =>
      guarded(async () => {
        const now = new Date(session.terminal.now());
        const attach = given.flag('attach');
        const home = homeOf(session, given);
        const run = runOf(session, home);
        const outcome = await run.up(now, { attach });
        refreshed(session, home, await run.channelConfiguration());
        return ended(session, outcome);
      }),
  },
  {
    path: ['network', 'upgrade'],
    summary: bilingual(
      '升级链码：安装、批准，各成员齐备后提交；可反复运行',
      'upgrade the chaincode: install, approve, commit when the members are ready; can be run again',
    ),
    options: [
      folderOption,
      memberOption,
      {
        flags: '--to <version>',
        summary: bilingual('版本（默认本软件的版本）', 'version (default: this software’s)'),
      },
      {
        flags: '--with-majority',
        summary: bilingual(
          '过半数批准即提交；未批准的成员在批准前不能背书',
          'commit once a majority approved; the others cannot endorse until they do',
        ),
      },
    ],
    notes: waitingCodes,
    run: (session, given) =>
      guarded(async () => {
        const withMajority = given.flag('withMajority');
        const run = runOf(session, homeOf(session, given, { joined: true }));
        return ended(session, await run.upgrade(given.text('to') ?? VERSION, { withMajority }));
      }),
  },
  {
    path: ['network', 'down'],
    summary: bilingual('停止网络，数据保留', 'stop the network; its data stay'),
    options: [folderOption, memberOption],
    run: (session, given) =>
      guarded(async () => {
        await runOf(session, homeOf(session, given, { joined: true })).down();
        return EXIT.ok;
      }),
  },
  {
    path: ['network', 'restart'],
    summary: bilingual('重启一个节点或全部节点', 'restart one node, or all'),
    arguments: [nodeArgument(true)],
    options: [folderOption, memberOption],
    run: (session, given) =>
      guarded(async () => {
        await runOf(session, homeOf(session, given, { joined: true })).restart(given.optionalArgument(0));
        return EXIT.ok;
      }),
  },
  {
    path: ['network', 'status'],
    summary: bilingual('各节点是否运行、是否应答', 'which nodes run and answer'),
    options: [folderOption, memberOption],
    notes: bilingual('退出码：0 全部应答，3 有节点未应答。', 'Exit codes: 0 all answer; 3 some do not.'),
    run: (session, given) => guarded(() => status(session, given)),
  },
  {
    path: ['network', 'logs'],
    summary: bilingual('节点日志的末尾', 'the end of a node’s log'),
    arguments: [nodeArgument()],
    options: [
      folderOption,
      memberOption,
      { flags: '--lines <number>', summary: bilingual('行数（默认 40）', 'lines (default: 40)') },
    ],
    run: (session, given) => guarded(() => Promise.resolve(logs(session, given))),
  },
  ...exchangeCommands,
  ...certificateCommands,
  ...maintenanceCommands,
  ...deploymentCommands,
];

function ended(session: Session, outcome: Outcome): ExitCode {
  const words = outcome.waiting ?? { zh: '链码可以调用。', en: 'The chaincode can be called.' };
  session.show(outcome, () => [session.say(words)]);
  return outcome.ready ? EXIT.ok : EXIT.cannotTell;
}

/** Members come and go without this folder: whenever the channel is seen, the profiles follow it. */
function refreshed(session: Session, home: NetworkHome, channel: ChannelConfiguration | undefined): void {
  const changed = channel === undefined ? [] : refreshProfiles(home, channel);
  if (changed.length === 0 || session.json) return;
  const list = changed.join(', ');
  session.note({
    zh: `通道成员有变：已更新 ${list} 的连接配置（profiles/），其网关下次启动时生效。`,
    en: `The channel’s members changed: the profiles of ${list} were brought up to date; their gateways read them at their next start.`,
  });
}

async function status(session: Session, given: Given): Promise<ExitCode> {
  const home = homeOf(session, given, { joined: true });
  const run = runOf(session, home);
  const nodes = await run.status();
  refreshed(session, home, await run.channelConfiguration());
  const word = (node: NodeStatus): string => {
    if (node.answers) return session.say({ zh: '应答', en: 'answers' });
    return node.pid === undefined
      ? session.say({ zh: '未运行', en: 'not running' })
      : session.say({ zh: '未应答', en: 'silent' });
  };
  const detail = ({ height, clockOffsetMs }: NodeStatus): string => {
    if (height !== undefined) return session.say({ zh: '高度 ', en: 'height ' }) + String(height);
    // Peers tell whole seconds: less than two is none.
    if (clockOffsetMs === undefined || Math.abs(clockOffsetMs) < 2000) return '';
    return (
      session.say({ zh: '时钟差 ', en: 'clock off by ' }) + `${String(Math.round(clockOffsetMs / 1000))} s`
    );
  };
  session.show({ nodes }, () =>
    columns(nodes.map((node) => [node.name, word(node), String(node.pid ?? '-'), detail(node)])),
  );
  return nodes.every(({ answers }) => answers) ? EXIT.ok : EXIT.cannotTell;
}

function logs(session: Session, given: Given): ExitCode {
  const path = runOf(session, homeOf(session, given, { joined: true })).log(given.argument(0));
  const text = existsSync(path) ? readFileSync(path, 'utf8').trimEnd() : '';
  const lines = text.split('\n').slice(-(given.count('lines') ?? 40));
  session.show({ path, lines }, () => lines);
  return EXIT.ok;
}
