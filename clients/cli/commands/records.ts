import { type Bilingual, instantFromMs } from '@huren/chaincode/domain';
import type { RecordHistory, RecordsOf } from '../../sdk';
import { columns } from '../columns';
import type { CommandEntry } from '../command';
import type { Given } from '../given';
import { bilingual } from '../language';
import type { Session } from '../session';
import { EXIT, type ExitCode, usage } from '../trouble';

type Item = Readonly<Record<string, unknown>>;

/** Words of the command line ↔ collections of the gateway, and what identifies a record there. */
const collections: readonly {
  readonly word: string;
  readonly kind: RecordsOf;
  readonly id: string;
  readonly name: Bilingual;
}[] = [
  { word: 'members', kind: 'members', id: 'id', name: bilingual('成员', 'members') },
  { word: 'authorities', kind: 'authorities', id: 'code', name: bilingual('行政主体', 'authorities') },
  { word: 'seals', kind: 'seals', id: 'keyId', name: bilingual('印章与签发密钥', 'seals and issuing keys') },
  { word: 'types', kind: 'licence-types', id: 'code', name: bilingual('证照类型', 'licence types') },
  { word: 'matters', kind: 'matters', id: 'code', name: bilingual('政务服务事项', 'matters') },
  { word: 'agreements', kind: 'agreements', id: 'id', name: bilingual('互认协议', 'agreements') },
  { word: 'bases', kind: 'bases', id: 'id', name: bilingual('用证依据', 'bases in law and national lists') },
  { word: 'mappings', kind: 'mappings', id: 'from', name: bilingual('事项对应关系', 'mappings of matters') },
  { word: 'groups', kind: 'groups', id: 'id', name: bilingual('协同组', 'groups of authorities') },
  { word: 'disputes', kind: 'disputes', id: 'leafHash', name: bilingual('异议', 'disputes') },
  { word: 'motions', kind: 'motions', id: 'id', name: bilingual('动议', 'motions') },
];

const defaultLimit = 50;

export const recordCommands: readonly CommandEntry[] = collections.map(({ word, kind, id, name }) => ({
  path: [word],
  summary: bilingual(`查看${name.zh}`, `show ${name.en}`),
  arguments: [{ name: 'id', optional: true, summary: bilingual('只看这一个', 'only this one') }],
  options: [
    {
      flags: '--q <text>',
      summary: bilingual('名称或编码中包含的文字', 'text that the name or code contains'),
    },
    { flags: '--after <id>', summary: bilingual('从这一条之后开始', 'begin after this one') },
    {
      flags: '--limit <n>',
      summary: bilingual('最多列出多少条（1–200，默认 50）', 'how many at most (1–200, default 50)'),
    },
    {
      flags: '--where <name=value>',
      repeatable: true,
      summary: bilingual(
        '只列符合条件的，如 state=active、region=230200，可重复；各列表的条件见 /docs',
        'only records with that value, e.g. state=active or region=230200; may be repeated; /docs names them',
      ),
    },
    {
      flags: '--on <day>',
      summary: bilingual('该日终了时的样子（须给出编号）', 'as it stood at the end of that day (with an id)'),
    },
    {
      flags: '--history',
      summary: bilingual('这一条的全部版本（须给出编号）', 'every version of it (with an id)'),
    },
  ],
  async run(session, given): Promise<ExitCode> {
    const client = session.publicClient();
    const one = given.optionalArgument(0);
    if (one !== undefined && given.flag('history')) {
      const history = await client.history(kind, one);
      session.show(history, () => historyLines(history.items));
      return EXIT.ok;
    }
    if (one !== undefined) {
      const on = given.text('on');
      const record = await client.get(kind, one, on === undefined ? {} : { on });
      session.show(record, () => JSON.stringify(record, null, 2).split('\n'));
      return EXIT.ok;
    }
    const page = await client.list(kind, query(given));
    session.show(page, () => listLines(session, page.items, id, page.next));
    return EXIT.ok;
  },
}));

/** One line a version: where on the ledger, when, and the fields that it changed. */
function historyLines(items: RecordHistory['items']): readonly string[] {
  return columns(
    items.map(({ position, time, value }, at) => {
      const before = items[at - 1]?.value ?? {};
      const changed = Object.keys({ ...before, ...value }).filter(
        (field) => JSON.stringify(before[field]) !== JSON.stringify(value?.[field]),
      );
      const where = `${String(position.block)}/${String(position.tx)}`;
      return [where, instantFromMs(time), plain(value?.['state']), at === 0 ? '' : changed.join(', ')];
    }),
  );
}

/** @throws CommandTrouble wrong-filter */
function filters(given: Given): Record<string, string> {
  const wanted: Record<string, string> = {};
  for (const text of given.list('where')) {
    const match = /^([a-z]+)=(.+)$/s.exec(text);
    if (match === null) {
      throw usage(
        'wrong-filter',
        `--where ${text} 的写法有误，未查询；应为 名称=值。`,
        `--where ${text} is not understood, so nothing was asked; write name=value.`,
      );
    }
    wanted[match[1] ?? ''] = match[2] ?? '';
  }
  return wanted;
}

function query(given: Given): Record<string, string | number> {
  const after = given.text('after');
  const q = given.text('q');
  return {
    ...filters(given),
    limit: given.count('limit') ?? defaultLimit,
    ...(after === undefined ? {} : { after }),
    ...(q === undefined ? {} : { q }),
  };
}

export function listLines(
  session: Session,
  items: readonly Item[],
  id: string,
  next: string | undefined,
): readonly string[] {
  const rows = items.map((item) => [plain(item[id]), nameOf(session, item), plain(item['state'])]);
  const more = {
    zh: `后面还有；用 --after ${next ?? ''} 继续`,
    en: `there are more; go on with --after ${next ?? ''}`,
  };
  if (rows.length === 0) return [session.say({ zh: '没有记录', en: 'no records' })];
  return [...columns(rows), ...(next === undefined ? [] : [session.say(more)])];
}

function nameOf(session: Session, item: Item): string {
  const { name, title, terms } = item;
  if (typeof name === 'string') return name;
  if (isBilingual(name)) return session.say(name);
  if (typeof title === 'string') return title;
  if (typeof terms !== 'object' || terms === null) return '';
  if ('theme' in terms && isBilingual(terms.theme)) return session.say(terms.theme);
  return 'title' in terms ? plain(terms.title) : '';
}

function isBilingual(value: unknown): value is Bilingual {
  return typeof value === 'object' && value !== null && 'zh' in value && 'en' in value;
}

function plain(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
