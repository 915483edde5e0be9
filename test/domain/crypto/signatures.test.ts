import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { ed25519 } from '@noble/curves/ed25519.js';
import {
  decodeEcdsaDer,
  encodeEcdsaDer,
  importVerificationKey,
  isLowS,
  isSignatureShape,
  nobleSigner,
  P256,
  SM2P256V1,
  sm2PublicKey,
  sm2Sign,
  sm2Za,
  sm3,
  SUITE_NAMES,
  type SuiteName,
  verifyWith,
} from '../../../chaincode/src/domain/crypto';
import { MalformedError } from '../../../chaincode/src/domain/encoding/malformed';
import { PROVIDERS } from './providers';
import { bytes } from './vectors';

const L = ed25519.Point.Fn.ORDER;
const be = (value: bigint): string => value.toString(16).padStart(64, '0');
const le = (value: bigint): string => Buffer.from(be(value), 'hex').reverse().toString('hex');

const message = Uint8Array.from(Buffer.from('互认'));
const signers = SUITE_NAMES.map((suite) => nobleSigner(suite, new Uint8Array(32).fill(3)));
const signerOf = (suite: SuiteName) => signers[SUITE_NAMES.indexOf(suite)]!;

/** One answer for all providers, or a failure of the test. */
function agreed(suite: SuiteName, publicKey: Uint8Array, text: Uint8Array, signature: Uint8Array): boolean {
  const key = importVerificationKey(suite, publicKey);
  const [first, ...others] = PROVIDERS.map((provider) => verifyWith(provider, key, text, signature));
  for (const other of others) expect(other).toBe(first);
  return first!;
}

describe('the shape of signatures', () => {
  const { n } = P256;
  const rows: [string, SuiteName, string, boolean][] = [
    ['r = s = 1', 'ES256', be(1n) + be(1n), true],
    ['r = s = n − 1', 'ES256', be(n - 1n) + be(n - 1n), true],
    ['r = 0', 'ES256', be(0n) + be(1n), false],
    ['s = 0', 'ES256', be(1n) + be(0n), false],
    ['r = n', 'ES256', be(n) + be(1n), false],
    ['s = n', 'ES256', be(1n) + be(n), false],
    ['s = n + 1', 'ES256', be(1n) + be(n + 1n), false],
    ['all ones', 'ES256', 'ff'.repeat(64), false],
    ['63 bytes', 'ES256', 'ff'.repeat(63), false],
    ['65 bytes', 'ES256', `${be(1n)}${be(1n)}00`, false],
    ['empty', 'EdDSA', '', false],
    ['SM2 r = s = 1', 'SM2SM3', be(1n) + be(1n), true],
    ['SM2 t = 0', 'SM2SM3', be(5n) + be(SM2P256V1.n - 5n), false],
    ['SM2 t = 1', 'SM2SM3', be(5n) + be(SM2P256V1.n - 4n), true],
    ['SM2 s = n', 'SM2SM3', be(5n) + be(SM2P256V1.n), false],
    ['SM2 r = n of P-256', 'SM2SM3', be(n) + be(1n), false],
    ['S = L − 1', 'EdDSA', le(3n) + le(L - 1n), true],
    ['S = 0, which is below L', 'EdDSA', le(3n) + le(0n), true],
    ['S = L', 'EdDSA', le(3n) + le(L), false],
    ['S = L + 1', 'EdDSA', le(3n) + le(L + 1n), false],
    ['R = 1', 'EdDSA', le(1n) + le(1n), false],
    ['R = −1', 'EdDSA', le(ed25519.Point.Fp.ORDER - 1n) + le(1n), false],
    ['R = 0', 'EdDSA', le(0n) + le(1n), false],
    ['R = 0 with its sign', 'EdDSA', le(1n << 255n) + le(1n), false],
    ['R = p, unreduced', 'EdDSA', le(ed25519.Point.Fp.ORDER) + le(1n), false],
    ['R = p + 3, unreduced', 'EdDSA', le(ed25519.Point.Fp.ORDER + 3n) + le(1n), false],
    ...ed25519_torsion().map((r): [string, SuiteName, string, boolean] => [
      'R of small order',
      'EdDSA',
      r + le(1n),
      false,
    ]),
  ];
  test.each(rows)('%s (%s)', (_reason, suite, hex, fits) => {
    expect(isSignatureShape(suite, bytes(hex))).toBe(fits);
    // What has no shape never reaches a provider; what has one is answered alike, and is no signature here.
    expect(agreed(suite, signerOf(suite).publicKey, message, bytes(hex))).toBe(false);
  });

  /** The eight points of small order, computed: multiples of L times a point of full order. */
  function ed25519_torsion(): string[] {
    const { Point } = ed25519;
    const points = new Set<string>();
    for (let y = 2n; points.size < 8; y++) {
      try {
        const torsion = Point.fromHex(le(y))
          .multiplyUnsafe(L - 1n)
          .add(Point.fromHex(le(y)));
        for (let k = 1n; k <= 8n; k++)
          points.add((k === 8n ? Point.ZERO : torsion.multiplyUnsafe(k)).toHex());
      } catch {
        continue; // no point has this y
      }
    }
    return [...points];
  }

  test('low S ends at n/2', () => {
    const half = n >> 1n;
    expect(isLowS(bytes(be(1n) + be(half)))).toBe(true);
    expect(isLowS(bytes(be(1n) + be(half + 1n)))).toBe(false);
    expect(isLowS(new Uint8Array(63))).toBe(false);
  });
});

describe('DER of r and s', () => {
  const scalar = fc.uint8Array({ minLength: 32, maxLength: 32 });

  test('goes out and comes back for any 64 bytes', () => {
    fc.assert(
      fc.property(scalar, scalar, fc.nat(31), (r, s, zeros) => {
        r.fill(0, 0, zeros);
        const raw = Uint8Array.of(...r, ...s);
        expect(decodeEcdsaDer(encodeEcdsaDer(raw))).toEqual(raw);
      }),
    );
  });

  test('one signature has one spelling: no changed byte string decodes to the same', () => {
    fc.assert(
      fc.property(scalar, scalar, fc.nat(71), fc.integer({ min: 1, max: 255 }), (r, s, at, mask) => {
        const raw = Uint8Array.of(...r, ...s);
        const der = encodeEcdsaDer(raw);
        const other = der.map((byte, i) => (i === at % der.length ? byte ^ mask : byte));
        try {
          expect(decodeEcdsaDer(other)).not.toEqual(raw);
        } catch (error) {
          if (!(error instanceof MalformedError)) throw error;
        }
      }),
    );
  });

  test.each([
    ['nothing', ''],
    ['an empty SEQUENCE', '3000'],
    ['one INTEGER', '3003020101'],
    ['a SET', '3106020101020101'],
    ['an OCTET STRING', '3006040101020101'],
    ['a trailing byte', '300602010102010100'],
    ['a trailing byte inside', '30070201010201010a'],
    ['a third INTEGER', '3009020101020101020101'],
    ['a long-form length', '308106020101020101'],
    ['an indefinite length', '30800201010201010000'],
    ['a length beyond the end', '3007020101020101'],
    ['an INTEGER beyond the end', '3006020101020201'],
    ['a padded INTEGER', '300702020001020101'],
    ['a negative INTEGER', '3006020181020101'],
    ['an empty INTEGER', '30050200020101'],
    ['257 bits', `30260221${'01'.repeat(33)}020101`],
    ['a long-form INTEGER length', '30070281010102010 1'.replace(' ', '')],
  ])('refuses %s', (_reason, hex) => {
    expect(() => decodeEcdsaDer(bytes(hex))).toThrow(MalformedError);
  });

  test('refuses to write what is not 64 bytes', () => {
    expect(() => encodeEcdsaDer(new Uint8Array(63))).toThrow(TypeError);
  });
});

describe('every provider', () => {
  test.each(signers)(
    'accepts a signature of $suite, and refuses it over other bytes, keys and suites',
    (signer) => {
      const { suite, publicKey } = signer;
      const signature = signer.sign(message);
      const other = nobleSigner(suite, new Uint8Array(32).fill(4));
      expect(agreed(suite, publicKey, message, signature)).toBe(true);
      expect(agreed(suite, publicKey, Uint8Array.of(...message, 0), signature)).toBe(false);
      expect(agreed(suite, publicKey, new Uint8Array(0), signature)).toBe(false);
      expect(agreed(suite, other.publicKey, message, signature)).toBe(false);
      for (const { suite: wrong, publicKey: key } of signers) {
        if (wrong !== suite) expect(agreed(wrong, key, message, signature)).toBe(false);
      }
    },
  );

  test.each(signers)('gives one answer for any change of a $suite signature', (signer) => {
    const { suite, publicKey } = signer;
    const edges =
      suite === 'EdDSA' ? [le(L - 1n), le(1n), le(4n)] : [be(1n), be(P256.n - 1n), be(SM2P256V1.n - 1n)];
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 40 }),
        fc.oneof(
          fc.record({ at: fc.nat(63), mask: fc.integer({ min: 0, max: 255 }) }),
          fc.record({ edge: fc.constantFrom(...edges), half: fc.constantFrom(0, 32) }),
        ),
        (text, change) => {
          const signature = signer.sign(text);
          const bad = Uint8Array.from(signature);
          if ('edge' in change) bad.set(bytes(change.edge), change.half);
          else bad[change.at]! ^= change.mask;
          const same = Buffer.compare(bad, signature) === 0;
          expect(agreed(suite, publicKey, text, bad)).toBe(same);
        },
      ),
      { numRuns: 70 },
    );
  });

  test('accepts both s and n − s of ES256, which is no rule of its own', () => {
    const { publicKey, sign } = signerOf('ES256');
    const signature = sign(message);
    const s = BigInt(`0x${Buffer.from(signature.subarray(32)).toString('hex')}`);
    const twin = Uint8Array.of(...signature.subarray(0, 32), ...bytes(be(P256.n - s)));
    expect(agreed('ES256', publicKey, message, twin)).toBe(true);
    expect(isLowS(twin)).not.toBe(isLowS(signature));
  });

  test('refuses S + L of Ed25519', () => {
    const { publicKey, sign } = signerOf('EdDSA');
    const signature = sign(message);
    const s = BigInt(`0x${Buffer.from(signature.slice(32).reverse()).toString('hex')}`);
    const twin = Uint8Array.of(...signature.subarray(0, 32), ...bytes(le(s + L)));
    expect(agreed('EdDSA', publicKey, message, twin)).toBe(false);
  });
});

describe('digests', () => {
  test.each(PROVIDERS)('of $name are those of OpenSSL at every length around a block', (provider) => {
    for (let length = 0; length <= 200; length++) {
      const text = Uint8Array.from({ length }, (_, i) => i * 7);
      for (const [hash, name] of [
        ['sha-256', 'sha256'],
        ['sm3', 'sm3'],
      ] as const) {
        const expected = createHash(name).update(text).digest();
        expect(provider.digest(hash, text)).toEqual(Uint8Array.from(expected));
        const spelled = provider.digestBase64url?.(hash, text);
        if (spelled !== undefined) expect(spelled).toBe(expected.toString('base64url'));
      }
    }
  });

  test('SM3 of parts is SM3 of the whole, however it is cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), fc.nat(300), (text, a, b) => {
        const [from, to] = a < b ? [a, b] : [b, a];
        const parts = [text.subarray(0, from), text.subarray(from, to), text.subarray(to)];
        expect(sm3(...parts)).toEqual(sm3(text));
      }),
    );
  });
});

describe('SM2', () => {
  const secret = new Uint8Array(32).fill(9);

  test('Z is that of GB/T 32918.5-2017 Annex A.2', () => {
    const key = bytes(
      '0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020' +
        'ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13',
    );
    expect(Buffer.from(sm2Za(key)).toString('hex')).toBe(
      'b2e14c5c79c6df5b85f4fe7ed8db7a262b9da7e07ccb0ea9f4747b8ccda8a4f3',
    );
  });

  test('the same message gives the same signature; entropy from the caller gives another that holds', () => {
    const plain = sm2Sign(secret, message);
    const hedged = sm2Sign(secret, message, new Uint8Array(32).fill(1));
    expect(sm2Sign(secret, message)).toEqual(plain);
    expect(hedged).not.toEqual(plain);
    for (const signature of [plain, hedged]) {
      expect(agreed('SM2SM3', sm2PublicKey(secret), message, signature)).toBe(true);
    }
  });

  test.each([
    ['0', be(0n)],
    ['n − 1', be(SM2P256V1.n - 1n)],
    ['n', be(SM2P256V1.n)],
    ['31 bytes', '01'.repeat(31)],
  ])('refuses the secret key %s', (_reason, hex) => {
    expect(() => sm2PublicKey(bytes(hex))).toThrow(TypeError);
    expect(() => sm2Sign(bytes(hex), message)).toThrow(TypeError);
  });

  test('refuses a user id whose length does not fit ENTL', () => {
    expect(() => sm2Za(sm2PublicKey(secret), new Uint8Array(8192))).toThrow(TypeError);
  });
});
