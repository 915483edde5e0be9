import { decodeEcdsaDer } from '../crypto/ecdsa-der';
import { isLowS } from '../crypto/signature-shape';
import type { CryptoProvider } from '../crypto/provider';
import { certificateDer } from '../authority/certificate';
import { decodeBase64url } from '../encoding/base64url';
import { MalformedError } from '../encoding/malformed';
import { decodeUtf8 } from '../encoding/utf8';
import { type Certificate, isSignedBy, parseCertificate } from '../x509';
import { roleOf } from './application';

/** Who signed an update of the channel, as the signature's own header says. */
export interface UpdateSigner {
  readonly msp: string;
  readonly certificate: Certificate;
}

/**
 * Whether the signature is one of this MSP's administrator under this update: ECDSA P-256 with SHA-256 over
 * `header ‖ update`. Whether the channel knows the certificate's CA is for those who have the channel's configuration.
 */
export function isAdministratorsSignature(
  provider: CryptoProvider,
  msp: string,
  update: string,
  given: { readonly header: string; readonly signature: string },
): boolean {
  const header = decodeBase64url(given.header);
  try {
    const signer = readUpdateSigner(header);
    if (signer.msp !== msp || roleOf(signer.certificate) !== 'admin') return false;
    const bytes = decodeBase64url(update);
    const message = new Uint8Array(header.length + bytes.length);
    message.set(header);
    message.set(bytes, header.length);
    const raw = decodeEcdsaDer(decodeBase64url(given.signature));
    // Fabric's low-S rule: a channel would not count the signature.
    if (signer.certificate.suite !== 'ES256' || !isLowS(raw)) return false;
    return isSignedBy(provider, signer.certificate, message, raw);
  } catch (error) {
    if (error instanceof MalformedError) return false;
    throw error;
  }
}

/**
 * Reads `common.SignatureHeader {creator = 1, nonce = 2}` with `msp.SerializedIdentity {mspid = 1, id_bytes = 2}`, each
 * field once and in order.
 * @throws MalformedError
 */
export function readUpdateSigner(header: Uint8Array): UpdateSigner {
  const [creator] = twoFields(header);
  const [msp, pem] = twoFields(creator);
  return { msp: decodeUtf8(msp), certificate: parseCertificate(certificateDer(decodeUtf8(pem))) };
}

/** Two length-delimited fields, numbers 1 and 2, and nothing else (protobuf encoding, wire type 2). */
function twoFields(bytes: Uint8Array): readonly [Uint8Array, Uint8Array] {
  let at = 0;
  const field = (tag: number): Uint8Array => {
    if (bytes[at] !== tag) throw malformed();
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      at++;
      const byte = bytes[at];
      if (byte === undefined || shift > 14) throw malformed();
      length += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) {
        // A last group of zeros would be a second spelling of the same length.
        if (byte === 0 && shift > 0) throw malformed();
        break;
      }
    }
    const start = ++at;
    at = start + length;
    if (at > bytes.length) throw malformed();
    return bytes.subarray(start, at);
  };
  const fields = [field(0x0a), field(0x12)] as const;
  if (at !== bytes.length) throw malformed();
  return fields;
}

function malformed(): MalformedError {
  return new MalformedError('bad-signature-header', 'The signature names no signer that can be read.');
}
