import { MalformedError, REJECTIONS, isRejectionCode, type Bilingual } from '@huren/chaincode/domain';
import { HurenProblem, HurenUnreachable } from '../sdk';
import { bilingual } from './language';

/** Exit codes of every command (DETAILS 29); 4 is `huren verify`'s alone, 5 `huren seal inspect`'s. */
export const EXIT = { ok: 0, refused: 1, usage: 2, cannotTell: 3, review: 4, notSigned: 5 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** An expected failure: what happened, what it means, what to do next; and how the process ends. */
export class Trouble extends Error {
  constructor(
    readonly exit: ExitCode,
    readonly code: string,
    readonly messages: Bilingual,
    readonly details?: Readonly<Record<string, unknown>>,
  ) {
    super(messages.en);
    this.name = 'Trouble';
  }
}

/** Wrong usage or a file that is not what it should be. */
export function usage(code: string, zh: string, en: string): Trouble {
  return new Trouble(EXIT.usage, code, { zh, en });
}

/** The trouble that an error stands for; undefined for a bug, which nobody expects. */
export function troubleOf(error: unknown): Trouble | undefined {
  if (error instanceof Trouble) return error;
  if (error instanceof HurenUnreachable) {
    const { zh, en } = error.messages;
    return new Trouble(
      EXIT.cannotTell,
      'unreachable',
      bilingual(`${zh}（${error.url}）`, `${en} (${error.url})`),
    );
  }
  if (error instanceof HurenProblem) return ofProblem(error);
  if (error instanceof MalformedError) return malformed(error);
  return undefined;
}

/** A fault of grammar: the code and path say where, the value itself is never repeated. */
export function malformed(error: MalformedError, zh = '内容', en = 'The content'): Trouble {
  const at = error.path === '' ? '' : ` ${error.path}`;
  return new Trouble(
    EXIT.usage,
    error.code,
    bilingual(
      `${zh}不合格式（${error.code}${at}），未作任何办理；请改正后重试。`,
      `${en} does not follow its grammar (${error.code}${at}): ${error.message} Nothing was done; correct it and try again.`,
    ),
    { path: error.path },
  );
}

/** 4xx on the request's form and on who asks is a wrong use; a rule that forbids is a refusal; the rest is no answer. */
function ofProblem(problem: HurenProblem): Trouble {
  const { status, code, rejection, path } = problem;
  const details = {
    status,
    ...(rejection === undefined ? {} : { rejection }),
    ...(path === undefined ? {} : { path }),
    ...(problem.details === undefined ? {} : { details: problem.details }),
    ...(problem.transactionId === undefined ? {} : { transactionId: problem.transactionId }),
  };
  const facts = problem.details === undefined ? '' : ` ${JSON.stringify(problem.details)}`;
  const where = path === undefined || path === '' ? '' : ` (${path})`;
  if (rejection !== undefined) {
    const sentence = isRejectionCode(rejection) ? REJECTIONS[rejection] : problem.messages;
    const text = (words: string): string => `${words} [${rejection}]${facts}`;
    return new Trouble(EXIT.refused, code, bilingual(text(sentence.zh), text(sentence.en)), details);
  }
  const text = (words: string): string => `${words} [${code}]${where}${facts}`;
  const messages = bilingual(text(problem.messages.zh), text(problem.messages.en));
  if (status === 409 || status === 422) return new Trouble(EXIT.refused, code, messages, details);
  if (status === 408 || status === 429 || status >= 500) {
    return new Trouble(EXIT.cannotTell, code, messages, details);
  }
  return new Trouble(EXIT.usage, code, messages, details);
}
