import { DRIFT_ELEMENTS } from '@huren/chaincode/domain';
import type { DriftAnswer } from '../../sdk';
import { columns } from '../columns';
import type { CommandEntry } from '../command';
import type { Given } from '../given';
import { bilingual } from '../language';
import type { Session } from '../session';
import { EXIT, type ExitCode } from '../trouble';

const ELEMENTS = {
  name: bilingual('名称', 'name'),
  kind: bilingual('类型', 'type'),
  'legal-basis': bilingual('设定依据', 'legal basis'),
  code: bilingual('编码', 'code'),
  materials: bilingual('材料', 'materials'),
  basic: bilingual('基本编码', 'basic code'),
  authority: bilingual('实施主体', 'authority'),
} as const;

export const driftCommands: readonly CommandEntry[] = [
  {
    path: ['matter', 'drift'],
    summary: bilingual(
      '三级四同：列出实施事项与基本事项不一致之处',
      'list where implementations differ from their basic matters',
    ),
    options: [
      { flags: '--of <authority>', summary: bilingual('只看该行政主体', 'only this authority') },
      { flags: '--basic <code>', summary: bilingual('只看该基本编码', 'only this basic code') },
      {
        flags: '--element <name>',
        choices: DRIFT_ELEMENTS,
        summary: bilingual('只看这一要素', 'only this element'),
      },
      {
        flags: '--on <day>',
        summary: bilingual('该日的情况（默认今天）', 'as of that day (default: today)'),
      },
      { flags: '--after <n>', summary: bilingual('跳过前面多少条', 'how many to leave out') },
      { flags: '--limit <n>', summary: bilingual('最多列出多少条（1–200）', 'how many at most (1–200)') },
    ],
    run: drift,
  },
];

async function drift(session: Session, given: Given): Promise<ExitCode> {
  const after = given.count('after');
  const limit = given.count('limit');
  const report = await session.publicClient().drift({
    ...named(given, 'of', 'authority'),
    ...named(given, 'basic', 'basic'),
    ...named(given, 'element', 'element'),
    ...named(given, 'on', 'on'),
    ...(after !== undefined && { after: String(after) }),
    ...(limit !== undefined && { limit }),
  });
  session.show(report, () => driftLines(session, report));
  return EXIT.ok;
}

function named(given: Given, option: string, name: string): Readonly<Record<string, string>> {
  const value = given.text(option);
  return value === undefined ? {} : { [name]: value };
}

function driftLines(session: Session, { on, rows, total, items, next }: DriftAnswer): readonly string[] {
  const head = session.say({
    zh: `${on}：共 ${rows} 项实施事项，${total} 处不一致。`,
    en: `${on}: ${rows} implementations, ${total} deviations.`,
  });
  const more = {
    zh: `后面还有；用 --after ${next ?? ''} 继续`,
    en: `there are more; go on with --after ${next ?? ''}`,
  };
  return [
    head,
    ...items.flatMap(({ code, element, stated, expected, since, fix }) => [
      ...columns([[code, session.say(ELEMENTS[element]), `${stated} ≠ ${expected === '' ? '—' : expected}`]]),
      `  ${session.say({
        zh: `自 ${since.day}（账本位置 ${since.position.block}/${since.position.tx}）`,
        en: `since ${since.day} (ledger position ${since.position.block}/${since.position.tx})`,
      })}  ${session.say(fix)}`,
    ]),
    ...(next === undefined ? [] : [session.say(more)]),
  ];
}
