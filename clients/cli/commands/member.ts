import { reviewOf, type OpenDesk } from '@huren/network/onboarding';
import type { CommandEntry } from '../command';
import type { Given } from '../given';
import { bilingual } from '../language';
import { reviewLines } from '../review-view';
import type { Session } from '../session';
import { EXIT, type ExitCode } from '../trouble';
import { applicantCommands } from './member-apply';
import { approve, carryOut } from './member-approval';
import { asOption, atDesk } from './member-desk';
import { review, subjectOf } from './member-request';
import { folderOption } from './network-folder';

const what = {
  name: 'file-or-id',
  summary: bilingual(
    '申请文件，或账本上的申请编号',
    'the application file, or the id of a request on the ledger',
  ),
};

/** Onboarding: the applicant types apply and join, an approver review and approve. */
export const memberCommands: readonly CommandEntry[] = [
  ...applicantCommands,
  {
    path: ['member', 'review'],
    summary: bilingual(
      '审阅申请：单位、证书、通道变更、影响、端点预检',
      'review a request: who, certificates, the channel change, its effects, a preflight',
    ),
    arguments: [{ ...what, optional: true }],
    options: [folderOption, asOption],
    notes: bilingual(
      '不带参数时列出账本上未办结的申请。退出码：0 可签，1 文件或证书有问题。',
      'Without an argument it lists the open requests on the ledger. Exit codes: 0 nothing speaks against it; 1 the file or a certificate is at fault.',
    ),
    run: (session, given) => atDesk(session, given, (open) => review(session, given, open)),
  },
  {
    path: ['member', 'approve'],
    summary: bilingual(
      '审批申请：首个成员提交账本，达到门槛者更新通道',
      'approve a request: the first member files it, the last one carries it out',
    ),
    arguments: [what],
    options: [
      folderOption,
      asOption,
      { flags: '--out <file>', summary: bilingual('邀请文件的路径', 'where the invitation is written') },
      {
        flags: '--carry-out',
        summary: bilingual(
          '排序节点与证书的变更也在此提交，不等发起成员',
          'submit a change of orderers or certificates from here too, without its sponsor',
        ),
      },
    ],
    run: (session, given) => atDesk(session, given, (open) => approve(session, given, open)),
  },
  {
    path: ['member', 'remove'],
    summary: bilingual(
      '提出移除成员；其余成员以 approve 审批',
      'open the removal of a member; the others approve it',
    ),
    arguments: [{ name: 'id', summary: bilingual('成员代码', 'member id') }],
    options: [
      folderOption,
      asOption,
      { flags: '--reason <text>', summary: bilingual('事由', 'why it is to go') },
    ],
    run: (session, given) => atDesk(session, given, (open) => remove(session, given, open)),
  },
  {
    path: ['member', 'cancel'],
    summary: bilingual(
      '撤回本成员提出、尚未通过的申请',
      'take back a request that this member sponsored and that is not approved',
    ),
    arguments: [what],
    options: [folderOption, asOption],
    run: (session, given) => atDesk(session, given, (open) => cancel(session, given, open)),
  },
];

async function cancel(session: Session, given: Given, open: OpenDesk): Promise<ExitCode> {
  const { id } = await subjectOf(session, given, open);
  const { state } = await open.desk.cancel(id);
  session.show({ change: id, state }, () => [session.say({ zh: `已撤回 ${id}。`, en: `Took back ${id}.` })]);
  return EXIT.ok;
}

async function remove(session: Session, given: Given, open: OpenDesk): Promise<ExitCode> {
  const { desk } = open;
  const reason = given.text('reason') ?? session.say({ zh: '未说明', en: 'not said' });
  const change = await desk.remove(given.argument(0), { zh: reason, en: reason });
  if (change.state !== 'open') return carryOut(session, given, change, open);
  const seen = reviewOf({ change }, await desk.configuration(), [], new Date(session.terminal.now()));
  session.show(seen, () => reviewLines(session, seen));
  return EXIT.ok;
}
