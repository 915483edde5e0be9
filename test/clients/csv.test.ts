import fc from 'fast-check';
import { CsvFault, readCsv } from '../../clients/cli/csv';

describe('CSV (RFC 4180)', () => {
  const rows: readonly (readonly [why: string, text: string, records: readonly (readonly string[])[]])[] = [
    [
      'lines end with LF or CRLF',
      'a,b\r\nc,d\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['the last line needs no end', 'a,b', [['a', 'b']]],
    ['a comma in quotation marks is text', '"a,b",c', [['a,b', 'c']]],
    ['two quotation marks are one', '"a""b"', [['a"b']]],
    ['a line end in quotation marks is text', '"a\nb",c', [['a\nb', 'c']]],
    [
      'empty fields are kept',
      'a,,c\n,,',
      [
        ['a', '', 'c'],
        ['', '', ''],
      ],
    ],
    ['empty lines are passed over', 'a\n\n\nb\n', [['a'], ['b']]],
    ['an empty text has no records', '', []],
  ];
  test.each(rows)('%s', (_why, text, records) => {
    expect(readCsv(text)).toEqual(records);
  });

  test.each([
    ['an open quotation mark', 'a\n"b', 2],
    ['text after a closing quotation mark', '"a"b', 1],
    ['a quotation mark within a bare field', 'x\ny\na"b', 3],
  ])('refuses %s, naming the line', (_why, text, line) => {
    expect(() => readCsv(text)).toThrow(expect.objectContaining({ line }) as CsvFault);
  });

  test('reads back what was written', () => {
    const field = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', '名', ' ') });
    const record = fc.array(field, { minLength: 2, maxLength: 5 });
    const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(fc.array(record, { maxLength: 6 }), (records) => {
        const text = records.map((fields) => fields.map(quote).join(',')).join('\r\n');
        expect(readCsv(text)).toEqual(records);
      }),
    );
  });

  test('answers or refuses any text, and fails in no other way', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r') }), (text) => {
        try {
          readCsv(text);
        } catch (error) {
          expect(error).toBeInstanceOf(CsvFault);
        }
      }),
    );
  });
});
