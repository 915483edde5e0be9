import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import {
  isRegion,
  NATION,
  parseRegion,
  regionContains,
  regionLevel,
  regionParent,
} from '../../../chaincode/src/domain/code';
import { describeVectors, malformedCode } from '../vectors';

const contains = (outer: string, inner: string) => regionContains(parseRegion(outer), parseRegion(inner));

describe('a region', () => {
  test.each([
    ['000000', '230221', true, 'the nation contains all'],
    ['230000', '230200', true, 'a province contains its city'],
    ['230000', '230221', true, 'and its counties'],
    ['230200', '230221', true, 'a city contains its county'],
    ['230200', '230200', true, 'a region contains itself'],
    ['230221', '230200', false, 'a county does not contain its city'],
    ['230200', '230000', false, 'a city does not contain its province'],
    ['230000', '000000', false, 'a province does not contain the nation'],
    ['230200', '230300', false, 'a neighbour'],
    ['220000', '230200', false, 'another province'],
    ['420000', '429004', true, 'a county directly under its province'],
    ['429000', '429004', false, 'a heading of the standard contains nothing'],
    ['420000', '429000', true, 'the heading lies in its province'],
  ])('%s around %s: %s, %s', (outer, inner, expected) => {
    expect(contains(outer, inner)).toBe(expected);
  });

  test.each([
    ['000000', 'nation', null],
    ['230000', 'province', '000000'],
    ['230200', 'prefecture', '230000'],
    ['230221', 'county', '230200'],
    ['419001', 'county', '410000'],
  ])('%s is a %s under %s', (code, level, parent) => {
    expect(regionLevel(parseRegion(code))).toBe(level);
    expect(regionParent(parseRegion(code))).toBe(parent);
  });

  test.each([
    '',
    '23',
    '23020',
    '2302000',
    '23020A',
    '２３０２００',
    '230200\n',
    ' 30200',
    '230021',
    '000001',
    '000100',
    '002300',
  ])('%j is none', (text) => {
    expect(malformedCode(() => parseRegion(text))).toBe('bad-region');
    expect(isRegion(text)).toBe(false);
  });

  test('lies in its parent, and containment is an order', () => {
    const region = fc
      .tuple(
        fc.constantFrom('23', '42'),
        fc.constantFrom('00', '02', '90'),
        fc.constantFrom('00', '04', '21'),
      )
      .map((pairs) => pairs.join(''))
      .filter(isRegion);
    fc.assert(
      fc.property(region, region, region, (a, b, c) => {
        expect(regionContains(NATION, a)).toBe(true);
        expect(regionContains(regionParent(a) ?? a, a)).toBe(true);
        if (regionContains(a, b) && regionContains(b, a)) expect(a).toBe(b);
        if (regionContains(a, b) && regionContains(b, c)) expect(regionContains(a, c)).toBe(true);
      }),
    );
  });
});

describeVectors('../regions/areas.csv', (at) => {
  test('every county of the country is a region in its province', () => {
    const codes = [...readFileSync(at, 'utf8').matchAll(/^"?(\d{6})"?,/gm)].map((row) => row[1]!);
    expect(codes.length).toBeGreaterThan(2_900);
    for (const code of codes) {
      // Cities without counties (东莞 441900) stand in the list themselves.
      expect(regionLevel(parseRegion(code))).toBe(code.endsWith('00') ? 'prefecture' : 'county');
      expect(contains(`${code.slice(0, 2)}0000`, code)).toBe(true);
    }
  });
});
