import { existsSync, readFileSync } from 'node:fs';
import { MalformedError } from '@huren/chaincode/domain';
import {
  CertificateRenewal,
  ChannelChange,
  OrdererSet,
  parseChange,
  type NetworkHome,
  type Step,
} from '@huren/network/operator';
import type { MemberPlan } from '@huren/network/topology';
import type { CommandEntry } from '../command';
import type { Given } from '../given';
import { bilingual } from '../language';
import type { Session } from '../session';
import { EXIT, type ExitCode, malformed, usage } from '../trouble';
import { folderOption, guarded, homeOf, memberOption, runOf, tell } from './network-folder';

const signing = bilingual(
  '通道变更由本机所持各成员管理员签名；不足时写出 channel/change.json，由其他成员 huren network sign 后再次运行。',
  'Channel changes are signed by the administrators whose keys are here; where they do not suffice, channel/change.json is written for huren network sign of the others, and the command is run again.',
);

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
    ],
    notes: signing,
    run: (session, given) => guarded(() => renew(session, given)),
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
    ],
    notes: signing,
    run: (session, given) => guarded(() => addOrderer(session, given)),
  },
  {
    path: ['network', 'orderer-remove'],
    summary: bilingual('将排序节点撤出通道并停止', 'take an orderer out of the channel, and stop it'),
    arguments: [
      { name: 'name', summary: bilingual('节点名，如 orderer1', 'name of the node, such as orderer1') },
    ],
    options: [folderOption, memberOption],
    notes: signing,
    run: (session, given) => guarded(() => removeOrderer(session, given)),
  },
  {
    path: ['network', 'sign'],
    summary: bilingual(
      '签署其他成员的通道变更；签名齐备即提交',
      'sign a channel change of another member; submit it once there are enough signatures',
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

function renewalOf(session: Session, home: NetworkHome): CertificateRenewal {
  return new CertificateRenewal(home, runOf(session, home), new ChannelChange(home), told(session));
}

function orderersOf(session: Session, home: NetworkHome): OrdererSet {
  return new OrdererSet(home, runOf(session, home), new ChannelChange(home), told(session));
}

function told(session: Session): (step: Step) => void {
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
  const home = homeOf(session, given, { claims: false });
  if (node === undefined) await renewalOf(session, home.whole).renewCa(memberOf(home), now);
  else await renewalOf(session, home.whole).renew(node, now);
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
  await orderersOf(session, home.whole).add(memberOf(home), plan, now);
  return finished(session, {
    zh: '排序节点已加入；请将新的 network.yaml 与 huren network export 的文件交给各成员。',
    en: 'The orderer has joined; give the members the new network.yaml and the file of huren network export.',
  });
}

async function removeOrderer(session: Session, given: Given): Promise<ExitCode> {
  const home = homeOf(session, given, { claims: false });
  await orderersOf(session, home.whole).remove(memberOf(home), given.argument(0));
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
