import { existsSync, readFileSync } from 'node:fs';
import { MalformedError } from '@huren/chaincode/domain';
import {
  CertificateRenewal,
  ChannelChange,
  OrdererSet,
  parseChange,
  type ChannelChanges,
  type NetworkHome,
  type Step,
} from '@huren/network/operator';
import { LedgerChange } from '@huren/network/onboarding';
import type { MemberPlan } from '@huren/network/topology';
import type { CommandEntry, OptionEntry } from '../command';
import type { Given } from '../given';
import { bilingual } from '../language';
import type { Session } from '../session';
import { EXIT, type ExitCode, malformed, usage } from '../trouble';
import { told } from './member-desk';
import { folderOption, guarded, homeOf, memberOption, runOf, tell } from './network-folder';

const signing = bilingual(
  '须其他成员同意的通道变更记入账本，由其以 huren member review 与 approve 审批；之后再次运行同一命令，或以 --wait 等候。账本无法提交时用 --by-file：写出 channel/change.json，由其他成员 huren network sign。退出码：0 完成，3 尚须其他成员。',
  'A change of the channel that needs other members goes to the ledger, where they review and approve it by huren member; run the command again afterwards, or let it wait by --wait. For a ledger that cannot commit there is --by-file: channel/change.json for huren network sign of the others. Exit codes: 0 done; 3 others are waited for.',
);
const signingOptions: readonly OptionEntry[] = [
  {
    flags: '--wait <seconds>',
    summary: bilingual('等候其他成员审批的秒数（默认不等）', 'seconds to wait for approvals (default: none)'),
  },
  {
    flags: '--by-file',
    summary: bilingual(
      '账本无法提交时：以文件收集签名',
      'for a ledger that cannot commit: gather the signatures in a file',
    ),
  },
];

export const maintenanceCommands: readonly CommandEntry[] = [
  {
    path: ['network', 'renew'],
    summary: bilingual(
      '换发一个节点或人员的证书（只重启该节点），或成员的证书机构',
      'renew the certificates of a node or office (restarts that node only), or a member’s CAs',
    ),
    arguments: [
      {
        name: 'node',
        optional: true,
        summary: bilingual('如 230200-peer0、230200-admin', 'such as 230200-peer0 or 230200-admin'),
      },
    ],
    options: [
      folderOption,
      memberOption,
      { flags: '--ca', summary: bilingual('换发 --member 的证书机构', 'the CAs of --member') },
      ...signingOptions,
    ],
    notes: signing,
    run: (session, given) => told(() => renew(session, given)),
  },
  {
    path: ['network', 'orderer-add'],
    summary: bilingual(
      '为成员增加一个排序节点并加入通道',
      'add an orderer of a member, and join it to the channel',
    ),
    arguments: [
      { name: 'name', summary: bilingual('节点名，如 orderer1', 'name of the node, such as orderer1') },
    ],
    options: [
      folderOption,
      memberOption,
      { flags: '--host <host>', required: true, summary: bilingual('主机名', 'host name') },
      {
        flags: '--port <port>',
        required: true,
        summary: bilingual(
          '端口；其后两个为管理与监控端口',
          'port; the next two are for administration and health',
        ),
      },
      ...signingOptions,
    ],
    notes: signing,
    run: (session, given) => told(() => addOrderer(session, given)),
  },
  {
    path: ['network', 'orderer-remove'],
    summary: bilingual('将排序节点撤出通道并停止', 'take an orderer out of the channel, and stop it'),
    arguments: [
      { name: 'name', summary: bilingual('节点名，如 orderer1', 'name of the node, such as orderer1') },
    ],
    options: [folderOption, memberOption, ...signingOptions],
    notes: signing,
    run: (session, given) => told(() => removeOrderer(session, given)),
  },
  {
    path: ['network', 'sign'],
    summary: bilingual(
      '账本无法提交时：签署其他成员以 --by-file 写出的通道变更；签名齐备即提交',
      'for a ledger that cannot commit: sign what another member wrote by --by-file; submit it once there are enough',
    ),
    arguments: [{ name: 'file', summary: bilingual('channel/change.json', 'channel/change.json') }],
    options: [folderOption, memberOption],
    notes: bilingual(
      '退出码：0 已生效，3 尚须其他成员签名。',
      'Exit codes: 0 in force; 3 others have yet to sign.',
    ),
    run: (session, given) => guarded(() => sign(session, given)),
  },
];

function renewalOf(session: Session, given: Given, home: NetworkHome): CertificateRenewal {
  return new CertificateRenewal(home, runOf(session, home), changesOf(given, home), heard(session));
}

function orderersOf(session: Session, given: Given, home: NetworkHome): OrdererSet {
  return new OrdererSet(home, runOf(session, home), changesOf(given, home), heard(session));
}

function changesOf(given: Given, home: NetworkHome): ChannelChanges {
  if (given.flag('byFile')) return new ChannelChange(home);
  return new LedgerChange(home, (given.count('wait') ?? 0) * 1000);
}

function heard(session: Session): (step: Step) => void {
  return (step) => {
    tell(session, step);
  };
}

/** The one member that is meant: `--member`, or the only one of this folder. */
function memberOf(home: NetworkHome): MemberPlan {
  const [member, another] = home.own;
  if (member !== undefined && another === undefined) return member;
  throw usage(
    'which-member',
    '该目录运行多个成员的节点；请用 --member 指明成员。',
    'This folder runs nodes of several members; name one by --member.',
  );
}

async function renew(session: Session, given: Given): Promise<ExitCode> {
  const now = new Date(session.terminal.now());
  const node = given.optionalArgument(0);
  if (given.flag('ca') === (node !== undefined)) {
    throw usage(
      'what-to-renew',
      '请给出节点名，或用 --ca 与 --member 换发证书机构。',
      'Name a node, or use --ca with --member to renew the CAs.',
    );
  }
  const home = homeOf(session, given, { claims: false, joined: true });
  if (node === undefined) await renewalOf(session, given, home.whole).renewCa(memberOf(home), now);
  else await renewalOf(session, given, home.whole).renew(node, now);
  return finished(session, { zh: '换发完成。', en: 'Renewed.' });
}

async function addOrderer(session: Session, given: Given): Promise<ExitCode> {
  const home = homeOf(session, given, { claims: false });
  const port = given.count('port') ?? 0;
  const plan = {
    name: given.argument(0),
    host: given.text('host') ?? '',
    port,
    adminPort: port + 1,
    operationsPort: port + 2,
  };
  const now = new Date(session.terminal.now());
  await orderersOf(session, given, home.whole).add(memberOf(home), plan, now);
  return finished(session, {
    zh: '排序节点已加入；请将新的 network.yaml 与 huren network export 的文件交给各成员。',
    en: 'The orderer has joined; give the members the new network.yaml and the file of huren network export.',
  });
}

async function removeOrderer(session: Session, given: Given): Promise<ExitCode> {
  const home = homeOf(session, given, { claims: false });
  await orderersOf(session, given, home.whole).remove(memberOf(home), given.argument(0));
  return finished(session, {
    zh: '排序节点已撤除；请将新的 network.yaml 交给各成员。',
    en: 'The orderer is removed; give the members the new network.yaml.',
  });
}

async function sign(session: Session, given: Given): Promise<ExitCode> {
  const path = given.argument(0);
  if (!existsSync(path)) throw usage('no-file', `${path} 不存在。`, `${path} is not there.`);
  const home = homeOf(session, given);
  const file = (() => {
    try {
      return parseChange(readFileSync(path, 'utf8'));
    } catch (error) {
      throw error instanceof MalformedError ? malformed(error, '文件', 'The file') : error;
    }
  })();
  const change = new ChannelChange(home);
  for (const line of change.describe(file)) session.note(line);
  const still = await change.sign(file);
  if (still === undefined) return finished(session, { zh: '变更已生效。', en: 'The change is in force.' });
  const signed = still.signatures.map((one) => one.msp);
  session.show({ signed, file: change.pendingFile }, () => [
    session.say({
      zh: `已签名：${signed.join('、')}。请将 ${change.pendingFile} 交给其余成员。`,
      en: `Signed by ${signed.join(', ')}. Give ${change.pendingFile} to the others.`,
    }),
  ]);
  return EXIT.cannotTell;
}

function finished(session: Session, words: { readonly zh: string; readonly en: string }): ExitCode {
  session.show({ done: true }, () => [session.say(words)]);
  return EXIT.ok;
}
