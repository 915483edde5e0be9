/** GB/T 36903-2018 metadata in CustomDatas: pinyin initials, or the English names of the exchange tables. */
import { claimOfElement, claimRow } from '../domain/licence/claims';
import { COPY_ELEMENTS } from '../domain/licence/copy';
import { sealFinding, type SealFinding } from '../domain/ses';
import type { MetadataItem, OfdMetadata } from './inspection';

/** Elements of sealing and of annotated copies (加注件), which no credential claim carries. */
const FILE_ELEMENTS: Readonly<Record<string, string>> = {
  ZZLXDM: 'certificate_type_code',
  ZZQZR: 'certificate_seal_signer',
  ZZQZSJ: 'certificate_seal_time',
  ZZQZMC: 'certificate_seal_name',
  CZZTDMLX: 'certificate_holder_type_name',
  ...Object.fromEntries(Object.entries(COPY_ELEMENTS).map(([name, element]) => [element, name])),
};
const FILE_NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries(FILE_ELEMENTS).map(([element, name]) => [name, element]),
);

/** Other English spellings of the same elements. */
const ALIASES: Readonly<Record<string, string>> = {
  certificate_issuing_authority_code: 'ZZBFJGDM',
  certificate_issuing_date: 'ZZBFRQ',
  certificate_issue_date: 'ZZBFRQ',
  issue_date: 'ZZBFRQ',
  issue_dept: 'ZZBFJG',
  issue_dept_code: 'ZZBFJGDM',
  certificate_validate_start: 'ZZYXQQSRQ',
  certificate_validate_end: 'ZZYXQJZRQ',
  certificate_source_id: 'ZZBS',
};

function itemOf(name: string, value: string): MetadataItem | undefined {
  if (Object.hasOwn(FILE_ELEMENTS, name))
    return { name: FILE_ELEMENTS[name] as string, element: name, value };
  const fileElement = FILE_NAMES.get(name);
  if (fileElement !== undefined) return { name, element: fileElement, value };
  const alias = Object.hasOwn(ALIASES, name) ? (ALIASES[name] as string) : name;
  const row = claimOfElement(alias) ?? claimRow(alias);
  if (row === undefined) return undefined;
  return { name: row.name, ...(row.element === undefined ? {} : { element: row.element }), value };
}

/** The metadata of a document; undefined when it has no CustomDatas. */
export function readMetadata(
  customDatas: readonly { readonly name: string; readonly value: string }[],
  covered: boolean,
): { readonly metadata: OfdMetadata; readonly findings: readonly SealFinding[] } | undefined {
  if (customDatas.length === 0) return undefined;
  const items = new Map<string, MetadataItem>();
  const others: { name: string; value: string }[] = [];
  const conflicts = new Set<string>();
  for (const { name, value } of customDatas) {
    const item = itemOf(name, value);
    if (item === undefined) others.push({ name, value });
    else {
      const earlier = items.get(item.name);
      if (earlier !== undefined && earlier.value !== value) conflicts.add(item.name);
      if (earlier === undefined) items.set(item.name, item);
    }
  }
  const findings = conflicts.size === 0 ? [] : [sealFinding('METADATA_CONFLICT', { names: [...conflicts] })];
  return { metadata: { covered, items: [...items.values()], others }, findings };
}
