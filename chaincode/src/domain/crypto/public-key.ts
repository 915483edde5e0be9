import { ed25519 } from '@noble/curves/ed25519.js';
import { MalformedError } from '../encoding/malformed';
import { integerOf } from './integer';
import type { SuiteName } from './provider';
import { type Curve, SUITES } from './suites';

const malformed = (path: string): MalformedError =>
  new MalformedError('bad-public-key', 'The public key is not a canonical point of its curve.', path);

/** Whether 65 bytes 04‖x‖y are a point of the curve with reduced coordinates (SEC 1 v2 §3.2.2.1; h = 1). */
function isCurvePoint(curve: Curve, bytes: Uint8Array): boolean {
  if (bytes[0] !== 0x04) return false;
  const x = integerOf(bytes.subarray(1, 33));
  const y = integerOf(bytes.subarray(33));
  if (x >= curve.p || y >= curve.p) return false;
  return (y * y - (x * x * x + curve.a * x + curve.b)) % curve.p === 0n;
}

/** Canonical (RFC 8032 §5.1.3, y < p) and not of small order; a mixed order is allowed. */
function isEd25519Point(bytes: Uint8Array): boolean {
  try {
    return !ed25519.Point.fromBytes(bytes, false).isSmallOrder();
  } catch {
    return false;
  }
}

/**
 * The strict check of a public key: 65 bytes 04‖x‖y on the curve, or 32 bytes Ed25519. Compressed, hybrid,
 * infinite, unreduced and off-curve points and small orders are refused. Answers a copy that nobody else holds.
 * @throws MalformedError bad-public-key
 */
export function parsePublicKey(suite: SuiteName, bytes: Uint8Array, path = ''): Uint8Array {
  const { publicKeyLength, curve } = SUITES[suite];
  if (bytes.length !== publicKeyLength) throw malformed(path);
  const copy = Uint8Array.from(bytes);
  if (!(curve === undefined ? isEd25519Point(copy) : isCurvePoint(curve, copy))) throw malformed(path);
  return copy;
}
