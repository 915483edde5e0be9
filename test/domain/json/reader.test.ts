import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { canonicalJson, JSON_LIMITS, readJson, readJsonBytes } from '../../../chaincode/src/domain/json';
import { describeVectors, malformedCode, readVectors } from '../vectors';

const nest = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const members = (count: number) =>
  `{${Array.from({ length: count }, (_, at) => `"k${String(at)}":0`).join()}}`;

describe('readJson', () => {
  test.each<[string, unknown, string]>([
    [
      ' {"a" : [1, -2.5, true, false, null, "x"]}\r\n\t',
      { a: [1, -2.5, true, false, null, 'x'] },
      'white space',
    ],
    ['"\\u0041\\n\\/\\ud83d\\ude00"', 'A\n/\u{1f600}', 'escapes'],
    ['{"toString":1,"constructor":2}', { toString: 1, constructor: 2 }, 'names of inherited members'],
    ['{"":1,"1":2,"01":3}', { '': 1, '1': 2, '01': 3 }, 'index-like and empty names'],
    [
      '{"a":{"a":{"a":1}},"b":[{"a":1},{"a":1}]}',
      { a: { a: { a: 1 } }, b: [{ a: 1 }, { a: 1 }] },
      'equal names apart',
    ],
    ['9007199254740991', Number.MAX_SAFE_INTEGER, 'the largest whole number'],
    ['-9007199254740991', Number.MIN_SAFE_INTEGER, 'the smallest whole number'],
    ['0.1', 0.1, 'a decimal that a double names'],
    ['1.50', 1.5, 'zeros at the end'],
    ['1E2', 100, 'an exponent'],
    ['0e5', 0, 'zero with an exponent'],
    ['5e-324', 5e-324, 'the smallest double'],
    ['0', 0, 'a scalar alone'],
  ])('reads %j: %#', (text, value) => {
    expect(readJson(text)).toStrictEqual(value);
  });

  test.each([
    ['{"a":1,"a":1}', 'duplicate-key', 'equal values'],
    ['{"a":1,"\\u0061":2}', 'duplicate-key', 'one spelled with an escape'],
    ['{"1":1,"1":2}', 'duplicate-key', 'index-like names'],
    ['[{"b":{"a":1,"c":0,"a":{"x":1,"y":2}}}]', 'duplicate-key', 'inside, and the second value has members'],
    ['{"a":{"x":1,"y":2},"a":0}', 'duplicate-key', 'the first value has members'],
    ['{"toString":1,"toString":1}', 'duplicate-key', 'an inherited name'],
    ['{"__proto__":1}', 'forbidden-key', 'the prototype'],
    ['{"a":{"\\u005f_proto__":{"x":1}}}', 'forbidden-key', 'the prototype, escaped'],
    ['"\\ud800"', 'unpaired-surrogate', 'a high surrogate'],
    ['"\\udc00"', 'unpaired-surrogate', 'a low surrogate'],
    ['"\\ud800\\ud800"', 'unpaired-surrogate', 'two high surrogates'],
    ['"\\ud800\udc00"', 'unpaired-surrogate', 'half escaped, half not'],
    ['"\ud800"', 'unpaired-surrogate', 'not escaped'],
    ['"\udc00\ud800"', 'unpaired-surrogate', 'in the wrong order'],
    ['{"\ud800":1}', 'unpaired-surrogate', 'in a name'],
    ['"\\uffff"', 'noncharacter', 'U+FFFF'],
    ['"\ufffe"', 'noncharacter', 'U+FFFE'],
    ['"\ufdd0"', 'noncharacter', 'U+FDD0'],
    ['"\\uD83F\\uDFFE"', 'noncharacter', 'U+1FFFE escaped'],
    ['"\u{10ffff}"', 'noncharacter', 'U+10FFFF'],
    ['{"\\ufdef":1}', 'noncharacter', 'in a name'],
    ['9007199254740992', 'number-not-exact', '2^53'],
    ['-9007199254740993', 'number-not-exact', 'below −2^53'],
    ['9007199254740991.5', 'number-not-exact', 'between two doubles'],
    ['0.10000000000000001', 'number-not-exact', 'more digits than a double holds'],
    ['1e400', 'number-not-exact', 'overflow'],
    ['1e21', 'number-not-exact', 'a whole number beyond 2^53, with an exponent'],
    ['1e-400', 'number-not-exact', 'underflow'],
    ['-0', 'number-not-exact', 'minus zero'],
    ['-0.0e1', 'number-not-exact', 'minus zero, longer'],
    ['\ufeff{}', 'byte-order-mark', 'a byte order mark'],
    ['', 'json-syntax', 'nothing'],
    ['{}{}', 'json-syntax', 'two texts'],
    ['{} x', 'json-syntax', 'garbage after'],
    ['{"a":1,}', 'json-syntax', 'a comma at the end'],
    ['{"a" 1}', 'json-syntax', 'no colon'],
    ['{a:1}', 'json-syntax', 'a bare name'],
    ["{'a':1}", 'json-syntax', 'single quotes'],
    ['[1 2]', 'json-syntax', 'no comma'],
    ['[1,,2]', 'json-syntax', 'two commas'],
    ['01', 'json-syntax', 'a zero before'],
    ['-', 'json-syntax', 'only a sign'],
    ['1.', 'json-syntax', 'no digit after the point'],
    ['.5', 'json-syntax', 'no digit before the point'],
    ['1e', 'json-syntax', 'no exponent'],
    ['0x10', 'json-syntax', 'hexadecimal'],
    ['NaN', 'json-syntax', 'not a number'],
    ['tru', 'json-syntax', 'a cut word'],
    ['truefalse', 'json-syntax', 'two words'],
    ['"\n"', 'json-syntax', 'a raw control character'],
    ['"\\x41"', 'json-syntax', 'an unknown escape'],
    ['"\\u12', 'json-syntax', 'a cut escape'],
    ['"\\u00G0"', 'json-syntax', 'an escape that is not hexadecimal'],
    ['"a', 'json-syntax', 'an open string'],
    ['"\\', 'json-syntax', 'an open escape'],
    ['[1', 'json-syntax', 'an open list'],
    ['{"a":1', 'json-syntax', 'an open object'],
    ['\u00a0{}', 'json-syntax', 'a no-break space'],
    ['/**/{}', 'json-syntax', 'a comment'],
  ])('refuses %j as %s: %s', (text, code) => {
    expect(malformedCode(() => readJson(text))).toBe(code);
  });

  test.each([
    ['maxDepth', nest(16), nest(17), 'too-deep'],
    [
      'maxDepth (objects)',
      '{"a":'.repeat(16) + '0' + '}'.repeat(16),
      '{"a":'.repeat(17) + '0' + '}'.repeat(17),
      'too-deep',
    ],
    ['maxLength', '1'.padEnd(65_536), '1'.padEnd(65_537), 'too-long'],
    ['maxKeys', members(1_024), members(1_025), 'too-many-keys'],
  ])('holds the limit %s at its edge', (_name, within, beyond, code) => {
    expect(() => readJson(within)).not.toThrow();
    expect(malformedCode(() => readJson(beyond))).toBe(code);
  });

  test('holds the limits of items and strings at their edge', () => {
    const roomy = { maxLength: 1_000_000 };
    const items = (count: number) => `[${'0,'.repeat(count - 1)}0]`;
    expect(readJson(items(JSON_LIMITS.maxItems), roomy)).toHaveLength(100_000);
    expect(malformedCode(() => readJson(items(JSON_LIMITS.maxItems + 1), roomy))).toBe('too-many-items');
    expect(readJson(`"${'x'.repeat(65_536)}"`, roomy)).toHaveLength(65_536);
    expect(malformedCode(() => readJson(`"${'x'.repeat(65_537)}"`, roomy))).toBe('string-too-long');
    expect(malformedCode(() => readJson(`{"${'x'.repeat(65_537)}":0}`, roomy))).toBe('string-too-long');
  });

  test.each([
    ['\\n\\u0041\\ud83d\\ude00x', 5],
    ['\u{1f600}\\"', 3],
  ])('counts the string %j as %d units after unescaping', (raw, units) => {
    expect(readJson(`"${raw}"`, { maxString: units })).toHaveLength(units);
    expect(malformedCode(() => readJson(`"${raw}"`, { maxString: units - 1 }))).toBe('string-too-long');
  });

  test('refuses 100,000 open brackets without deep recursion', () => {
    expect(malformedCode(() => readJson('['.repeat(100_000), { maxLength: 200_000 }))).toBe('too-deep');
  });

  test('reads whatever canonicalJson writes, and both stay fixed', () => {
    const value = fc.jsonValue({ maxDepth: 5, stringUnit: 'binary' });
    fc.assert(
      fc.property(value, (made) => {
        let text: string;
        try {
          text = canonicalJson(made as never);
        } catch {
          return;
        }
        let read;
        try {
          read = readJson(text);
        } catch (error) {
          // The generator also makes what I-JSON excludes.
          const excluded = ['number-not-exact', 'noncharacter', 'forbidden-key'];
          expect(excluded).toContain((error as { code: string }).code);
          return;
        }
        expect(canonicalJson(read)).toBe(text);
        expect(read).toEqual(JSON.parse(text));
      }),
      { numRuns: 500 },
    );
  });

  test('accepts nothing that JSON.parse refuses, and means the same', () => {
    const seed = fc.constantFrom(
      '{"a":[1,2.5,"x\\u0041"],"b":{"c":null}}',
      '[true,false,-1e3,"\\ud83d\\ude00"]',
      '{"k":""}',
    );
    const edit = fc.tuple(
      fc.nat(60),
      fc.nat(3),
      fc.constantFrom('', '"', '\\', '{', '}', '[', ',', ':', '0', '-', 'e', '.', ' ', 'u', '\n'),
    );
    fc.assert(
      fc.property(seed, fc.array(edit, { maxLength: 3 }), (start, edits) => {
        let text = start;
        for (const [at, cut, put] of edits) text = text.slice(0, at) + put + text.slice(at + cut);
        let read: unknown;
        try {
          read = readJson(text);
        } catch (error) {
          expect((error as Error).name).toBe('MalformedError');
          return;
        }
        expect(read).toStrictEqual(JSON.parse(text));
      }),
      { numRuns: 5000 },
    );
  });
});

describe('readJsonBytes', () => {
  test('reads UTF-8 and refuses what is not', () => {
    expect(readJsonBytes(Buffer.from('{"a":"齐齐哈尔"}'))).toEqual({ a: '齐齐哈尔' });
    expect(malformedCode(() => readJsonBytes(Buffer.from('22c0af22', 'hex')))).toBe('bad-utf8');
    expect(malformedCode(() => readJsonBytes(Buffer.from('efbbbf7b7d', 'hex')))).toBe('byte-order-mark');
    expect(malformedCode(() => readJsonBytes(Buffer.from('{}', 'utf16le')))).toBe('json-syntax');
  });

  test('holds maxLength in characters, not bytes', () => {
    expect(readJsonBytes(Buffer.from('"齐齐"'), { maxLength: 4 })).toBe('齐齐');
    expect(malformedCode(() => readJsonBytes(Buffer.from('"齐齐"'), { maxLength: 3 }))).toBe('too-long');
    expect(malformedCode(() => readJsonBytes(Buffer.from('"齐齐齐"'), { maxLength: 3 }))).toBe('too-long');
  });
});

describeVectors('json-test-suite/test_parsing', (at) => {
  /** Texts of RFC 8259 that RFC 7493 excludes, each with the code that says why. */
  const EXCLUDED: Record<string, string> = {
    'y_number.json': 'number-not-exact',
    'y_number_minus_zero.json': 'number-not-exact',
    'y_number_negative_zero.json': 'number-not-exact',
    'y_number_real_capital_e.json': 'number-not-exact',
    'y_number_real_exponent.json': 'number-not-exact',
    'y_number_real_fraction_exponent.json': 'number-not-exact',
    'y_object_duplicated_key.json': 'duplicate-key',
    'y_object_duplicated_key_and_value.json': 'duplicate-key',
    'y_object_extreme_numbers.json': 'number-not-exact',
    'y_string_escaped_noncharacter.json': 'noncharacter',
    'y_string_last_surrogates_1_and_2.json': 'noncharacter',
    'y_string_nonCharacterInUTF-8_U+10FFFF.json': 'noncharacter',
    'y_string_nonCharacterInUTF-8_U+FFFF.json': 'noncharacter',
    'y_string_unicode_U+10FFFE_nonchar.json': 'noncharacter',
    'y_string_unicode_U+1FFFE_nonchar.json': 'noncharacter',
    'y_string_unicode_U+FDD0_nonchar.json': 'noncharacter',
    'y_string_unicode_U+FFFE_nonchar.json': 'noncharacter',
  };
  const named = (letter: string) => readdirSync(at).filter((name) => name.startsWith(letter));

  test.each(named('n_'))('refuses %s', (name) => {
    expect(
      malformedCode(() => readJsonBytes(readFileSync(join(at, name)), { maxLength: 1_000_000 })),
    ).not.toBe('nothing was refused');
  });

  test.each(named('y_'))('reads %s, or refuses it by the I-JSON profile', (name) => {
    const bytes = readFileSync(join(at, name));
    const code = EXCLUDED[name];
    if (code === undefined) expect(readJsonBytes(bytes)).toStrictEqual(JSON.parse(bytes.toString()));
    else expect(malformedCode(() => readJsonBytes(bytes))).toBe(code);
  });

  test.each(named('i_'))('reads or refuses %s, without any other trouble', (name) => {
    const bytes = readFileSync(join(at, name));
    try {
      expect(readJsonBytes(bytes)).toStrictEqual(JSON.parse(bytes.toString()));
    } catch (error) {
      expect((error as Error).name).toBe('MalformedError');
    }
  });
});

describeVectors('blns/blns.json', (at) => {
  test('keeps every naughty string byte for byte, or refuses it', () => {
    const refused: string[] = [];
    for (const text of readVectors(at) as string[]) {
      const json = JSON.stringify({ text });
      try {
        const read = readJsonBytes(Buffer.from(json));
        expect(read).toStrictEqual({ text });
        expect(canonicalJson(read)).toBe(json);
      } catch (error) {
        refused.push((error as { code: string }).code);
      }
    }
    expect(refused.every((code) => code === 'noncharacter')).toBe(true);
    expect(refused.length).toBeLessThan(3);
  });
});
