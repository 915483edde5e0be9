import fc from 'fast-check';
import { parseDay } from '../../../chaincode/src/domain/code';
import { MalformedError } from '../../../chaincode/src/domain/encoding';
import {
  array,
  boolean,
  integer,
  literal,
  nullable,
  object,
  oneOf,
  optional,
  parsed,
  record,
  string,
  type Infer,
  type JsonValue,
  type Shape,
} from '../../../chaincode/src/domain/json';

const Clause = object({
  kind: literal('clause'),
  mode: oneOf(['accept', 'review']),
  from: parsed(parseDay),
  names: array(string({ max: 4 }), { max: 2, unique: true }),
  limits: record(/^[a-z]+$/, integer({ min: 1, max: 9 }), { max: 2 }),
  open: nullable(boolean),
  note: optional(string({ min: 1, max: 5, pattern: /^[a-z]*$/ })),
  'a/b~c': optional(integer()),
});
type Clause = Infer<typeof Clause>;

const good = {
  kind: 'clause',
  mode: 'accept',
  from: '2026-03-01',
  names: ['a', '齐齐'],
  limits: { x: 1, y: 9 },
  open: null,
} satisfies JsonValue;

function fault(of: Shape<unknown>, value: JsonValue): string {
  try {
    of(value);
  } catch (error) {
    if (error instanceof MalformedError) return `${error.code} at ${error.path}`;
    throw error;
  }
  return 'nothing was refused';
}

describe('a shape', () => {
  test('returns the record, typed, with optional fields only where they are present', () => {
    const clause: Clause = Clause(good);
    expect(clause).toStrictEqual(good);
    const noted: Clause = Clause({ ...good, note: 'abc', open: true });
    expect(noted.note).toBe('abc');
    // @ts-expect-error: an optional field is absent or a value, never undefined.
    const wrong: Clause = { ...noted, note: undefined };
    expect(wrong.mode).toBe('accept');
  });

  test.each<[JsonValue, string, string]>([
    [null, 'wrong-type at ', 'null is no object'],
    [[], 'wrong-type at ', 'a list is no object'],
    [{ ...good, extra: 1 }, 'unknown-field at ', 'a field that the shape does not list'],
    [{ ...good, constructor: 1 }, 'unknown-field at ', 'the name of an inherited member'],
    [{ kind: 'clause' }, 'missing-field at /mode', 'a field is missing'],
    [{ ...good, kind: 'other' }, 'unknown-value at /kind', 'another literal'],
    [{ ...good, mode: 'toString' }, 'unknown-value at /mode', 'an unlisted choice'],
    [{ ...good, from: '2026-02-30' }, 'no-such-day at /from', 'the parser refuses, its code is kept'],
    [{ ...good, from: 20260301 }, 'wrong-type at /from', 'a parser wants text'],
    [{ ...good, names: 'a' }, 'wrong-type at /names', 'no list'],
    [{ ...good, names: ['a', 1] }, 'wrong-type at /names/1', 'an item of another type'],
    [{ ...good, names: ['a', 'abcde'] }, 'too-long at /names/1', 'an item over its limit'],
    [{ ...good, names: ['a', 'b', 'c'] }, 'too-many-items at /names', 'too many items'],
    [{ ...good, names: ['a', 'a'] }, 'repeated-item at /names', 'an item twice'],
    [{ ...good, limits: { x: 0 } }, 'out-of-range at /limits/x', 'below the range'],
    [{ ...good, limits: { x: 10 } }, 'out-of-range at /limits/x', 'above the range'],
    [{ ...good, limits: { x: 1.5 } }, 'wrong-type at /limits/x', 'not whole'],
    [{ ...good, limits: { X: 1 } }, 'bad-key at /limits', 'a key off its pattern is not named in the path'],
    [{ ...good, limits: { x: 1, y: 1, z: 1 } }, 'too-many-keys at /limits', 'too many keys'],
    [{ ...good, open: 0 }, 'wrong-type at /open', 'neither boolean nor null'],
    [{ ...good, note: null }, 'wrong-type at /note', 'null is not absent'],
    [{ ...good, note: '' }, 'too-short at /note', 'below the length'],
    [{ ...good, note: 'abcdef' }, 'too-long at /note', 'above the length'],
    [{ ...good, note: 'A' }, 'bad-pattern at /note', 'off the pattern'],
    [{ ...good, 'a/b~c': 'x' }, 'wrong-type at /a~1b~0c', 'the path is a JSON pointer'],
  ])('refuses %j: %s', (value, expected) => {
    expect(fault(Clause, value)).toBe(expected);
  });

  test.each([
    ['a\u0000', 'control-character', 'NUL'],
    ['a\n', 'control-character', 'a line feed'],
    ['\u007f', 'control-character', 'DEL'],
    ['\u0085', 'control-character', 'a C1 control'],
    ['\u2028', 'control-character', 'a line separator'],
    ['\ud800', 'unpaired-surrogate', 'an unpaired surrogate'],
    ['\u202e', 'bidi-control', 'an override'],
    ['\u2066', 'bidi-control', 'an isolate'],
    ['\u200f', 'bidi-control', 'a mark'],
    ['张\u200d三', 'invisible-character', 'a joiner'],
    ['\ufeff', 'invisible-character', 'a byte order mark inside'],
    ['张\ufff9三', 'invisible-character', 'an interlinear annotation'],
    ['\u{e0041}', 'invisible-character', 'a tag'],
  ])('refuses the text %j as %s: %s', (text, code) => {
    expect(fault(string(), text)).toBe(`${code} at `);
  });

  test.each(['阿卜杜·热合曼', 'Ame\u0301lie', '\u{20bb7}', 'ᠬᠥᠯᠦᠨ', ' ~', ''])(
    'keeps the text %j',
    (text) => {
      expect(string()(text)).toBe(text);
    },
  );

  test('holds the default length of strings and the default range of numbers at their edge', () => {
    expect(fault(string(), 'x'.repeat(1024))).toBe('nothing was refused');
    expect(fault(string(), 'x'.repeat(1025))).toBe('too-long at ');
    expect(fault(integer(), 0)).toBe('nothing was refused');
    expect(fault(integer(), -1)).toBe('out-of-range at ');
    expect(fault(integer(), 2 ** 53)).toBe('wrong-type at ');
    expect(fault(array(boolean, { max: 3, min: 1 }), [])).toBe('too-few-items at ');
  });

  test('takes no pattern with state, which would refuse every second time', () => {
    expect(() => string({ pattern: /a/g })).toThrow(TypeError);
    expect(() => record(/a/y, boolean)).toThrow(TypeError);
  });

  test('lets a bug inside a parser through as it is', () => {
    const broken = parsed(() => {
      throw new TypeError('bug');
    });
    expect(() => broken('x')).toThrow(TypeError);
  });

  test('returns or raises a MalformedError for any JSON, and never repeats the value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(fault(Clause, value as JsonValue)).not.toBe('nothing was refused');
      }),
    );
    const secret = '11010519491231002Y';
    for (const of of [
      Clause,
      boolean,
      literal('a'),
      string({ max: 3 }),
      string({ pattern: /^a/ }),
      parsed(parseDay),
    ]) {
      expect(() => (of as Shape<unknown>)(secret)).toThrow(/^\D*$/);
    }
  });
});
