import { decodeEcdsaDer } from '../crypto/ecdsa-der';

/**
 * The signature inside a seal file as 64 bytes r‖s: strict DER (GB/T 35276 §7.3), or the raw 64 bytes that some makers'
 * software writes. Only seal files have this choice; everywhere else one spelling is due.
 * @throws MalformedError `bad-signature-der`
 */
export function decodeSealSignature(value: Uint8Array): Uint8Array {
  // DER of 64 bytes in all has the length octet 62: raw bytes that begin so are one in 65,536.
  const isDer = value[0] === 0x30 && value[1] === value.length - 2;
  return value.length === 64 && !isDer ? value : decodeEcdsaDer(value);
}
