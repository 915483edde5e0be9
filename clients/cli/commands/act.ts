import { type AgreementCheck, bindsToText, checkOfAct } from '../../sdk';
import type { Act } from '../act/act';
import { ACTS } from '../act/acts';
import { argumentOptions, readArgument } from '../act/argument';
import type { CommandEntry } from '../command';
import type { Given } from '../given';
import { bilingual } from '../language';
import type { Session } from '../session';
import { EXIT, type ExitCode, usage } from '../trouble';
import { checkLines, yesOption } from './contradictions';

/** Every act by its verb, and `huren act <contract> <function>` for what the table does not know yet. */
export const actCommands: readonly CommandEntry[] = [
  ...ACTS.map((row): CommandEntry => ({
    path: row.verb,
    summary: row.summary,
    options: bindsToText(row.contract, row.fn) ? [...argumentOptions, yesOption] : argumentOptions,
    notes: fieldNotes(row),
    run: (session, given) => perform(session, given, row.contract, row.fn, row),
  })),
  {
    path: ['act'],
    summary: bilingual('直接调用合约功能', 'call a contract function by its own name'),
    arguments: [
      { name: 'contract', summary: bilingual('合约', 'contract') },
      { name: 'function', summary: bilingual('功能', 'function') },
    ],
    options: [...argumentOptions, yesOption],
    run: (session, given) => perform(session, given, given.argument(0), given.argument(1)),
  },
];

async function perform(
  session: Session,
  given: Given,
  contract: string,
  fn: string,
  row?: Act,
): Promise<ExitCode> {
  const argument = await readArgument(session.terminal, given);
  if (row !== undefined) requireFields(row, Object.keys(argument));
  if (given.flag('dryRun')) {
    session.printJson({ contract, function: fn, argument });
    return EXIT.ok;
  }
  if (bindsToText(contract, fn)) {
    const check = await checkOfAct(session.publicClient(), fn, argument);
    if (check !== undefined && check.contradictions.length > 0) {
      if (!given.flag('yes')) return holdBack(session, check);
      for (const line of checkLines(session, check)) session.note({ zh: line, en: line });
    }
  }
  const client = await session.transactionClient();
  const committed = await client.transact(contract, fn, argument);
  session.show(committed, () => [
    session.say({
      zh: `已办理，账本位置 ${committed.position.block}/${committed.position.tx}，交易 ${committed.transactionId}。`,
      en: `Done, at ledger position ${committed.position.block}/${committed.position.tx}, transaction ${committed.transactionId}.`,
    }),
  ]);
  return EXIT.ok;
}

/** Nobody binds a member to a text that contradicts another without having been told. */
function holdBack(session: Session, check: AgreementCheck): ExitCode {
  session.show(check, () => [
    ...checkLines(session, check),
    session.say({
      zh: '未提交；确要提交请加 --yes。',
      en: 'Nothing was sent; add --yes to send it in spite of this.',
    }),
  ]);
  return EXIT.review;
}

/** The first look, so that a forgotten field is named before a key signs anything. */
function requireFields({ fields, verb }: Act, given: readonly string[]): void {
  const missing = fields
    .filter(({ name }) => !name.endsWith('?') && !given.includes(name))
    .map(({ name }) => name);
  const known = new Set(fields.map(({ name }) => name.replace('?', '')));
  const unknown = given.filter((name) => !known.has(name));
  if (missing.length === 0 && unknown.length === 0) return;
  const help = `huren ${verb.join(' ')} --help`;
  const names = missing.length > 0 ? missing.join(', ') : unknown.join(', ');
  throw missing.length > 0
    ? usage(
        'missing-field',
        `缺少参数 ${names}，未提交；见 ${help}。`,
        `The argument lacks ${names}, so nothing was sent; see ${help}.`,
      )
    : usage(
        'unknown-field',
        `参数中有不认识的 ${names}，未提交；见 ${help}。`,
        `The argument has ${names}, which is not known here, so nothing was sent; see ${help}.`,
      );
}

function fieldNotes({ contract, fn, fields }: Act) {
  const lines = (language: 'zh' | 'en'): string =>
    fields.map(({ name, summary }) => `  ${name.padEnd(16)} ${summary[language]}`).join('\n');
  if (fields.length === 0)
    return bilingual(
      `合约功能 ${contract}:${fn}，无参数。`,
      `Contract function ${contract}:${fn}, without fields.`,
    );
  return bilingual(
    `合约功能 ${contract}:${fn}，参数（? 为可选）：\n${lines('zh')}`,
    `Contract function ${contract}:${fn}, fields of its argument (? optional):\n${lines('en')}`,
  );
}
