import {
  type Credential,
  dayOfMs,
  integer,
  type JsonValue,
  MalformedError,
  object,
  optional,
  parseCredential,
  parseDay,
  parsed,
  parseMatterCode,
  type Question,
  string,
} from '@huren/chaincode/domain';
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
  asOf: optional(parsed(parseDay, { max: 10 })),
  knownAt: optional(integer()),
});

/** One credential and one question, read and in range; nothing is verified. */
export interface Submission {
  readonly credential: Credential;
  readonly question: Question;
}

function readCredential(value: JsonValue): Credential {
  try {
    return parseCredential(value);
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    throw new Problem('malformed-credential', {
      path: `/credential${error.path}`,
      details: { fault: error.code },
    });
  }
}

/**
 * @param relying credit code out of the token
 * @throws MalformedError, Problem malformed-credential, as-of-in-future, known-at-beyond-height
 */
export function readSubmission(
  body: JsonValue,
  relying: string,
  now: { readonly nowMs: number; readonly height: number },
): Submission {
  const { credential, matter, nonce, asOf, knownAt } = SubmissionShape(body);
  if (asOf !== undefined && asOf > dayOfMs(now.nowMs))
    throw new Problem('as-of-in-future', { path: '/asOf' });
  if (knownAt !== undefined && knownAt > now.height) {
    throw new Problem('known-at-beyond-height', { path: '/knownAt', details: { height: now.height } });
  }
  return {
    credential: readCredential(credential),
    question: {
      matter,
      relying,
      ...(nonce === undefined ? {} : { nonce }),
      ...(asOf === undefined ? {} : { asOf }),
      ...(knownAt === undefined ? {} : { knownAt }),
    },
  };
}
