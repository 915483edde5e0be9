import { decodeUtf8, isJsonObject, type JsonValue, MalformedError } from '@huren/chaincode/domain';
import readXlsxFile from 'read-excel-file/node';
import { CsvFault, readCsv } from './csv';
import { strictJson } from './input-file';
import { malformed, usage } from './trouble';

/** Rows of one file, so that a whole province fits and a wrong file does not fill the memory. */
export const MAX_ROWS = 100_000;
/** What a workbook may become when it is unpacked. */
const maxWorkbookBytes = 32 * 1024 * 1024;

/**
 * The rows of a list as a file has them: JSON `{items: […]}` or `[…]`, CSV or the first sheet of an Excel workbook with a
 * header line. Of tables only the named columns are kept, and every cell is text.
 * @throws Trouble when the file is none of these, or has too many rows
 */
export async function readListFile(
  bytes: Uint8Array,
  path: string,
  columns: readonly string[],
): Promise<readonly JsonValue[]> {
  const rows = isWorkbook(bytes)
    ? recordsOf(await sheetOf(bytes, path), path, columns)
    : readListText(textOf(bytes, path), path, columns);
  return requireFew(rows);
}

/** As {@link readListFile}, from text. */
export function readListText(text: string, path: string, columns: readonly string[]): readonly JsonValue[] {
  return requireFew(
    /^\s*[[{]/.test(text) ? jsonRows(text, path) : recordsOf(csvRecords(text, path), path, columns),
  );
}

/** Whether the file is a ZIP archive, as workbooks are. */
export function isWorkbook(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04;
}

function textOf(bytes: Uint8Array, path: string): string {
  try {
    return decodeUtf8(bytes);
  } catch (error) {
    throw error instanceof MalformedError ? malformed(error, path, path) : error;
  }
}

function requireFew(rows: readonly JsonValue[]): readonly JsonValue[] {
  if (rows.length <= MAX_ROWS) return rows;
  throw usage(
    'too-many-rows',
    `清单超过 ${MAX_ROWS} 行，未作导入；请分开办理。`,
    `The list has more than ${MAX_ROWS} rows and was not imported; split it.`,
  );
}

async function sheetOf(bytes: Uint8Array, path: string): Promise<readonly (readonly string[])[]> {
  const notRead = usage(
    'bad-workbook',
    `${path} 不是可读的 Excel 工作簿，未作导入；请另存为 .xlsx 或 CSV 后重试。`,
    `${path} is no Excel workbook that can be read, so nothing was imported; save it as .xlsx or CSV and try again.`,
  );
  if (unpackedSize(bytes) > maxWorkbookBytes) throw notRead;
  let sheet: readonly (readonly unknown[])[];
  try {
    const read = (await readXlsxFile(Buffer.from(bytes))) as unknown as readonly {
      readonly data?: readonly (readonly unknown[])[];
    }[];
    sheet = read[0]?.data ?? [];
  } catch {
    throw notRead;
  }
  return sheet.map((record) => record.map(cellText));
}

/** Days are read as days, whatever the workbook shows. */
function cellText(cell: unknown): string {
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  return typeof cell === 'string' || typeof cell === 'number' || typeof cell === 'boolean'
    ? String(cell)
    : '';
}

/** What the archive's own directory says that its entries unpack to; damaged archives count as endless. */
function unpackedSize(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entryMark = 0x02014b50;
  let total = 0;
  for (let at = 0; at + 46 <= bytes.length; at++) {
    if (bytes[at] !== 0x50 || view.getUint32(at, true) !== entryMark) continue;
    total += view.getUint32(at + 24, true);
  }
  return total === 0 ? Infinity : total;
}

function jsonRows(text: string, path: string): readonly JsonValue[] {
  const value = strictJson(text, path, { maxLength: text.length + 1, maxItems: MAX_ROWS + 1 });
  const rows = isJsonObject(value) ? value['items'] : value;
  if (Array.isArray(rows)) return rows as readonly JsonValue[];
  throw usage(
    'no-rows',
    `${path} 既不是数组，也没有 items 数组，未作导入；请核对文件。`,
    `${path} is no list and has no list called items, so nothing was imported; check the file.`,
  );
}

function csvRecords(text: string, path: string): readonly (readonly string[])[] {
  try {
    // Spreadsheets write a mark at the beginning of the file.
    return readCsv(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    if (!(error instanceof CsvFault)) throw error;
    throw usage(
      'bad-csv',
      `${path} 第 ${error.line} 行起的 CSV 引号有误，未作导入；请改正后重试。`,
      `${path} has a wrong quotation mark in the CSV record from line ${error.line}, so nothing was imported; correct it.`,
    );
  }
}

function recordsOf(
  [header = [], ...rest]: readonly (readonly string[])[],
  path: string,
  columns: readonly string[],
): readonly JsonValue[] {
  const names = header.map((name) => name.trim());
  if (!names.some((name) => columns.includes(name))) {
    throw usage(
      'no-header',
      `${path} 第一行没有认识的列名（如 ${columns.slice(0, 3).join('、')}），未作导入；请补上表头。`,
      `The first line of ${path} names no known column (${columns.slice(0, 3).join(', ')} …), so nothing was imported; add a header.`,
    );
  }
  return rest.map((record) => {
    const row: Record<string, string> = {};
    names.forEach((name, at) => {
      if (columns.includes(name)) row[name] = record[at] ?? '';
    });
    return row;
  });
}
