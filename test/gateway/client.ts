import { createPrivateKey, sign as signBytes, type KeyObject } from 'node:crypto';
import { certificateKid, type IssuedIdentity, toLowS } from '@huren/network/identity';

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export interface TokenParts {
  readonly header?: object;
  readonly claims?: object;
  readonly key?: KeyObject;
}

/** A token of an authority for a member's gateway; parts may be bent. */
export function tokenOf(
  identity: IssuedIdentity,
  authority: string,
  member: string,
  nowMs: number,
  bent: TokenParts = {},
): string {
  const iat = Math.floor(nowMs / 1000);
  const header = { alg: 'ES256', typ: 'JWT', kid: certificateKid(identity.certificate), ...bent.header };
  const claims = {
    iss: `urn:huren:authority:${authority}`,
    sub: `urn:huren:authority:${authority}`,
    aud: `urn:huren:gateway:${member}`,
    iat,
    exp: iat + 300,
    jti: 'demo-1',
    ...bent.claims,
  };
  const input = `${part(header)}.${part(claims)}`;
  const key = bent.key ?? identity.privateKey;
  const signature = signBytes('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}

/** The caller's signature over prepared bytes. */
export function signatureOf(identity: IssuedIdentity, bytes: string): string {
  const key = createPrivateKey(identity.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return toLowS(signBytes('sha256', Buffer.from(bytes, 'base64url'), { key, dsaEncoding: 'der' })).toString(
    'base64url',
  );
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

export async function call(
  method: 'GET' | 'POST',
  url: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  return {
    status: response.status,
    headers: response.headers,
    body: (type.includes('json') ? JSON.parse(text) : { text }) as Record<string, unknown>,
  };
}

export const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
