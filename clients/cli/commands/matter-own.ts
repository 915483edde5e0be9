import {
  MATTER_ROWS_LIMIT,
  type Bilingual,
  type JsonValue,
  type MatterDefinition,
  REJECTIONS,
} from '@huren/chaincode/domain';
import { isRejectionCode } from '@huren/chaincode/domain';
import { columns } from '../columns';
import type { CommandEntry } from '../command';
import type { Given } from '../given';
import { bilingual } from '../language';
import { definitionsCsv, readDefinitions } from '../matter-definition-list';
import { writeOut } from '../output-file';
import { startProgress } from '../progress';
import type { Session } from '../session';
import { EXIT, type ExitCode, usage } from '../trouble';

const shownRows = 20;

/** A row that did not come in: unusable as it stands in the file, or refused by the rules. */
interface LeftOut {
  readonly row: number;
  readonly code?: string;
  readonly reason: string;
  readonly sentence: Bilingual;
  readonly details?: unknown;
}

/** Definitions of the network's own matters from the rows of a file: checked here, decided by the ledger row by row. */
export async function importDefinitions(
  session: Session,
  given: Given,
  table: readonly JsonValue[],
): Promise<ExitCode> {
  const dryRun = given.flag('dryRun');
  const { rows, unusable, total } = readDefinitions(table);
  const left: LeftOut[] = unusable.map(({ row, code, fault, path }) => ({
    row,
    ...(code !== undefined && { code }),
    reason: `${fault} ${path}`.trim(),
    sentence: {
      zh: `${path === '' ? '该行' : `该行的 ${path} `}不合格式（${fault}）；请改正后重新引入。`,
      en: `${path === '' ? 'The row' : `${path} of the row`} is not well formed (${fault}); mend it and import again.`,
    },
  }));
  let written = 0;
  let unchanged = 0;
  if (!dryRun && rows.length > 0) {
    const identity = await session.identity();
    const as = given.text('as') ?? '';
    if (identity.authority !== as) {
      throw usage(
        'wrong-identity',
        `身份文件不属于行政主体 ${as}，未作引入；请用该主体的身份文件（--key）。`,
        `The identity file is not that of the authority ${as}, so nothing was imported; use one of its own (--key).`,
      );
    }
    const client = await session.transactionClient();
    const progress = startProgress(session, bilingual('登记事项', 'defining matters'), rows.length);
    try {
      for (let at = 0; at < rows.length; at += MATTER_ROWS_LIMIT) {
        const chunk = rows.slice(at, at + MATTER_ROWS_LIMIT);
        const { result } = await client.transact('matter', 'defineMany', {
          rows: chunk.map(({ definition }) => definition),
        });
        const told = result as {
          readonly written: number;
          readonly unchanged: number;
          readonly refused: readonly {
            readonly row: number;
            readonly rejection: string;
            readonly details: unknown;
          }[];
        };
        written += told.written;
        unchanged += told.unchanged;
        for (const { row, rejection, details } of told.refused) {
          const { row: inFile, definition } = chunk[row] ?? { row: 0, definition: undefined };
          const sentence = isRejectionCode(rejection)
            ? REJECTIONS[rejection]
            : bilingual(rejection, rejection);
          left.push({ row: inFile, code: definition?.code ?? '', reason: rejection, sentence, details });
        }
        progress.at(at + chunk.length);
      }
    } finally {
      progress.end();
    }
  }
  left.sort((one, other) => one.row - other.row);
  const summary = { total, usable: rows.length, written, unchanged, dryRun, refused: left };
  const report = given.text('report');
  if (report !== undefined) await writeOut(report, `${JSON.stringify(summary, null, 2)}\n`);
  session.show(summary, () => [
    session.say(
      dryRun
        ? {
            zh: `共 ${total} 行，格式合格 ${rows.length} 行（只检查，未提交）。`,
            en: `${total} rows, ${rows.length} are well formed (checked only, nothing sent).`,
          }
        : {
            zh: `共 ${total} 行：登记 ${written}，原样已有 ${unchanged}，未登记 ${left.length}。`,
            en: `${total} rows: ${written} entered, ${unchanged} there already, ${left.length} left out.`,
          },
    ),
    ...columns(
      left
        .slice(0, shownRows)
        .map(({ row, code, sentence }) => [String(row), code ?? '—', session.say(sentence)]),
    ),
  ]);
  return EXIT.ok;
}

export const matterOwnCommands: readonly CommandEntry[] = [
  {
    path: ['matter', 'export'],
    summary: bilingual('导出事项清单，可再引入', 'export matters as a list that can be imported again'),
    arguments: [
      { name: 'file', summary: bilingual('写入的文件，.json 或 .csv', 'file to write, .json or .csv') },
    ],
    options: [
      {
        flags: '--of <authority>',
        summary: bilingual('只导出该行政主体的实施事项', 'implementations of this authority only'),
      },
    ],
    run: exportDefinitions,
  },
];

async function exportDefinitions(session: Session, given: Given): Promise<ExitCode> {
  const path = given.argument(0);
  const ending = /\.(csv|json)$/i.exec(path)?.[1]?.toLowerCase();
  if (ending === undefined) {
    throw usage(
      'unknown-list-format',
      `${path} 既不是 .json 也不是 .csv，未作导出；请换用其中一种扩展名。`,
      `${path} ends in neither .json nor .csv, so nothing was exported; name a file of one of them.`,
    );
  }
  const of = given.text('of');
  const definitions: MatterDefinition[] = [];
  const client = session.publicClient();
  for (let after: string | undefined; ;) {
    const query = {
      limit: 200,
      state: 'active',
      ...(of !== undefined && { authority: of }),
      ...(after !== undefined && { after }),
    };
    const page = await client.list('matters', query);
    for (const item of page.items) definitions.push(definitionOf(item as unknown as MatterDefinition));
    if (page.next === undefined) break;
    after = page.next;
  }
  const { text, left } =
    ending === 'csv'
      ? definitionsCsv(definitions)
      : { text: `${JSON.stringify({ items: definitions }, null, 1)}\n`, left: [] };
  await writeOut(path, text);
  const exported = definitions.length - left.length;
  session.show({ exported, left }, () => [
    session.say({
      zh: `已导出 ${exported} 项到 ${path}。`,
      en: `${exported} matters are written to ${path}.`,
    }),
    ...(left.length === 0
      ? []
      : [
          session.say({
            zh: `下列事项的依据含有 | 或 ;，CSV 无法表示，请导出 JSON：${left.join('、')}`,
            en: `The legal basis of these holds | or ;, which CSV cannot carry; export JSON: ${left.join(', ')}`,
          }),
        ]),
  ]);
  return EXIT.ok;
}

/** What its definer stated, without what the ledger added. */
function definitionOf({ code, name, kind, legalBasis, from, materials }: MatterDefinition): MatterDefinition {
  return { code, name, kind, legalBasis, from, materials };
}
