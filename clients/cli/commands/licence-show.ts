import {
  claimRow,
  discloseClaims,
  nobleProvider,
  type Bilingual,
  type DataCredential,
  type JsonObject,
  type JsonValue,
  type LocatedAnchor,
  type PageCredential,
} from '@huren/chaincode/domain';
import { columns } from '../columns';
import type { CommandEntry } from '../command';
import type { Given } from '../given';
import { bilingual } from '../language';
import { readAnyLicence } from '../any-licence';
import type { Session } from '../session';
import { EXIT, type ExitCode } from '../trouble';

export const showCommands: readonly CommandEntry[] = [
  {
    path: ['licence', 'show'],
    summary: bilingual('离线查看证照文件的内容', 'show what is in a credential, offline'),
    arguments: [
      {
        name: 'file',
        summary: bilingual(
          '证照文件、SD-JWT 或版式文件（OFD），- 为标准输入',
          'credential file, SD-JWT or OFD file, - for stdin',
        ),
      },
    ],
    options: [
      { flags: '--reveal', summary: bilingual('显示持证主体的信息', 'show the values about the holder') },
    ],
    run: show,
  },
];

async function show(session: Session, given: Given): Promise<ExitCode> {
  const { credential } = await readAnyLicence(session.terminal, given.argument(0));
  return credential.form === 'page'
    ? showPage(session, given, credential)
    : showData(session, given, credential);
}

/** The metadata (GB/T 36903) and the seals of a page form. */
function showPage(session: Session, given: Given, { inspection, anchor }: PageCredential): ExitCode {
  const reveal = given.flag('reveal');
  const items = inspection.metadata?.items ?? [];
  const isOpen = (name: string): boolean => claimRow(name)?.visibility !== 'disclosable';
  const valuesOf = (open: boolean): [string, JsonValue][] =>
    items.filter(({ name }) => isOpen(name) === open).map(({ name, value }) => [name, value]);
  const holder = valuesOf(false).map(([name, value]): [string, JsonValue] => [name, reveal ? value : '***']);
  const seals = inspection.signatures.map(({ type, signedAt, seal }) => ({
    type,
    signedAt: signedAt ?? null,
    esId: seal?.id ?? null,
    digest: seal?.digest ?? null,
  }));
  const value = {
    form: 'page',
    metadata: { open: Object.fromEntries(valuesOf(true)), holder: Object.fromEntries(holder) },
    covered: inspection.metadata?.covered ?? false,
    seals,
    anchor: anchor === undefined ? null : { ...anchor },
  };
  session.show(value, () => [
    ...section(session, bilingual('版式文件元数据', 'metadata of the page form'), valuesOf(true)),
    ...section(
      session,
      reveal
        ? bilingual('持证主体与照面', 'holder and page')
        : bilingual('持证主体与照面（--reveal 显示内容）', 'holder and page (--reveal shows the values)'),
      holder,
    ),
    ...section(
      session,
      bilingual('印章', 'seals'),
      seals.map(({ esId, signedAt }): [string, JsonValue] => [esId ?? '-', signedAt ?? '-']),
    ),
    ...anchorLines(session, anchor),
    session.say({
      zh: '以上未经核验；请用 huren verify 核验，用 huren seal inspect 查看印章。',
      en: 'Nothing of this is verified; use huren verify, and huren seal inspect for its seals.',
    }),
  ]);
  return EXIT.ok;
}

function anchorLines(session: Session, anchor: LocatedAnchor | undefined): readonly string[] {
  return [
    anchor === undefined
      ? session.say({ zh: '未附存证证明。', en: 'No anchor travels with it.' })
      : session.say({
          zh: `存证批次 ${anchor.batch}，第 ${anchor.index} 件`,
          en: `anchored in batch ${anchor.batch}, index ${anchor.index}`,
        }),
  ];
}

function showData(session: Session, given: Given, { sdJwt, anchor }: DataCredential): ExitCode {
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
    ...anchorLines(session, anchor),
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
