import { createHmac, generateKeyPairSync } from 'node:crypto';
import { encodeEcdsaDer } from '@huren/chaincode/domain';
import { tokenOf, type TokenParts } from '../gateway/client';
import { relyingToken } from '../gateway/issuing';
import { BAICHENG, ISSUER, REGISTERED, RELYING } from '../gateway/world';
import type { Sent } from './answer-class';
import type { HostileCase } from './hostile-file';
import type { HostileWorld } from './hostile-world';
import { exchange, httpText } from './raw-http';
import { b64 } from './workshop';

type Bend = (good: string, world: HostileWorld) => string;

const made =
  (bent: TokenParts | ((world: HostileWorld) => TokenParts)): Bend =>
  (_good, world) => {
    const { world: base } = world;
    return tokenOf(
      base.identity(RELYING),
      RELYING,
      BAICHENG,
      base.now,
      typeof bent === 'function' ? bent(world) : bent,
    );
  };

const parts = (token: string): [string, string, string] => token.split('.') as [string, string, string];
const withSignature =
  (bend: (signature: Buffer) => Uint8Array): Bend =>
  (good) => {
    const [header, claims, signature] = parts(good);
    return `${header}.${claims}.${b64(bend(Buffer.from(signature, 'base64url')))}`;
  };

/** Signed with the public key as a shared secret. */
const hmacByPublicKey: Bend = (good, { world }) => {
  const [header, claims] = parts(good);
  const bent = { ...(JSON.parse(Buffer.from(header, 'base64url').toString()) as object), alg: 'HS256' };
  const input = `${b64(JSON.stringify(bent))}.${claims}`;
  const secret = world.identity(RELYING).certificate;
  return `${input}.${b64(createHmac('sha256', secret).update(input).digest())}`;
};

const attacker = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const authority = (code: string): string => `urn:huren:authority:${code}`;

const BENDS: Readonly<Record<string, Bend>> = {
  'alg=none': made({ header: { alg: 'none' } }),
  'alg=nOnE': made({ header: { alg: 'nOnE' } }),
  'alg=': made({ header: { alg: undefined } }),
  'alg=HS256,key=pub': hmacByPublicKey,
  'alg=RS256': made({ header: { alg: 'RS256' } }),
  'sig=0': withSignature(() => new Uint8Array(64)),
  'sig=der': withSignature((signature) => encodeEcdsaDer(signature)),
  'sig=cut': withSignature((signature) => signature.subarray(0, 63)),
  'sig=': (good) => `${parts(good).slice(0, 2).join('.')}.`,
  'parts=1': (good) => good.replaceAll('.', ''),
  'parts=5': (good) => `${good}.AAAA.AAAA`,
  json: (good) => {
    const [header, payload, signature] = parts(good);
    return b64(JSON.stringify({ payload, protected: header, signature }));
  },
  "kid=' OR 1": made({ header: { kid: "' OR 1=1 --" } }),
  'jku=http://127.0.0.1': made({ header: { jku: 'http://127.0.0.1' } }),
  'x5u=http://127.0.0.1': made({ header: { x5u: 'http://127.0.0.1' } }),
  'x5c=attacker': made({ header: { x5c: ['AAAA'] }, key: attacker.privateKey }),
  'crit=["x"]': made({ header: { crit: ['x'], x: 1 } }),
  'crit=[]': made({ header: { crit: [] } }),
  'typ=receipt': made({ header: { typ: 'huren-receipt+jwt' } }),
  'hdr=x': (good) => ['eA', ...parts(good).slice(1)].join('.'),
  'pl=x': (good) => [parts(good)[0], 'eA', parts(good)[2]].join('.'),
  'exp=none': made({ claims: { exp: undefined } }),
  'exp=NOW-1': made(({ shop }) => ({ claims: { iat: shop.nowSeconds - 200, exp: shop.nowSeconds - 1 } })),
  'iss=other': made({ claims: { iss: authority(ISSUER), sub: authority(ISSUER) } }),
  'aud=[]': made({ claims: { aud: [] } }),
  'sub=other': made({ claims: { sub: authority(REGISTERED) } }),
  'cnf=other': made({ claims: { cnf: { 'x5t#S256': 'A'.repeat(43) } } }),
  'b64=ws': (good) => good.replace('.', ' .'),
};

export const canBendToken = ({ recipe = '' }: HostileCase): boolean =>
  recipe in BENDS || recipe === '2 headers' || recipe === 'Basic';

export async function sendBentToken({ recipe = '' }: HostileCase, world: HostileWorld): Promise<Sent> {
  const [, good = ''] = (relyingToken(world.world)['authorization'] ?? '').split(' ');
  const body = await world.request();
  if (recipe === '2 headers') {
    const text = JSON.stringify(body);
    const headers = [`authorization: Bearer ${good}`, 'authorization: Bearer other'];
    return exchange(world.world.relyingUrl, httpText('POST', '/v1/verifications', headers, text));
  }
  if (recipe === 'Basic') return world.send(body, { authorization: `Basic ${b64('demo:demo')}` });
  const bend = BENDS[recipe];
  if (bend === undefined) throw new TypeError(`no token for ${recipe}`);
  return world.send(body, { authorization: `Bearer ${bend(good, world)}` });
}
