import {
  chmodSync,
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeProvider } from '@huren/chaincode/crypto-node';
import { importVerificationKey, verifySignature, type SuiteName } from '@huren/chaincode/domain';
import { createMemberCa, issueIdentity } from '@huren/network/identity';
import { KeyStore, writeKeyFile } from '@huren/network/keys';

const PASSPHRASE = '演示口令 demo';
let root: string;
let count = 0;
const folder = (): string => join(root, `keys-${String(count++)}`);

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'huren-keys-'));
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

async function codeOf(path: string, passphrase = PASSPHRASE): Promise<unknown> {
  return KeyStore.open(path, passphrase).then(
    () => 'opened',
    (error: unknown) => (error as { code?: unknown }).code,
  );
}

const fileOf = (path: string, start: string): string =>
  join(path, readdirSync(path).find((name) => name.startsWith(start)) ?? '');

function edit(path: string, change: (file: Record<string, unknown>) => void): void {
  const file = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  change(file);
  writeFileSync(path, JSON.stringify(file), { mode: 0o600 });
}

describe('a key folder', () => {
  it.each<SuiteName>(['ES256', 'EdDSA', 'SM2SM3'])(
    'gives a %s key back that signs as before',
    async (suite) => {
      const path = folder();
      const made = await (await KeyStore.open(path, PASSPHRASE)).createSeal(suite);
      const again = (await KeyStore.open(path, PASSPHRASE)).seal(made.keyId);
      expect(again?.suite).toBe(suite);
      const message = Buffer.from('演示');
      const signature = again?.sign(message) ?? new Uint8Array();
      const provider = nodeProvider();
      expect(importVerificationKey(suite, made.publicKey).id).toBe(made.keyId);
      expect(verifySignature(provider, suite, made.publicKey, message, signature)).toBe(true);
      expect(verifySignature(provider, suite, made.publicKey, Buffer.from('x'), signature)).toBe(false);
    },
  );

  it('keeps uses apart, and the same library key', async () => {
    const path = folder();
    const store = await KeyStore.open(path, PASSPHRASE);
    const receipt = await store.createReceipt();
    const seal = await store.createSeal('EdDSA');
    const again = await KeyStore.open(path, PASSPHRASE);
    expect(again.seal(receipt.keyId)).toBeUndefined();
    expect(again.receipt(seal.keyId)).toBeUndefined();
    expect(again.list()).toEqual([
      { use: 'receipt', suite: 'ES256', keyId: receipt.keyId },
      { use: 'seal', suite: 'EdDSA', keyId: seal.keyId },
    ]);
    expect(again.libraryKey).toHaveLength(32);
    expect(again.libraryKey.equals(store.libraryKey)).toBe(true);
    expect((await KeyStore.open(folder(), PASSPHRASE)).libraryKey.equals(store.libraryKey)).toBe(false);
  });

  it('keeps the operator’s identity, the newest one', async () => {
    const path = folder();
    const ca = await createMemberCa({ id: '230200', name: 'demo', now: new Date(), validDays: 1 });
    const span = { notBefore: new Date(), notAfter: new Date(Date.now() + 3_600_000) };
    const store = await KeyStore.open(path, PASSPHRASE);
    expect(store.operator).toBeUndefined();
    for (const commonName of ['first', 'second']) {
      const identity = await issueIdentity(ca, { commonName, role: 'client', ...span });
      await store.saveOperator(identity);
      expect((await KeyStore.open(path, PASSPHRASE)).operator?.certificate).toBe(identity.certificate);
    }
  });

  it('shows no key and no passphrase in its files, which are their owner’s alone', async () => {
    const path = folder();
    const store = await KeyStore.open(path, PASSPHRASE);
    await store.createSeal('ES256');
    expect(statSync(path).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(path)) {
      expect(statSync(join(path, name)).mode & 0o777).toBe(0o600);
      const text = readFileSync(join(path, name), 'utf8');
      expect(text).not.toMatch(/PRIVATE KEY|口令/);
      expect(text).not.toContain(store.libraryKey.toString('base64url'));
    }
    expect(JSON.parse(readFileSync(join(path, 'store.json'), 'utf8'))).toMatchObject({
      kdf: 'scrypt',
      n: 32_768,
      r: 8,
      p: 1,
    });
  });

  it('opens for the same passphrase however it is composed, and for no other', async () => {
    const path = folder();
    await KeyStore.open(path, 'caf\u00e9');
    expect(await codeOf(path, 'cafe\u0301')).toBe('opened');
    for (const other of ['café ', 'Café', 'cafe', 'x'])
      expect(await codeOf(path, other)).toBe('wrong-passphrase');
    expect(await codeOf(path, '')).toBe('empty-passphrase');
  });

  it('is one folder for two that open it first at once', async () => {
    const path = folder();
    const stores = await Promise.all([1, 2, 3].map(() => KeyStore.open(path, PASSPHRASE)));
    expect(new Set(stores.map(({ libraryKey }) => libraryKey.toString('hex'))).size).toBe(1);
    const keys = await Promise.all(stores.map((store) => store.createSeal('EdDSA')));
    const again = await KeyStore.open(path, PASSPHRASE);
    expect(again.list().map(({ keyId }) => keyId)).toEqual(keys.map(({ keyId }) => keyId).sort());
  });

  const damages: readonly (readonly [why: string, damage: (path: string) => void])[] = [
    [
      'a flipped bit of a sealed key',
      (path) => edit(fileOf(path, 'seal-'), (file) => (file['sealed'] = flip(file['sealed']))),
    ],
    ['another nonce', (path) => edit(fileOf(path, 'seal-'), (file) => (file['nonce'] = flip(file['nonce'])))],
    [
      'a key said to be of another suite',
      (path) => edit(fileOf(path, 'seal-'), (file) => (file['suite'] = 'EdDSA')),
    ],
    [
      'a seal key passed off as a receipt key',
      (path) => {
        const seal = fileOf(path, 'seal-');
        edit(seal, (file) => (file['use'] = 'receipt'));
        renameSync(seal, seal.replace('seal-', 'receipt-'));
      },
    ],
    [
      'a key under another key’s name',
      (path) => copyFileSync(fileOf(path, 'seal-'), join(path, `seal-${'A'.repeat(43)}.json`)),
    ],
    ['a field that is not known', (path) => edit(fileOf(path, 'seal-'), (file) => (file['note'] = 'x'))],
    ['a version that is not known', (path) => edit(fileOf(path, 'library'), (file) => (file['v'] = 2))],
    ['a file cut short', (path) => writeFileSync(fileOf(path, 'library'), '{"v":1,', { mode: 0o600 })],
    [
      'a duplicate field',
      (path) => {
        const file = fileOf(path, 'seal-');
        writeFileSync(file, readFileSync(file, 'utf8').replace('{', '{"v":1,'));
      },
    ],
    ['a weaker scrypt', (path) => edit(join(path, 'store.json'), (file) => (file['n'] = 1024))],
    ['a salt of another length', (path) => edit(join(path, 'store.json'), (file) => (file['salt'] = 'AAAA'))],
  ];
  it.each(damages)('refuses %s', async (_why, damage) => {
    const path = folder();
    await (await KeyStore.open(path, PASSPHRASE)).createSeal('ES256');
    damage(path);
    expect(await codeOf(path)).toBe('damaged');
  });

  it('takes no file of another folder, though the passphrase is the same', async () => {
    const [one, other] = [folder(), folder()];
    await (await KeyStore.open(one, PASSPHRASE)).createSeal('ES256');
    await KeyStore.open(other, PASSPHRASE);
    const file = fileOf(one, 'seal-');
    copyFileSync(file, join(other, file.slice(one.length + 1)));
    expect(await codeOf(other)).toBe('damaged');
  });

  it('warns of what others could read, and takes it from them', async () => {
    const path = folder();
    await (await KeyStore.open(path, PASSPHRASE)).createSeal('ES256');
    expect((await KeyStore.open(path, PASSPHRASE)).warnings).toEqual([]);
    const seal = fileOf(path, 'seal-');
    chmodSync(path, 0o755);
    chmodSync(seal, 0o644);
    const { warnings } = await KeyStore.open(path, PASSPHRASE);
    expect(warnings).toHaveLength(2);
    for (const { zh, en } of warnings)
      expect([zh, en]).toEqual([
        expect.stringMatching(/\p{Script=Han}/u),
        expect.stringContaining('readable'),
      ]);
    expect([statSync(path).mode & 0o777, statSync(seal).mode & 0o777]).toEqual([0o700, 0o600]);
    expect((await KeyStore.open(path, PASSPHRASE)).warnings).toEqual([]);
  });
});

describe('a key file', () => {
  it('does not take the place of one that exists, and leaves no draft', async () => {
    const path = folder();
    await KeyStore.open(path, PASSPHRASE);
    const file = join(path, 'x.json');
    await writeKeyFile(file, 'first', true);
    await expect(writeKeyFile(file, 'second', true)).rejects.toMatchObject({ code: 'EEXIST' });
    expect(readFileSync(file, 'utf8')).toBe('first');
    await writeKeyFile(file, 'third', false);
    expect(readFileSync(file, 'utf8')).toBe('third');
    expect(readdirSync(path).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

function flip(value: unknown): string {
  const bytes = Buffer.from(String(value), 'base64url');
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  return bytes.toString('base64url');
}
