import {
  COPY_CAUSE_LIMIT,
  type Infer,
  isRegion,
  isUscc,
  MalformedError,
  object,
  parsed,
  parseDay,
  parseMatterCode,
  string,
} from '@huren/chaincode/domain';
import { keyId } from './licence-request';

/** An office by its credit code, or a region. */
const addressee = parsed(
  (text) => {
    if (isUscc(text) || isRegion(text)) return text;
    throw new MalformedError('bad-addressee', 'The addressee is no credit code and no region.');
  },
  { max: 18 },
);
const matter = parsed(
  (text) => {
    parseMatterCode(text);
    return text;
  },
  { max: 33 },
);

/** `{original, key, addressee, matter, end, cause}`: an annotated copy of the page form with that digest. */
export const CopyBody = object({
  /** base64url SHA-256 of the original's file. */
  original: keyId,
  key: keyId,
  addressee,
  matter,
  end: parsed(parseDay, { max: 10 }),
  cause: string({ min: 1, max: COPY_CAUSE_LIMIT }),
});
export type CopyRequest = Infer<typeof CopyBody>;
