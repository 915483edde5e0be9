import { CommanderError } from 'commander';
import { COMMANDS, GROUPS } from './commands';
import { chooseLanguage } from './language';
import { Given } from './given';
import { printable, printableJson } from './printable';
import { buildProgram, troubleOfUsage } from './program';
import { Session } from './session';
import type { Terminal } from './terminal';
import { EXIT, type ExitCode, type Trouble, troubleOf } from './trouble';
import { VERSION } from './version';

/** Runs one command line (without the program's own name) and answers the exit code; everything goes by `terminal`. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const language = chooseLanguage(args, terminal.env);
  const json = args.includes('--json');
  let code: ExitCode = EXIT.ok;
  const program = buildProgram(
    COMMANDS,
    GROUPS,
    language,
    VERSION,
    (text) => terminal.out(text),
    async (entry, positional, options) => {
      const given = new Given(positional, options);
      code = await entry.run(new Session(terminal, language, given), given);
    },
  );
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    const trouble = error instanceof CommanderError ? troubleOfUsage(error) : troubleOf(error);
    if (trouble !== undefined) {
      tell(terminal, trouble, json, language);
      if (debugging(terminal) && error instanceof Error) terminal.err(`${error.stack ?? ''}\n`);
      return trouble.exit;
    }
    if (error instanceof CommanderError) return EXIT.ok;
    tellBug(terminal, error, language);
    return EXIT.cannotTell;
  }
}

function debugging(terminal: Terminal): boolean {
  return (terminal.env['HUREN_DEBUG'] ?? '') !== '';
}

function tell(terminal: Terminal, trouble: Trouble, json: boolean, language: 'zh' | 'en'): void {
  if (json) {
    const { code, messages, details } = trouble;
    const error = { code, messages, exit: trouble.exit, ...(details === undefined ? {} : { details }) };
    terminal.out(`${printableJson({ error })}\n`);
  } else terminal.err(`huren: ${printable(trouble.messages[language])}\n`);
}

/** A bug is no answer about anything; its text may hold what nobody should see, so it is shown on request alone. */
function tellBug(terminal: Terminal, error: unknown, language: 'zh' | 'en'): void {
  const text = {
    zh: '程序内部出错，本次没有结果；请设置 HUREN_DEBUG=1 重试并把输出交给维护人员。',
    en: 'The program failed inside, so there is no result; run it again with HUREN_DEBUG=1 and hand its output to the maintainers.',
  };
  terminal.err(`huren: ${text[language]}\n`);
  if (debugging(terminal)) terminal.err(`${error instanceof Error ? (error.stack ?? '') : String(error)}\n`);
}
