import { MalformedError } from '../encoding/malformed';

/** DER of ECDSA-Sig-Value and of SM2's signature: SEQUENCE { r INTEGER, s INTEGER } (RFC 3279 §2.2.3, GB/T 35276 §7.3). */

const malformed = (path: string): MalformedError =>
  new MalformedError('bad-signature-der', 'The signature is not the strict DER of two integers.', path);

/** Reads one positive, minimal INTEGER of at most 256 bits into raw[to…to+32); answers where it ends. */
function readInteger(der: Uint8Array, at: number, raw: Uint8Array, to: number, path: string): number {
  const length = der[at + 1] ?? 0;
  const first = der[at + 2] ?? 0;
  const end = at + 2 + length;
  if (der[at] !== 0x02 || length < 1 || length > 33 || end > der.length) throw malformed(path);
  if (first >= 0x80) throw malformed(path);
  const padded = first === 0 && length > 1;
  if (padded && (der[at + 3] ?? 0) < 0x80) throw malformed(path);
  const start = padded ? at + 3 : at + 2;
  if (end - start > 32) throw malformed(path);
  raw.set(der.subarray(start, end), to + 32 - (end - start));
  return end;
}

/**
 * Strict DER to 64 bytes r‖s: definite minimal lengths, minimal non-negative integers, no trailing bytes.
 * The range of r and s is the verifier's business (isSignatureShape).
 * @throws MalformedError bad-signature-der
 */
export function decodeEcdsaDer(der: Uint8Array, path = ''): Uint8Array {
  // The body never exceeds 70 bytes, so a long-form length is never minimal.
  if (der[0] !== 0x30 || der[1] !== der.length - 2 || der.length > 72) throw malformed(path);
  const raw = new Uint8Array(64);
  const middle = readInteger(der, 2, raw, 0, path);
  if (readInteger(der, middle, raw, 32, path) !== der.length) throw malformed(path);
  return raw;
}

/** 64 bytes r‖s as DER. */
export function encodeEcdsaDer(raw: Uint8Array): Uint8Array {
  if (raw.length !== 64) throw new TypeError('signature is not 64 bytes');
  const der = new Uint8Array(72);
  let at = 2;
  for (const from of [0, 32]) {
    let start = from;
    while (start < from + 31 && raw[start] === 0) start++;
    const padding = (raw[start] ?? 0) >= 0x80 ? 1 : 0;
    const length = from + 32 - start;
    der[at] = 0x02;
    der[at + 1] = length + padding;
    der.set(raw.subarray(start, from + 32), at + 2 + padding);
    at += 2 + padding + length;
  }
  der[0] = 0x30;
  der[1] = at - 2;
  return der.subarray(0, at);
}
