import { decodeBase64url, encodeBase64url } from '../encoding/base64url';
import { MalformedError } from '../encoding/malformed';
import { canonicalJson } from '../json/canonical';
import type { JsonObject, JsonValue } from '../json/value';
import { SUITES } from './suites';
import { importVerificationKey, type VerificationKey } from './verification-key';

const malformed = (message: string, path: string): MalformedError =>
  new MalformedError('bad-jwk', message, path);

/** Members of a public JWK that are read or tolerated (RFC 7517 §4, RFC 7518 §6.2, RFC 8037 §2). */
const TOLERATED = new Set(['kid', 'use', 'alg', 'key_ops']);

function coordinate(value: JsonValue | undefined, path: string): Uint8Array {
  // 32 bytes are always 43 characters: shorter integers keep their leading zeros (RFC 7518 §6.2.1.2).
  if (typeof value === 'string' && value.length === 43) {
    try {
      return decodeBase64url(value);
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error;
    }
  }
  throw malformed('A coordinate is not the base64url of 32 bytes.', path);
}

function checkMembers(jwk: JsonObject, allowed: readonly string[], alg: string, path: string): void {
  for (const name of Object.keys(jwk)) {
    if (!allowed.includes(name) && !TOLERATED.has(name)) {
      throw malformed('The key has a private or unknown member.', path);
    }
  }
  if ((jwk['use'] ?? 'sig') !== 'sig' || (jwk['alg'] ?? alg) !== alg) {
    throw malformed('The key is meant for another use or algorithm.', path);
  }
  if (jwk['key_ops'] !== undefined && canonicalJson(jwk['key_ops']) !== '["verify"]') {
    throw malformed('The key is meant for another operation.', path);
  }
  if (typeof (jwk['kid'] ?? '') !== 'string') throw malformed('The kid is not a string.', path);
}

/**
 * A public JWK as a key: `{"kty":"EC","crv":"P-256","x","y"}` or `{"kty":"OKP","crv":"Ed25519","x"}`.
 * Private members (`d`) and unknown ones are refused: what is refused here was not meant to be a holder's key.
 * @throws MalformedError bad-jwk | bad-public-key
 */
export function importJwk(jwk: JsonObject, path = ''): VerificationKey {
  if (jwk['kty'] === 'EC' && jwk['crv'] === 'P-256') {
    checkMembers(jwk, ['kty', 'crv', 'x', 'y'], 'ES256', path);
    const point = new Uint8Array(65);
    point[0] = 0x04;
    point.set(coordinate(jwk['x'], path), 1);
    point.set(coordinate(jwk['y'], path), 33);
    return importVerificationKey('ES256', point, path);
  }
  if (jwk['kty'] === 'OKP' && jwk['crv'] === 'Ed25519') {
    checkMembers(jwk, ['kty', 'crv', 'x'], 'EdDSA', path);
    return importVerificationKey('EdDSA', coordinate(jwk['x'], path), path);
  }
  throw malformed('The key is neither P-256 nor Ed25519.', path);
}

/** The public JWK of an ES256 or Ed25519 key. SM2 has no JWK: JOSE registers no curve for it. */
export function exportJwk(key: Pick<VerificationKey, 'suite' | 'bytes'>): JsonObject {
  const { crv, keyKind } = SUITES[key.suite];
  if (crv === undefined) throw new TypeError('the suite has no JWK');
  if (keyKind === 'OKP') return { kty: keyKind, crv, x: encodeBase64url(key.bytes) };
  return {
    kty: keyKind,
    crv,
    x: encodeBase64url(key.bytes.subarray(1, 33)),
    y: encodeBase64url(key.bytes.subarray(33)),
  };
}
