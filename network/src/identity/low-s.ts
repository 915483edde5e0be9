/**
 * DER form of an ECDSA P-256 signature: SEQUENCE { INTEGER r, INTEGER s } (RFC 3279 §2.2.3), and Fabric's rule that
 * s lies in the lower half of the group order, so that one signature has one spelling.
 */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const halfOrder = order >> 1n;

interface SignatureNumbers {
  readonly r: bigint;
  readonly s: bigint;
}

/** Whether the bytes are a strict DER signature with 0 < r < n and 0 < s ≤ n/2. */
export function isLowS(signature: Uint8Array): boolean {
  const numbers = readSignature(signature);
  return numbers !== undefined && numbers.s <= halfOrder;
}

/** The same signature with s in the lower half. @throws RangeError when it is no strict DER signature. */
export function toLowS(signature: Uint8Array): Buffer {
  const numbers = readSignature(signature);
  if (numbers === undefined) throw new RangeError('not a DER-encoded ECDSA P-256 signature');
  const { r, s } = numbers;
  const body = Buffer.concat([writeInteger(r), writeInteger(s > halfOrder ? order - s : s)]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}

function readSignature(signature: Uint8Array): SignatureNumbers | undefined {
  const bytes = Buffer.from(signature.buffer, signature.byteOffset, signature.byteLength);
  if (bytes.length < 8 || bytes.length > 72 || bytes[0] !== 0x30 || bytes[1] !== bytes.length - 2)
    return undefined;
  const r = readInteger(bytes, 2);
  if (r === undefined) return undefined;
  const s = readInteger(bytes, r.end);
  if (s?.end !== bytes.length) return undefined;
  return { r: r.value, s: s.value };
}

function readInteger(bytes: Buffer, at: number): { value: bigint; end: number } | undefined {
  const length = bytes[at + 1];
  if (bytes[at] !== 0x02 || length === undefined || length === 0 || length > 33) return undefined;
  const start = at + 2;
  const end = start + length;
  const first = bytes[start] ?? 0;
  if (end > bytes.length || first >= 0x80) return undefined;
  // DER allows a leading zero only where the next bit would read as a sign.
  if (first === 0 && length > 1 && (bytes[start + 1] ?? 0) < 0x80) return undefined;
  const value = BigInt(`0x${bytes.toString('hex', start, end)}`);
  return value > 0n && value < order ? { value, end } : undefined;
}

function writeInteger(value: bigint): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  const padded = (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
  return Buffer.concat([Buffer.from([0x02, padded.length]), padded]);
}
