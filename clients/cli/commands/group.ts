import { columns } from '../columns';
import type { CommandEntry, OptionEntry } from '../command';
import { bilingual } from '../language';
import type { GroupAnswer, GroupChangesAnswer } from '../../sdk';
import type { Session } from '../session';
import { EXIT, type ExitCode } from '../trouble';
import { listLines } from './records';

const id = { name: 'id', summary: bilingual('协同组编号', 'id of the group') } as const;
const on: OptionEntry = {
  flags: '--on <day>',
  summary: bilingual('该日终了时的样子', 'as it stood at the end of that day'),
};
const after: OptionEntry = {
  flags: '--after <n>',
  summary: bilingual('跳过前面多少条', 'how many to leave out'),
};

const CHANGES = {
  entered: bilingual('加入', 'entered'),
  left: bilingual('退出', 'left'),
  changed: bilingual('变更', 'changed'),
} as const;

/** What follows from the rules of a group; the acts on the rules themselves are in the table of acts. */
export const groupCommands: readonly CommandEntry[] = [
  {
    path: ['group', 'list'],
    summary: bilingual('列出协同组', 'list the groups'),
    async run(session): Promise<ExitCode> {
      const page = await session.publicClient().list('groups');
      session.show(page, () => listLines(session, page.items, 'id', page.next));
      return EXIT.ok;
    },
  },
  {
    path: ['group', 'show'],
    summary: bilingual('协同组的行政主体、事项与协议', "a group's authorities, matters and agreements"),
    arguments: [id],
    options: [on],
    async run(session, given): Promise<ExitCode> {
      const day = given.text('on');
      const query = day === undefined ? {} : { on: day };
      const group = await session.publicClient().group(given.argument(0), query);
      session.show(group, () => viewLines(session, group));
      return EXIT.ok;
    },
  },
  {
    path: ['group', 'changes'],
    summary: bilingual('协同组成员的进出', 'who entered and left a group'),
    arguments: [id],
    options: [after],
    async run(session, given): Promise<ExitCode> {
      const from = given.count('after');
      const query = from === undefined ? {} : { after: String(from) };
      const changes = await session.publicClient().groupChanges(given.argument(0), query);
      session.show(changes, () => changeLines(session, changes));
      return EXIT.ok;
    },
  },
];

function viewLines(session: Session, group: GroupAnswer): readonly string[] {
  const { terms, state, version, parties, authorities, matters, agreements } = group;
  const heading = (zh: string, en: string, count: number): string[] => [
    '',
    `${session.say({ zh, en })} (${String(count)})`,
  ];
  return [
    `${group.id}  ${session.say(terms.theme)}  ${state} v${String(version)}  ${group.on}`,
    `${session.say({ zh: '参加成员', en: 'members taking part' })}: ${parties.join(', ')}`,
    `${session.say({ zh: '规则摘要', en: 'digest of the rules' })}: ${group.digest}`,
    ...heading('行政主体', 'authorities', authorities.length),
    ...columns(
      authorities.map(({ authority, region, name, roles, standing }) => [
        authority,
        region,
        session.say(name),
        roles.join(', '),
        standing === 'witnessed' ? session.say({ zh: '未经主管部门审核', en: 'witnessed only' }) : '',
      ]),
    ),
    ...heading('事项', 'matters', matters.length),
    ...columns(
      matters.map(({ code, name, authorities: by, agreements: under }) => [
        code,
        name === undefined ? '' : session.say(name),
        String(by.length),
        under.join(', '),
      ]),
    ),
    ...heading('互认协议', 'agreements', agreements.length),
    ...columns(
      agreements.map(({ id: agreement, title, version: at }) => [agreement, title, `v${String(at)}`]),
    ),
  ];
}

function changeLines(session: Session, { items, next }: GroupChangesAnswer): readonly string[] {
  if (items.length === 0) return [session.say({ zh: '没有记录', en: 'no records' })];
  const rows = items.map(({ day, authority, name, change, placement, cause, position }) => [
    day,
    authority,
    name === undefined ? '' : session.say(name),
    session.say(CHANGES[change]),
    placement?.roles.join(', ') ?? '',
    position === undefined ? cause : `${cause} ${String(position.block)}/${String(position.tx)}`,
  ]);
  const more = {
    zh: `后面还有；用 --after ${next ?? ''} 继续`,
    en: `there are more; go on with --after ${next ?? ''}`,
  };
  return [...columns(rows), ...(next === undefined ? [] : [session.say(more)])];
}
