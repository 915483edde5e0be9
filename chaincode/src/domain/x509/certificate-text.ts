import { decodeBase64 } from '../encoding/base64url';
import { MalformedError } from '../encoding/malformed';
import { decodeUtf8 } from '../encoding/utf8';
import { type Certificate, parseCertificate } from './certificate';

const BLOCK = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g;
const MAX_BLOCKS = 256;

/**
 * The certificates of a file: one in DER, or any number in PEM (RFC 7468 §5).
 * @throws MalformedError when there is none or one is malformed
 */
export function readCertificates(file: Uint8Array): readonly Certificate[] {
  if (file[0] === 0x30) return [parseCertificate(file)];
  const blocks = [...decodeUtf8(file).matchAll(BLOCK)].slice(0, MAX_BLOCKS);
  if (blocks.length === 0) throw new MalformedError('no-certificate', 'The file holds no certificate.');
  return blocks.map(([, body = '']) => parseCertificate(decodeBase64(body.replace(/\s+/g, ''))));
}
