import { decodeEcdsaDer } from '../crypto/ecdsa-der';
import type { CryptoProvider } from '../crypto/provider';
import { verifySignature } from '../crypto/verification-key';
import { MalformedError } from '../encoding/malformed';
import type { Certificate } from './certificate';

/** Whether a certificate's key signed a message; false also for a key off its curve and for a malformed signature. */
export function isSignedBy(
  provider: CryptoProvider,
  certificate: Certificate,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (certificate.suite === undefined) return false;
  try {
    return verifySignature(provider, certificate.suite, certificate.publicKey, message, signature);
  } catch (error) {
    if (error instanceof MalformedError) return false;
    throw error;
  }
}

/** Whether `issuer`'s key signed `certificate`; SM2 with the default id of GB/T 35276. Names are not compared here. */
export function verifyIssued(
  provider: CryptoProvider,
  certificate: Certificate,
  issuer: Certificate,
): boolean {
  if (issuer.suite === undefined || certificate.signatureSuite !== issuer.suite) return false;
  try {
    return isSignedBy(provider, issuer, certificate.tbs, decodeEcdsaDer(certificate.signature));
  } catch (error) {
    if (error instanceof MalformedError) return false;
    throw error;
  }
}
