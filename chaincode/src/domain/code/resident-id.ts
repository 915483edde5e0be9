/**
 * Citizen's identity number 公民身份号码, GB 11643-1999: 6 division, 8 date of birth, 3 sequence, 1 check.
 * The check is ISO 7064 MOD 11-2. The value is personal: no error holds any part of it.
 */
import { MalformedError, type Fault } from '../encoding/malformed';
import type { Branded } from './brand';
import { digitsAt, isCalendarDate } from './calendar';
import type { Day } from './day';
import { isProvince } from './province';

export type ResidentId = Branded<'resident-id'>;

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const CHECKS = '10X98765432';
const SPELLING = /^\d{17}[\dX]$/;
/** Residence permits for residents of Taiwan carry 830000, of Hong Kong and Macao 810000 and 820000 (国办发〔2018〕81号). */
const TAIWAN_RESIDENTS = '83';
/** The standard's own example is of 1880. */
const FIRST_BIRTH_YEAR = 1800;

function checkOf(text: string): string {
  let sum = 0;
  for (let at = 0; at < WEIGHTS.length; at++) sum += (text.charCodeAt(at) - 0x30) * (WEIGHTS[at] ?? 0);
  return CHECKS.charAt(sum % 11);
}

function faultOf(text: string, today: Day): Fault | null {
  if (text.length !== 18 || !SPELLING.test(text)) {
    return ['bad-length', 'An identity number has 17 digits and a check digit or X.'];
  }
  const province = text.slice(0, 2);
  if (!isProvince(province) && province !== TAIWAN_RESIDENTS) {
    return ['bad-division', 'The identity number names no administrative division.'];
  }
  const born = { year: digitsAt(text, 6, 10), month: digitsAt(text, 10, 12), day: digitsAt(text, 12, 14) };
  if (born.year < FIRST_BIRTH_YEAR || !isCalendarDate(born)) {
    return ['no-such-day', 'The identity number names no day of birth.'];
  }
  if (text.slice(6, 14) > today.replaceAll('-', '')) {
    return ['future-day', 'The day of birth in the identity number lies in the future.'];
  }
  if (text.slice(14, 17) === '000') return ['bad-sequence', 'The identity number has no sequence number.'];
  if (text[17] !== checkOf(text))
    return ['bad-check-digit', 'The check digit of the identity number is wrong.'];
  return null;
}

/**
 * @param today the day on which the number is read; nobody is born after it
 * @throws MalformedError `bad-length`, `bad-division`, `no-such-day`, `future-day`, `bad-sequence`, `bad-check-digit`
 */
export function parseResidentId(text: string, today: Day): ResidentId {
  const fault = faultOf(text, today);
  if (fault !== null) throw new MalformedError(fault[0], fault[1]);
  return text as ResidentId;
}

export function isResidentId(text: string, today: Day): text is ResidentId {
  return faultOf(text, today) === null;
}

/** The 18 characters whose first 17 digits these are; only their spelling is looked at. */
export function completeResidentId(first17: string): string {
  if (!/^\d{17}$/.test(first17))
    throw new MalformedError('bad-length', 'The body of an identity number is 17 digits.');
  return first17 + checkOf(first17);
}
