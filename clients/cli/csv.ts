/** One fault of a CSV text, with the line (from 1) on which the record began. */
export class CsvFault extends Error {
  constructor(readonly line: number) {
    super('the CSV text has an unclosed or misplaced quotation mark');
    this.name = 'CsvFault';
  }
}

/** Records of a CSV text (RFC 4180): commas, fields in quotation marks, CRLF or LF; empty lines are passed over. */
export function readCsv(text: string): readonly (readonly string[])[] {
  const records: string[][] = [];
  let record: string[] = [];
  let at = 0;
  let line = 1;
  let begun = 1;
  const close = (): void => {
    if (record.length > 1 || record[0] !== '') records.push(record);
    record = [];
    begun = line;
  };
  while (at <= text.length) {
    let field: string;
    if (text[at] === '"') {
      const end = closingQuote(text, at + 1);
      if (end < 0) throw new CsvFault(begun);
      field = text.slice(at + 1, end).replaceAll('""', '"');
      line += field.split('\n').length - 1;
      at = end + 1;
    } else {
      let end = at;
      while (end < text.length && text[end] !== ',' && text[end] !== '\n' && text[end] !== '\r') end++;
      field = text.slice(at, end);
      if (field.includes('"')) throw new CsvFault(begun);
      at = end;
    }
    record.push(field);
    if (text[at] === ',') {
      at++;
      continue;
    }
    if (text[at] === '\r' && text[at + 1] === '\n') at++;
    if (at < text.length && text[at] !== '\n') throw new CsvFault(begun);
    at++;
    line++;
    close();
  }
  return records;
}

function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at;
  }
  return -1;
}
