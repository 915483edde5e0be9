import { Command, Option, type CommanderError } from 'commander';
import type { Bilingual } from '@huren/chaincode/domain';
import type { CommandEntry, GroupEntry, OptionEntry } from './command';
import { bilingual, type Language } from './language';
import { usage, type Trouble } from './trouble';

/** Options that every command takes. */
export const GLOBAL_OPTIONS: readonly OptionEntry[] = [
  { flags: '--json', summary: bilingual('输出 JSON，供程序读取', 'answer in JSON, for programs') },
  {
    flags: '--lang <language>',
    choices: ['zh', 'en'],
    summary: bilingual(
      '界面语言（默认随系统区域设置）',
      'language of the texts (default: that of the locale)',
    ),
  },
  {
    flags: '--url <url>',
    summary: bilingual('网关地址（默认 HUREN_URL）', 'address of the gateway (default: HUREN_URL)'),
  },
  {
    flags: '--key <file>',
    summary: bilingual('身份文件，PEM（默认 HUREN_KEY）', 'identity file, PEM (default: HUREN_KEY)'),
  },
];

const words = {
  'Usage:': '用法：',
  'Arguments:': '参数：',
  'Options:': '选项：',
  'Global Options:': '通用选项：',
  'Commands:': '命令：',
} as const;

export type Execute = (
  entry: CommandEntry,
  positional: readonly (string | undefined)[],
  options: Record<string, unknown>,
) => Promise<void>;

/** The commander program of the table, in one language. Nothing in it prints but through `write`. */
export function buildProgram(
  table: readonly CommandEntry[],
  groups: readonly GroupEntry[],
  language: Language,
  version: string,
  write: (text: string) => void,
  execute: Execute,
): Command {
  const say = (text: Bilingual): string => text[language];
  const program = new Command('huren');
  const prepare = (command: Command): Command =>
    command
      .exitOverride()
      .configureOutput({ writeOut: write, writeErr: write, outputError: () => undefined })
      .configureHelp({
        showGlobalOptions: true,
        optionDescription: ({ description, argChoices }) =>
          argChoices === undefined ? description : `${description} [${argChoices.join(' | ')}]`,
        styleTitle: (title) =>
          language === 'zh' && title in words ? words[title as keyof typeof words] : title,
      })
      .helpOption('-h, --help', say(bilingual('显示帮助', 'show help')))
      .helpCommand(false);
  prepare(program)
    .description(
      say(
        bilingual(
          '互认：核验外地电子证照，签发、存证与治理',
          'Huren: verify licences of other regions; issue, anchor and govern',
        ),
      ),
    )
    .version(version, '-V, --version', say(bilingual('显示版本', 'show the version')));
  for (const option of GLOBAL_OPTIONS) program.addOption(optionOf(option, say));

  const parents = new Map<string, Command>();
  const parentOf = (path: readonly string[]): Command => {
    if (path.length === 1) return program;
    const name = path.slice(0, -1).join(' ');
    const known = parents.get(name);
    if (known !== undefined) return known;
    const group = groups.find((entry) => entry.name === name);
    const made = prepare(parentOf(path.slice(0, -1)).command(path[path.length - 2] ?? ''));
    if (group !== undefined) made.description(say(group.summary));
    parents.set(name, made);
    return made;
  };
  for (const entry of table) {
    const name = entry.path[entry.path.length - 1] ?? '';
    // A group that also acts by itself (`huren members`) is made once.
    const command = parents.get(entry.path.join(' ')) ?? prepare(parentOf(entry.path).command(name));
    parents.set(entry.path.join(' '), command);
    command.description(say(entry.summary));
    for (const { name: argument, summary, optional } of entry.arguments ?? []) {
      command.argument(optional ? `[${argument}]` : `<${argument}>`, say(summary));
    }
    for (const option of entry.options ?? []) command.addOption(optionOf(option, say));
    if (entry.notes !== undefined) command.addHelpText('after', `\n${say(entry.notes)}`);
    command.action(async (...args: unknown[]) => {
      const positional = (entry.arguments ?? []).map((_, at) => args[at] as string | undefined);
      await execute(entry, positional, command.optsWithGlobals());
    });
  }
  return program;
}

function optionOf(
  { flags, summary, required, choices, repeatable }: OptionEntry,
  say: (text: Bilingual) => string,
): Option {
  const option = new Option(flags, say(summary));
  if (choices !== undefined) option.choices([...choices]);
  if (required) option.makeOptionMandatory();
  if (repeatable) {
    option.argParser((value: string, earlier: readonly string[] | undefined) => [...(earlier ?? []), value]);
  }
  return option;
}

/** What commander found wrong with the command line, in both languages; undefined when it only showed help. */
export function troubleOfUsage(error: CommanderError): Trouble | undefined {
  const named = /'([^']*)'/.exec(error.message)?.[1];
  const quoted = named === undefined ? '' : ` ${named}`;
  switch (error.code) {
    case 'commander.helpDisplayed':
    case 'commander.version':
      return undefined;
    case 'commander.help':
      return usage(
        'no-command',
        '没有写明要办什么；请从上面的命令中选择。',
        'No command was named; choose one of those above.',
      );
    case 'commander.unknownCommand':
      return usage(
        'unknown-command',
        `没有命令${quoted}；请用 --help 查看全部命令。`,
        `There is no command${quoted}; see --help for all of them.`,
      );
    case 'commander.unknownOption':
      return usage(
        'unknown-option',
        `没有选项${quoted}；请用 --help 查看该命令的选项。`,
        `There is no option${quoted}; see --help for those of this command.`,
      );
    case 'commander.missingArgument':
      return usage(
        'missing-argument',
        `缺少参数${quoted}；请用 --help 查看用法。`,
        `The argument${quoted} is missing; see --help for the usage.`,
      );
    case 'commander.missingMandatoryOptionValue':
      return usage(
        'missing-option',
        `缺少必需的选项${quoted}；请补上。`,
        `The option${quoted} is required; add it.`,
      );
    case 'commander.optionMissingArgument':
      return usage(
        'missing-value',
        `选项${quoted}后面缺少值；请补上。`,
        `The option${quoted} lacks its value; add it.`,
      );
    case 'commander.excessArguments':
      return usage(
        'excess-arguments',
        '参数过多；请用 --help 查看用法。',
        'There are too many arguments; see --help for the usage.',
      );
    case 'commander.invalidArgument':
      return usage(
        'invalid-value',
        `选项或参数${quoted}的值不在允许之列；请用 --help 查看。`,
        `The value of${quoted} is not one of those allowed; see --help.`,
      );
    default:
      return usage(
        'wrong-usage',
        '命令写法有误；请用 --help 查看用法。',
        'The command line is not understood; see --help for the usage.',
      );
  }
}
