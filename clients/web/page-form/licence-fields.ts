import {
  type Bilingual,
  CLAIMS,
  type FieldOwner,
  fieldOwners,
  fieldPath,
  MalformedError,
  nobleProvider,
  parseSdJwt,
} from '@huren/chaincode/domain';

/** One field as it is shown beside the page form. */
export interface ShownField {
  /** Of a co-holder's own field: its path, as findings name it. */
  readonly name: string;
  readonly label: Bilingual;
  readonly value: string;
}

const rows: ReadonlyMap<string, (typeof CLAIMS)[number]> = new Map(CLAIMS.map((row) => [row.name, row]));
const byElement: ReadonlyMap<string, (typeof CLAIMS)[number]> = new Map(
  CLAIMS.flatMap((row) => (row.element === undefined ? [] : [[row.element, row] as const])),
);
/** Claims of the format itself, which say nothing to a clerk. */
const unsaid = new Set(['cnf', 'co_holders', 'iat', 'vct', 'iss', '_sd_alg', '_sd']);

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join('、');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const labelled = (name: string, value: unknown): ShownField => ({
  name,
  label: rows.get(name)?.label ?? { zh: name, en: name },
  value: textOf(value),
});

/** A field of one of several holders says whose it is; the first holder is number 1. */
function ofHolder(owner: FieldOwner | undefined, name: string, value: unknown): ShownField {
  const field = labelled(name, value);
  if (typeof owner !== 'number') return field;
  const { zh, en } = field.label;
  const number = String(owner + 1);
  const label = { zh: `${zh}（共有人 ${number}）`, en: `${en} (holder ${number})` };
  return { ...field, name: fieldPath(owner, name), label };
}

/** What an SD-JWT shows: the disclosed fields, then those that always stand open. Nothing is verified here. */
export function fieldsOfSdJwt(text: string): {
  disclosed: readonly ShownField[];
  open: readonly ShownField[];
} {
  try {
    const parsed = parseSdJwt(text);
    const { disclosures, payload } = parsed;
    const owners = fieldOwners(parsed, nobleProvider);
    return {
      disclosed: disclosures.map(({ name = '', value }, at) => ofHolder(owners[at], name, value)),
      open: Object.entries(payload)
        .filter(([name]) => rows.has(name) && !unsaid.has(name))
        .map(([name, value]) => labelled(name, value)),
    };
  } catch (error) {
    if (error instanceof MalformedError) return { disclosed: [], open: [] };
    throw error;
  }
}

/** A field of a page form's metadata, by its element of GB/T 36903. */
export function fieldOfElement(element: string, value: string): ShownField {
  const row = byElement.get(element);
  return row === undefined
    ? { name: element, label: { zh: element, en: element }, value }
    : { name: row.name, label: row.label, value };
}

/** Whose name it is; the one that a card is compared with. */
export const holderName = 'certificate_holder_name';
