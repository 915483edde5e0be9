import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as tlsRequest } from 'node:https';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bearer, call, tokenOf } from './client';
import { issue } from './issuing';
import { tlsCertificate } from './tls-certificate';
import { BAICHENG, MATTER, openWorld, QIQIHAR, RELYING, type World } from './world';

const MAIN = join(__dirname, '../../gateway/src/main.ts');
const REGISTER = join(__dirname, '../network/register-typescript.js');
const BILINGUAL = /[一-鿿].*[a-z]{3}|[a-z]{3}.*[一-鿿]/;

/** A folder that no gateway has used. */
const NOBODY = join(tmpdir(), `huren-nobody-${String(process.pid)}`);

interface Ended {
  readonly code: number | null;
  readonly stderr: string;
}

/** The gateway's own process over the sources. */
class GatewayProcess {
  #stdout = '';
  #stderr = '';
  readonly ended: Promise<Ended>;
  readonly #child: ChildProcess;

  constructor(environment: Readonly<Record<string, string>>) {
    const { PATH } = process.env;
    this.#child = spawn(process.execPath, ['-C', 'huren-source', '-r', REGISTER, MAIN], {
      env: { PATH, CORE_CHAINCODE_LOGGING_LEVEL: 'ERROR', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout?.on('data', (text: Buffer) => (this.#stdout += text.toString()));
    this.#child.stderr?.on('data', (text: Buffer) => (this.#stderr += text.toString()));
    this.ended = new Promise((resolve) =>
      this.#child.once('close', (code) => {
        resolve({ code, stderr: this.#stderr });
      }),
    );
  }

  /** Where it listens, as its log says. */
  async url(): Promise<string> {
    const end = { isOver: false };
    void this.ended.then(() => (end.isOver = true));
    for (;;) {
      const found = /"url":"([^"]+)"/.exec(this.#stdout)?.[1];
      if (found !== undefined) return found;
      if (end.isOver) throw new Error(`the gateway ended: ${this.#stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  get log(): string {
    return this.#stdout;
  }

  stop(): Promise<Ended> {
    this.#child.kill('SIGTERM');
    return this.ended;
  }
}

let world: World;
let root: string;
let credential: unknown;
const environment = (more: Readonly<Record<string, string>> = {}) => ({
  HUREN_DATA: world.path,
  HUREN_MEMBER: BAICHENG,
  HUREN_KEYS_PASSPHRASE: 'demo passphrase',
  HUREN_PORT: '0',
  ...more,
});

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'huren-main-'));
  world = await openWorld();
  [credential] = await issue(world, 'first');
  // The folders stay: another process serves them from here on.
  await world.issuing.close();
  await world.relying.close();
  await world.ledger.close();
}, 60_000);
afterAll(() => {
  for (const path of [world.path, root, NOBODY]) rmSync(path, { recursive: true, force: true });
});

describe('the process of a gateway', () => {
  it('serves its member over a ledger folder, holds the folder alone, and ends cleanly at SIGTERM', async () => {
    const gateway = new GatewayProcess(environment());
    const url = await gateway.url();
    expect((await call('GET', `${url}/v1/members`)).body['items']).toHaveLength(2);
    // The process has the machine's clock: the ledger of 2026-06-01 is old, so that it cannot tell; or not there yet.
    const token = bearer(tokenOf(world.identity(RELYING), RELYING, BAICHENG, Date.now()));
    const answer = await call('POST', `${url}/v1/verifications`, { credential, matter: MATTER }, token);
    expect(answer.status).toBe(200);
    expect(answer.body['receipt']).toBeDefined();
    const second = await new GatewayProcess(environment({ HUREN_MEMBER: QIQIHAR })).ended;
    expect(second.code).toBe(2);
    expect(second.stderr).toMatch(BILINGUAL);
    expect(second.stderr).not.toContain('    at ');
    const { code, stderr } = await gateway.stop();
    expect([code, stderr]).toEqual([0, '']);
    expect(gateway.log).toContain('"closed"');
    expect(gateway.log).not.toContain('巴特尔');

    const again = new GatewayProcess(environment({ HUREN_LOG_LEVEL: 'info' }));
    expect((await call('GET', `${await again.url()}/healthz`)).status).toBe(200);
    expect((await again.stop()).code).toBe(0);
  }, 60_000);

  it('serves https from HUREN_TLS_CERT and HUREN_TLS_KEY', async () => {
    const { cert, key } = await tlsCertificate();
    const files = { HUREN_TLS_CERT: join(root, 'cert.pem'), HUREN_TLS_KEY: join(root, 'key.pem') };
    writeFileSync(files.HUREN_TLS_CERT, cert);
    writeFileSync(files.HUREN_TLS_KEY, key);
    const gateway = new GatewayProcess(environment(files));
    const url = await gateway.url();
    expect(url).toMatch(/^https:/);
    const status = await new Promise((resolve, reject) => {
      tlsRequest(`${url}/healthz`, { ca: cert, agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .once('error', reject)
        .end();
    });
    expect(status).toBe(200);
    expect((await gateway.stop()).code).toBe(0);
  }, 60_000);

  it.each([
    ['no member', { HUREN_MEMBER: '' }, 'HUREN_MEMBER'],
    ['no passphrase', { HUREN_KEYS_PASSPHRASE: '' }, 'HUREN_KEYS_PASSPHRASE'],
    ['another passphrase', { HUREN_KEYS_PASSPHRASE: 'guessed' }, 'HUREN_KEYS_PASSPHRASE'],
    ['a port that is none', { HUREN_PORT: '80800' }, 'HUREN_PORT'],
    ['an engine that is none', { HUREN_LEDGER: 'paper' }, 'HUREN_LEDGER'],
    ['a policy file that is missing', { HUREN_POLICY: '/nowhere/policy.json' }, 'HUREN_POLICY'],
    ['a certificate without its key', { HUREN_TLS_CERT: REGISTER }, 'HUREN_TLS_KEY'],
    [
      'certificate files that are no PEM',
      { HUREN_TLS_CERT: REGISTER, HUREN_TLS_KEY: REGISTER },
      'HUREN_TLS_CERT',
    ],
    ['a ledger of nobody', { HUREN_DATA: NOBODY }, '账本'],
    ['a data folder that is a file', { HUREN_DATA: REGISTER }, 'HUREN_DATA'],
  ])(
    'ends with 2 and a sentence in both languages for %s',
    async (_why, more, named) => {
      const { code, stderr } = await new GatewayProcess(environment(more)).ended;
      expect(stderr).toContain(named);
      expect(stderr).toMatch(BILINGUAL);
      expect(stderr.trim().split('\n')).toHaveLength(1);
      expect(code).toBe(2);
    },
    30_000,
  );

  it('ends with 2 where its port is taken, and leaves the ledger free', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await new GatewayProcess(environment({ HUREN_PORT: String(port) })).ended;
    expect(stderr).toContain('HUREN_PORT');
    expect(code).toBe(2);
    other.close();
    const after = new GatewayProcess(environment());
    await after.url();
    expect((await after.stop()).code).toBe(0);
  }, 60_000);
});
