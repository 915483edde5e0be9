import type { MatterDefinition } from '@huren/chaincode/domain';
import type { CommandEntry } from '../command';
import type { Given } from '../given';
import { bilingual } from '../language';
import { definitionsCsv } from '../matter-definition-list';
import { writeOut } from '../output-file';
import type { Session } from '../session';
import { EXIT, type ExitCode, usage } from '../trouble';

export const matterOwnCommands: readonly CommandEntry[] = [
  {
    path: ['matter', 'export'],
    summary: bilingual('导出事项清单，可再导入', 'export matters as a list that can be imported again'),
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
