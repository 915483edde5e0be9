import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createGateway,
  EnvironmentError,
  KeyStore,
  KeyStoreError,
  readConfig,
  readEnvironment,
} from '@huren/gateway';
import { call } from './client';
import { issue, relyingToken, verify } from './issuing';
import { BAICHENG, MATTER, openWorld } from './world';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'huren-start-'));
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('the environment', () => {
  it('has defaults for a machine with nothing set', () => {
    expect(readEnvironment({})).toMatchObject({
      port: 8080,
      host: '127.0.0.1',
      dataPath: './data',
      ledger: 'embedded',
      logLevel: 'info',
      proxies: [],
    });
  });

  it('names own proxies by address and range', () => {
    expect(readEnvironment({ HUREN_PROXIES: '10.0.0.7, fd00::/8' }).proxies).toEqual([
      { address: '10.0.0.7', family: 'ipv4', prefix: 32 },
      { address: 'fd00::', family: 'ipv6', prefix: 8 },
    ]);
  });

  it.each([
    ['a port that is no number', 'HUREN_PORT', 'http'],
    ['a port out of range', 'HUREN_PORT', '65536'],
    ['a log level that does not exist', 'HUREN_LOG_LEVEL', 'loud'],
    ['an engine that does not exist', 'HUREN_LEDGER', 'paper'],
    ['a member that is no code', 'HUREN_MEMBER', 'qiqihar'],
    ['a certificate without its key', 'HUREN_TLS_CERT', '/x.pem'],
    ['a proxy that is no address', 'HUREN_PROXIES', '10.0.0.7, proxy'],
  ])('refuses %s in Chinese and English', (_why, name, value) => {
    let caught: unknown;
    try {
      readEnvironment({ [name]: value });
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(EnvironmentError);
    const { messages } = caught as EnvironmentError;
    expect(messages.zh).toMatch(/[一-鿿]/);
    expect(messages.en).toMatch(/[a-z]/);
  });

  it('refuses a policy with an unknown field, and a gateway without member or passphrase', async () => {
    const path = join(root, 'policy.json');
    writeFileSync(path, '{"v":1,"surprise":true}');
    const whole = { HUREN_MEMBER: BAICHENG, HUREN_KEYS_PASSPHRASE: 'demo' };
    await expect(readConfig(readEnvironment({ ...whole, HUREN_POLICY: path }))).rejects.toThrow(
      EnvironmentError,
    );
    await expect(readConfig(readEnvironment({ HUREN_MEMBER: BAICHENG }))).rejects.toThrow(
      'HUREN_KEYS_PASSPHRASE',
    );
    await expect(readConfig(readEnvironment({ HUREN_KEYS_PASSPHRASE: 'x' }))).rejects.toThrow('HUREN_MEMBER');
    await expect(readConfig(readEnvironment(whole))).resolves.toMatchObject({ member: BAICHENG });
  });
});

describe('the key folder', () => {
  it('keeps keys encrypted, for their owner alone, and opens only with its passphrase', async () => {
    const path = join(root, 'keys');
    const store = await KeyStore.open(path, 'demo passphrase');
    const seal = await store.createSeal('SM2SM3');
    const receipt = await store.createReceipt();
    for (const name of readdirSync(path)) {
      expect(statSync(join(path, name)).mode & 0o777).toBe(0o600);
      expect(name).toMatch(/^(store|library|(seal|receipt)-[A-Za-z0-9_-]{43})\.json$/);
    }
    const again = await KeyStore.open(path, 'demo passphrase');
    expect(again.seal(seal.keyId)?.keyId).toBe(seal.keyId);
    expect(again.libraryKey.equals(store.libraryKey)).toBe(true);
    expect(again.seal(receipt.keyId)).toBeUndefined();
    await expect(KeyStore.open(path, 'another')).rejects.toThrow(KeyStoreError);
    await expect(KeyStore.open(path, '')).rejects.toThrow(KeyStoreError);
  });
});

describe('a gateway that starts again', () => {
  it('goes on from its checkpoint with the same answers, and judges nothing without a receipt key', async () => {
    const world = await openWorld();
    const [file] = await issue(world, 'first');
    const before = await verify(world, { credential: file, matter: MATTER });
    await world.relying.close();
    const options = {
      ledger: world.ledger,
      member: BAICHENG,
      dataPath: join(world.path, `gateway-${BAICHENG}`),
      passphrase: 'demo passphrase',
      clock: () => world.now,
    };
    const again = await createGateway({ ...options, keysPath: join(world.path, `keys-${BAICHENG}`) });
    const { url } = await again.listen(0);
    await again.caughtUp();
    const after = await call(
      'POST',
      `${url}/v1/verifications`,
      { credential: file, matter: MATTER },
      relyingToken(world),
    );
    const number = (answer: typeof after): number =>
      (answer.body['receipt'] as { payload: { number: number } }).payload.number;
    expect(after.body['verdict']).toBe(before.body['verdict']);
    expect(number(after)).toBe(number(before) + 1);
    await again.close();

    const bare = await createGateway({ ...options, keysPath: join(root, 'other-keys') });
    const other = await bare.listen(0);
    await bare.caughtUp();
    const refused = await call(
      'POST',
      `${other.url}/v1/verifications`,
      { credential: file, matter: MATTER },
      relyingToken(world),
    );
    expect([refused.status, refused.body['code']]).toEqual([503, 'no-receipt-key']);
    const ready = await call('GET', `${other.url}/readyz`);
    expect(ready.body['reasons']).toMatchObject([{ code: 'no-receipt-key' }]);
    await bare.close();
    await world.close();
  });
});
