import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeProvider } from '@huren/chaincode/crypto-node';
import {
  canonicalBytes,
  decodeBase64url,
  receiptPossessionStatement,
  sealPossessionStatement,
  type SuiteName,
  verifySignature,
} from '@huren/chaincode/domain';
import { transcript } from './terminal';

const AUTHORITY = '112302000000000039';
const env = { HUREN_KEYS_PASSPHRASE: 'demo passphrase' };
let root: string;
let keys: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'huren-key-'));
  keys = join(root, 'keys');
});
afterEach(() => rmSync(root, { recursive: true }));

interface Argument {
  readonly suite: SuiteName;
  readonly publicKey: string;
  readonly proof: string;
}

function isProven(
  { suite, publicKey, proof }: Argument,
  statement: Parameters<typeof canonicalBytes>[0],
): boolean {
  const [key, signature] = [decodeBase64url(publicKey), decodeBase64url(proof)];
  return verifySignature(nodeProvider(), suite, key, canonicalBytes(statement), signature);
}

describe('huren key create', () => {
  test.each<SuiteName>(['ES256', 'EdDSA', 'SM2SM3'])(
    'prints what registers a %s seal, with its proof',
    async (suite) => {
      const args = [
        'key',
        'create',
        '--keys',
        keys,
        '--use',
        'seal',
        '--suite',
        suite,
        '--authority',
        AUTHORITY,
      ];
      const { code, out, err } = await transcript(args, { env });
      expect(code).toBe(0);
      const argument = JSON.parse(out) as Argument;
      expect(Object.keys(argument).sort()).toEqual([
        'authority',
        'kind',
        'name',
        'proof',
        'publicKey',
        'suite',
      ]);
      expect(argument).toMatchObject({ authority: AUTHORITY, suite, kind: 'issuing-key' });
      expect(isProven(argument, sealPossessionStatement(AUTHORITY, suite, argument.publicKey))).toBe(true);
      expect(isProven(argument, receiptPossessionStatement('230200', suite, argument.publicKey))).toBe(false);
      const keyId = /key ([A-Za-z0-9_-]{43})/.exec(err)?.[1];
      expect(readdirSync(keys)).toContain(`seal-${keyId ?? ''}.json`);
    },
  );

  test('prints what registers a receipt key', async () => {
    const args = ['key', 'create', '--keys', keys, '--use', 'receipt', '--member', '230200'];
    const argument = JSON.parse((await transcript(args, { env })).out) as Argument;
    expect(Object.keys(argument).sort()).toEqual(['proof', 'publicKey', 'suite']);
    expect(isProven(argument, receiptPossessionStatement('230200', 'ES256', argument.publicKey))).toBe(true);
  });

  test.each([
    ['no use', ['--authority', AUTHORITY], 'missing-option'],
    ['a use that is none', ['--use', 'library'], 'invalid-value'],
    [
      'a suite that is none',
      ['--use', 'seal', '--suite', 'RS256', '--authority', AUTHORITY],
      'invalid-value',
    ],
    ['a seal without authority', ['--use', 'seal'], 'wrong-owner'],
    ['a seal of a member', ['--use', 'seal', '--authority', AUTHORITY, '--member', '230200'], 'wrong-owner'],
    ['a receipt key of an authority', ['--use', 'receipt', '--authority', AUTHORITY], 'wrong-owner'],
    ['a member that is no code', ['--use', 'receipt', '--member', 'x'], 'wrong-owner'],
  ])('refuses %s and makes nothing', async (_why, args, wanted) => {
    const { code, out } = await transcript(['key', 'create', '--keys', keys, '--json', ...args], { env });
    expect(code).toBe(2);
    expect((JSON.parse(out) as { error: { code: string } }).error.code).toBe(wanted);
    expect(readdirSync(root)).toEqual([]);
  });

  test.each([
    ['another passphrase', { HUREN_KEYS_PASSPHRASE: 'other' }, 'wrong-passphrase'],
    ['no passphrase', {}, 'no-passphrase'],
  ])('refuses %s in both languages', async (_why, other, wanted) => {
    const args = ['key', 'create', '--keys', keys, '--use', 'receipt', '--member', '230200'];
    await transcript(args, { env });
    const before = readdirSync(keys);
    const zh = await transcript([...args, '--lang', 'zh'], { env: other });
    expect([zh.code, zh.out]).toEqual([2, '']);
    expect(zh.err).toMatch(/口令/);
    const en = await transcript([...args, '--lang', 'en', '--json'], { env: other });
    expect(JSON.parse(en.out)).toMatchObject({ error: { code: wanted } });
    expect(readdirSync(keys)).toEqual(before);
  });
});

describe('huren key list', () => {
  test('shows use, suite and id of every key, and nothing secret', async () => {
    const create = ['key', 'create', '--keys', keys, '--use'];
    await transcript([...create, 'seal', '--suite', 'SM2SM3', '--authority', AUTHORITY], { env });
    await transcript([...create, 'receipt', '--member', '230200'], { env });
    const { out } = await transcript(['key', 'list', '--json'], { env: { ...env, HUREN_KEYS: keys } });
    expect(JSON.parse(out)).toEqual({
      keys: [
        { use: 'receipt', suite: 'ES256', keyId: expect.stringMatching(/^[\w-]{43}$/) as string },
        { use: 'seal', suite: 'SM2SM3', keyId: expect.stringMatching(/^[\w-]{43}$/) as string },
      ],
    });
    expect((await transcript(['key', 'list', '--keys', keys], { env })).out.trim().split('\n')).toHaveLength(
      2,
    );
  });

  test('asks for a folder, and says when it cannot be one', async () => {
    expect((await transcript(['key', 'list'], { env })).code).toBe(2);
    expect((await transcript(['key', 'list', '--keys', '/dev/null/keys'], { env })).code).toBe(2);
  });
});
