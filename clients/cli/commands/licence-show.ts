import {
  claimRow,
  discloseClaims,
  nobleProvider,
  type Bilingual,
  type JsonObject,
  type JsonValue,
} from '@huren/chaincode/domain';
import { columns } from '../columns';
import type { CommandEntry } from '../command';
import type { Given } from '../given';
import { bilingual } from '../language';
import { readLicence } from '../licence-file';
import type { Session } from '../session';
import { EXIT, type ExitCode } from '../trouble';

export const showCommands: readonly CommandEntry[] = [
  {
    path: ['licence', 'show'],
    summary: bilingual('离线查看证照文件的内容', 'show what is in a credential, offline'),
    arguments: [
      {
        name: 'file',
        summary: bilingual('证照文件或 SD-JWT，- 为标准输入', 'credential file or SD-JWT, - for stdin'),
      },
    ],
    options: [
      { flags: '--reveal', summary: bilingual('显示持证主体的信息', 'show the values about the holder') },
    ],
    run: show,
  },
];

async function show(session: Session, given: Given): Promise<ExitCode> {
  const { credential } = await readLicence(session.terminal, given.argument(0));
  const { sdJwt, anchor } = credential;
  const { claims, disclosed, problems } = discloseClaims(sdJwt, nobleProvider);
  const reveal = given.flag('reveal');
  const isOpen = (name: string): boolean => !disclosed.includes(name);
  const open = Object.fromEntries(Object.entries(claims).filter(([name]) => isOpen(name)));
  const hidden: JsonObject = Object.fromEntries(
    disclosed.map((name) => [name, (reveal ? claims[name] : undefined) ?? null]),
  );
  const value = {
    header: { ...sdJwt.header },
    open,
    disclosed: reveal ? hidden : disclosed,
    anchor: anchor ?? null,
    presentation: sdJwt.keyBinding !== undefined,
    problems,
  };
  session.show(value, () => [
    ...section(session, bilingual('公开内容', 'open'), Object.entries(open)),
    ...section(
      session,
      reveal
        ? bilingual('选择披露', 'disclosable')
        : bilingual('选择披露（--reveal 显示内容）', 'disclosable (--reveal shows the values)'),
      Object.entries(hidden).map(([name, text]): [string, JsonValue] => [name, reveal ? text : '***']),
    ),
    anchor === undefined
      ? session.say({ zh: '未附存证证明。', en: 'No anchor travels with it.' })
      : session.say({
          zh: `存证批次 ${anchor.batch}，第 ${anchor.index} 件`,
          en: `anchored in batch ${anchor.batch}, index ${anchor.index}`,
        }),
    session.say({
      zh: '以上未经核验；请用 huren verify 核验。',
      en: 'Nothing of this is verified; use huren verify.',
    }),
    ...(problems.length === 0
      ? []
      : [
          session.colours.red(
            session.say({ zh: '披露内容与签发内容不符。', en: 'What is disclosed is not what was issued.' }),
          ),
        ]),
  ]);
  return problems.length === 0 ? EXIT.ok : EXIT.refused;
}

function section(
  session: Session,
  title: Bilingual,
  entries: readonly (readonly [string, JsonValue])[],
): readonly string[] {
  const rows = entries.map(([name, value]) => {
    const label = claimRow(name)?.label;
    return [
      '',
      label === undefined ? name : session.say(label),
      typeof value === 'string' ? value : JSON.stringify(value),
    ];
  });
  return [session.colours.bold(session.say(title)), ...columns(rows)];
}
