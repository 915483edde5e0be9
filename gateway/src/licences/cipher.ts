import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

const NONCE_LENGTH = 12;
const TAG_LENGTH = 16;

/**
 * Encryption of the licence library at rest: AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce a record and the
 * record's own key as associated data, so that no record can be passed off as another.
 * Stored: base64(nonce ‖ tag ‖ ciphertext).
 */
export class LibraryCipher {
  constructor(private readonly key: Buffer) {
    if (key.length !== 32) throw new TypeError('the library key has 32 bytes');
  }

  seal(recordKey: string, text: string): string {
    const nonce = randomBytes(NONCE_LENGTH);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce);
    cipher.setAAD(Buffer.from(recordKey, 'utf8'));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
  }

  /** @throws Error of OpenSSL when the record was altered, moved or sealed with another key */
  open(recordKey: string, stored: string): string {
    const bytes = Buffer.from(stored, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', this.key, bytes.subarray(0, NONCE_LENGTH));
    decipher.setAAD(Buffer.from(recordKey, 'utf8'));
    decipher.setAuthTag(bytes.subarray(NONCE_LENGTH, NONCE_LENGTH + TAG_LENGTH));
    const text = decipher.update(bytes.subarray(NONCE_LENGTH + TAG_LENGTH));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  }

  /** A keyed digest: finds a licence by its identifier without keeping the identifier or a plain hash of it. */
  blind(purpose: string, text: string): string {
    return createHmac('sha256', this.key).update(`${purpose}\n${text}`, 'utf8').digest('base64url');
  }
}
