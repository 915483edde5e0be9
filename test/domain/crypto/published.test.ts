import {
  decodeEcdsaDer,
  decodeSpki,
  importJwk,
  isLowS,
  nobleProvider,
  parsePublicKey,
  sm2Digest,
  sm2VerifyDigest,
  sm3,
  SUITES,
  type SuiteName,
  isSignatureShape,
  verifySignature,
} from '../../../chaincode/src/domain/crypto';
import { decodeBase64url } from '../../../chaincode/src/domain/encoding/base64url';
import { MalformedError } from '../../../chaincode/src/domain/encoding/malformed';
import { readJsonBytes } from '../../../chaincode/src/domain/json/reader';
import type { JsonObject } from '../../../chaincode/src/domain/json/value';
import { PROVIDERS } from './providers';
import { bytes, describeVectors } from './vectors';

interface Wycheproof<K> {
  testGroups: (K & {
    tests: { tcId: number; comment: string; msg: string; sig: string; result: string }[];
  })[];
}

/** What is refused as malformed is refused; anything else that is thrown is a defect and surfaces. */
function accepts(verify: () => boolean): boolean {
  try {
    return verify();
  } catch (error) {
    if (error instanceof MalformedError) return false;
    throw error;
  }
}

function wrongAnswers<K>(
  vectors: Wycheproof<K>,
  suite: SuiteName,
  keyOf: (group: K) => string,
  read: (sig: Uint8Array) => Uint8Array,
): string[] {
  const wrong: string[] = [];
  for (const group of vectors.testGroups) {
    for (const row of group.tests) {
      for (const provider of PROVIDERS) {
        const answer = accepts(() =>
          verifySignature(provider, suite, bytes(keyOf(group)), bytes(row.msg), read(bytes(row.sig))),
        );
        if (answer !== (row.result === 'valid')) wrong.push(`${provider.name} ${row.tcId} ${row.comment}`);
      }
    }
  }
  return wrong;
}

const raw = (sig: Uint8Array): Uint8Array => sig;

describeVectors('wycheproof/ecdsa_secp256r1_sha256_p1363_test.json', (vectors) => {
  test('accepts the valid and refuses the invalid', () => {
    const ecdsa = vectors as Wycheproof<{ publicKey: { uncompressed: string } }>;
    expect(wrongAnswers(ecdsa, 'ES256', (group) => group.publicKey.uncompressed, raw)).toEqual([]);
  });
});

describeVectors('wycheproof/ecdsa_secp256r1_sha256_test.json', (vectors) => {
  const ecdsa = vectors as Wycheproof<{ publicKey: { uncompressed: string }; publicKeyDer: string }>;

  test('reads strict DER alone, and agrees on every row', () => {
    expect(wrongAnswers(ecdsa, 'ES256', (group) => group.publicKey.uncompressed, decodeEcdsaDer)).toEqual([]);
  });

  test('reads every public key from its SPKI', () => {
    for (const { publicKey, publicKeyDer } of ecdsa.testGroups) {
      expect(decodeSpki(bytes(publicKeyDer))).toEqual({
        suite: 'ES256',
        publicKey: bytes(publicKey.uncompressed),
      });
    }
  });

  test('a low-S policy refuses 71 valid signatures', () => {
    const valid = ecdsa.testGroups.flatMap((group) => group.tests).filter((row) => row.result === 'valid');
    expect(valid.filter((row) => !isLowS(decodeEcdsaDer(bytes(row.sig))))).toHaveLength(71);
  });
});

describeVectors('wycheproof/ed25519_test.json', (vectors) => {
  test('accepts the valid and refuses the invalid', () => {
    const eddsa = vectors as Wycheproof<{ publicKey: { pk: string } }>;
    expect(wrongAnswers(eddsa, 'EdDSA', (group) => group.publicKey.pk, raw)).toEqual([]);
  });
});

describeVectors('ed25519-speccheck/cases.json', (vectors) => {
  test.each(PROVIDERS)('the strict predicate of $name passes case 3 alone', (provider) => {
    const rows = vectors as { message: string; pub_key: string; signature: string }[];
    const passed = rows.flatMap((row, index) =>
      accepts(() =>
        verifySignature(provider, 'EdDSA', bytes(row.pub_key), bytes(row.message), bytes(row.signature)),
      )
        ? [index]
        : [],
    );
    expect(passed).toEqual([3]);
  });
});

interface Sm2Case {
  id: string;
  publicKey: string;
  userId: string;
  msg: string;
  sig: string;
  sigFormat: 'der' | 'raw';
  expected: 'valid' | 'invalid' | 'either';
}

describeVectors('sm2_verify.json', (vectors) => {
  const { cases } = vectors as { cases: Sm2Case[] };
  const DEFAULT_ID = '31323334353637383132333435363738';
  const read = (row: Sm2Case): Uint8Array =>
    row.sigFormat === 'der' ? decodeEcdsaDer(bytes(row.sig)) : bytes(row.sig);

  test.each(cases)('$id is $expected', (row) => {
    const key = bytes(row.publicKey);
    const expected = row.expected === 'valid'; // "either": the hybrid key, which Huren refuses
    if (row.userId === DEFAULT_ID) {
      for (const provider of PROVIDERS) {
        const answer = accepts(() => verifySignature(provider, 'SM2SM3', key, bytes(row.msg), read(row)));
        expect([provider.name, answer]).toEqual([provider.name, expected]);
      }
      return;
    }
    // What was signed under another user id never verifies as the suite; the equation is right with that id.
    for (const provider of expected ? PROVIDERS : []) {
      expect(accepts(() => verifySignature(provider, 'SM2SM3', key, bytes(row.msg), read(row)))).toBe(false);
    }
    const digest = sm2Digest(parsePublicKey('SM2SM3', key), bytes(row.msg), bytes(row.userId));
    const signature = read(row);
    expect(isSignatureShape('SM2SM3', signature) && sm2VerifyDigest(key, digest, signature)).toBe(expected);
  });
});

describeVectors('sm2_public_key_test.json', (vectors) => {
  const { tests } = vectors as { tests: { tcId: number; comment: string; point: string; result: string }[] };
  test.each(tests)('$tcId $comment: $result', ({ point, result }) => {
    // "policy": compressed and bare points, which Huren refuses: one key has one spelling.
    const accepted = accepts(() => parsePublicKey('SM2SM3', bytes(point)).length === 65);
    expect(accepted).toBe(result === 'valid');
  });
});

describe.each([
  ['sm3_test.json', 'tests'],
  ['sm3.json', 'vectors'],
])('SM3', (file, member) => {
  describeVectors(file, (vectors) => {
    test('every digest is right, by every provider', () => {
      const rows = (vectors as Record<string, { msg: string; digest: string }[]>)[member] ?? [];
      expect(rows.length).toBeGreaterThan(5);
      for (const { msg, digest } of rows) {
        for (const provider of PROVIDERS) expect(provider.digest('sm3', bytes(msg))).toEqual(bytes(digest));
        const message = bytes(msg);
        expect(sm3(message.subarray(0, 7), message.subarray(7))).toEqual(bytes(digest));
      }
    });
  });
});

interface JwsTest {
  tcId: number;
  comment: string;
  jws: unknown;
  result: string;
}

describeVectors('wycheproof/json_web_signature_test.json', (vectors) => {
  interface Group {
    public?: JsonObject;
    private?: JsonObject;
    tests: JwsTest[];
  }
  const { testGroups } = vectors as { testGroups: Group[] };

  /** A compact JWS under one of the closed algorithms; the algorithm comes from the key, as on the ledger. */
  function verifyJws(jwk: JsonObject, jws: string): boolean {
    const [header = '', payload = '', signature = '', ...rest] = jws.split('.');
    if (rest.length > 0) return false;
    const key = importJwk(jwk);
    const { alg, crit } = readJsonBytes(decodeBase64url(header)) as JsonObject;
    if (alg !== SUITES[key.suite].jose || crit !== undefined) return false;
    decodeBase64url(payload);
    const message = Uint8Array.from(Buffer.from(`${header}.${payload}`));
    return verifySignature(nobleProvider, key.suite, key.bytes, message, decodeBase64url(signature));
  }

  test('accepts no invalid row, and no algorithm off the closed list', () => {
    const wrong: number[] = [];
    let accepted = 0;
    for (const group of testGroups) {
      for (const row of group.tests) {
        const jwk = group.public;
        const answer =
          jwk !== undefined &&
          typeof row.jws === 'string' &&
          accepts(() => verifyJws(jwk, row.jws as string));
        const closed = jwk !== undefined && accepts(() => importJwk(jwk).id !== '');
        if (answer) accepted++;
        if (answer !== (row.result === 'valid' && closed)) wrong.push(row.tcId);
      }
    }
    expect(wrong).toEqual([]);
    expect(accepted).toBeGreaterThan(0);
  });
});

describeVectors('wycheproof/json_web_key_test.json', (vectors) => {
  test('no key that must be rejected is accepted as a public key', () => {
    interface Group {
      public?: JsonObject;
      private?: JsonObject;
      tests: { tcId: number; result: string }[];
    }
    const accepted: number[] = [];
    for (const group of (vectors as { testGroups: Group[] }).testGroups) {
      for (const row of group.tests) {
        const jwk = group.public;
        if (jwk !== undefined && row.result === 'invalid' && accepts(() => importJwk(jwk).id !== '')) {
          accepted.push(row.tcId);
        }
      }
    }
    expect(accepted).toEqual([]);
  });
});
