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
import { bilingual } from './language';
import { readListText } from './list-file';

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
    '这是国家标准编码，不是本地编码；请用 huren matter define 登记',
    'the code is of the national form, no local one; enter it by huren matter define',
  ),
  'bad-region': bilingual('行政区划代码无效', 'the region code is not valid'),
  'inside-network': bilingual(
    '该区划属于本网络成员，应由其自行登记，不作为外地清单导入',
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
export const LIST_COLUMNS: readonly string[] = Object.values(columnNames).flat();

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
  return readMatterRows(readListText(text, options.path, LIST_COLUMNS), options);
}

/** The same from the rows of a file of any kind (`readListFile`). */
export function readMatterRows(
  table: readonly JsonValue[],
  options: { readonly source: string; readonly members: readonly string[] },
): MatterList {
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
