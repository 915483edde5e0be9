import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalBytes, canonicalJson } from '../../../chaincode/src/domain/json';
import { describeVectors } from '../vectors';

const anything = (value: unknown) => canonicalJson(value as never);

describe('canonicalJson', () => {
  test.each([
    [{ b: 1, a: 2, '10': 3, '9': 4 }, '{"10":3,"9":4,"a":2,"b":1}', 'index-like names are texts too'],
    [{ '\u{1f602}': 1, '\ufb33': 2 }, '{"\u{1f602}":1,"\ufb33":2}', 'UTF-16 order, not code point order'],
    [[1e21, 1e20, 1e-7, 0.000001, -0], '[1e+21,100000000000000000000,1e-7,0.000001,0]', 'ECMAScript numbers'],
    [
      '\u0000\b\t\n\f\r"\\/\u007f\u2028',
      '"\\u0000\\b\\t\\n\\f\\r\\"\\\\/\u007f\u2028"',
      'only these escapes',
    ],
    [[], '[]', 'an empty list'],
    [Object.create(null), '{}', 'an object without prototype'],
  ])('writes %j as %s: %s', (value, text) => {
    expect(anything(value)).toBe(text);
  });

  test.each([
    [undefined as unknown, 'undefined'],
    [{ a: undefined }, 'an undefined member'],
    [Array(2), 'a hole'],
    [NaN, 'NaN'],
    [-Infinity, 'an infinity'],
    [1n, 'a bigint'],
    [Symbol('a'), 'a symbol'],
    [() => 1, 'a function'],
    ['\ud800', 'an unpaired surrogate'],
    [{ '\udc00': 1 }, 'an unpaired surrogate in a name'],
    [new Date(0), 'a date'],
    [new Map(), 'a map'],
    [Uint8Array.of(1), 'bytes'],
    [Object.create({ inherited: 1 }), 'an object of a class'],
  ])('has no text for %p: %s', (value) => {
    expect(() => anything(value)).toThrow(TypeError);
  });

  test('has no text for a cycle', () => {
    const loop: unknown[] = [];
    loop.push(loop);
    expect(() => anything(loop)).toThrow(TypeError);
  });

  test('writes nesting to its limit and no further', () => {
    const nest = (depth: number): unknown => (depth === 0 ? 1 : [nest(depth - 1)]);
    expect(anything(nest(64))).toHaveLength(129);
    expect(() => anything(nest(65))).toThrow(TypeError);
  });

  test('calls no toJSON', () => {
    expect(() => anything({ toJSON: () => 1 })).toThrow(TypeError);
    expect(anything({ toJSON: 'x' })).toBe('{"toJSON":"x"}');
  });
});

describeVectors('jcs', (at) => {
  test.each(readdirSync(join(at, 'input')))('writes %s byte for byte', (name) => {
    // Read by the engine: some inputs hold numbers that the I-JSON reader refuses.
    const input = JSON.parse(readFileSync(join(at, 'input', name), 'utf8')) as never;
    const hex = readFileSync(join(at, 'outhex', name.replace('.json', '.txt')), 'utf8').replaceAll(/\s/g, '');
    expect(Buffer.from(canonicalBytes(input)).toString('hex')).toBe(hex);
  });

  test('writes 10,000 numbers as ECMAScript does', () => {
    const view = new DataView(new ArrayBuffer(8));
    const rows = readFileSync(join(at, 'es6-numbers-10k.txt'), 'utf8').trim().split('\n');
    expect(rows.length).toBeGreaterThan(9_000);
    for (const row of rows) {
      const [hex = '', expected] = row.split(',');
      view.setBigUint64(0, BigInt('0x' + hex));
      expect(canonicalJson(view.getFloat64(0))).toBe(expected);
    }
  });
});
