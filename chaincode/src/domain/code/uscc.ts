/**
 * Unified social credit code 统一社会信用代码, GB 32100-2015: 18 characters, no I, O, S, V, Z.
 *
 *     1 registering authority, 1 kind, 6 division (GB/T 2260), 9 organisation code (GB 11714), 1 check
 */
import { grammar, MalformedError, type Fault } from '../encoding/malformed';
import type { Branded } from './brand';
import { isProvince } from './province';

export type Uscc = Branded<'uscc'>;

/** GB 32100-2015, 5: the value of a character is its place. */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
/** GB 32100-2015, 5: W_i = 3^(i-1) mod 31. */
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28] as const;
/** GB 11714-1997, 4.2. */
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2] as const;

const LENGTH = 18;
/** GB 32100-2015, table 1: registering authorities and kinds that are assigned. A code of zeros falls here. */
const CATEGORY = /^[1-9ANY][1-9]/;
const DIVISION = /^\d{6}$/;
/** Bodies of the State carry the division 100000. */
const NATION = '100000';

const VALUES = new Int8Array(128).fill(-1);
for (let value = 0; value < ALPHABET.length; value++) VALUES[ALPHABET.charCodeAt(value)] = value;

/** The check character of the first 17 characters; undefined when one is outside the alphabet. */
function checkOf(text: string): string | undefined {
  let sum = 0;
  for (let at = 0; at < WEIGHTS.length; at++) {
    const value = VALUES[text.charCodeAt(at)] ?? -1;
    if (value < 0) return undefined;
    sum += value * (WEIGHTS[at] ?? 0);
  }
  return ALPHABET[(31 - (sum % 31)) % 31];
}

function faultOf(text: string): Fault | null {
  if (text.length !== LENGTH) return ['bad-length', 'A unified social credit code has 18 characters.'];
  const check = checkOf(text);
  if (check === undefined)
    return ['bad-character', 'A unified social credit code holds a foreign character.'];
  if (!CATEGORY.test(text))
    return ['bad-category', 'The credit code names no registering authority and kind.'];
  const division = text.slice(2, 8);
  if (!DIVISION.test(division) || !(division === NATION || isProvince(division.slice(0, 2)))) {
    return ['bad-division', 'The credit code names no administrative division.'];
  }
  if (text[17] !== check) return ['bad-check-digit', 'The check character of the credit code is wrong.'];
  return null;
}

const uscc = grammar<Uscc>(faultOf, { keepsLast: true });

/** @throws MalformedError `bad-length`, `bad-character`, `bad-category`, `bad-division`, `bad-check-digit`. */
export const parseUscc = uscc.parse;
export const isUscc = uscc.is;

/** The division of the registering authority, six digits; 100000 for bodies of the State. */
export function usccDivision(code: Uscc): string {
  return code.slice(2, 8);
}

/**
 * Whether the nine characters of the organisation code carry their own check (GB 11714-1997). Codes in force exist
 * that break it, so {@link parseUscc} does not ask.
 */
export function usccOrganisationCodeHolds(code: Uscc): boolean {
  let sum = 0;
  for (let at = 0; at < ORGANISATION_WEIGHTS.length; at++) {
    // Here letters count from A = 10 without gaps, unlike in the alphabet of GB 32100.
    sum += Number.parseInt(code.charAt(8 + at), 36) * (ORGANISATION_WEIGHTS[at] ?? 0);
  }
  return code[16] === '0123456789X0'[11 - (sum % 11)];
}

/**
 * The code whose first 17 characters these are.
 * @throws MalformedError as {@link parseUscc}, but for the check.
 */
export function completeUscc(first17: string): Uscc {
  if (first17.length !== LENGTH - 1) {
    throw new MalformedError('bad-length', 'The body of a unified social credit code has 17 characters.');
  }
  return parseUscc(first17 + (checkOf(first17) ?? '?'));
}
