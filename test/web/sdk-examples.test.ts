import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import type { Receipt } from '@huren/chaincode/domain';
import type { Browser, Page } from 'playwright-core';
import { issue, licence, verify, type CredentialFile } from '../gateway/issuing';
import { MATTER, openWorld, RELYING, type World } from '../gateway/world';
import { describeInBrowser, launchBrowser } from './browser';

const root = resolve(__dirname, '../..');
const examples = join(root, 'clients/examples');

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
}

const run = (args: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}) =>
  new Promise<Ended>((done) => {
    execFile(process.execPath, [...args], { cwd, env: { ...process.env, ...env } }, (error, out, errors) => {
      done({ code: error === null ? 0 : Number(error.code), out, errors });
    });
  });

describe('the examples of the README', () => {
  it.each(['README.md', 'README.zh-CN.md'])('are those that run here: %s', (name) => {
    const readme = readFileSync(join(root, name), 'utf8');
    for (const file of ['verify-licence.mjs', 'check-receipt.js']) {
      expect(readme).toContain(`\`\`\`js\n${readFileSync(join(examples, file), 'utf8')}\`\`\``);
    }
  });
});

describe('a system of a relying authority, in Node', () => {
  let world: World;
  let file: CredentialFile;
  let folder: string;

  beforeAll(async () => {
    world = await openWorld();
    folder = mkdtempSync(join(tmpdir(), 'huren-example-'));
    [file] = (await issue(world, 'example', { licences: [licence('EXAMPLE1')] })) as [CredentialFile];
    const { certificate, privateKey } = world.identity(RELYING);
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    writeFileSync(join(folder, 'identity.pem'), `${certificate}\n${key}`);
    writeFileSync(join(folder, 'licence.json'), JSON.stringify(file));
  }, 60_000);
  afterAll(async () => {
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The example as it stands, under the clock of the world. */
  const verifyLicence = (matter: string, key = 'identity.pem'): Promise<Ended> =>
    run(
      [
        '--import',
        `data:text/javascript,Date.now=()=>${String(world.now)}`,
        join(examples, 'verify-licence.mjs'),
        'licence.json',
        matter,
      ],
      folder,
      { HUREN_URL: world.relyingUrl, HUREN_KEY: join(folder, key) },
    );

  it('gets a verdict with advice, and keeps a receipt that holds', async () => {
    const { code, out, errors } = await verifyLicence(MATTER);
    expect([code, errors]).toEqual([0, '']);
    expect(out).toMatch(/^review: .*[一-鿿]/);
    const receipt = JSON.parse(readFileSync(join(folder, 'receipt-1.json'), 'utf8')) as Receipt;
    expect(receipt.payload).toMatchObject({ verdict: 'review', number: 1 });
  }, 60_000);

  it('gets no verdict about a matter that is none, and says so', async () => {
    const { code, out, errors } = await verifyLicence('000000000000');
    expect([code, out]).toEqual([3, '']);
    expect(errors).not.toBe('');
  }, 60_000);
});

describeInBrowser('a page of another system', () => {
  let world: World;
  let browser: Browser;
  let page: Page;
  let server: Server;
  let folder: string;
  let receipt: Receipt;

  beforeAll(async () => {
    world = await openWorld();
    folder = mkdtempSync(join(tmpdir(), 'huren-example-'));
    const vite = join(root, 'node_modules/vite/bin/vite.js');
    // Built as others would, by a bundler without settings but the page's name, from the packages' builds.
    const config = join(folder, 'vite.config.mjs');
    const input = JSON.stringify(join(examples, 'check-receipt.html'));
    writeFileSync(config, `export default { build: { rollupOptions: { input: ${input} } } };`);
    const built = await run([vite, 'build', examples, '--outDir', folder, '--config', config], root);
    expect(built).toMatchObject({ code: 0 });
    server = createServer((request, response) => {
      const path = join(folder, (request.url ?? '/').slice(1));
      const type = extname(path) === '.js' ? 'text/javascript' : 'text/html; charset=utf-8';
      if (!existsSync(path)) response.writeHead(404).end();
      else response.writeHead(200, { 'content-type': type }).end(readFileSync(path));
    });
    await new Promise<void>((listening) => {
      server.listen(0, '127.0.0.1', listening);
    });
    const [file] = (await issue(world, 'browser', { licences: [licence('BROWSER1')] })) as [CredentialFile];
    receipt = (await verify(world, { credential: file, matter: MATTER })).body['receipt'] as Receipt;
    browser = await launchBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await new Promise((closed) => server.close(closed));
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}/check-receipt.html`);
  });
  afterEach(() => page.close());

  async function check(text: string): Promise<string> {
    await page.locator('[name=gateway]').fill(world.relyingUrl);
    await page.locator('[name=receipt]').fill(text);
    await page.getByRole('button').click();
    const said = page.locator('output:not(:empty)');
    return said.innerText();
  }

  it('checks a receipt by the records of a gateway of another origin, and sends the receipt nowhere', async () => {
    const sent: string[] = [];
    page.on('request', (request) => sent.push(`${request.method()} ${new URL(request.url()).pathname}`));
    expect(await check(JSON.stringify(receipt))).toBe('valid: review');
    expect(sent).toEqual(['GET /v1/trust']);
  });

  it('calls a receipt with another verdict invalid', async () => {
    const payload = { ...receipt.payload, verdict: 'accept' };
    expect(await check(JSON.stringify({ ...receipt, payload }))).toBe('invalid');
  });

  it('says that what is no receipt is none', async () => {
    expect(await check('{"a":1}')).not.toMatch(/valid/);
  });
});
