import { nobleProvider, nobleSigner, type Signer } from '../../../chaincode/src/domain/crypto';
import { encodeBase64url } from '../../../chaincode/src/domain/encoding/base64url';
import { encodeUtf8 } from '../../../chaincode/src/domain/encoding/utf8';
import type { JsonValue } from '../../../chaincode/src/domain/json/value';
import { type IssuedSdJwt, issueSdJwt } from '../../../chaincode/src/domain/sd-jwt';

export const issuer = nobleSigner('ES256', new Uint8Array(32).fill(11));
export const holder = nobleSigner('EdDSA', new Uint8Array(32).fill(12));

/** Salts for tests alone: distinct, and known. */
export const saltsFor = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, i) => new Uint8Array(16).fill(i + 1));

export const DISCLOSABLE: readonly (readonly [string, JsonValue])[] = [
  ['holder_name', '演示·持证人'],
  ['holder_identifier', 'demo'],
  ['certificate_number', 7],
  ['extensions', { scope: ['甲', '乙'] }],
];

/** A credential as Huren issues it: flat, with demo values. */
export function issueDemo(
  disclosable: readonly (readonly [string, JsonValue])[] = DISCLOSABLE,
  signer: Signer = issuer,
): IssuedSdJwt {
  return issueSdJwt(nobleProvider, {
    header: { alg: signer.suite, typ: 'dc+sd-jwt', kid: signer.keyId },
    claims: { iss: 'urn:huren:authority:demo', vct: 'urn:huren:licence:demo' },
    disclosable,
    salts: saltsFor(disclosable.length),
    hash: 'sha-256',
    sign: (input) => signer.sign(input),
  });
}

export const part = (value: JsonValue | string): string =>
  encodeBase64url(encodeUtf8(typeof value === 'string' ? value : JSON.stringify(value)));

const HEADER = { alg: 'ES256', typ: 'dc+sd-jwt' };

/** The text of an SD-JWT made by hand; strings are taken as JSON text, so that they may be wrong. */
export function handmade(
  payload: JsonValue | string,
  disclosures: readonly (JsonValue | string)[] = [],
  header: JsonValue | string = HEADER,
  tail = '',
): string {
  return [`${part(header)}.${part(payload)}.${part('sig')}`, ...disclosures.map(part), tail].join('~');
}

/** Digest of a disclosure, as it stands in `_sd`. */
export const digestOf = (disclosure: JsonValue | string): string =>
  encodeBase64url(nobleProvider.digest('sha-256', encodeUtf8(part(disclosure))));
