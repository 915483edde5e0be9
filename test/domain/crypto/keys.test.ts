import { createHash, createPublicKey } from 'node:crypto';
import {
  decodeSpki,
  encodeSpki,
  exportJwk,
  importJwk,
  importVerificationKey,
  nobleProvider,
  nobleSigner,
  parsePublicKey,
  SUITE_NAMES,
  SUITES,
  type SuiteName,
  type VerificationKey,
  verifyWith,
} from '../../../chaincode/src/domain/crypto';
import { MalformedError } from '../../../chaincode/src/domain/encoding/malformed';
import type { JsonObject } from '../../../chaincode/src/domain/json/value';
import { bytes } from './vectors';

const signers = SUITE_NAMES.map((suite) => nobleSigner(suite, new Uint8Array(32).fill(7)));
const keyOf = (suite: SuiteName): Uint8Array => signers[SUITE_NAMES.indexOf(suite)]!.publicKey;
const changed = (key: Uint8Array, at: number, to: number): Uint8Array =>
  key.map((byte, i) => (i === at ? to : byte));

/** Runs what must refuse and answers its code. */
function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof MalformedError) return error.code;
    throw error;
  }
  return 'accepted';
}

const P = 'ffffffff00000001000000000000000000000000ffffffffffffffffffffffff';
const SMALL_ORDER = [
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000080',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
];

describe('public keys', () => {
  test.each(signers)('accepts a canonical $suite key and answers a copy', ({ suite, publicKey }) => {
    const parsed = parsePublicKey(suite, publicKey);
    expect(parsed).toEqual(publicKey);
    expect(parsed).not.toBe(publicKey);
  });

  const es256 = keyOf('ES256');
  const sm2 = keyOf('SM2SM3');
  const rows: [string, SuiteName, Uint8Array][] = [
    ['compressed', 'ES256', Uint8Array.of(2 + (es256[64]! & 1), ...es256.subarray(1, 33))],
    ['hybrid', 'ES256', changed(es256, 0, 6 + (es256[64]! & 1))],
    ['infinity in one byte', 'ES256', Uint8Array.of(0)],
    ['infinity as zeros', 'SM2SM3', Uint8Array.of(4, ...new Uint8Array(64))],
    ['off the curve', 'ES256', changed(es256, 64, es256[64]! ^ 1)],
    ['a point of another curve', 'SM2SM3', es256],
    ['a point of another curve', 'ES256', sm2],
    ['x = p', 'ES256', bytes(`04${P}${'00'.repeat(32)}`)],
    // x = 0 is on P-256: y² = b; with y + p it would no longer fit, with x = p it is the same point unreduced.
    [
      'x + p of a real point',
      'ES256',
      bytes(`04${P}66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4`),
    ],
    ['too short', 'ES256', es256.subarray(0, 64)],
    ['too long', 'ES256', Uint8Array.of(...es256, 0)],
    ['empty', 'EdDSA', new Uint8Array(0)],
    ['y = p + 1', 'EdDSA', bytes(`ee${'ff'.repeat(30)}7f`)],
    ['y that is on no point', 'EdDSA', bytes(`02${'00'.repeat(31)}`)],
    ...SMALL_ORDER.map((hex): [string, SuiteName, Uint8Array] => ['small order', 'EdDSA', bytes(hex)]),
  ];
  test.each(rows)('refuses %s (%s)', (_reason, suite, key) => {
    expect(refusal(() => parsePublicKey(suite, key))).toBe('bad-public-key');
    expect(refusal(() => importVerificationKey(suite, key))).toBe('bad-public-key');
  });

  test('the same x = 0 point is accepted when it is reduced', () => {
    const y = '66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4';
    expect(parsePublicKey('ES256', bytes(`04${'00'.repeat(32)}${y}`))).toHaveLength(65);
  });

  test('a key that was not imported is a bug, not an answer', () => {
    const forged = { suite: 'ES256', bytes: es256, id: '' } as unknown as VerificationKey;
    expect(() => verifyWith(nobleProvider, forged, es256, new Uint8Array(64))).toThrow(TypeError);
  });

  test('a later change of the caller’s bytes does not reach the key', () => {
    const mine = Uint8Array.from(es256);
    const key = importVerificationKey('ES256', mine);
    mine.fill(0);
    expect(key.bytes).toEqual(es256);
  });
});

describe('SPKI', () => {
  test.each(signers)(
    '$suite is what OpenSSL writes, and its hash is the key id',
    ({ suite, publicKey, keyId }) => {
      const der = encodeSpki(suite, publicKey);
      const key = createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' });
      expect(Uint8Array.from(key.export({ type: 'spki', format: 'der' }))).toEqual(der);
      expect(decodeSpki(der)).toEqual({ suite, publicKey });
      expect(createHash('sha256').update(der).digest('base64url')).toBe(keyId);
      expect(importVerificationKey(suite, publicKey).id).toBe(keyId);
    },
  );

  const der = encodeSpki('ES256', keyOf('ES256'));
  test.each([
    ['a trailing byte', Uint8Array.of(...der, 0), 'bad-spki'],
    ['a missing byte', der.subarray(0, -1), 'bad-spki'],
    ['another curve (secp256k1)', changed(der, 22, 0x0a), 'bad-spki'],
    ['unused bits', changed(der, 25, 1), 'bad-spki'],
    ['a point off the curve', changed(der, der.length - 1, der[der.length - 1]! ^ 1), 'bad-public-key'],
    ['P-256 under the OID of SM2', encodeSpki('SM2SM3', keyOf('ES256')), 'bad-public-key'],
    ['nothing', new Uint8Array(0), 'bad-spki'],
  ])('refuses %s', (_reason, bad, code) => {
    expect(refusal(() => decodeSpki(bad))).toBe(code);
  });
});

describe('JWK', () => {
  test.each(['ES256', 'EdDSA'] as const)('%s goes out and comes back', (suite) => {
    const key = importVerificationKey(suite, keyOf(suite));
    expect(importJwk(exportJwk(key))).toEqual(key);
    expect(createPublicKey({ key: exportJwk(key) as { kty: string }, format: 'jwk' }).type).toBe('public');
  });

  test('SM2 has none', () => {
    expect(() => exportJwk(importVerificationKey('SM2SM3', keyOf('SM2SM3')))).toThrow(TypeError);
  });

  const ec = exportJwk({ suite: 'ES256', bytes: keyOf('ES256') });
  const okp = exportJwk({ suite: 'EdDSA', bytes: keyOf('EdDSA') });
  const rows: [string, JsonObject, string][] = [
    ['a private member', { ...ec, d: ec['x']! }, 'bad-jwk'],
    ['a private Ed25519 member', { ...okp, d: okp['x']! }, 'bad-jwk'],
    ['an unknown member', { ...ec, x5u: 'https://example.org' }, 'bad-jwk'],
    ['a short coordinate', { ...ec, x: (ec['x'] as string).slice(0, 42) }, 'bad-jwk'],
    ['a long coordinate', { ...ec, y: `A${ec['y'] as string}` }, 'bad-jwk'],
    ['a coordinate that is no text', { ...ec, y: 5 }, 'bad-jwk'],
    ['a coordinate off the alphabet', { ...ec, y: `+${(ec['y'] as string).slice(1)}` }, 'bad-jwk'],
    ['no y', { kty: 'EC', crv: 'P-256', x: ec['x']! }, 'bad-jwk'],
    ['y in an OKP key', { ...okp, y: ec['y']! }, 'bad-jwk'],
    ['another curve', { ...ec, crv: 'P-384' }, 'bad-jwk'],
    ['a curve that JOSE does not know', { ...ec, crv: 'SM2' }, 'bad-jwk'],
    ['RSA', { kty: 'RSA', n: 'AQAB', e: 'AQAB' }, 'bad-jwk'],
    ['a secret', { kty: 'oct', k: 'AAAA' }, 'bad-jwk'],
    ['another algorithm', { ...ec, alg: 'ES384' }, 'bad-jwk'],
    ['another use', { ...ec, use: 'enc' }, 'bad-jwk'],
    ['another operation', { ...ec, key_ops: ['encrypt'] }, 'bad-jwk'],
    ['a point off the curve', { ...ec, x: ec['y']!, y: ec['x']! }, 'bad-public-key'],
  ];
  test.each(rows)('refuses %s', (_reason, jwk, code) => {
    expect(refusal(() => importJwk(jwk))).toBe(code);
  });

  test('names where it stood, and not what it was', () => {
    try {
      importJwk({ kty: 'EC', crv: 'P-256', x: 'secret', y: 'secret' }, '/cnf/jwk');
      throw new TypeError('accepted');
    } catch (error) {
      expect((error as MalformedError).path).toBe('/cnf/jwk');
      expect((error as MalformedError).message).not.toContain('secret');
    }
  });
});

test('the table of suites agrees with itself', () => {
  for (const name of SUITE_NAMES) {
    expect(SUITES[name].name).toBe(name);
    expect(SUITES[name].jose).toBe(name);
    expect(SUITES[name].publicKeyLength).toBe(keyOf(name).length);
  }
});
