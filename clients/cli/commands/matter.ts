import { columns } from '../columns';
import type { CommandEntry } from '../command';
import type { Given } from '../given';
import { readInput } from '../input-file';
import { bilingual } from '../language';
import { isWorkbook, readListFile } from '../list-file';
import { DEFINITION_COLUMNS } from '../matter-definition-list';
import { LIST_COLUMNS, readMatterRows, type MatterList } from '../matter-list';
import { writeOut } from '../output-file';
import { startProgress } from '../progress';
import type { Session } from '../session';
import { HurenProblem, HurenUnreachable } from '../../sdk';
import { EXIT, type ExitCode, usage } from '../trouble';
import { importDefinitions } from './matter-own-import';
import { listLines } from './records';

/** Rows of one transaction: few enough that a peer endorses it at once. */
export const ROWS_PER_TRANSACTION = 200;
/** Unusable rows that are shown; --report holds them all. */
const shownRows = 20;
const searchLimit = 50;
const maxListBytes = 64 * 1024 * 1024;

export const matterCommands: readonly CommandEntry[] = [
  {
    path: ['matter', 'import'],
    summary: bilingual(
      '导入外地事项清单，供检索和对应',
      'import a list of another region, for search and mapping',
    ),
    arguments: [
      {
        name: 'file',
        summary: bilingual(
          'JSON、CSV 或 Excel 清单，- 为标准输入',
          'list as JSON, CSV or Excel, - for stdin',
        ),
      },
    ],
    options: [
      {
        flags: '--as <authority>',
        required: true,
        summary: bilingual('以哪个行政主体的名义导入', 'credit code of the authority that keeps the list'),
      },
      {
        flags: '--source <text>',
        summary: bilingual(
          '清单来源（默认取文件中的 origin 或文件名）',
          'where the list is from (default: its origin, or its file name)',
        ),
      },
      {
        flags: '--own',
        summary: bilingual(
          '本网络的事项（国家标准编码），按登记办理',
          "the network's own matters (codes of the national form): defined, not kept for reference",
        ),
      },
      { flags: '--dry-run', summary: bilingual('只检查，不提交', 'check only, send nothing') },
      {
        flags: '--report <file>',
        summary: bilingual(
          '把全部不可用的行写入该文件（JSON）',
          'write every unusable row to this file (JSON)',
        ),
      },
    ],
    notes: bilingual(
      '导入的清单只作参考，经对应（huren matter map）之前不影响任何核验结论。重复导入不产生新记录。',
      'An imported list is a reference: it changes no verdict until it is mapped (huren matter map). Importing again writes nothing new.',
    ),
    run: importList,
  },
  {
    path: ['matter', 'search'],
    summary: bilingual('按名称或编码检索事项', 'find matters by name or code'),
    arguments: [{ name: 'text', summary: bilingual('名称或编码的一部分', 'part of a name or code') }],
    run: search,
  },
];

/** Matters of the network first, then rows of foreign lists, which a gateway may not serve. */
async function search(session: Session, given: Given): Promise<ExitCode> {
  const client = session.publicClient();
  const query = { q: given.argument(0), limit: searchLimit };
  const matters = await client.list('matters', query);
  const references = await client.list('references', query).catch((error: unknown) => {
    if (error instanceof HurenProblem && error.status === 404) return { items: [] };
    throw error;
  });
  session.show({ matters: matters.items, references: references.items }, () => [
    ...listLines(session, matters.items, 'code', undefined),
    ...(references.items.length === 0
      ? []
      : [
          session.say({ zh: '外地清单（仅供参考）：', en: 'lists of other regions (for reference only):' }),
          ...listLines(session, references.items, 'localCode', undefined),
        ]),
  ]);
  return EXIT.ok;
}

async function importList(session: Session, given: Given): Promise<ExitCode> {
  const path = given.argument(0);
  const as = given.text('as') ?? '';
  const dryRun = given.flag('dryRun');
  const bytes = await readInput(session.terminal, path, maxListBytes);
  if (given.flag('own'))
    return importDefinitions(session, given, await readListFile(bytes, path, DEFINITION_COLUMNS));
  const table = await readListFile(bytes, path, LIST_COLUMNS);
  const source = given.text('source') ?? sourceOf(bytes, path);
  const list = readMatterRows(table, { source, members: await memberRegions(session, dryRun) });
  const report = given.text('report');
  if (report !== undefined) await writeReport(report, list);
  if (!dryRun && list.rows.length > 0) await send(session, list, as);
  const { rows, unusable, total } = list;
  const summary = { total, imported: dryRun ? 0 : rows.length, usable: rows.length, dryRun, unusable };
  session.show(summary, () => [
    session.say(
      dryRun
        ? {
            zh: `共 ${total} 行，可导入 ${rows.length} 行（只检查，未提交）。`,
            en: `${total} rows, ${rows.length} can be imported (checked only, nothing sent).`,
          }
        : { zh: `共 ${total} 行，已导入 ${rows.length} 行。`, en: `${total} rows, ${rows.length} imported.` },
    ),
    ...unusableLines(session, list),
  ]);
  return EXIT.ok;
}

async function send(session: Session, { rows }: MatterList, as: string): Promise<void> {
  const identity = await session.identity();
  if (identity.authority !== as) {
    throw usage(
      'wrong-identity',
      `身份文件不属于行政主体 ${as}，未作导入；请用该主体的身份文件（--key）。`,
      `The identity file is not that of the authority ${as}, so nothing was imported; use one of its own (--key).`,
    );
  }
  const client = await session.transactionClient();
  const progress = startProgress(session, bilingual('导入事项', 'importing matters'), rows.length);
  try {
    for (let at = 0; at < rows.length; at += ROWS_PER_TRANSACTION) {
      const chunk = rows.slice(at, at + ROWS_PER_TRANSACTION);
      await client.transact('matter', 'reference', { rows: chunk });
      progress.at(at + chunk.length);
    }
  } finally {
    progress.end();
  }
}

/** Regions inside the network; a dry run without a gateway goes on without them and says so. */
async function memberRegions(session: Session, dryRun: boolean): Promise<readonly string[]> {
  try {
    const regions: string[] = [];
    for await (const { region } of session.publicClient().all('members')) {
      if (typeof region === 'string') regions.push(region);
    }
    return regions;
  } catch (error) {
    if (!dryRun || !(error instanceof HurenUnreachable)) throw error;
    session.note({
      zh: '连接不上网关：未检查行内区划是否属于本网络成员。',
      en: 'No gateway was reached: whether rows belong to members of this network was not checked.',
    });
    return [];
  }
}

/** What the file says of its own origin, else its name; at most what the ledger takes. */
function sourceOf(bytes: Uint8Array, path: string): string {
  const text = isWorkbook(bytes) ? '' : Buffer.from(bytes.subarray(0, 4_096)).toString('utf8');
  const origin = /^\s*\{\s*"origin"\s*:\s*"([^"\\\p{C}]{1,400})"/u.exec(text)?.[1];
  return (origin ?? (path === '-' ? 'stdin' : (path.split(/[\\/]/).pop() ?? path))).slice(0, 400);
}

function unusableLines(session: Session, { unusable }: MatterList): readonly string[] {
  if (unusable.length === 0) return [];
  const rows = unusable
    .slice(0, shownRows)
    .map(({ row, localCode, reason }) => [String(row), localCode ?? '—', `${reason.zh} / ${reason.en}`]);
  const rest = unusable.length - rows.length;
  const more = {
    zh: `另有 ${rest} 行，见 --report 文件或 --json 输出。`,
    en: `${rest} more: see the file of --report, or --json.`,
  };
  return [
    session.say({ zh: `不能使用 ${unusable.length} 行：`, en: `${unusable.length} rows cannot be used:` }),
    ...columns(rows),
    ...(rest > 0 ? [session.say(more)] : []),
  ];
}

async function writeReport(path: string, { total, rows, unusable }: MatterList): Promise<void> {
  await writeOut(path, `${JSON.stringify({ total, usable: rows.length, unusable }, null, 2)}\n`);
}
