import {
  decodeBase64url,
  decodeEcdsaDer,
  importJwk,
  isSignatureShape,
  type JsonObject,
  nobleProvider,
  parsePublicKey,
  readJsonBytes,
  sm2Digest,
  sm2VerifyDigest,
  SUITES,
  type SuiteName,
  verifySignature,
} from '@huren/chaincode/domain';
import { PROVIDERS } from '../domain/crypto/providers';
import { bytesOfHex as hex, holds, isRecord, rowsOf, type VectorRunner } from './vector-file';

interface Sm2Row {
  readonly id: string;
  readonly publicKey: string;
  readonly userId: string;
  readonly msg: string;
  readonly sig: string;
  readonly sigFormat: 'der' | 'raw';
  readonly expected: string;
}

const DEFAULT_ID = '31323334353637383132333435363738';

/** SM2 signatures, case by case; a signature under another user id is tried by the equation itself. */
const sm2Signatures: VectorRunner = ({ json }) => {
  const rows = rowsOf<Sm2Row>(json, 'cases', ['publicKey', 'userId', 'sigFormat', 'expected']);
  return rows?.flatMap((row) => {
    const [key, message] = [hex(row.publicKey), hex(row.msg)];
    const read = (): Uint8Array => (row.sigFormat === 'der' ? decodeEcdsaDer(hex(row.sig)) : hex(row.sig));
    const byEquation = (): boolean => {
      const digest = sm2Digest(parsePublicKey('SM2SM3', key), message, hex(row.userId));
      return isSignatureShape('SM2SM3', read()) && sm2VerifyDigest(key, digest, read());
    };
    const verified = PROVIDERS.map((provider) =>
      holds(() => verifySignature(provider, 'SM2SM3', key, message, read())),
    );
    const isDefault = row.userId.toLowerCase() === DEFAULT_ID;
    const answers = isDefault ? verified : [holds(byEquation)];
    // What was signed under another user id never verifies as the suite.
    if (!isDefault && row.expected === 'valid' && verified.includes(true)) return [row.id];
    if (row.expected === 'either') return new Set(answers).size === 1 ? [] : [row.id];
    return answers.every((answer) => answer === (row.expected === 'valid')) ? [] : [row.id];
  });
};

/** Points: `policy` are compressed and bare ones, which Huren refuses. */
const publicKeys: VectorRunner = ({ json }) =>
  rowsOf<{ tcId: number; point: string; result: string }>(json, 'tests', ['point', 'result'])?.flatMap(
    ({ tcId, point, result }) =>
      holds(() => parsePublicKey('SM2SM3', hex(point)).length === 65) === (result === 'valid')
        ? []
        : [`key ${String(tcId)}`],
  );

const sm3Digests: VectorRunner = ({ json }) => {
  const rows =
    rowsOf<{ msg: string; digest: string }>(json, 'vectors', ['msg', 'digest']) ??
    rowsOf<{ msg: string; digest: string }>(json, 'tests', ['msg', 'digest']);
  return rows?.flatMap(({ msg, digest }) =>
    PROVIDERS.every((each) => Buffer.from(each.digest('sm3', hex(msg))).toString('hex') === digest)
      ? []
      : [`SM3 of ${msg.slice(0, 32)}`],
  );
};

interface Group {
  readonly publicKey?: { readonly uncompressed?: string; readonly pk?: string };
  readonly public?: JsonObject;
  readonly tests: readonly {
    readonly tcId: number;
    readonly msg: string;
    readonly sig: string;
    readonly jws?: unknown;
    readonly result: string;
  }[];
}

const isGroups = (json: unknown): json is { schema: string; testGroups: readonly Group[] } =>
  isRecord(json) && typeof json['schema'] === 'string' && Array.isArray(json['testGroups']);

const raw = (sig: Uint8Array): Uint8Array => sig;

/** Wycheproof schemas, each with the suite, and how its signatures are written. */
const SCHEMAS: readonly (readonly [RegExp, SuiteName, (sig: Uint8Array) => Uint8Array])[] = [
  [/^ecdsa_p1363_verify_schema/, 'ES256', raw],
  [/^ecdsa_verify_schema/, 'ES256', decodeEcdsaDer],
  [/^eddsa_verify_schema/, 'EdDSA', raw],
];

const wycheproof: VectorRunner = ({ json }) => {
  if (!isGroups(json)) return undefined;
  const [, suite, read] = SCHEMAS.find(([schema]) => schema.test(json.schema)) ?? [];
  if (suite === undefined || read === undefined) return undefined;
  return json.testGroups.flatMap(({ publicKey, tests }) =>
    tests.flatMap(({ tcId, msg, sig, result }) => {
      const key = hex(publicKey?.uncompressed ?? publicKey?.pk ?? '');
      const right = PROVIDERS.every(
        (each) =>
          holds(() => verifySignature(each, suite, key, hex(msg), read(hex(sig)))) === (result === 'valid'),
      );
      return right ? [] : [String(tcId)];
    }),
  );
};

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

/** JWS and JWK: nothing invalid is accepted; what is valid is accepted where its key is of the closed list. */
const jose: VectorRunner = ({ json }) => {
  if (!isGroups(json) || !/^json_web_(signature|key)_schema/.test(json.schema)) return undefined;
  const isKeys = json.schema.startsWith('json_web_key');
  return json.testGroups.flatMap(({ public: jwk, tests }) =>
    tests.flatMap(({ tcId, jws, result }) => {
      const closed = jwk !== undefined && holds(() => importJwk(jwk).id !== '');
      if (isKeys) return result === 'invalid' && closed ? [String(tcId)] : [];
      const answer = closed && typeof jws === 'string' && holds(() => verifyJws(jwk, jws));
      return answer === (result === 'valid' && closed) ? [] : [String(tcId)];
    }),
  );
};

interface SpecRow {
  readonly message: string;
  readonly pub_key: string;
  readonly signature: string;
}

/** The cases of the ed25519 speccheck: the strict predicate passes case 3 alone. */
const speccheck: VectorRunner = ({ json }) => {
  if (!Array.isArray(json) || !isRecord(json[0]) || !('pub_key' in json[0])) return undefined;
  return (json as readonly SpecRow[]).flatMap((row, at) =>
    PROVIDERS.every(
      (each) =>
        holds(() =>
          verifySignature(each, 'EdDSA', hex(row.pub_key), hex(row.message), hex(row.signature)),
        ) ===
        (at === 3),
    )
      ? []
      : [`case ${String(at)}`],
  );
};

export const SIGNATURE_RUNNERS: readonly VectorRunner[] = [
  sm2Signatures,
  publicKeys,
  sm3Digests,
  wycheproof,
  jose,
  speccheck,
];
