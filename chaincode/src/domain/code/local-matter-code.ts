/**
 * A matter code that a province made before or beside GB/T 39554.1, such as
 * `511Z07001006-511602000000-000-…-1-00`: 1…64 printable ASCII characters without spaces, not of the national form.
 * It counts only through a mapping.
 */
import { grammar } from '../encoding/malformed';
import type { Branded } from './brand';
import { isMatterCode } from './matter-code';

export type LocalMatterCode = Branded<'local-matter-code'>;

export const MAX_LOCAL_MATTER_CODE = 64;
const SPELLING = /^[!-~]+$/;

const localMatterCode = grammar<LocalMatterCode>((text) => {
  if (text.length === 0 || text.length > MAX_LOCAL_MATTER_CODE) {
    return ['bad-length', 'A local matter code has 1 to 64 characters.'];
  }
  if (!SPELLING.test(text))
    return ['bad-character', 'A local matter code is printable ASCII without spaces.'];
  if (isMatterCode(text))
    return ['national-matter-code', 'The code is of the national form, not a local one.'];
  return null;
});

/** @throws MalformedError `bad-length`, `bad-character`, `national-matter-code`. */
export const parseLocalMatterCode = localMatterCode.parse;
export const isLocalMatterCode = localMatterCode.is;
