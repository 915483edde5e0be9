import {
  certificateDer,
  certificateKid,
  decodeBase64,
  decodeBase64url,
  encodeEcdsaDer,
  identityKeyOf,
  type Bilingual,
} from '@huren/chaincode/domain';
import type { CallerKey, TransactionKey } from './caller-key';
import type { WebKey } from './holder';

/** An identity whose key WebCrypto holds and does not hand out; IndexedDB can keep it as it is. */
export interface KeyedIdentity {
  readonly certificate: string;
  readonly kid: string;
  /** Member whose CA issued the certificate (its common name is `ca.<member id>`). */
  readonly member: string | undefined;
  /** `huren.authority`; absent for an operator of the member. */
  readonly authority: string | undefined;
  readonly key: WebKey;
}

/** The text holds no identity that can be used; the words say why. */
export class NoIdentity extends Error {
  constructor(readonly messages: Bilingual) {
    super(messages.en);
    this.name = 'NoIdentity';
  }
}

const certificateBlock = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;
const keyBlock = /-----BEGIN PRIVATE KEY-----([\s\S]*?)-----END PRIVATE KEY-----/g;
/** Fabric's attribute extension holds raw JSON; the credit code is the only 18-character value with this name. */
const authorityAttribute = /\{"attrs":\{[^{}]*"huren\.authority":"([0-9A-Z]{18})"[^{}]*\}\}/;
const issuerName = /ca\.([0-9]{6}|[0-9A-Z]{18})/;
const algorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const signing = { name: 'ECDSA', hash: 'SHA-256' } as const;
/** Order of the group of P-256 (FIPS 186-5, SP 800-186 §3.2.1.3). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

const words = {
  count: {
    zh: '文件中没有恰好一张证书和一把未加密的 PKCS#8 私钥，请另选身份文件。',
    en: 'The file does not hold exactly one certificate and one PKCS#8 key; choose another.',
  },
  encrypted: {
    zh: '私钥已加密，此处打不开；请用命令行办理，或另选未加密的身份文件。',
    en: 'The key is encrypted and cannot be opened here; use the command line, or another file.',
  },
  broken: {
    zh: '证书或私钥读不出来，或不是 P-256 密钥；请另选身份文件。',
    en: 'The certificate or key cannot be read, or is no P-256 key; choose another file.',
  },
  apart: {
    zh: '私钥与证书不是一对，请另选身份文件。',
    en: 'The key is not that of its certificate; choose another file.',
  },
};

/**
 * Reads an identity file (certificate and PKCS#8 key in PEM) into WebCrypto, in Node and browsers alike; the key cannot be
 * exported from there.
 * @throws NoIdentity
 */
export async function readIdentityPem(text: string): Promise<KeyedIdentity> {
  if (text.includes('BEGIN ENCRYPTED PRIVATE KEY')) throw new NoIdentity(words.encrypted);
  const certificates = text.match(certificateBlock) ?? [];
  const keys = [...text.matchAll(keyBlock)];
  const [certificate] = certificates;
  const body = keys[0]?.[1];
  if (certificate === undefined || body === undefined || certificates.length + keys.length !== 2) {
    throw new NoIdentity(words.count);
  }
  let der: Uint8Array;
  let key: WebKey;
  let publicKey: WebKey;
  try {
    der = certificateDer(certificate);
    const point = Uint8Array.from(decodeBase64url(identityKeyOf(certificate).publicKey));
    publicKey = await crypto.subtle.importKey('raw', point, algorithm, false, ['verify']);
    const pkcs8 = Uint8Array.from(decodeBase64(body.replace(/\s/g, '')));
    key = await crypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']);
    pkcs8.fill(0);
  } catch {
    throw new NoIdentity(words.broken);
  }
  const probe = crypto.getRandomValues(new Uint8Array(32));
  const signature = await crypto.subtle.sign(signing, key, probe);
  if (!(await crypto.subtle.verify(signing, publicKey, signature, probe))) throw new NoIdentity(words.apart);
  const latin = Array.from(der, (byte) => String.fromCharCode(byte)).join('');
  return {
    certificate,
    kid: certificateKid(der),
    member: issuerName.exec(latin)?.[1],
    authority: authorityAttribute.exec(latin)?.[1],
    key,
  };
}

/** Low-S DER over SHA-256 of the bytes, as the ledger wants it (DETAILS 12); WebCrypto gives r‖s and either S. */
export async function signWith(key: WebKey, bytes: Uint8Array): Promise<Uint8Array> {
  const raw = new Uint8Array(await crypto.subtle.sign(signing, key, Uint8Array.from(bytes)));
  const hex = Array.from(raw.subarray(32), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const s = BigInt(`0x${hex}`);
  if (s > ORDER / 2n) {
    const low = (ORDER - s).toString(16).padStart(64, '0');
    for (let at = 0; at < 32; at++) raw[32 + at] = parseInt(low.slice(at * 2, at * 2 + 2), 16);
  }
  return encodeEcdsaDer(raw);
}

/** What a client signs its tokens and transactions with. */
export function callerKeyOf({ kid, certificate, key }: KeyedIdentity): CallerKey & TransactionKey {
  return { kid, certificate, sign: (bytes) => signWith(key, bytes) };
}
