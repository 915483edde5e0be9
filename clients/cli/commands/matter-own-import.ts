import {
  type Bilingual,
  isRejectionCode,
  type JsonValue,
  MATTER_ROWS_LIMIT,
  type MatterDefinition,
  parseMatterCode,
  REJECTIONS,
} from '@huren/chaincode/domain';
import { HurenUnreachable } from '../../sdk';
import { columns } from '../columns';
import type { Given } from '../given';
import type { IdentityFile } from '../identity-file';
import { bilingual } from '../language';
import { type DefinitionList, readDefinitions } from '../matter-definition-list';
import { writeOut } from '../output-file';
import { startProgress } from '../progress';
import type { Session } from '../session';
import { EXIT, type ExitCode, Trouble, usage } from '../trouble';

const shownRows = 20;
/** A basic matter has twelve digits; everything longer stands under one. */
const BASIC_LENGTH = 12;

/** A row that does not come in: unusable as it stands in the file, or refused by the rules. */
interface LeftOut {
  readonly row: number;
  readonly code?: string;
  readonly reason: string;
  readonly sentence: Bilingual;
  readonly details?: unknown;
}

type Row = DefinitionList['rows'][number];

/** What the ledger did with the rows, or would do; nothing is told of what was not asked. */
interface Outcome {
  readonly written: number;
  readonly unchanged: number;
  readonly refused: readonly LeftOut[];
}

/**
 * Definitions of the network's own matters from the rows of a file: their form is checked here, the rest is decided by the
 * ledger row by row; in a dry run by the gateway as the ledger would. Basic matters go before what stands under them.
 */
export async function importDefinitions(
  session: Session,
  given: Given,
  table: readonly JsonValue[],
): Promise<ExitCode> {
  const dryRun = given.flag('dryRun');
  const { rows, unusable, total } = readDefinitions(table);
  const ordered = [...rows].sort(
    (one, other) => one.definition.code.length - other.definition.code.length || one.row - other.row,
  );
  const decide = dryRun ? tryOut : send;
  const outcome = ordered.length === 0 ? undefined : await decide(session, given.text('as') ?? '', ordered);
  const { written = 0, unchanged = 0, refused = [] } = outcome ?? {};
  const left = [...unusable.map(unusableRow), ...refused].sort((one, other) => one.row - other.row);
  const checked = dryRun ? { checked: outcome !== undefined || ordered.length === 0 } : {};
  const summary = { total, usable: rows.length, written, unchanged, dryRun, ...checked, refused: left };
  const report = given.text('report');
  if (report !== undefined) await writeOut(report, `${JSON.stringify(summary, null, 2)}\n`);
  session.show(summary, () => [
    session.say(headline(summary, dryRun, outcome !== undefined)),
    ...columns(
      left
        .slice(0, shownRows)
        .map(({ row, code, sentence }) => [String(row), code ?? '—', session.say(sentence)]),
    ),
  ]);
  return EXIT.ok;
}

function headline(
  told: {
    readonly total: number;
    readonly usable: number;
    readonly written: number;
    readonly unchanged: number;
    readonly refused: readonly LeftOut[];
  },
  dryRun: boolean,
  isDecided: boolean,
): Bilingual {
  const { total, usable, written, unchanged, refused } = told;
  if (!dryRun) {
    return {
      zh: `共 ${total} 行：登记 ${written}，原样已有 ${unchanged}，未登记 ${refused.length}。`,
      en: `${total} rows: ${written} entered, ${unchanged} there already, ${refused.length} left out.`,
    };
  }
  return isDecided
    ? {
        zh: `共 ${total} 行：可登记 ${written}，原样已有 ${unchanged}，不能登记 ${refused.length}（只检查，未提交）。`,
        en: `${total} rows: ${written} would be entered, ${unchanged} are there already, ${refused.length} would be left out (checked only, nothing sent).`,
      }
    : {
        zh: `共 ${total} 行，格式合格 ${usable} 行（只检查，未提交）。`,
        en: `${total} rows, ${usable} are well formed (checked only, nothing sent).`,
      };
}

function unusableRow({ row, code, fault, path }: DefinitionList['unusable'][number]): LeftOut {
  return {
    row,
    ...(code !== undefined && { code }),
    reason: `${fault} ${path}`.trim(),
    sentence: {
      zh: `${path === '' ? '该行' : `该行的 ${path} `}不合格式（${fault}）；请改正后重新导入。`,
      en: `${path === '' ? 'The row' : `${path} of the row`} is not well formed (${fault}); mend it and import again.`,
    },
  };
}

function refusedRow(
  { row, definition }: Row,
  { rejection, details }: { readonly rejection: string; readonly details: unknown },
): LeftOut {
  const sentence = isRejectionCode(rejection) ? REJECTIONS[rejection] : bilingual(rejection, rejection);
  return { row, code: definition.code, reason: rejection, sentence, details };
}

function requireOwn(identity: IdentityFile, as: string): void {
  if (identity.authority === as) return;
  throw usage(
    'wrong-identity',
    `身份文件不属于行政主体 ${as}，未作导入；请用该主体的身份文件（--key）。`,
    `The identity file is not that of the authority ${as}, so nothing was imported; use one of its own (--key).`,
  );
}

async function send(session: Session, as: string, rows: readonly Row[]): Promise<Outcome> {
  requireOwn(await session.identity(), as);
  const client = await session.transactionClient();
  const progress = startProgress(session, bilingual('登记事项', 'defining matters'), rows.length);
  const refused: LeftOut[] = [];
  let written = 0;
  let unchanged = 0;
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
      for (const each of told.refused) {
        const row = chunk[each.row];
        if (row !== undefined) refused.push(refusedRow(row, each));
      }
      progress.at(at + chunk.length);
    }
  } finally {
    progress.end();
  }
  return { written, unchanged, refused };
}

/** Half of what a request takes: the other half has room for the basic matters of its rows that stand in the same file. */
const TRIED_ROWS = MATTER_ROWS_LIMIT / 2;

/** What the ledger would do; undefined, with a note, where no gateway or no identity says so. */
async function tryOut(session: Session, as: string, rows: readonly Row[]): Promise<Outcome | undefined> {
  try {
    requireOwn(await session.identity(), as);
    return await checkRows(session, rows);
  } catch (error) {
    const isWithoutKey = error instanceof Trouble && error.code === 'no-identity';
    if (!isWithoutKey && !(error instanceof HurenUnreachable)) throw error;
    session.note({
      zh: '没有身份文件或连接不上网关：只检查了格式，未检查账本会拒绝哪些行。',
      en: 'There is no identity file, or no gateway was reached: only the form was checked, not what the ledger would refuse.',
    });
    return undefined;
  }
}

async function checkRows(session: Session, rows: readonly Row[]): Promise<Outcome> {
  const client = await session.signedClient();
  const progress = startProgress(session, bilingual('预检事项', 'checking matters'), rows.length);
  const refused: LeftOut[] = [];
  const basics = new Map<string, MatterDefinition>();
  let written = 0;
  let unchanged = 0;
  try {
    for (let at = 0; at < rows.length; at += TRIED_ROWS) {
      const chunk = rows.slice(at, at + TRIED_ROWS);
      // The ledger would hold the basic matters that came before.
      const before = [
        ...new Set(chunk.map(({ definition }) => parseMatterCode(definition.code).basic)),
      ].flatMap((code) => basics.get(code) ?? []);
      const answer = await client.checkMatters([...before, ...chunk.map(({ definition }) => definition)]);
      for (const { row, outcome, rejection = '', details } of answer.rows) {
        const own = chunk[row - before.length];
        if (own === undefined) continue;
        if (outcome === 'refused') refused.push(refusedRow(own, { rejection, details }));
        else if (outcome === 'unchanged') unchanged++;
        else {
          written++;
          if (own.definition.code.length === BASIC_LENGTH) basics.set(own.definition.code, own.definition);
        }
      }
      progress.at(at + chunk.length);
    }
  } finally {
    progress.end();
  }
  return { written, unchanged, refused };
}
