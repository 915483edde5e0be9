import { decodeEcdsaDer, encodeBase64url, encodeUtf8 } from '@huren/chaincode/domain';
import type { CallerKey } from './caller-key';

/** Longest life of a token that a gateway takes. */
export const MAX_TOKEN_LIFE_MS = 300_000;

export interface TokenOptions {
  /** Credit code of the authority that calls. */
  readonly authority: string;
  /** Id of the member whose gateway is called. */
  readonly member: string;
  readonly key: CallerKey;
  /** Default and longest: 300 s. */
  readonly lifeMs?: number;
  readonly now?: () => number;
  /** 16 fresh random bytes. */
  readonly random?: () => Uint8Array;
}

/** One token (`private_key_jwt` style): a JWT signed by an identity key that the ledger knows. Life in whole seconds. */
export async function makeToken(options: TokenOptions): Promise<string> {
  const { authority, member, key, lifeMs = MAX_TOKEN_LIFE_MS, now = Date.now } = options;
  if (lifeMs < 1_000 || lifeMs > MAX_TOKEN_LIFE_MS) throw new RangeError('a token lives from 1 s to 300 s');
  const random = options.random ?? (() => crypto.getRandomValues(new Uint8Array(16)));
  const iat = Math.floor(now() / 1000);
  const subject = `urn:huren:authority:${authority}`;
  const header = { alg: 'ES256', typ: 'JWT', kid: key.kid };
  const claims = {
    iss: subject,
    sub: subject,
    aud: `urn:huren:gateway:${member}`,
    iat,
    exp: iat + Math.floor(lifeMs / 1000),
    jti: encodeBase64url(random()),
  };
  const signed = `${part(header)}.${part(claims)}`;
  const signature = decodeEcdsaDer(await key.sign(encodeUtf8(signed)));
  return `${signed}.${encodeBase64url(signature)}`;
}

/** Tokens as they are needed: one is used until a fifth of its life is left, then a new one is signed. */
export function tokenSource(options: TokenOptions): () => Promise<string> {
  const { lifeMs = MAX_TOKEN_LIFE_MS, now = Date.now } = options;
  let current: Promise<string> | undefined;
  let renewAt = 0;
  return () => {
    if (current === undefined || now() >= renewAt) {
      renewAt = now() + lifeMs * 0.8;
      const made = makeToken(options);
      // A key that failed to sign is asked again by the next call.
      made.catch(() => {
        if (current === made) current = undefined;
      });
      current = made;
    }
    return current;
  };
}

function part(value: object): string {
  return encodeBase64url(encodeUtf8(JSON.stringify(value)));
}
