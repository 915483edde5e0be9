import {
  type Bilingual,
  isRejectionCode,
  type JsonObject,
  MalformedError,
  REJECTIONS,
} from '@huren/chaincode/domain';
import {
  LedgerConflict,
  LedgerIdentityRefused,
  LedgerInDoubt,
  LedgerRejection,
  LedgerUnavailable,
} from '@huren/network';
import { FAULTS, isFault } from './faults';
import { PROBLEMS, type ProblemCode } from './problem-table';
import { rejectionStatus } from './rejection-status';

/** What a caller did wrong, or what the gateway cannot do now. Its text comes from the table, never from an error. */
export class Problem extends Error {
  constructor(
    readonly code: ProblemCode,
    readonly extra: {
      readonly details?: JsonObject;
      /** JSON pointer into the request's body. */
      readonly path?: string;
      readonly retryAfterSeconds?: number;
    } = {},
  ) {
    super(code);
    this.name = 'Problem';
  }
}

/** RFC 9457 problem details, `application/problem+json`. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly messages: Bilingual;
  readonly path?: string;
  readonly details?: JsonObject;
  /** The contract's own code, with `ledger-rejection`. */
  readonly rejection?: string;
  readonly transactionId?: string;
}

export interface ProblemReply {
  readonly status: number;
  readonly body: ProblemBody;
  readonly headers: Readonly<Record<string, string>>;
}

function reply(
  code: string,
  status: number,
  title: string,
  messages: Bilingual,
  more: Partial<ProblemBody> = {},
  headers: Readonly<Record<string, string>> = {},
): ProblemReply {
  const type = `urn:huren:problem:${code}`;
  return { status, body: { type, title, status, detail: messages.en, code, messages, ...more }, headers };
}

function fromTable(
  code: ProblemCode,
  more: Partial<ProblemBody> = {},
  headers: Readonly<Record<string, string>> = {},
): ProblemReply {
  const { status, title, zh, en } = PROBLEMS[code];
  return reply(code, status, title, { zh, en }, more, headers);
}

function ofMalformed(error: MalformedError): ProblemReply {
  const path = error.path === '' ? {} : { path: error.path };
  if (!isFault(error.code)) return fromTable('bad-value', { ...path, details: { fault: error.code } });
  return reply(error.code, 400, 'Bad request', FAULTS[error.code], path);
}

function ofProblem({ code, extra }: Problem): ProblemReply {
  const { details, path, retryAfterSeconds } = extra;
  const more = { ...(details === undefined ? {} : { details }), ...(path === undefined ? {} : { path }) };
  const challenge = PROBLEMS[code].status === 401 ? { 'www-authenticate': 'Bearer' } : {};
  const retry = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  return fromTable(code, more, { ...challenge, ...retry });
}

function ofRejection({ code, details }: LedgerRejection): ProblemReply {
  const { title } = PROBLEMS['ledger-rejection'];
  const messages = isRejectionCode(code) ? REJECTIONS[code] : PROBLEMS['ledger-rejection'];
  return reply(
    'ledger-rejection',
    rejectionStatus(code),
    title,
    { zh: messages.zh, en: messages.en },
    {
      rejection: code,
      details: details as JsonObject,
    },
  );
}

/**
 * The problem that an error becomes; undefined for a bug, which the HTTP edge logs and answers with 500 and nothing of
 * its text.
 */
export function problemOf(error: unknown): ProblemReply | undefined {
  if (error instanceof Problem) return ofProblem(error);
  if (error instanceof MalformedError) return ofMalformed(error);
  if (error instanceof LedgerRejection) return ofRejection(error);
  if (error instanceof LedgerConflict) {
    return fromTable('ledger-conflict', { transactionId: error.transactionId }, { 'retry-after': '1' });
  }
  if (error instanceof LedgerInDoubt) return fromTable('in-doubt', { transactionId: error.transactionId });
  if (error instanceof LedgerIdentityRefused) return fromTable('identity-refused');
  if (error instanceof LedgerUnavailable) return fromTable('ledger-unavailable', {}, { 'retry-after': '5' });
  return undefined;
}

/** 500 for a bug. */
export function internalProblem(): ProblemReply {
  return fromTable('internal');
}
