import { decodeBase64url, encodeBase64url, MalformedError } from '@huren/chaincode/domain';

/** Where one phone leaves something for another. */
export interface AnswerPlace {
  readonly gateway: string;
  readonly code: string;
}

/** With the key that opens it, which is in the fragment, which no server sees. */
export interface DropPlace extends AnswerPlace {
  readonly key: Uint8Array<ArrayBuffer>;
}

const LINK =
  /^(https?:\/\/[\x21-\x7e]{1,400}?)\/wallet\/#delegation=([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})$/;
const NONCE_LENGTH = 12;
const ALGORITHM = 'AES-GCM';

export function dropLink({ gateway, code, key }: DropPlace): string {
  return `${gateway}/wallet/#delegation=${code}.${encodeBase64url(key)}`;
}

/** @throws MalformedError not-a-delegation-link */
export function readDropLink(text: string): DropPlace {
  const [, gateway, code, key] = LINK.exec(text.trim()) ?? [];
  if (gateway === undefined || code === undefined || key === undefined) {
    throw new MalformedError('not-a-delegation-link', 'This is no link to a delegation.');
  }
  return { gateway, code, key: Uint8Array.from(decodeBase64url(key)) };
}

/** base64url of a fresh nonce and the ciphertext (AES-256-GCM); a key is used once. */
export async function sealText(text: string, key: Uint8Array<ArrayBuffer>): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(NONCE_LENGTH));
  const secret = await crypto.subtle.importKey('raw', key, ALGORITHM, false, ['encrypt']);
  const sealed = await crypto.subtle.encrypt({ name: ALGORITHM, iv }, secret, new TextEncoder().encode(text));
  return encodeBase64url(new Uint8Array([...iv, ...new Uint8Array(sealed)]));
}

/** @throws MalformedError wrong-key */
export async function openText(sealed: string, key: Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = Uint8Array.from(decodeBase64url(sealed));
  const secret = await crypto.subtle.importKey('raw', key, ALGORITHM, false, ['decrypt']);
  const iv = bytes.subarray(0, NONCE_LENGTH);
  try {
    const opened = await crypto.subtle.decrypt({ name: ALGORITHM, iv }, secret, bytes.subarray(NONCE_LENGTH));
    return new TextDecoder('utf-8', { fatal: true }).decode(opened);
  } catch {
    throw new MalformedError('wrong-key', 'The key of the link does not open what was left.');
  }
}
