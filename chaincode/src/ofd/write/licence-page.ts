/** What the page form of a licence says: its labelled fields for people, its GB/T 36903 metadata for programs. */
import { HOLDER_CODE_TYPES, type HolderCodeType } from '../../domain/code/holder-code-type';
import { MalformedError } from '../../domain/encoding';
import { canonicalJson, isJsonObject, type JsonValue } from '../../domain/json';
import {
  claimRow,
  type ClaimRow,
  CLAIMS,
  ISSUER_PREFIX,
  type LicenceDraft,
  openClaims,
} from '../../domain/licence';
import type { Bilingual } from '../../domain/record';

export interface LabelledField {
  readonly label: Bilingual;
  readonly value: string;
}

export interface LicencePage {
  readonly title: Bilingual;
  readonly issuer: Bilingual;
  /** ‘二〇二六年…’ is not written: days stand as they do in the metadata. */
  readonly issueDay: string;
  readonly number?: string;
  readonly identifier: string;
  readonly fields: readonly LabelledField[];
  /** Whether the page leaves room for a photo: persons have one. */
  readonly hasPhotoPlace: boolean;
  /** CustomDatas, in order. */
  readonly metadata: readonly { readonly name: string; readonly value: string }[];
}

/** What the licence itself does not say. */
export interface LicencePageContext {
  /** Name of the licence type. */
  readonly title: Bilingual;
  readonly issuer: Bilingual;
  /** 签章名称 */
  readonly sealName: string;
  /** Names of regions by code where the caller knows them; codes stand otherwise. */
  readonly regionNames?: Readonly<Record<string, string>>;
}

/** Characters of one element: more would make pages of it, and readers bound their texts. */
export const MAX_ELEMENT_CHARS = 16_384;

/** Claims of the metadata that are not among the fields on the page: title, foot, or nobody's reading. */
const NOT_SHOWN = new Set([
  'iss',
  'iat',
  'certificate_type_code',
  'certificate_identifier',
  'certificate_number',
  'certificate_name',
  'certificate_issuing_authority_name',
  'certificate_origin',
  'holder_identity_level',
]);

/** What stands for an end that is none. */
const PERPETUAL = '长期';
const SHANGHAI_MS = 8 * 3_600_000;

/** `YYYY-MM-DD hh:mm:ss` of Shanghai. */
function timeText(seconds: number): string {
  return new Date(seconds * 1000 + SHANGHAI_MS).toISOString().slice(0, 19).replace('T', ' ');
}

const textOf = (value: JsonValue | undefined): string =>
  typeof value === 'string' ? value : canonicalJson(value ?? '');

const isJsonArray = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value);

/** A claim's value as GB/T 36903 writes it. */
function elementText(row: ClaimRow, value: JsonValue): string {
  if (row.kind === 'seconds') return timeText(Number(value));
  if (isJsonObject(value)) return canonicalJson(value);
  if (isJsonArray(value)) return value.map(textOf).join('、');
  const text = textOf(value);
  return row.kind === 'issuer' ? text.slice(ISSUER_PREFIX.length) : text;
}

function shownText(row: ClaimRow, text: string, context: LicencePageContext): string {
  if (row.kind === 'region' || row.kind === 'regions') {
    return text
      .split('、')
      .map((code) => context.regionNames?.[code] ?? code)
      .join('、');
  }
  if (row.kind === 'holder-type' && Object.hasOwn(HOLDER_CODE_TYPES, text)) {
    return HOLDER_CODE_TYPES[text as HolderCodeType].zh;
  }
  return text;
}

const ORDER: ReadonlyMap<string, number> = new Map(CLAIMS.map(({ name }, at) => [name, at]));
/** Whom the licence is for comes first, then what it allows, then its days. */
const FIRST = ['certificate_holder_name', 'certificate_holder_code', 'certificate_holder_type'];
const rankOf = ({ name, visibility }: ClaimRow): number => {
  const first = FIRST.indexOf(name);
  if (first >= 0) return first;
  return (visibility === 'disclosable' ? 100 : 1000) + (ORDER.get(name) ?? 99);
};

/**
 * The page of a licence that was drafted.
 * @throws MalformedError `page-too-long` for an element that no page takes
 */
export function licencePage(draft: LicenceDraft, context: LicencePageContext): LicencePage {
  const claims: Record<string, JsonValue> = {
    certificate_name: context.title.zh,
    certificate_issuing_authority_name: context.issuer.zh,
    certificate_validate_end: PERPETUAL,
    ...openClaims(draft),
    ...draft.fields,
  };
  const rows = Object.keys(claims)
    .flatMap((name) => claimRow(name) ?? [])
    .filter(({ element }) => element !== undefined)
    .sort((one, other) => rankOf(one) - rankOf(other));
  const texts = rows.map((row) => {
    const text = elementText(row, claims[row.name] ?? '');
    if (text.length > MAX_ELEMENT_CHARS) {
      throw new MalformedError(
        'page-too-long',
        'A field is too long for a page form.',
        `/fields/${row.name}`,
      );
    }
    return { row, text };
  });
  const number = claims['certificate_number'];
  const holderType = claims['certificate_holder_type'];
  const kind =
    typeof holderType === 'string' && Object.hasOwn(HOLDER_CODE_TYPES, holderType)
      ? HOLDER_CODE_TYPES[holderType as HolderCodeType]
      : undefined;
  const metadata = texts.map(({ row, text }) => ({ name: row.element ?? '', value: text }));
  if (kind !== undefined) metadata.push({ name: 'CZZTDMLX', value: kind.zh });
  metadata.push(
    { name: 'ZZQZMC', value: context.sealName },
    { name: 'ZZQZR', value: context.issuer.zh },
    { name: 'ZZQZSJ', value: timeText(draft.madeAt) },
  );
  return {
    title: { zh: textOf(claims['certificate_name']), en: context.title.en },
    issuer: { zh: textOf(claims['certificate_issuing_authority_name']), en: context.issuer.en },
    issueDay: draft.issueDay,
    ...(typeof number === 'string' ? { number } : {}),
    identifier: draft.identifier,
    fields: texts
      .filter(({ row }) => !NOT_SHOWN.has(row.name))
      .map(({ row, text }) => ({ label: row.label, value: shownText(row, text, context) })),
    hasPhotoPlace: kind?.class === 'person',
    metadata,
  };
}
