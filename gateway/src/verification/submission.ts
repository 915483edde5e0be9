import {
  COUNTER_METHODS,
  COUNTER_NAMES,
  type Credential,
  dayOfMs,
  type Infer,
  integer,
  type JsonValue,
  literal,
  LocatedAnchorShape,
  MalformedError,
  object,
  oneOf,
  optional,
  parseCredential,
  parseDay,
  parsePageCredential,
  parsed,
  parseMatterCode,
  type Question,
  string,
} from '@huren/chaincode/domain';
import type { PageDesk } from '../pages/page-desk';
import { Problem } from '../problems';

const anything = (value: JsonValue): JsonValue => value;

const SubmissionShape = object({
  /** SD-JWT text, credential file, or the text of one. */
  credential: anything,
  matter: parsed(
    (text) => {
      parseMatterCode(text);
      return text;
    },
    { max: 33 },
  ),
  nonce: optional(string({ min: 1, max: 64 })),
  /** 窗口人证核对, by the clerk whose session it is. */
  counterMatch: optional(object({ method: oneOf(COUNTER_METHODS), name: oneOf(COUNTER_NAMES) })),
  asOf: optional(parsed(parseDay, { max: 10 })),
  knownAt: optional(integer()),
});

/** One credential and one question, read and in range; nothing is verified. */
export interface Submission {
  readonly credential: Credential;
  readonly question: Question;
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

type Now = { readonly nowMs: number; readonly height: number };
type Read = Infer<typeof SubmissionShape>;

/** Who asks: the authority out of the token or session, and the clerk of a session. */
export interface Asker {
  readonly authority: string;
  /** `subject` of the session; absent for a token, which has no person at a counter. */
  readonly clerk?: string;
}

/** @throws Problem as-of-in-future, known-at-beyond-height, role-not-allowed (a match at the counter by token) */
function questionOf(read: Read, { authority, clerk }: Asker, now: Now): Question {
  const { matter, nonce, asOf, knownAt, counterMatch } = read;
  if (counterMatch !== undefined && clerk === undefined) {
    throw new Problem('role-not-allowed', { path: '/counterMatch', details: { needs: ['clerk'] } });
  }
  if (asOf !== undefined && asOf > dayOfMs(now.nowMs))
    throw new Problem('as-of-in-future', { path: '/asOf' });
  if (knownAt !== undefined && knownAt > now.height) {
    throw new Problem('known-at-beyond-height', { path: '/knownAt', details: { height: now.height } });
  }
  return {
    matter,
    relying: authority,
    ...(nonce === undefined ? {} : { nonce }),
    ...(asOf === undefined ? {} : { asOf }),
    ...(knownAt === undefined ? {} : { knownAt }),
    ...(counterMatch === undefined || clerk === undefined
      ? {}
      : { counterMatch: { ...counterMatch, by: clerk } }),
  };
}

/**
 * @throws MalformedError, Problem malformed-credential, as-of-in-future, known-at-beyond-height, role-not-allowed
 */
export function readSubmission(body: JsonValue, asker: Asker, now: Now): Submission {
  const read = SubmissionShape(body);
  const question = questionOf(read, asker, now);
  return { credential: readCredential(() => parseCredential(read.credential)), question };
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
  const question = questionOf(read, asker, now);
  const { anchor } = readCredential(() => PageShape(read.credential));
  const inspection = await desk.inspect(ofd);
  return { credential: readCredential(() => parsePageCredential(ofd, inspection, anchor)), question };
}
