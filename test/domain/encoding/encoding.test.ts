import fc from 'fast-check';
import {
  decodeBase64,
  decodeBase64url,
  decodeHex,
  decodeUtf8,
  encodeBase64,
  encodeBase64url,
  encodeHex,
  encodeUtf8,
} from '../../../chaincode/src/domain/encoding';
import { malformedCode } from '../vectors';

const bytes = fc.uint8Array({ maxLength: 200 });

describe('base64url and base64', () => {
  test('agree with Node on any bytes, both ways', () => {
    fc.assert(
      fc.property(bytes, (value) => {
        expect(encodeBase64url(value)).toBe(Buffer.from(value).toString('base64url'));
        expect(encodeBase64(value)).toBe(Buffer.from(value).toString('base64'));
        expect(decodeBase64url(encodeBase64url(value))).toEqual(value);
        expect(decodeBase64(encodeBase64(value))).toEqual(value);
      }),
    );
  });

  test.each([3071, 3072, 3073, 6144, 20_000])('agree with Node across chunks, %d bytes', (length) => {
    const value = Uint8Array.from({ length }, (_, at) => (at * 31) & 255);
    expect(encodeBase64url(value)).toBe(Buffer.from(value).toString('base64url'));
    expect(decodeBase64url(encodeBase64url(value))).toEqual(value);
  });

  test('accept a text only when it is what the bytes are written as', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9_=+/-]{0,9}$/), (text) => {
        let read: Uint8Array | undefined;
        try {
          read = decodeBase64url(text);
        } catch {
          return;
        }
        expect(encodeBase64url(read)).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['QQ==', 'padding'],
    ['QR', 'unused bits after one byte'],
    ['QUJ', 'unused bits after two bytes'],
    ['Q', 'one character is no byte'],
    ['QUJDR', 'five characters'],
    ['QU JD', 'white space'],
    ['QUJD\n', 'a newline at the end'],
    ['Q+JD', 'the other alphabet, +'],
    ['Q/JD', 'the other alphabet, /'],
    ['QUJ\u0144', 'U+0144, whose low byte is a letter'],
    ['QUJD\u4144\u4144', 'wide characters in the tail'],
    ['QU\u007fD', 'DEL'],
    ['QU\u0000D', 'NUL'],
  ])('base64url refuses %j: %s', (text) => {
    expect(malformedCode(() => decodeBase64url(text))).toBe('bad-base64url');
  });

  test.each([
    ['QQ', 'no padding'],
    ['QQ=', 'half the padding'],
    ['QUI==', 'too much padding'],
    ['Q===', 'three pads'],
    ['====', 'only padding'],
    ['QR==', 'unused bits'],
    ['QQ==QQ==', 'padding inside'],
    ['Q-JD', 'the other alphabet'],
    ['QQ==\n', 'a newline at the end'],
  ])('base64 refuses %j: %s', (text) => {
    expect(malformedCode(() => decodeBase64(text))).toBe('bad-base64');
  });
});

describe('hex', () => {
  test('returns any bytes that it wrote', () => {
    fc.assert(fc.property(bytes, (value) => expect(decodeHex(encodeHex(value))).toEqual(value)));
    expect(encodeHex(Uint8Array.of(0, 15, 16, 255))).toBe('000f10ff');
  });

  test.each([
    ['0', 'half a byte'],
    ['0A', 'upper case'],
    ['0g', 'no digit'],
    ['g0', 'no digit first'],
    [' 0', 'white space'],
    ['0x00', 'a prefix'],
  ])('refuses %j: %s', (text) => {
    expect(malformedCode(() => decodeHex(text))).toBe('bad-hex');
  });
});

describe('UTF-8', () => {
  test('returns any well-formed text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!text.startsWith('\ufeff'));
        expect(decodeUtf8(encodeUtf8(text))).toBe(text);
      }),
    );
  });

  test.each([
    ['c0af', 'bad-utf8', 'overlong'],
    ['80', 'bad-utf8', 'a lone continuation'],
    ['e4ba', 'bad-utf8', 'truncated'],
    ['f5808080', 'bad-utf8', 'beyond U+10FFFF'],
    ['eda080', 'bad-utf8', 'a surrogate'],
    ['efbbbf7b7d', 'byte-order-mark', 'a byte order mark'],
  ])('refuses the bytes %s as %s: %s', (hex, code) => {
    expect(malformedCode(() => decodeUtf8(decodeHex(hex)))).toBe(code);
  });

  test('has no encoding for an unpaired surrogate', () => {
    expect(() => encodeUtf8('a\ud800b')).toThrow(TypeError);
    expect(() => encodeUtf8('\udc00\ud800')).toThrow(TypeError);
    expect(encodeUtf8('\ud83d\ude00')).toHaveLength(4);
  });
});
