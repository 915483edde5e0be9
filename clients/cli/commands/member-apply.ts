import { existsSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { applicationDigest, MalformedError } from '@huren/chaincode/domain';
import { writeWhole } from '@huren/network/certificates';
import {
  applicationText,
  checkApplication,
  invitationDigest,
  joinNetwork,
  keepInvitation,
  makeApplication,
  parseInvitation,
  parseMemberFile,
  plainMember,
  planOf,
  startMember,
  topologyOf,
  wordsOf,
  writeMemberFile,
  type Invitation,
  type JoinOptions,
  type MemberFile,
} from '@huren/network/onboarding';
import { chaincodePackage, NetworkHome } from '@huren/network/operator';
import type { CommandEntry, OptionEntry } from '../command';
import type { Given } from '../given';
import { readText } from '../input-file';
import { bilingual } from '../language';
import type { Session } from '../session';
import { EXIT, type ExitCode, malformed, Trouble, usage } from '../trouble';
import { VERSION } from '../version';
import { told } from './member-desk';
import { programsOf, tell } from './network-folder';

const folderOption: OptionEntry = {
  flags: '--dir <folder>',
  summary: bilingual('本成员目录（默认 data/member）', 'folder of this member (default: data/member)'),
};

/** What the applicant types: apply, then join. */
export const applicantCommands: readonly CommandEntry[] = [
  {
    path: ['member', 'apply'],
    summary: bilingual(
      '申请加入：生成证书、启动节点、写出签名的申请文件',
      'ask to join: certificates, nodes, and one signed file for the members',
    ),
    options: [
      folderOption,
      {
        flags: '--id <id>',
        summary: bilingual('成员代码（区划或信用代码）', 'member id: region or credit code'),
      },
      { flags: '--name <name>', summary: bilingual('单位名称（中文）', 'name in Chinese') },
      { flags: '--name-en <name>', summary: bilingual('单位名称（英文）', 'name in English') },
      { flags: '--region <code>', summary: bilingual('行政区划（默认同代码）', 'region (default: the id)') },
      {
        flags: '--host <host>',
        summary: bilingual(
          '其他成员访问的主机名（默认 127.0.0.1）',
          'host that others dial (default: 127.0.0.1)',
        ),
      },
      {
        flags: '--base-port <port>',
        summary: bilingual('首个端口（默认 17090）', 'first port (default: 17090)'),
      },
      { flags: '--note <text>', summary: bilingual('申请说明', 'what it wants to take part in') },
      {
        flags: '--file-only',
        summary: bilingual('只写文件，不启动节点', 'write the file and start nothing'),
      },
    ],
    notes: bilingual(
      '首次运行按选项写出 member.yaml，可修改后再次运行。证书放在 certificates/<代码>，自有 CA 签发的会保留并检查。下一步：将申请文件交给任一成员，收到邀请文件后运行 huren member join。',
      'The first run writes member.yaml from the options; edit it and run again. Certificates lie in certificates/<id>; those of an own CA are kept and checked. Next: hand the file to any member, and run huren member join with the invitation that comes back.',
    ),
    run: (session, given) => told(() => apply(session, given)),
  },
  {
    path: ['member', 'join'],
    summary: bilingual(
      '凭邀请文件加入网络；中断后再次运行即可继续',
      'join by the invitation; can be run again where it stopped',
    ),
    arguments: [
      { name: 'invitation', summary: bilingual('成员返回的邀请文件', 'invitation that a member sent back') },
    ],
    options: [
      folderOption,
      {
        flags: '--snapshot <folder>',
        summary: bilingual(
          '账本快照目录（缺省用邀请所指；没有则从首块读起）',
          'folder of the snapshot (default: as invited; without it the chain is read from its first block)',
        ),
      },
      {
        flags: '--wait <seconds>',
        summary: bilingual(
          '等待通道接纳的秒数（默认 60）',
          'seconds to wait for the admission (default: 60)',
        ),
      },
    ],
    run: (session, given) => told(() => enter(session, given)),
  },
];

function folderOf(given: Given): string {
  const folder = resolve(given.text('dir') ?? 'data/member');
  mkdirSync(folder, { recursive: true });
  return realpathSync(folder);
}

function memberFile(session: Session, given: Given, folder: string): MemberFile {
  const path = join(folder, 'member.yaml');
  if (existsSync(path)) {
    try {
      return parseMemberFile(readFileSync(path, 'utf8'));
    } catch (error) {
      throw error instanceof MalformedError ? malformed(error, 'member.yaml ', 'member.yaml') : error;
    }
  }
  const [id, name] = [given.text('id'), given.text('name')];
  if (id === undefined || name === undefined) {
    throw usage(
      'no-member-file',
      `${path} 不存在；请用 --id 和 --name 说明是哪个单位，或先写好该文件。`,
      `${path} is not there; say who applies by --id and --name, or write that file first.`,
    );
  }
  const text = writeMemberFile(
    plainMember({
      id,
      name: { zh: name, en: given.text('nameEn') ?? name },
      region: given.text('region') ?? id,
      host: given.text('host') ?? '127.0.0.1',
      firstPort: given.count('basePort') ?? 17_090,
      scope: { roles: ['issuing', 'relying'], note: given.text('note') ?? '' },
    }),
  );
  try {
    const member = parseMemberFile(text);
    writeWhole(path, text);
    session.note({ zh: `已写入 ${path}`, en: `Wrote ${path}` });
    return member;
  } catch (error) {
    throw error instanceof MalformedError ? malformed(error, '选项', 'An option') : error;
  }
}

function joinOptions(
  session: Session,
  folder: string,
  member: MemberFile,
  invitation?: Invitation,
): JoinOptions {
  const topology = topologyOf(member, invitation);
  const [plan = planOf(member)] = topology.members;
  return {
    home: new NetworkHome(folder, topology),
    member: plan,
    programs: programsOf(session),
    chaincode: chaincodePackage(`huren_${invitation?.chaincode.version ?? VERSION}`),
    tell: (step) => {
      tell(session, step);
    },
  };
}

async function apply(session: Session, given: Given): Promise<ExitCode> {
  const folder = folderOf(given);
  const member = memberFile(session, given, folder);
  const options = joinOptions(session, folder, member);
  const now = new Date(session.terminal.now());
  await options.home.ensureCertificates(now);
  const certificates = options.home.certificates(options.member);
  const application = makeApplication(options.member, certificates, wordsOf(member), now);
  const faults = checkApplication(application, now);
  if (faults.length > 0) {
    const list = (language: 'zh' | 'en'): string =>
      faults.map(({ what, words }) => `${what}: ${words[language]}`).join('; ');
    throw new Trouble(
      EXIT.refused,
      'application-faults',
      {
        zh: `证书有问题，未写出申请：${list('zh')}。`,
        en: `Certificates are at fault, so no file was written: ${list('en')}`,
      },
      { faults },
    );
  }
  if (!given.flag('fileOnly')) await startMember(options);
  const path = join(folder, `application-${member.id}.json`);
  writeWhole(path, applicationText(application));
  const digest = applicationDigest(application.statement);
  session.show({ path, digest, member: member.id }, () => [
    session.say({
      zh: `已写出申请 ${path}，摘要 ${digest}。请交给任一成员，并以电话核对摘要；收到邀请后运行 huren member join。`,
      en: `Wrote ${path}, digest ${digest}. Hand it to any member and compare the digest by telephone; run huren member join with the invitation.`,
    }),
  ]);
  return EXIT.ok;
}

async function enter(session: Session, given: Given): Promise<ExitCode> {
  const folder = folderOf(given);
  const member = memberFile(session, given, folder);
  const path = given.argument(0);
  const text = await readText(session.terminal, path);
  let invitation: Invitation;
  try {
    invitation = parseInvitation(text.trimEnd());
  } catch (error) {
    throw error instanceof MalformedError ? malformed(error, path, path) : error;
  }
  if (invitation.member !== member.id) {
    throw usage(
      'other-invitation',
      `该邀请是给成员 ${invitation.member} 的，不是 ${member.id}；请核对文件。`,
      `The invitation is for member ${invitation.member}, not ${member.id}; check the file.`,
    );
  }
  const digest = invitationDigest(invitation);
  session.note({
    zh: `邀请摘要 ${digest}（请与出具邀请的成员电话核对）`,
    en: `digest of the invitation ${digest} (compare it by telephone with the member that sent it)`,
  });
  const options = joinOptions(session, folder, member, invitation);
  await options.home.ensureCertificates(new Date(session.terminal.now()));
  const begun = performance.now();
  const joined = await joinNetwork(options, invitation, {
    admissionMs: (given.count('wait') ?? 60) * 1000,
    snapshot: given.text('snapshot'),
  });
  keepInvitation(folder, invitation);
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  session.show({ ...joined, member: member.id, seconds: Number(seconds) }, () => [
    session.say({
      zh: `成员 ${member.id} 已加入：可查询、可背书、可提交，账本高度 ${joined.height}，用时 ${seconds} 秒。网关用 profiles/${member.id}.json；节点用 huren network status | logs | restart --dir ${folder} 管理。`,
      en: `Member ${member.id} has joined: it queries, endorses and commits; height ${joined.height}, ${seconds} s. Its gateway takes profiles/${member.id}.json; see to its nodes by huren network status | logs | restart --dir ${folder}.`,
    }),
  ]);
  return EXIT.ok;
}
