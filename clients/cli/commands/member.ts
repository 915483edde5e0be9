import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  changeId,
  MalformedError,
  parseApplication,
  type MemberApplication,
  type NetworkChange,
} from '@huren/chaincode/domain';
import { writeWhole } from '@huren/network/certificates';
import { genesisHash } from '@huren/network/fabric';
import {
  checkApplication,
  invitationDigest,
  invitationOf,
  invitationText,
  isInForce,
  preflight,
  requestSnapshot,
  reviewOf,
  type Review,
} from '@huren/network/onboarding';
import { chaincodeName } from '@huren/network/operator';
import type { CommandEntry } from '../command';
import type { Given } from '../given';
import { readText } from '../input-file';
import { bilingual } from '../language';
import { reviewLines } from '../review-view';
import type { Session } from '../session';
import { EXIT, type ExitCode, malformed, Trouble } from '../trouble';
import { VERSION } from '../version';
import { applicantCommands } from './member-apply';
import { asOption, atDesk, type OpenDesk } from './member-desk';
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

interface Subject {
  readonly id: string;
  readonly application?: MemberApplication;
  readonly change: NetworkChange | undefined;
}

/** A file is named by a path that is there, everything else is an id. */
async function subjectOf(session: Session, given: Given, { desk }: OpenDesk): Promise<Subject> {
  const named = given.argument(0);
  if (named !== '-' && !existsSync(named) && /^[A-Za-z0-9_-]{43}$/.test(named)) {
    const change = await desk.find(named);
    return {
      id: named,
      change,
      ...(change?.application === undefined ? {} : { application: change.application }),
    };
  }
  const text = await readText(session.terminal, named);
  let application: MemberApplication;
  try {
    application = parseApplication(text.trimEnd());
  } catch (error) {
    throw error instanceof MalformedError ? malformed(error, named, named) : error;
  }
  const { id: member } = application.statement.member;
  const id = changeId({ kind: 'admit-member', member, application });
  return { id, application, change: await desk.find(id) };
}

async function review(session: Session, given: Given, open: OpenDesk): Promise<ExitCode> {
  if (given.optionalArgument(0) === undefined) return list(session, open);
  const subject = await subjectOf(session, given, open);
  const seen = await reviewed(session, subject, open);
  session.show(seen, () => reviewLines(session, seen));
  return seen.faults.length > 0 ? EXIT.refused : EXIT.ok;
}

async function reviewed(
  session: Session,
  subject: Subject,
  { desk, home, member }: OpenDesk,
): Promise<Review> {
  const { application, change } = subject;
  const admin = home.certificates(member).signer('admin');
  const isNew = application !== undefined && change?.state !== 'done';
  const endpoints = isNew ? await preflight(application, admin, () => session.terminal.now()) : [];
  return reviewOf(
    { change, application },
    await desk.configuration(),
    endpoints,
    new Date(session.terminal.now()),
  );
}

async function list(session: Session, { desk }: OpenDesk): Promise<ExitCode> {
  const ids = await desk.open();
  const changes = await Promise.all(ids.map((id) => desk.find(id)));
  const rows = changes.flatMap((one) => (one === undefined ? [] : [one]));
  session.show({ open: rows }, () =>
    rows.length === 0
      ? [session.say({ zh: '没有未办结的申请。', en: 'No request is open.' })]
      : rows.map(
          ({ id, kind, member, state, approvals, threshold }) =>
            `${id} ${kind} ${member} ${state} ${approvals.length}/${threshold}`,
        ),
  );
  return EXIT.ok;
}

async function approve(session: Session, given: Given, open: OpenDesk): Promise<ExitCode> {
  const { desk } = open;
  const subject = await subjectOf(session, given, open);
  refuseFaults(subject, new Date(session.terminal.now()));
  const change = await signed(session, subject, open);
  if (change.state === 'open') {
    const left = reviewOf({ change }, await desk.configuration(), [], new Date(session.terminal.now()));
    session.show({ change: change.id, state: change.state, stillNeeded: left.stillNeeded }, () => [
      session.say({
        zh: `已签名并记入账本，编号 ${change.id}；还需 ${left.stillNeeded} 个成员（${left.mayStillSign.join(', ')}）。`,
        en: `Signed and on the ledger as ${change.id}; ${left.stillNeeded} more of ${left.mayStillSign.join(', ')} are needed.`,
      }),
    ]);
    return EXIT.ok;
  }
  return carryOut(session, given, change, open);
}

/** What is wrong with the file itself is signed by nobody; endpoints that are down may come up later. */
function refuseFaults({ application }: Subject, now: Date): void {
  const faults = application === undefined ? [] : checkApplication(application, now);
  if (faults.length === 0) return;
  const words = (language: 'zh' | 'en'): string =>
    faults.map((one) => `${one.what}: ${one.words[language]}`).join('; ');
  throw new Trouble(
    EXIT.refused,
    'application-faults',
    {
      zh: `申请有问题，未签名：${words('zh')}。`,
      en: `The application is at fault, so nothing was signed: ${words('en')}`,
    },
    { faults },
  );
}

/** The change with this member's signature: filed, approved, begun anew, or as it is where the signatures suffice. */
async function signed(session: Session, { id, application, change }: Subject, { desk }: OpenDesk) {
  const isNew = change === undefined || change.state === 'cancelled';
  if (isNew && application !== undefined) {
    const filed = await desk.sponsor(application);
    session.note({
      zh: '本成员为保荐成员，申请已提交账本。',
      en: 'This member sponsors it: the request is on the ledger.',
    });
    return filed;
  }
  const now = await desk.configuration();
  const stands = change !== undefined && (isInForce(change, now) || change.base.digest === now.digest);
  // Said to be done, and the channel is as it was before: there is still something to carry out.
  const isSaid = change?.state === 'done' && !isInForce(change, now) && change.base.digest === now.digest;
  if (isSaid || (change?.state === 'approved' && stands)) return change;
  const approved = await desk.approve(id);
  if (approved.rebased === 'request-differed') {
    session.note({
      zh: '账本上的配置更新或所需签名与申请内容不符：已按申请内容重新计算并重新开始审批；请与保荐成员核对。',
      en: 'The update or the signatures asked for on the ledger were not what the request says: they were computed anew and the approval begins again; ask its sponsor.',
    });
  } else if (approved.rebased === 'channel-changed') {
    session.note({
      zh: '通道配置在此期间已变更：此前的签名作废，已在现行配置上重新开始审批。',
      en: 'The channel changed in between: earlier signatures are void, and this one begins anew on the present configuration.',
    });
  }
  return approved.change;
}

async function carryOut(
  session: Session,
  given: Given,
  change: NetworkChange,
  open: OpenDesk,
): Promise<ExitCode> {
  const { desk, home, member, address, snapshots } = open;
  const configuration = await desk.carryOut(change.id);
  const { sequence } = configuration;
  session.note({
    zh: `通道已更新，配置序号 ${sequence}。`,
    en: `The channel is updated, configuration ${sequence}.`,
  });
  if (change.kind !== 'admit-member') {
    const done = await desk.complete(change.id, sequence);
    session.show({ change: change.id, state: done.state, sequence }, () => [
      session.say({ zh: '已办结。', en: 'Done.' }),
    ]);
    return EXIT.ok;
  }
  const admin = home.certificates(member).signer('admin');
  const { network, batchMs, channel } = home.topology;
  const snapshot = await requestSnapshot(address, channel, snapshots, admin).catch(() => undefined);
  const chaincode = (await desk.chaincode(chaincodeName)) ?? { name: chaincodeName, version: VERSION };
  const block = existsSync(home.genesisBlock) ? readFileSync(home.genesisBlock) : undefined;
  const invitation = invitationOf(configuration, {
    network,
    batchMs,
    change: change.id,
    member: change.member,
    chaincode,
    ...(block === undefined ? {} : { genesis: genesisHash(block) }),
    ...(snapshot === undefined ? {} : { snapshot }),
  });
  const path = given.text('out') ?? join(home.folder, `invitation-${change.member}.json`);
  writeWhole(path, invitationText(invitation));
  const digest = invitationDigest(invitation);
  session.show(
    { change: change.id, state: change.state, sequence, invitation: path, digest, snapshot },
    () => [
      session.say({
        zh: `成员 ${change.member} 已获准加入。请将 ${path} 交给对方，由其运行 huren member join；摘要 ${digest}，请电话核对。`,
        en: `Member ${change.member} is admitted to the channel. Hand it ${path}; it runs huren member join. Digest ${digest}, to be compared by telephone.`,
      }),
    ],
  );
  return EXIT.ok;
}

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
