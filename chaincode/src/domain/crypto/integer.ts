import { decodeHex, encodeHex } from '../encoding/hex';

/** Big-endian bytes (at least one) as a non-negative integer. */
export function integerOf(bytes: Uint8Array): bigint {
  return BigInt('0x' + encodeHex(bytes));
}

/** A non-negative integer below 2^256 as 32 big-endian bytes. */
export function integerTo32(value: bigint): Uint8Array {
  return decodeHex(value.toString(16).padStart(64, '0'));
}
