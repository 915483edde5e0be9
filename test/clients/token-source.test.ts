import { createPublicKey, verify } from 'node:crypto';
import { keySigner } from '@huren/network/identity';
import { certificateKeyId, makeToken, tokenSource, type CallerKey } from '@huren/clients';
import { authorityCode, makeCa, makeIdentity } from './identities';

let key: CallerKey;
let certificate: string;

beforeAll(async () => {
  const identity = await makeIdentity(await makeCa('220800'), authorityCode);
  certificate = identity.certificate;
  key = { kid: certificateKeyId(certificate), sign: (bytes) => keySigner(identity).sign(bytes) };
});

test('a token holds against the certificate’s key, with the claims that a gateway asks for', async () => {
  const at = Date.parse('2026-11-20T08:00:00.400Z');
  const token = await makeToken({ authority: authorityCode, member: '220800', key, now: () => at });
  const [header = '', claims = '', signature = ''] = token.split('.');
  const publicKey = { key: createPublicKey(certificate), dsaEncoding: 'ieee-p1363' } as const;
  const signedBytes = Buffer.from(`${header}.${claims}`);
  expect(verify('sha256', signedBytes, publicKey, Buffer.from(signature, 'base64url'))).toBe(true);
  const read = (part: string) =>
    JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
  expect(read(header)).toEqual({ alg: 'ES256', typ: 'JWT', kid: key.kid });
  const payload = read(claims);
  expect(payload).toEqual({
    iss: `urn:huren:authority:${authorityCode}`,
    sub: `urn:huren:authority:${authorityCode}`,
    aud: 'urn:huren:gateway:220800',
    iat: Math.floor(at / 1000),
    exp: Math.floor(at / 1000) + 300,
    jti: expect.stringMatching(/^[\w-]{22}$/) as string,
  });
});

test.each([
  ['shorter than a second', 999],
  ['longer than gateways take', 300_001],
])('refuses to make a token that lives %s', async (_why, lifeMs) => {
  await expect(makeToken({ authority: authorityCode, member: '220800', key, lifeMs })).rejects.toBeInstanceOf(
    RangeError,
  );
});

test('a token is used until a fifth of its life is left, then a new one is made', async () => {
  let at = 0;
  const source = tokenSource({
    authority: authorityCode,
    member: '220800',
    key,
    lifeMs: 100_000,
    now: () => at,
  });
  const first = await source();
  at = 79_999;
  expect(await source()).toBe(first);
  at = 80_000;
  expect(await source()).not.toBe(first);
});

test('a key that failed once is asked again', async () => {
  let broken = true;
  const flaky: CallerKey = {
    kid: key.kid,
    sign: (bytes) => (broken ? Promise.reject(new Error('locked')) : key.sign(bytes)),
  };
  const source = tokenSource({ authority: authorityCode, member: '220800', key: flaky });
  await expect(source()).rejects.toThrow('locked');
  broken = false;
  await expect(source()).resolves.toMatch(/^eyJ/);
});

test('two tokens never carry the same id', async () => {
  const ids = new Set<string>();
  for (let i = 0; i < 20; i++)
    ids.add(await makeToken({ authority: authorityCode, member: '220800', key, now: () => 0 }));
  expect(ids.size).toBe(20);
});
