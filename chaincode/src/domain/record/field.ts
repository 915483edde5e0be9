import { parseDay } from '../code/day';
import { parseLicenceTypeCode } from '../code/licence-type-code';
import { parseBasicMatterCode, parseMatterCode } from '../code/matter-code';
import { parseRegion } from '../code/region';
import { parseUscc } from '../code/uscc';
import { SUITE_NAMES } from '../crypto/suites';
import { decodeBase64url } from '../encoding/base64url';
import { MalformedError } from '../encoding/malformed';
import { array, integer, literal, object, oneOf, parsed, type Shape, string } from '../json/shape';

/** Fields that the arguments of several contracts share, and their limits; texts in UTF-16 code units. */
export const FIELD_LIMITS = { name: 200, reference: 200, url: 500, list: 100, types: 500 } as const;

export const region = parsed(parseRegion, { max: 6 });
export const uscc = parsed(parseUscc, { max: 18 });
export const day = parsed(parseDay, { max: 10 });
export const licenceTypeCode = parsed(parseLicenceTypeCode, { max: 21 });
export const basicMatterCode = parsed(parseBasicMatterCode, { max: 12 });
/** Kept as text: its parts are read where they are needed. */
export const matterCode: Shape<string> = parsed(
  (text) => {
    parseMatterCode(text);
    return text;
  },
  { max: 33 },
);

/** A member's id: the region that it stands for, or its credit code. */
export const memberId: Shape<string> = parsed(
  (text) => (text.length === 6 ? parseRegion(text) : parseUscc(text)),
  {
    max: 18,
  },
);

export const name = string({ min: 1, max: FIELD_LIMITS.name });
export const bilingual = object({ zh: name, en: name });
export const reference = string({ min: 1, max: FIELD_LIMITS.reference });
/** A name that an authority, an agreement or a basis chooses; safe as a part of a state key. */
export const slug = string({ min: 1, max: 64, pattern: /^[A-Za-z0-9][A-Za-z0-9._-]*$/ });
/** 32 bytes: digests, key ids, leaf hashes, roots. */
export const digest = bytes(32, 32);
/** `<credit code>/<root>` */
export const batchId: Shape<string> = parsed(
  (text) => {
    if (text.charAt(18) !== '/')
      throw new MalformedError('bad-batch', 'A batch is named by its authority and its root.');
    parseUscc(text.slice(0, 18));
    digest(text.slice(19));
    return text;
  },
  { max: 62 },
);
export const suite = oneOf(SUITE_NAMES);
export const types = array(licenceTypeCode, { min: 1, max: FIELD_LIMITS.types, unique: true });
export const typesOrAll = either(literal('*'), types);
export const matters = either(
  literal('*'),
  array(basicMatterCode, { min: 1, max: FIELD_LIMITS.types, unique: true }),
);
export const regions = array(region, { min: 1, max: FIELD_LIMITS.list, unique: true });
export const position = object({ block: integer(), tx: integer() });
export const nothing = object({});

/** Canonical base64url of `min` to `max` bytes. */
export function bytes(min: number, max: number): Shape<string> {
  return parsed(
    (text) => {
      const { length } = decodeBase64url(text);
      if (length < min || length > max)
        throw new MalformedError('bad-length', 'The number of bytes is wrong.');
      return text;
    },
    { max: Math.ceil((max * 4) / 3) },
  );
}

/** The first shape for a text, else the second. */
export function either<A, B>(first: Shape<A>, second: Shape<B>): Shape<A | B> {
  return (value, path = '') => (typeof value === 'string' ? first(value, path) : second(value, path));
}

/** A shape whose record must also satisfy `fault`: the code and path (below the record) of what is wrong, or null. */
export function checked<T>(
  of: Shape<T>,
  fault: (value: T) => readonly [code: string, path: string] | null,
): Shape<T> {
  return (value, path = '') => {
    const read = of(value, path);
    const wrong = fault(read);
    if (wrong !== null)
      throw new MalformedError(wrong[0], 'Two fields contradict each other.', path + wrong[1]);
    return read;
  };
}

/** `to` must not come before `from`. */
export function isOrdered(span: { readonly from: string; readonly to?: string }): boolean {
  return span.to === undefined || span.from <= span.to;
}

/** A span of days, both ends included. */
export function spanFault(span: {
  readonly from: string;
  readonly to?: string;
}): readonly [string, string] | null {
  return isOrdered(span) ? null : ['days-not-ordered', '/to'];
}

export function holdsOn(span: { readonly from: string; readonly to?: string }, onDay: string): boolean {
  return span.from <= onDay && (span.to === undefined || onDay <= span.to);
}

/** A public key on its way to the ledger, with the proof that the caller holds its private key. */
export const provenKey = { suite, publicKey: bytes(32, 65), proof: bytes(64, 64) } as const;

export const scope = object({ types, region });
