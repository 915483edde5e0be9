import { decodeBase64url, encodeBase64url, encodeUtf8, MalformedError } from '@huren/chaincode/domain';

/** `CryptoKey`, which browsers and Node declare in different places. */
type SecretKey = Parameters<typeof crypto.subtle.exportKey>[1];

/**
 * An answer that only the phone that asked can read: ephemeral ECDH on P-256, HKDF-SHA-256, AES-256-GCM. What the link
 * shows to bystanders is a public key; the other half never leaves the asking phone.
 */
export interface AnswerOpener {
  /** The uncompressed point, 65 bytes. */
  readonly publicKey: Uint8Array<ArrayBuffer>;
  readonly privateKey: SecretKey;
}

const CURVE = { name: 'ECDH', namedCurve: 'P-256' } as const;
const ALGORITHM = 'AES-GCM';
const POINT_LENGTH = 65;
const NONCE_LENGTH = 12;

/** A fresh key for one answer; it cannot be exported. */
export async function newOpener(): Promise<AnswerOpener> {
  const { publicKey, privateKey } = await crypto.subtle.generateKey(CURVE, false, ['deriveBits']);
  return { publicKey: new Uint8Array(await crypto.subtle.exportKey('raw', publicKey)), privateKey };
}

/**
 * base64url of the sender's ephemeral point, the nonce and the ciphertext.
 * @param context what the answer belongs to; opened with another, it opens nothing
 * @throws MalformedError not-a-point
 */
export async function sealFor(text: string, to: Uint8Array<ArrayBuffer>, context: string): Promise<string> {
  const own = await newOpener();
  const secret = await sharedSecret(own.privateKey, to, { from: own.publicKey, to, context }, 'encrypt');
  const iv = crypto.getRandomValues(new Uint8Array(NONCE_LENGTH));
  const sealed = await crypto.subtle.encrypt({ name: ALGORITHM, iv }, secret, new TextEncoder().encode(text));
  return encodeBase64url(new Uint8Array([...own.publicKey, ...iv, ...new Uint8Array(sealed)]));
}

/** @throws MalformedError wrong-key */
export async function openSealed(sealed: string, opener: AnswerOpener, context: string): Promise<string> {
  const bytes = Uint8Array.from(decodeBase64url(sealed));
  const from = bytes.slice(0, POINT_LENGTH);
  const iv = bytes.subarray(POINT_LENGTH, POINT_LENGTH + NONCE_LENGTH);
  try {
    const info = { from, to: opener.publicKey, context };
    const secret = await sharedSecret(opener.privateKey, from, info, 'decrypt');
    const text = bytes.subarray(POINT_LENGTH + NONCE_LENGTH);
    const opened = await crypto.subtle.decrypt({ name: ALGORITHM, iv }, secret, text);
    return new TextDecoder('utf-8', { fatal: true }).decode(opened);
  } catch {
    throw new MalformedError('wrong-key', 'The answer was not made for the phone that asked.');
  }
}

async function sharedSecret(
  own: SecretKey,
  other: Uint8Array<ArrayBuffer>,
  bound: { readonly from: Uint8Array; readonly to: Uint8Array; readonly context: string },
  use: 'encrypt' | 'decrypt',
): Promise<SecretKey> {
  const point = await crypto.subtle.importKey('raw', other, CURVE, false, []).catch(() => {
    throw new MalformedError('not-a-point', 'The key is no point of the curve.');
  });
  const bits = await crypto.subtle.deriveBits({ name: 'ECDH', public: point }, own, 256);
  const secret = await crypto.subtle.importKey('raw', bits, 'HKDF', false, ['deriveKey']);
  const info = new Uint8Array([...bound.from, ...bound.to, ...encodeUtf8(bound.context)]);
  const derived = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(32), info };
  return crypto.subtle.deriveKey(derived, secret, { name: ALGORITHM, length: 256 }, false, [use]);
}
