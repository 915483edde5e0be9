import {
  COUNTER_METHODS,
  type Credential,
  dayOfMs,
  type Infer,
  integer,
  isLocalMatterCode,
  type JsonValue,
  literal,
  LocatedAnchorShape,
  MalformedError,
  MAX_LOCAL_MATTER_CODE,
  NAME_LENGTH_LIMIT,
  object,
  oneOf,
  optional,
  parseCredential,
  parseDay,
  parsePageCredential,
  parsed,
  parseMatterCode,
  parseUscc,
  type Question,
  referenceEntry,
  settleMatter,
  string,
} from '@huren/chaincode/domain';
import type { RecordIndex } from '../index/record-index';
import type { PageDesk } from '../pages/page-desk';
import { Problem } from '../problems';
import type { Comparison } from './comparison';

const uscc = parsed(parseUscc, { max: 18 });

const readMatter = parsed(parseMatterCode, { max: 33 });
const anything = (value: JsonValue): JsonValue => value;

const SubmissionShape = object({
  /** SD-JWT text, credential file, or the text of one. */
  credential: anything,
  /** A matter code, or a local code that a mapping makes one. */
  matter: string({ min: 1, max: MAX_LOCAL_MATTER_CODE }),
  /** Of a local code: the list meant, by its keeper. */
  list: optional(uscc),
  nonce: optional(string({ min: 1, max: 64 })),
  /** 窗口人证核对, by the clerk whose session it is. */
  counterMatch: optional(
    object({
      method: oneOf(COUNTER_METHODS),
      typed: optional(string({ max: NAME_LENGTH_LIMIT })),
      of: optional(oneOf(['agent'])),
    }),
  ),
  asOf: optional(parsed(parseDay, { max: 10 })),
  knownAt: optional(integer()),
});

/** One credential and one question, read and in range; nothing is verified. */
export interface Submission {
  readonly credential: Credential;
  /** Without what a clerk compared. */
  readonly question: Question;
  /** What a clerk compared; how it ends is still to be seen. */
  readonly comparison?: Comparison;
}

function readCredential<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    throw new Problem('malformed-credential', {
      path: `/credential${error.path}`,
      details: { fault: error.code },
    });
  }
}

/** The clock and the ledger of who answers. */
interface Now {
  readonly nowMs: number;
  readonly height: number;
  /** Says which matters local codes are. */
  readonly index: RecordIndex;
}
type Read = Infer<typeof SubmissionShape>;

/** Who asks: the authority out of the token or session, and the clerk of a session. */
export interface Asker {
  readonly authority: string;
  /** `subject` of the session; absent for a token, which has no person at a counter. */
  readonly clerk?: string;
}

/** @throws Problem as-of-in-future, known-at-beyond-height */
function questionOf(read: Read, { authority }: Asker, now: Now): Question {
  const { matter, list, nonce, asOf, knownAt } = read;
  if (asOf !== undefined && asOf > dayOfMs(now.nowMs))
    throw new Problem('as-of-in-future', { path: '/asOf' });
  if (knownAt !== undefined && knownAt > now.height) {
    throw new Problem('known-at-beyond-height', { path: '/knownAt', details: { height: now.height } });
  }
  if (!isMapped(matter, now)) readMatter(matter, '/matter');
  return {
    matter,
    ...(list === undefined ? {} : { list }),
    relying: authority,
    ...(nonce === undefined ? {} : { nonce }),
    ...(asOf === undefined ? {} : { asOf }),
    ...(knownAt === undefined ? {} : { knownAt }),
  };
}

/** @throws Problem role-not-allowed (by token) */
function comparisonOf({ counterMatch }: Read, { clerk }: Asker): Comparison | undefined {
  if (counterMatch === undefined) return undefined;
  if (clerk === undefined) {
    throw new Problem('role-not-allowed', { path: '/counterMatch', details: { needs: ['clerk'] } });
  }
  const { method, typed = '', of } = counterMatch;
  return { method, typed, ...(of === undefined ? {} : { of }), by: clerk };
}

/**
 * Nothing is recorded as compared with a delegation where none names an agent. Asked before a nonce is used up.
 * @throws Problem no-agent-named
 */
function asked(credential: Credential, question: Question, comparison: Comparison | undefined): Submission {
  const delegations = credential.form === 'data' ? credential.delegations : undefined;
  const agent = delegations?.links.at(-1)?.payload.agentName;
  if (comparison?.of === 'agent' && agent === undefined)
    throw new Problem('no-agent-named', { path: '/counterMatch/of' });
  return { credential, question, ...(comparison && { comparison }) };
}

/** Whether the text is a local code that some mapping names. */
function isMapped(text: string, { index }: Now): boolean {
  return isLocalMatterCode(text) && index.mappings(referenceEntry(text)).length > 0;
}

/**
 * @throws MalformedError, Problem malformed-credential, as-of-in-future, known-at-beyond-height, role-not-allowed,
 * no-agent-named
 */
export function readSubmission(body: JsonValue, asker: Asker, now: Now): Submission {
  const read = SubmissionShape(body);
  const comparison = comparisonOf(read, asker);
  const question = questionOf(read, asker, now);
  const credential = readCredential(() => parseCredential(read.credential));
  return asked(credential, settleMatter(now.index, credential.claims, question, now.nowMs), comparison);
}

/** `{ofd: '', anchor?}`: the file stands apart. */
const PageShape = object({ ofd: literal(''), anchor: optional(LocatedAnchorShape) });

/** As {@link readSubmission}, for a page form: what can be read without opening its file is read first. */
export async function readPageSubmission(
  body: JsonValue,
  ofd: Uint8Array,
  desk: PageDesk,
  asker: Asker,
  now: Now,
): Promise<Submission> {
  const read = SubmissionShape(body);
  const comparison = comparisonOf(read, asker);
  const question = questionOf(read, asker, now);
  const { anchor } = readCredential(() => PageShape(read.credential));
  const inspection = await desk.inspect(ofd);
  const credential = readCredential(() => parsePageCredential(ofd, inspection, anchor));
  return asked(credential, settleMatter(now.index, credential.claims, question, now.nowMs), comparison);
}
