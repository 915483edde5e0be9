import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import {
  canonicalBytes,
  decodeBase64url,
  encodeBase64url,
  type JsonObject,
  literal,
  MalformedError,
  object,
  parsed,
  readJson,
  type Shape,
} from '@huren/chaincode/domain';
import { damaged, KeyStoreError } from './key-store-error';

/** scrypt (RFC 7914): 32 MiB and some 80 ms for each guess of a passphrase. */
const SCRYPT = { N: 2 ** 15, r: 8, p: 1 } as const;
const SCRYPT_MEMORY_BYTES = 64 * 1024 * 1024;
const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SALT_BYTES = 16;
/** UTF-16 code units of any file of the folder. */
const MAX_FILE_LENGTH = 16_384;

/** base64url of `length` bytes; of any number up to 2,048 without it. */
export function base64urlOf(length?: number): Shape<string> {
  return parsed(
    (text) => {
      const bytes = decodeBase64url(text);
      if (length !== undefined && bytes.length !== length) {
        throw new MalformedError('bad-length', 'The value does not have its number of bytes.');
      }
      return text;
    },
    { max: 2_731 },
  );
}

/** `{nonce, sealed}`: AES-256-GCM, the tag behind the ciphertext, both base64url. */
export const sealedMembers = { nonce: base64urlOf(NONCE_BYTES), sealed: base64urlOf() };

/** What stands in a file of a secret. */
interface Sealed {
  readonly nonce: string;
  readonly sealed: string;
}

/** `store.json`: how the passphrase becomes the folder's key, and a sealed nothing that tells a wrong one. */
const StoreShape = object({
  v: literal(1),
  kdf: literal('scrypt'),
  n: literal(SCRYPT.N),
  r: literal(SCRYPT.r),
  p: literal(SCRYPT.p),
  salt: base64urlOf(SALT_BYTES),
  ...sealedMembers,
});
const CHECK = { type: 'huren-key-store', v: 1 };

/** A file of the folder, strictly. @throws KeyStoreError damaged */
export function readStoreFile<T>(shape: Shape<T>, text: string, what: string): T {
  try {
    return shape(readJson(text, { maxLength: MAX_FILE_LENGTH }));
  } catch (error) {
    throw error instanceof MalformedError ? damaged(what) : error;
  }
}

/**
 * Seals the files of one folder under one key: scrypt runs once per folder and passphrase, not once per file, and each
 * file has a nonce of its own and is bound to what stands beside the ciphertext.
 */
export class KeyEnvelope {
  private constructor(private readonly key: Buffer) {}

  /** A new folder's envelope, and the text of its `store.json`. */
  static async create(passphrase: string): Promise<{ envelope: KeyEnvelope; text: string }> {
    const salt = randomBytes(SALT_BYTES);
    const envelope = new KeyEnvelope(await derive(passphrase, salt));
    const head = { v: 1, kdf: 'scrypt', n: SCRYPT.N, r: SCRYPT.r, p: SCRYPT.p, salt: encodeBase64url(salt) };
    const text = `${JSON.stringify({ ...head, ...envelope.seal(Buffer.alloc(0), CHECK) })}\n`;
    return { envelope, text };
  }

  /** @throws KeyStoreError wrong-passphrase, damaged */
  static async open(passphrase: string, text: string): Promise<KeyEnvelope> {
    const store = readStoreFile(StoreShape, text, 'file store.json');
    const envelope = new KeyEnvelope(await derive(passphrase, Buffer.from(store.salt, 'base64url')));
    if (envelope.unseal(store, CHECK) === undefined) {
      throw new KeyStoreError(
        'wrong-passphrase',
        'HUREN_KEYS_PASSPHRASE does not open the key folder; check it / 口令打不开密钥文件夹，请核对 HUREN_KEYS_PASSPHRASE',
      );
    }
    return envelope;
  }

  /** @param bound what the file says openly; another word in it makes the ciphertext unreadable */
  seal(secret: Uint8Array, bound: JsonObject): Sealed {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.key, nonce).setAAD(canonicalBytes(bound));
    const sealed = Buffer.concat([cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
    return { nonce: encodeBase64url(nonce), sealed: encodeBase64url(sealed) };
  }

  /** Undefined where the key, the ciphertext or what is bound to it is another one. */
  unseal({ nonce, sealed }: Sealed, bound: JsonObject): Buffer | undefined {
    const bytes = Buffer.from(sealed, 'base64url');
    if (bytes.length < TAG_BYTES) return undefined;
    const end = bytes.length - TAG_BYTES;
    const decipher = createDecipheriv(CIPHER, this.key, Buffer.from(nonce, 'base64url'))
      .setAAD(canonicalBytes(bound))
      .setAuthTag(bytes.subarray(end));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(0, end)), decipher.final()]);
    } catch {
      return undefined;
    }
  }
}

function derive(passphrase: string, salt: Buffer): Promise<Buffer> {
  // One spelling of a passphrase, however a keyboard composes its characters.
  const text = passphrase.normalize('NFC');
  return new Promise((resolve, reject) => {
    scrypt(text, salt, KEY_BYTES, { ...SCRYPT, maxmem: SCRYPT_MEMORY_BYTES }, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}
