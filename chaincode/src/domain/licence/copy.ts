/**
 * 加注件: a copy of a licence in page form, made for one use. GB/T 36903-2018 names when, by whom, for what and until when
 * (JZJ…); which original it stands for, and for whose use and which matter, stand in extensions (KZ_JZJ…), since the
 * standard has no element for them:
 *
 *     KZ_JZJYJZY  原件摘要      `sha-256:<base64url>`, `sm3:<base64url>`, or both with a comma between
 *     KZ_JZJYJCZ  原件存证      JSON `{"batch","index","proof","other"?}`: where the original is anchored
 *     KZ_JZJSYDW  使用单位      credit code of one office, or the region whose offices may use it
 *     KZ_JZJSYSX  使用事项      matter code of 12, 31 or 33 characters
 *
 * All of them are the maker's word, under the maker's seal.
 */
import { type Day, dayOfMs, endOfDayMs, isDay, parseDay, startOfDayMs } from '../code/day';
import { type MatterCode, parseMatterCode } from '../code/matter-code';
import { isRegion, type Region } from '../code/region';
import { isUscc } from '../code/uscc';
import type { HashName } from '../crypto/provider';
import { decodeBase64url } from '../encoding/base64url';
import { MalformedError } from '../encoding/malformed';
import { canonicalJson } from '../json/canonical';
import { readJson } from '../json/reader';
import type { JsonObject } from '../json/value';
import type { LocatedAnchor } from '../verification/facts';
import { LocatedAnchorShape } from './credential-file';
import type { PageMetadataItem } from './page-metadata';

/** Names of the elements of an annotated copy begin so. */
export const COPY_PREFIX = 'certificate_copy_';

/** English name ↔ element of GB/T 36903, or extension of the project's own. */
export const COPY_ELEMENTS = {
  certificate_copy_creation_time: 'JZJZZSJ',
  certificate_copy_creator: 'JZJZZZ',
  certificate_copy_cause: 'JZJZZSY',
  certificate_copy_expiring_time: 'JZJYXQJZSJ',
  certificate_copy_original_digest: 'KZ_JZJYJZY',
  certificate_copy_original_anchor: 'KZ_JZJYJCZ',
  certificate_copy_addressee: 'KZ_JZJSYDW',
  certificate_copy_matter: 'KZ_JZJSYSX',
} as const;
export type CopyElement = keyof typeof COPY_ELEMENTS;

/** A moment of the copy: a day alone begins with its first instant and ends with its last. */
export interface CopyMoment {
  readonly day: Day;
  /** Epoch ms. */
  readonly ms: number;
}

/** Whose use the copy is for: one office, or the offices of a region. */
export type CopyAddressee =
  | { readonly kind: 'authority'; readonly code: string }
  | { readonly kind: 'region'; readonly region: Region };

/** What a copy says of itself. What it leaves out cannot be judged and leads to review. */
export interface CopyTerms {
  readonly made?: CopyMoment;
  readonly end?: CopyMoment;
  /** Credit code, where the element holds one; names are for people. */
  readonly creator?: string;
  readonly addressee?: CopyAddressee;
  readonly matter?: MatterCode & { readonly code: string };
  /** Digests of the original's file. */
  readonly original: Readonly<Partial<Record<HashName, Uint8Array>>>;
  readonly anchor?: LocatedAnchor;
}

/** Day, then perhaps hour, minute and second, all in Chinese time, as platforms write them. */
const MOMENT = /^(\d{4})-?(\d{2})-?(\d{2})(?:[ T]?([01]\d|2[0-3]):?([0-5]\d):?([0-5]\d))?$/;
const LINK = /^(sha-256|sm3):([A-Za-z0-9_-]{43})$/;
const LINK_BREAK = /\s*[,，;；]\s*/;

function malformed(name: CopyElement, message: string): MalformedError {
  return new MalformedError('bad-claim', message, `/ofd/metadata/${name}`);
}

function momentOf(name: CopyElement, text: string, edge: 'start' | 'end'): CopyMoment {
  const [, year, month, date, hour, minute, second] = MOMENT.exec(text) ?? [];
  const day = `${year ?? ''}-${month ?? ''}-${date ?? ''}`;
  if (!isDay(day)) throw malformed(name, 'A moment of the copy is no day and no time of one.');
  if (hour === undefined) {
    return { day, ms: edge === 'start' ? startOfDayMs(day) : endOfDayMs(day) - 1 };
  }
  const seconds = (Number(hour) * 60 + Number(minute)) * 60 + Number(second);
  return { day, ms: startOfDayMs(day) + seconds * 1000 };
}

function addresseeOf(text: string): CopyAddressee {
  if (isUscc(text)) return { kind: 'authority', code: text };
  if (isRegion(text)) return { kind: 'region', region: text };
  throw malformed('certificate_copy_addressee', 'The addressee is no credit code and no region.');
}

function matterOf(text: string): NonNullable<CopyTerms['matter']> {
  try {
    return { ...parseMatterCode(text), code: text };
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    throw malformed('certificate_copy_matter', 'The matter of the copy is no matter code.');
  }
}

function originalOf(text: string): CopyTerms['original'] {
  const original: Partial<Record<HashName, Uint8Array>> = {};
  for (const link of text.split(LINK_BREAK)) {
    const [, hash, digest = ''] = LINK.exec(link) ?? [];
    // A second digest under one hash would let the copy stand for either of two licences.
    if (hash === undefined || original[hash as HashName] !== undefined) {
      throw malformed('certificate_copy_original_digest', 'The digest of the original has another form.');
    }
    original[hash as HashName] = decodeBase64url(digest);
  }
  return original;
}

/**
 * The terms of a copy; undefined when the metadata hold no element of one, so that it is an ordinary licence.
 * @throws MalformedError `bad-claim`, those of the JSON reader and of the anchor's shape
 */
export function readCopyTerms(items: readonly PageMetadataItem[]): CopyTerms | undefined {
  const given = new Map(
    items
      .filter(({ name, value }) => name.startsWith(COPY_PREFIX) && value.trim() !== '')
      .map(({ name, value }) => [name, value.trim()]),
  );
  if (given.size === 0) return undefined;
  const read = <T>(name: CopyElement, of: (text: string) => T): T | undefined => {
    const text = given.get(name);
    return text === undefined ? undefined : of(text);
  };
  const made = read('certificate_copy_creation_time', (text) =>
    momentOf('certificate_copy_creation_time', text, 'start'),
  );
  const end = read('certificate_copy_expiring_time', (text) =>
    momentOf('certificate_copy_expiring_time', text, 'end'),
  );
  const creator = read('certificate_copy_creator', (text) => (isUscc(text) ? text : undefined));
  const addressee = read('certificate_copy_addressee', addresseeOf);
  const matter = read('certificate_copy_matter', matterOf);
  const anchor = read('certificate_copy_original_anchor', (text) =>
    LocatedAnchorShape(readJson(text), '/ofd/metadata/certificate_copy_original_anchor'),
  );
  return {
    ...(made && { made }),
    ...(end && { end }),
    ...(creator !== undefined && { creator }),
    ...(addressee && { addressee }),
    ...(matter && { matter }),
    original: read('certificate_copy_original_digest', originalOf) ?? {},
    ...(anchor && { anchor }),
  };
}

/** What the maker of a copy decides. */
export interface CopyDraft {
  /** Epoch ms. */
  readonly madeMs: number;
  /** Credit code of the maker. */
  readonly creator: string;
  /** 制作事由, for people; at most 200 characters in the share service (GB/T 36906). */
  readonly cause: string;
  /** Last day of its use. */
  readonly end: string;
  /** Credit code or region. */
  readonly addressee: string;
  readonly matter: string;
  /** base64url digests of the original's file; the one under its batch's hash must be there. */
  readonly original: Readonly<Partial<Record<HashName, string>>>;
  readonly anchor?: LocatedAnchor;
}

/** Characters of a cause. */
export const COPY_CAUSE_LIMIT = 200;

/**
 * The elements that turn the metadata of an original into those of a copy, by their names in the file.
 * @throws MalformedError as readers would, so that nothing is sealed that nobody can read
 */
export function copyElements(draft: CopyDraft): Readonly<Record<string, string>> {
  if (draft.cause === '' || draft.cause.length > COPY_CAUSE_LIMIT) {
    throw malformed('certificate_copy_cause', 'The cause is empty or too long.');
  }
  if (Object.keys(draft.original).length === 0) {
    throw malformed('certificate_copy_original_digest', 'The copy names no original.');
  }
  const { anchor } = draft;
  const values: Readonly<Partial<Record<CopyElement, string>>> = {
    certificate_copy_creation_time: dayOfMs(draft.madeMs),
    certificate_copy_creator: draft.creator,
    certificate_copy_cause: draft.cause,
    certificate_copy_expiring_time: parseDay(draft.end),
    certificate_copy_original_digest: Object.entries(draft.original)
      .map(([hash, digest]) => `${hash}:${digest}`)
      .join(','),
    certificate_copy_addressee: draft.addressee,
    certificate_copy_matter: draft.matter,
    ...(anchor && { certificate_copy_original_anchor: canonicalJson(anchor as unknown as JsonObject) }),
  };
  readCopyTerms(Object.entries(values).map(([name, value]) => ({ name, value })));
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [COPY_ELEMENTS[name as CopyElement], value]),
  );
}
