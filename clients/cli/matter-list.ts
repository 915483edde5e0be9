import {
  isJsonObject,
  isLocalMatterCode,
  isMatterCode,
  isRegion,
  MalformedError,
  regionContains,
  string,
  type Bilingual,
  type JsonValue,
} from '@huren/chaincode/domain';
import { CsvFault, readCsv } from './csv';
import { strictJson } from './input-file';
import { bilingual } from './language';
import { usage } from './trouble';

/** One row of a foreign reference list as the ledger keeps it (DETAILS 22). */
export interface ReferenceRow {
  /** The code as its province writes it. */
  readonly localCode: string;
  readonly name: string;
  readonly region: string;
  readonly kind?: string;
  readonly department?: string;
  readonly source: string;
}

/** A row that cannot be used; `row` counts from 1 without the header. */
export interface UnusableRow {
  readonly row: number;
  readonly localCode?: string;
  readonly code: keyof typeof reasons;
  readonly reason: Bilingual;
}

export interface MatterList {
  readonly rows: readonly ReferenceRow[];
  readonly unusable: readonly UnusableRow[];
  /** Rows in the file. */
  readonly total: number;
}

/** Rows of one file, so that a whole province fits and a wrong file does not fill the memory. */
export const MAX_ROWS = 100_000;

const reasons = {
  'not-a-row': bilingual('这一行不是对象', 'the row is no object'),
  'missing-name': bilingual('没有事项名称', 'the name is missing'),
  'bad-name': bilingual('事项名称过长或含有不可见字符', 'the name is too long or holds invisible characters'),
  'missing-code': bilingual('没有事项编码', 'the code is missing'),
  'bad-code': bilingual(
    '事项编码应为 1–64 个不含空格的 ASCII 字符',
    'the code is not 1–64 ASCII characters without spaces',
  ),
  'national-code': bilingual(
    '这是国家标准编码，不是地方编码；请用 huren matter define 登记',
    'the code is of the national form, no local one; enter it by huren matter define',
  ),
  'bad-region': bilingual('行政区划代码无效', 'the region code is not valid'),
  'inside-network': bilingual(
    '该区划属于本网络成员，应由其自行登记，不作为外地清单引入',
    'the region lies inside this network; its own member enters its matters',
  ),
  'unknown-kind': bilingual('事项类型代码不是 1–2 位数字', 'the kind of matter is not one or two digits'),
  'bad-department': bilingual(
    '部门名称过长或含有不可见字符',
    'the department is too long or holds invisible characters',
  ),
  repeated: bilingual('与前面一行完全相同', 'the row repeats an earlier one'),
  'code-taken': bilingual(
    '编码与前面一行相同而内容不同',
    'an earlier row has the same code and other content',
  ),
} as const satisfies Readonly<Record<string, Bilingual>>;

/** Columns by their names in published lists, Chinese headers of exports included. */
const columnNames = {
  name: ['name', '事项名称', '名称'],
  department: ['department', '部门', '实施主体', '部门名称'],
  areaCode: ['areaCode', '行政区划', '行政区划代码', '区划代码'],
  localItemCode: ['localItemCode', 'localCode', '事项编码', '编码'],
  taskType: ['taskType', 'kind', '事项类型', '类型'],
} as const;
type Column = keyof typeof columnNames;

/**
 * Reads a published list of matters: JSON `{items: [...]}`, a JSON array, or CSV with a header line; rows
 * `{name, department, areaCode, localItemCode, taskType, …}`, other columns are passed over.
 * @param members regions of the network's members: their own matters are no foreign list
 * @throws Trouble when the file is none of these
 */
export function readMatterList(
  text: string,
  options: { readonly path: string; readonly source: string; readonly members: readonly string[] },
): MatterList {
  const table = /^\s*[[{]/.test(text) ? jsonRows(text, options.path) : csvRows(text, options.path);
  if (table.length > MAX_ROWS) {
    throw usage(
      'too-many-rows',
      `清单超过 ${MAX_ROWS} 行，未作引入；请分开办理。`,
      `The list has more than ${MAX_ROWS} rows and was not imported; split it.`,
    );
  }
  const rows: ReferenceRow[] = [];
  const unusable: UnusableRow[] = [];
  const seen = new Map<string, string>();
  table.forEach((value, at) => {
    const read = readRow(value, options);
    if (typeof read !== 'string') {
      const known = seen.get(read.localCode);
      const content = JSON.stringify(read);
      if (known === undefined) {
        seen.set(read.localCode, content);
        rows.push(read);
        return;
      }
      unusable.push(refusal(at + 1, known === content ? 'repeated' : 'code-taken', read.localCode));
    } else unusable.push(refusal(at + 1, read, cell(value, 'localItemCode')));
  });
  return { rows, unusable, total: table.length };
}

function refusal(row: number, code: keyof typeof reasons, localCode: string | undefined): UnusableRow {
  const short = localCode === undefined || localCode.length > 128 ? {} : { localCode };
  return { row, ...short, code, reason: reasons[code] };
}

const longText = string({ min: 1, max: 500 });
const shortText = string({ min: 1, max: 200 });

function fits(shape: typeof longText, text: string): boolean {
  try {
    shape(text);
    return true;
  } catch (error) {
    if (error instanceof MalformedError) return false;
    throw error;
  }
}

function readRow(
  value: JsonValue,
  { source, members }: { readonly source: string; readonly members: readonly string[] },
): ReferenceRow | keyof typeof reasons {
  if (!isJsonObject(value)) return 'not-a-row';
  const name = cell(value, 'name');
  const localCode = cell(value, 'localItemCode');
  const department = cell(value, 'department');
  const kind = cell(value, 'taskType');
  // Twelve digits are a statistical code: the first six are the region of GB/T 2260.
  const region = /^(\d{6})(?:\d{6})?$/.exec(cell(value, 'areaCode') ?? '')?.[1];
  if (name === undefined) return 'missing-name';
  if (!fits(longText, name)) return 'bad-name';
  if (localCode === undefined) return 'missing-code';
  if (isMatterCode(localCode)) return 'national-code';
  if (!isLocalMatterCode(localCode)) return 'bad-code';
  if (region === undefined || !isRegion(region) || region === '000000') return 'bad-region';
  if (members.some((member) => isRegion(member) && regionContains(member, region))) return 'inside-network';
  if (kind !== undefined && !/^\d{1,2}$/.test(kind)) return 'unknown-kind';
  if (department !== undefined && !fits(shortText, department)) return 'bad-department';
  return {
    localCode,
    name,
    region,
    ...(kind === undefined ? {} : { kind: kind.padStart(2, '0') }),
    ...(department === undefined ? {} : { department }),
    source,
  };
}

/** A cell's text without white space around it; undefined when it is absent or empty. */
function cell(row: JsonValue, column: Column): string | undefined {
  if (!isJsonObject(row)) return undefined;
  for (const name of columnNames[column]) {
    const value = row[name];
    if (typeof value === 'string' && value.trim() !== '') return value.trim();
    if (typeof value === 'number') return String(value);
  }
  return undefined;
}

function jsonRows(text: string, path: string): readonly JsonValue[] {
  const value = strictJson(text, path);
  const rows = isJsonObject(value) ? value['items'] : value;
  if (Array.isArray(rows)) return rows as readonly JsonValue[];
  throw usage(
    'no-rows',
    `${path} 既不是数组，也没有 items 数组，未作引入；请核对文件。`,
    `${path} is no list and has no list called items, so nothing was imported; check the file.`,
  );
}

function csvRows(text: string, path: string): readonly JsonValue[] {
  let records: readonly (readonly string[])[];
  try {
    records = readCsv(text);
  } catch (error) {
    if (!(error instanceof CsvFault)) throw error;
    throw usage(
      'bad-csv',
      `${path} 第 ${error.line} 行起的 CSV 引号有误，未作引入；请改正后重试。`,
      `${path} has a wrong quotation mark in the CSV record from line ${error.line}, so nothing was imported; correct it.`,
    );
  }
  const [header = [], ...rest] = records;
  const known: readonly string[] = Object.values(columnNames).flat();
  if (!header.some((name) => known.includes(name.trim()))) {
    throw usage(
      'no-header',
      `${path} 第一行没有认识的列名（如 name、areaCode、localItemCode），未作引入；请补上表头。`,
      `The first line of ${path} names no known column (name, areaCode, localItemCode …), so nothing was imported; add a header.`,
    );
  }
  const names = header.map((name) => name.trim());
  return rest.map((record) => {
    const row: Record<string, string> = {};
    names.forEach((name, at) => {
      if (known.includes(name)) row[name] = record[at] ?? '';
    });
    return row;
  });
}
