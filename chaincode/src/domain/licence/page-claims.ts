/**
 * GB/T 36903-2018 metadata of a page form as the claims that the checks use. Page forms come from many systems, so days
 * also stand as YYYYMMDD and a perpetual end in words; what they mean is then held to the grammar of every licence.
 */
import { MalformedError } from '../encoding/malformed';
import { readJson } from '../json/reader';
import type { JsonValue } from '../json/value';
import {
  checkDisclosedClaim,
  ISSUER_PREFIX,
  type LicenceClaims,
  parseOpenClaims,
  VCT_PREFIX,
} from './claim-values';
import { type ClaimKind, claimRow } from './claims';
import { COPY_PREFIX } from './copy';
import type { PageMetadataItem } from './page-metadata';

/** An end of validity that is none. */
const PERPETUAL = new Set(['', '长期', '长期有效', '永久', '永久有效']);
const COMPACT_DAY = /^(\d{4})(\d{2})(\d{2})$/;
const LIST_BREAK = /[,，;；、^]/;
const COUNT = /^(0|[1-9]\d{0,9})$/;

const dayOf = (text: string): string => text.replace(COMPACT_DAY, '$1-$2-$3');
const listOf = (text: string): readonly string[] => text.split(LIST_BREAK).map((item) => item.trim());
const countOf = (text: string): JsonValue => (COUNT.test(text) ? Number(text) : text);

/** How a text of the metadata becomes a value of its kind; kinds of the data form alone are left out. */
const READ: Readonly<Partial<Record<ClaimKind, (text: string) => JsonValue>>> = {
  text: (text) => text,
  texts: listOf,
  count: countOf,
  day: dayOf,
  region: (text) => text,
  regions: listOf,
  'licence-type': (text) => text,
  identifier: (text) => text,
  'holder-type': (text) => text,
  'identity-level': countOf,
  issuer: (text) => ISSUER_PREFIX + text,
  origin: (text) => readJson(text),
};

/**
 * @param sealedAtMs time of sealing, as the seal's signature states it
 * @throws MalformedError those of `parseOpenClaims`
 */
export function readPageClaims(
  items: readonly PageMetadataItem[],
  sealedAtMs: number,
): { readonly claims: LicenceClaims; readonly shownFields: readonly string[] } {
  const payload: Record<string, JsonValue> = { iat: Math.floor(sealedAtMs / 1000) };
  const shownFields: string[] = [];
  for (const { name, value } of items) {
    // What makes a file a copy is read apart: no matter asks for it.
    if (name.startsWith(COPY_PREFIX)) continue;
    const row = claimRow(name);
    const read = row && READ[row.kind];
    if (row === undefined || read === undefined) continue;
    if (row.visibility === 'disclosable') {
      if (isClaim(name, read(value))) shownFields.push(name);
    } else if (!isLeftOut(name, value)) payload[name] = read(value);
  }
  const type = payload['certificate_type_code'];
  payload['vct'] = VCT_PREFIX + (typeof type === 'string' ? type : '');
  try {
    return { claims: parseOpenClaims(payload), shownFields };
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    throw new MalformedError(error.code, error.message, error.path.replace('/payload', '/ofd/metadata'));
  }
}

/** An element without text says nothing; only the end of the validity may also say so in words. */
function isLeftOut(name: string, value: string): boolean {
  return value === '' || (name === 'certificate_validate_end' && PERPETUAL.has(value));
}

/** A field in another grammar than ours stands on the page for people; no matter can count on it. */
function isClaim(name: string, value: JsonValue): boolean {
  try {
    checkDisclosedClaim(name, value, '');
    return true;
  } catch (error) {
    if (error instanceof MalformedError) return false;
    throw error;
  }
}
