import {
  derElement,
  derGeneralizedTime,
  derInteger,
  derOid,
  DerReader,
  derSequence,
  derSetOf,
  derUtcTime,
  MalformedError,
  MAX_DER_BYTES,
  MAX_DER_DEPTH,
} from '@huren/chaincode/domain';
import fc from 'fast-check';
import { malformedCode } from '../domain/vectors';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replace(/ /g, ''), 'hex'));

function read<T>(text: string, act: (reader: DerReader) => T): T {
  const reader = DerReader.over(hex(text));
  const value = act(reader);
  reader.finish();
  return value;
}

describe('DER reader', () => {
  test.each([
    ['80 00', 'another tag', (r: DerReader) => r.octets()],
    ['04 80 00 00', 'indefinite length', (r: DerReader) => r.octets()],
    ['04 81 01 00', 'long form of a short length', (r: DerReader) => r.octets()],
    ['04 82 00 81', 'leading zero in a length', (r: DerReader) => r.octets()],
    ['04 85 01 00 00 00 00', 'length of five octets', (r: DerReader) => r.octets()],
    ['04 84 ff ff ff ff', 'length past the end', (r: DerReader) => r.octets()],
    ['04 02 00', 'cut content', (r: DerReader) => r.octets()],
    ['04', 'cut header', (r: DerReader) => r.octets()],
    ['', 'nothing', (r: DerReader) => r.octets()],
    ['04 00 00', 'trailing byte', (r: DerReader) => r.octets()],
    ['24 04 04 02 00 00', 'constructed string', (r: DerReader) => r.octets()],
    ['02 00', 'empty integer', (r: DerReader) => r.integer()],
    ['02 02 00 7f', 'padded positive integer', (r: DerReader) => r.integer()],
    ['02 02 ff 80', 'padded negative integer', (r: DerReader) => r.integer()],
    ['02 01 ff', 'negative count', (r: DerReader) => r.count()],
    ['02 05 01 00 00 00 00', 'count beyond 31 bits', (r: DerReader) => r.count()],
    ['01 01 01', 'BOOLEAN 01', (r: DerReader) => r.boolean()],
    ['01 02 ff ff', 'long BOOLEAN', (r: DerReader) => r.boolean()],
    ['06 00', 'empty identifier', (r: DerReader) => r.oid()],
    ['06 02 2a 80', 'identifier that does not end', (r: DerReader) => r.oid()],
    ['06 03 2a 80 01', 'padded arc', (r: DerReader) => r.oid()],
    ['03 01', 'cut BIT STRING', (r: DerReader) => r.bits()],
    ['03 02 01 fe', 'unused bits in a whole BIT STRING', (r: DerReader) => r.bits()],
    ['03 02 08 00', 'eight unused bits', (r: DerReader) => r.namedBits()],
    ['03 02 06 c1', 'unused bits that are set', (r: DerReader) => r.namedBits()],
    ['05 01 00', 'NULL with content', (r: DerReader) => r.nothing()],
    ['0c 02 c0 80', 'overlong UTF-8', (r: DerReader) => r.text()],
    ['16 01 e9', 'IA5String beyond ASCII', (r: DerReader) => r.text()],
    ['1f 81 30 00', 'high tag number', (r: DerReader) => r.element()],
  ])('refuses %s: %s', (text, _why, act) => {
    expect(malformedCode(() => read(text, act))).toBe('bad-der');
  });

  test.each([
    ['20261122080000', 'no zone'],
    ['20261122080000+0800', 'another zone'],
    ['20261322080000Z', 'a 13th month'],
    ['20260229000000Z', 'no such day'],
    ['20260101240000Z', 'hour 24'],
    ['20260101000060Z', 'second 60'],
    ['20260101000000.10Z', 'a trailing zero in the fraction'],
    ['202601010000Z', 'no seconds'],
  ])('refuses the GeneralizedTime %s: %s', (text) => {
    const der = derElement(0x18, Buffer.from(text));
    expect(malformedCode(() => DerReader.over(der).time())).toBe('bad-der');
  });

  test('reads times to the millisecond, and UTCTime in its two centuries', () => {
    const time = (tag: number, text: string): string =>
      new Date(DerReader.over(derElement(tag, Buffer.from(text))).time()).toISOString();
    expect(time(0x18, '20201004072855.302Z')).toBe('2020-10-04T07:28:55.302Z');
    expect(time(0x17, '491231235959Z')).toBe('2049-12-31T23:59:59.000Z');
    expect(time(0x17, '500101000000Z')).toBe('1950-01-01T00:00:00.000Z');
  });

  test('stops at its limits of length and depth', () => {
    expect(malformedCode(() => DerReader.over(new Uint8Array(MAX_DER_BYTES + 1)))).toBe('der-too-long');
    const nest = (depth: number): Uint8Array => {
      let der: Uint8Array = derElement(0x05);
      for (let i = 0; i < depth; i++) der = derSequence(der);
      return der;
    };
    const descend = (depth: number): void => {
      let reader = DerReader.over(nest(depth));
      for (let i = 0; i < depth; i++) reader = reader.sequence();
      reader.nothing();
    };
    expect(() => descend(MAX_DER_DEPTH)).not.toThrow();
    expect(malformedCode(() => descend(MAX_DER_DEPTH + 1))).toBe('bad-der');
  });

  test('reads what the writer writes', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: Date.parse('1950-01-01T00:00:00Z') / 1000, max: Date.parse('2049-12-31') / 1000 }),
        fc.array(fc.nat(0xffffffff), { minLength: 1, maxLength: 6 }),
        (count, seconds, arcs) => {
          const oid = `2.5.${arcs.join('.')}`;
          const der = derSequence(
            derInteger(count),
            derUtcTime(seconds * 1000),
            derGeneralizedTime(seconds * 1000),
            derOid(oid),
          );
          const reader = DerReader.over(der).sequence();
          expect(reader.count()).toBe(count);
          expect(reader.time()).toBe(seconds * 1000);
          expect(reader.time()).toBe(seconds * 1000);
          expect(reader.oid()).toBe(oid);
          expect(reader.done).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('sorts a SET OF by encodings', () => {
    const set = derSetOf(derInteger(300), derInteger(2), derInteger(1));
    expect(Buffer.from(set).toString('hex')).toBe('310a0201010201020202012c');
  });

  test('raises nothing but MalformedError on any bytes', () => {
    const acts: ((r: DerReader) => unknown)[] = [
      (r) => r.sequence().sequence().oid(),
      (r) => r.time(),
      (r) => r.text(),
      (r) => r.namedBits(),
      (r) => r.element(),
    ];
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.constantFrom(...acts), (bytes, act) => {
        try {
          act(DerReader.over(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
