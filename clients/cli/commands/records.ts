import type { Bilingual } from '@huren/chaincode/domain';
import type { RecordsOf } from '../../sdk';
import { columns } from '../columns';
import type { CommandEntry } from '../command';
import type { Given } from '../given';
import { bilingual } from '../language';
import type { Session } from '../session';
import { EXIT, type ExitCode } from '../trouble';

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
  ],
  async run(session, given): Promise<ExitCode> {
    const client = session.publicClient();
    const one = given.optionalArgument(0);
    if (one !== undefined) {
      const record = await client.get(kind, one);
      session.show(record, () => JSON.stringify(record, null, 2).split('\n'));
      return EXIT.ok;
    }
    const page = await client.list(kind, query(given));
    session.show(page, () => listLines(session, page.items, id, page.next));
    return EXIT.ok;
  },
}));

function query(given: Given): { after?: string; limit: number; q?: string } {
  const after = given.text('after');
  const q = given.text('q');
  return {
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
  return typeof terms === 'object' && terms !== null && 'title' in terms ? plain(terms.title) : '';
}

function isBilingual(value: unknown): value is Bilingual {
  return typeof value === 'object' && value !== null && 'zh' in value && 'en' in value;
}

function plain(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
