import { X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import {
  certificateDer,
  encodeBase64url,
  formatRejection,
  identityKeyOf,
  MalformedError,
  parseRejection,
  Rejection,
  REJECTION_CODES,
} from '@huren/chaincode/domain';
import { Actors, ISSUER } from './demo-network';

describe('a rejection on the wire', () => {
  it('is read as it was written, whatever words a peer puts before it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...REJECTION_CODES),
        fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.integer()),
        (code, details) => {
          const text = formatRejection(new Rejection(code, details));
          expect(parseRejection(text)).toMatchObject({ code, details });
          expect(parseRejection(`chaincode response 500, ${text}`)).toMatchObject({ code, details });
        },
      ),
    );
  });

  it.each([
    ['a code that is not on the list', 'HUREN.NO_SUCH_CODE {}'],
    ['the name of a property of every object', 'HUREN.CONSTRUCTOR {}'],
    ['no details', 'HUREN.BAD_ARITY'],
    ['broken details', 'HUREN.BAD_ARITY {"given"}'],
    ['details that name a field twice', 'HUREN.BAD_ARITY {"given":1,"given":2}'],
    ['another message', 'Expected 1 parameters, but 2 have been supplied'],
  ])('is not seen in %s', (_why, text) => {
    expect(parseRejection(text)).toBeNull();
  });
});

describe('a certificate', () => {
  let pem: string;
  beforeAll(async () => {
    pem = (await Actors.create()).get(ISSUER).certificate;
  });
  const wrap = (der: Uint8Array): string =>
    `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64')}\n-----END CERTIFICATE-----\n`;

  it('yields the digest and the key that OpenSSL sees', () => {
    const seen = new X509Certificate(pem);
    const { kid, publicKey, state } = identityKeyOf(pem);
    const spki = seen.publicKey.export({ type: 'spki', format: 'der' });
    expect(kid).toBe(encodeBase64url(Buffer.from(seen.fingerprint256.replaceAll(':', ''), 'hex')));
    expect([publicKey, state]).toEqual([encodeBase64url(spki.subarray(-65)), 'active']);
  });

  it.each([
    ['nothing', () => ''],
    ['two certificates', () => pem + pem],
    ['another label', () => pem.replaceAll('CERTIFICATE', 'PUBLIC KEY')],
    ['a truncated one', () => wrap(certificateDer(pem).subarray(0, -1))],
    ['trailing bytes', () => wrap(Uint8Array.of(...certificateDer(pem), 0))],
    ['an indefinite length', () => wrap(Uint8Array.of(0x30, 0x80, 0, 0))],
    ['a length that is not minimal', () => wrap(Uint8Array.of(0x30, 0x81, 0x02, 0x30, 0x00))],
  ])('is not read from %s', (_why, text) => {
    expect(() => identityKeyOf(text())).toThrow(MalformedError);
  });

  it('read from any bytes is refused as malformed and never fails otherwise', () => {
    const der = certificateDer(pem);
    fc.assert(
      fc.property(fc.nat(der.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = Uint8Array.from(der);
        changed[at] = changed[at]! ^ flip;
        try {
          identityKeyOf(wrap(changed));
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedError);
        }
      }),
    );
  });
});
