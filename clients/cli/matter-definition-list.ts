import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  MalformedError,
  matterDefinition,
  type MatterDefinition,
} from '@huren/chaincode/domain';

/** Columns of a list of the network's own matters, in the order of an export. */
export const DEFINITION_COLUMNS = [
  'code',
  'name_zh',
  'name_en',
  'kind',
  'from',
  'legal_basis',
  'materials',
] as const;

/** A row that cannot be used, with what is wrong where; `row` counts from 1 without the header. */
export interface UnusableDefinition {
  readonly row: number;
  readonly code?: string;
  readonly fault: string;
  readonly path: string;
}

export interface DefinitionList {
  readonly rows: readonly { readonly row: number; readonly definition: MatterDefinition }[];
  readonly unusable: readonly UnusableDefinition[];
  readonly total: number;
}

/**
 * Definitions from the rows of a list: as the ledger takes them, or a table's cells with `legal_basis` as
 * `title|article; …` and `materials` as `type+type|field+field|any or page|level; …`.
 */
export function readDefinitions(table: readonly JsonValue[]): DefinitionList {
  const rows: DefinitionList['rows'][number][] = [];
  const unusable: UnusableDefinition[] = [];
  const seen = new Set<string>();
  table.forEach((value, at) => {
    const row = at + 1;
    const code = codeOf(value);
    try {
      const definition = matterDefinition(isJsonObject(value) ? definitionOf(value) : value, '');
      if (seen.has(definition.code))
        throw new MalformedError('repeated-item', 'The code stands twice.', '/code');
      seen.add(definition.code);
      rows.push({ row, definition });
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error;
      unusable.push({ row, ...(code !== undefined && { code }), fault: error.code, path: error.path });
    }
  });
  return { rows, unusable, total: table.length };
}

function codeOf(value: JsonValue): string | undefined {
  const code = isJsonObject(value) ? value['code'] : undefined;
  return typeof code === 'string' && code.length <= 64 ? code : undefined;
}

/** A table's row as the ledger takes it; a row that is such already stays as it is, less what the ledger adds. */
function definitionOf(row: JsonObject): JsonValue {
  if (isJsonObject(row['name'] ?? null)) {
    const { code = null, name = null, kind = null, legalBasis = null, from = null, materials = null } = row;
    return { code, name, kind, legalBasis, from, materials };
  }
  const cell = (name: string): string => {
    const value = row[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  };
  return {
    code: cell('code'),
    name: { zh: cell('name_zh'), en: cell('name_en') },
    // Spreadsheets drop a leading zero.
    kind: cell('kind').padStart(2, '0'),
    from: cell('from'),
    legalBasis: partsOf(cell('legal_basis')).map((part) => {
      const [title = '', article = ''] = part.split('|');
      return { title: title.trim(), article: article.trim() };
    }),
    materials: partsOf(cell('materials')).map((part) => {
      const [types = '', fields = '', legalForm = '', level = ''] = part
        .split('|')
        .map((each) => each.trim());
      return {
        types: types.split('+').map((type) => type.trim()),
        fields: fields === '' ? [] : fields.split('+').map((field) => field.trim()),
        legalForm: legalForm === '' ? 'any' : legalForm,
        identityLevel: level === '' ? 0 : Number(level),
      };
    }),
  };
}

function partsOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(';').map((part) => part.trim());
}

/** The list as CSV; what the separators of a cell would break is told by its code. */
export function definitionsCsv(definitions: readonly MatterDefinition[]): {
  readonly text: string;
  readonly left: readonly string[];
} {
  const left: string[] = [];
  const lines = definitions.flatMap((definition) => {
    const { code, name, kind, from, legalBasis, materials } = definition;
    const texts = legalBasis.flatMap(({ title, article }) => [title, article]);
    if (texts.some((text) => /[|;]/.test(text) || text.trim() !== text)) {
      left.push(code);
      return [];
    }
    const cells = [
      code,
      name.zh,
      name.en,
      kind,
      from,
      legalBasis.map(({ title, article }) => `${title}|${article}`).join('; '),
      materials
        .map(
          ({ types, fields, legalForm, identityLevel }) =>
            `${types.join('+')}|${fields.join('+')}|${legalForm}|${String(identityLevel)}`,
        )
        .join('; '),
    ];
    return [cells.map(quoted).join(',')];
  });
  return { text: `${[DEFINITION_COLUMNS.join(','), ...lines].join('\r\n')}\r\n`, left };
}

/** RFC 4180: what a comma, a quotation mark or a line would break stands in quotation marks. */
function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
