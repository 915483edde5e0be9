import type { Bilingual } from '@huren/chaincode/domain';
import type { Given } from './given';
import type { Session } from './session';
import type { ExitCode } from './trouble';

export interface ArgumentEntry {
  readonly name: string;
  readonly summary: Bilingual;
  readonly optional?: true;
}

export interface OptionEntry {
  /** As commander reads them: `--as-of <day>`, `--dry-run`. */
  readonly flags: string;
  readonly summary: Bilingual;
  readonly required?: true;
  readonly choices?: readonly string[];
  /** May be given more than once; its values are a list. */
  readonly repeatable?: true;
}

/** One row of the command table: help, completion and dispatch are all made from it. */
export interface CommandEntry {
  /** Words of the command, e.g. `['licence', 'issue']`. */
  readonly path: readonly [string, ...string[]];
  readonly summary: Bilingual;
  readonly arguments?: readonly ArgumentEntry[];
  readonly options?: readonly OptionEntry[];
  /** Shown below the help. */
  readonly notes?: Bilingual;
  run(session: Session, given: Given): Promise<ExitCode>;
}

/** A word that groups commands, e.g. `licence`. */
export interface GroupEntry {
  readonly name: string;
  readonly summary: Bilingual;
}
