import { randomBytes } from 'node:crypto';
import {
  CASE_STEPS,
  CASE_TEXT_BYTES,
  type CaseStep,
  PARTY_CAPACITIES,
  type PartyCapacity,
} from '@huren/chaincode/domain';
import type { CaseAnswer, KeptEntry } from '../../sdk';
import { columns } from '../columns';
import type { CommandEntry } from '../command';
import type { Given } from '../given';
import { readText } from '../input-file';
import { bilingual } from '../language';
import type { Session } from '../session';
import { EXIT, type ExitCode } from '../trouble';

const STEP_NAMES: Readonly<Record<CaseStep, { readonly zh: string; readonly en: string }>> = {
  accepted: { zh: '受理', en: 'accepted' },
  handling: { zh: '承办', en: 'handling' },
  reviewed: { zh: '审核', en: 'reviewed' },
  decided: { zh: '决定', en: 'decided' },
  closed: { zh: '办结', en: 'closed' },
};
const idArgument = { name: 'id', summary: bilingual('办件编号', 'id of the case') };
const shownOption = {
  flags: '--show-to <keyId>',
  repeatable: true,
  summary: bilingual('对这位第三人可见，可重复', 'this third party may read it; may be repeated'),
} as const;

export const caseCommands: readonly CommandEntry[] = [
  {
    path: ['case', 'begin'],
    summary: bilingual('受理一个办件（编号随机产生）', 'open a case under a fresh random id'),
    options: [
      { flags: '--matter <code>', required: true, summary: bilingual('事项编码', 'code of the matter') },
    ],
    run: begin,
  },
  {
    path: ['case', 'invite'],
    summary: bilingual('邀请第三人参加办件', 'invite a third party to a case'),
    arguments: [idArgument],
    options: [
      {
        flags: '--capacity <name>',
        required: true,
        choices: PARTY_CAPACITIES,
        summary: bilingual('expert 专家，interested 利害关系人', 'expert, or interested'),
      },
      { flags: '--until <day>', summary: bilingual('参加的最后一日', 'last day of their part') },
      {
        flags: '--label <text>',
        summary: bilingual('称呼，只留在网关，不上链', 'what you call them; stays at the gateway'),
      },
    ],
    notes: bilingual(
      '链接只能用一次，七天有效；打开后，密钥在对方浏览器中产生，只用于这个办件。',
      'The link works once, for seven days; opened, it makes a key in their browser, for this case alone.',
    ),
    run: invite,
  },
  {
    path: ['case', 'revoke-invitation'],
    summary: bilingual('撤回尚未接受的邀请', 'take back an invitation that nobody has accepted'),
    arguments: [
      idArgument,
      {
        name: 'invitation',
        summary: bilingual('邀请编号，见 huren case show', 'id of the invitation, from huren case show'),
      },
    ],
    async run(session, given) {
      const { cases } = await session.signedClient();
      const revoked = await cases.revokeInvitation(given.argument(0), given.argument(1));
      session.show({ ...revoked }, () => [
        session.say({ zh: '邀请已撤回，链接作废', en: 'The invitation is taken back; its link is void' }),
      ]);
      return EXIT.ok;
    },
  },
  {
    path: ['case', 'write'],
    summary: bilingual('以本单位名义向办件加入一段文字', 'add a text to a case in the name of the authority'),
    arguments: [
      idArgument,
      { name: 'file', summary: bilingual('文本文件，- 为标准输入', 'text file, - for stdin') },
    ],
    options: [shownOption],
    notes: bilingual(
      '文字留在本成员网关，账本上只有摘要。',
      'The text stays at the gateway of the member; the ledger has its digest alone.',
    ),
    run: writeEntry,
  },
  {
    path: ['case', 'list'],
    summary: bilingual('列出本单位的办件', 'list the cases of the authority'),
    options: [
      { flags: '--before <place>', summary: bilingual('从这一处之前继续', 'go on before this place') },
      { flags: '--limit <n>', summary: bilingual('最多多少条（1–200）', 'how many at most (1–200)') },
    ],
    run: listCases,
  },
  {
    path: ['case', 'show'],
    summary: bilingual('查看一个办件', 'show a case'),
    arguments: [idArgument],
    options: [
      { flags: '--on <day>', summary: bilingual('该日终了时的样子', 'as it stood at the end of that day') },
    ],
    run: show,
  },
];

async function begin(session: Session, given: Given): Promise<ExitCode> {
  const id = randomBytes(16).toString('base64url');
  const client = await session.transactionClient();
  const committed = await client.transact('case', 'open', { id, matter: given.text('matter') ?? '' });
  session.show({ ...committed, id }, () => [
    session.say({ zh: `已受理，办件编号 ${id}`, en: `The case is open; its id is ${id}` }),
  ]);
  return EXIT.ok;
}

async function invite(session: Session, given: Given): Promise<ExitCode> {
  const [until, label] = [given.text('until'), given.text('label')];
  const { cases } = await session.signedClient();
  const invitation = await cases.invite(given.argument(0), {
    capacity: given.text('capacity') as PartyCapacity,
    ...(until !== undefined && { until }),
    ...(label !== undefined && { label }),
  });
  session.show(invitation, () => [
    invitation.link,
    session.say({ zh: `有效至 ${invitation.expiresAt}`, en: `good until ${invitation.expiresAt}` }),
  ]);
  return EXIT.ok;
}

async function writeEntry(session: Session, given: Given): Promise<ExitCode> {
  const id = given.argument(0);
  const text = await readText(session.terminal, given.argument(1), CASE_TEXT_BYTES);
  const { cases } = await session.signedClient();
  // Kept before it is signed: an entry on the ledger always has its words.
  const { number, digest } = await cases.keep(id, { text, shownTo: given.list('showTo') });
  const client = await session.transactionClient();
  const committed = await client.transact('case', 'add', { id, number, digest });
  session.show({ ...committed, number, digest }, () => [
    session.say({ zh: `已加入第 ${String(number)} 条`, en: `Entry ${String(number)} is added` }),
  ]);
  return EXIT.ok;
}

async function listCases(session: Session, given: Given): Promise<ExitCode> {
  const [before, limit] = [given.text('before'), given.count('limit')];
  const { cases } = await session.signedClient();
  const page = await cases.list({
    ...(before !== undefined && { before }),
    ...(limit !== undefined && { limit }),
  });
  session.show(page, () => {
    const none = { zh: '没有办件', en: 'no cases' };
    const more = {
      zh: `后面还有；用 --before ${page.next ?? ''} 继续`,
      en: `there are more; --before ${page.next ?? ''}`,
    };
    if (page.items.length === 0) return [session.say(none)];
    const rows = page.items.map(({ id, matter, openedOn, step }) => [
      id,
      openedOn,
      session.say(STEP_NAMES[step]),
      matter.name === undefined ? matter.code : session.say(matter.name),
    ]);
    return [...columns(rows), ...(page.next === undefined ? [] : [session.say(more)])];
  });
  return EXIT.ok;
}

async function show(session: Session, given: Given): Promise<ExitCode> {
  const { cases } = await session.signedClient();
  const answer = await cases.show(given.argument(0), given.text('on'));
  session.show(answer, () => linesOf(session, answer));
  return EXIT.ok;
}

function linesOf(session: Session, answer: CaseAnswer): readonly string[] {
  const { milestones, parties, matter } = answer.case;
  const steps = CASE_STEPS.flatMap((step) => {
    const done = milestones.find((each) => each.step === step);
    return done === undefined ? [] : [[session.say(STEP_NAMES[step]), done.on]];
  });
  const people = parties.map(({ keyId, capacity, from, until, end }) => [
    keyId,
    capacity,
    `${from} – ${end?.on ?? until ?? ''}`,
  ]);
  const open = answer.invitations
    .filter(({ state }) => state === 'open')
    .map(({ id, capacity, label, expiresAt }) => [
      session.say({ zh: `邀请 ${id}`, en: `invitation ${id}` }),
      capacity,
      label ?? '',
      expiresAt,
    ]);
  const entry = ({ party, number, on, text }: KeptEntry): readonly string[] => [
    `${on}  ${party ?? session.say({ zh: '本单位', en: 'authority' })}  ${String(number)}`,
    ...(text ?? session.say({ zh: '（内容不在本网关）', en: '(not kept at this gateway)' }))
      .split('\n')
      .map((line) => `    ${line}`),
  ];
  return [
    `${answer.case.id}  ${answer.matter.name === undefined ? matter : session.say(answer.matter.name)}`,
    ...columns(steps),
    ...columns(people),
    ...columns(open),
    ...answer.entries.flatMap(entry),
  ];
}
