import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Receipt } from '@huren/chaincode/domain';
import { issue, licence, verify } from '../gateway/issuing';
import { call } from '../gateway/client';
import { MATTER, openWorld, type World } from '../gateway/world';
import { describeInBrowser, launchBrowser } from './browser';
import { accessibilityFaults, scrollsSideways, watchPage } from './inspect-page';
import { soon } from './soon';

/** Pictures for people to look at, where this names a folder. */
const pictures = process.env['HUREN_SCREENSHOTS'];

describeInBrowser('anyone checks a receipt at /verify', () => {
  let world: World;
  let browser: Browser;
  let page: Page;
  let seen: readonly string[];
  let receipt: Receipt;
  let folder: string;

  beforeAll(async () => {
    world = await openWorld();
    browser = await launchBrowser();
    folder = mkdtempSync(join(tmpdir(), 'huren-verify-'));
    const [file] = await issue(world, 'shown', { licences: [licence('SHOWN1')] });
    const { body } = await verify(world, { credential: file, matter: MATTER });
    receipt = body['receipt'] as Receipt;
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    page = await browser.newPage({ locale: 'zh-CN', viewport: { width: 360, height: 740 } });
    seen = watchPage(page, world.issuingUrl);
    await page.goto(`${world.issuingUrl}/verify/`);
  });
  afterEach(async () => {
    expect(seen).toEqual([]);
    await page.close();
  });

  const outcome = (): Promise<string | null> =>
    page.locator('.outcome').getAttribute('data-outcome', { timeout: 10_000 });
  const paste = async (text: string): Promise<void> => {
    await page.locator('#given').fill(text);
    await page.locator('form button.plain-button').first().click();
  };
  const picture = async (name: string): Promise<void> => {
    if (pictures === undefined) return;
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  };

  it('says that a pasted receipt is valid, and what it says, without breaching the page’s policy', async () => {
    await paste(JSON.stringify(receipt));
    await soon(() => outcome()).toBe('valid');
    await soon(() => page.locator('.verdict').getAttribute('data-verdict')).toBe('review');
    await soon(() => page.locator('#content').innerText()).toContain('人工核验');
    await page.locator('summary').click();
    await soon(() => page.locator('.findings li').count()).toBe(receipt.payload.findings.length);
    await soon(() => scrollsSideways(page)).toBe(false);
    expect(await accessibilityFaults(page)).toEqual([]);
    await picture('verify-zh-360');
    await page.getByRole('button', { name: 'English' }).click();
    // Labels are longer in English; what they are about is still read in words.
    const { width } = (await page.locator('#content dd').first().boundingBox()) ?? { width: 0 };
    expect(width).toBeGreaterThan(120);
    await picture('verify-valid-en-360');
  });

  it('takes the whole answer of a verification, which carries its receipt', async () => {
    await paste(JSON.stringify({ verdict: 'accept', receipt }));
    await soon(() => outcome()).toBe('valid');
    // What stands beside the receipt is not signed, and is not shown.
    await soon(() => page.locator('.verdict').getAttribute('data-verdict')).toBe('review');
  });

  it('says that a receipt with another verdict is not valid, and why', async () => {
    const payload = { ...receipt.payload, verdict: 'accept' };
    await paste(JSON.stringify({ ...receipt, payload }));
    await soon(() => outcome()).toBe('invalid');
    await soon(() => page.locator('.outcome li').count()).toBe(1);
    await picture('verify-invalid-zh-360');
  });

  it('says that what is no receipt is none, in the language that is chosen', async () => {
    await paste('{"not": "a receipt"}');
    await page.getByRole('alert').waitFor();
    await soon(() => page.getByRole('alert').innerText()).toContain('这不是回执');
    await page.getByRole('button', { name: 'English' }).click();
    await soon(() => page.getByRole('alert').innerText()).toContain('This is no receipt');
    await soon(() => page.locator('html').getAttribute('lang')).toBe('en');
    await page.reload();
    await soon(() => page.locator('h1').innerText()).toBe('Check a receipt');
    await picture('verify-en-360');
  });

  it('checks offline under a trust file whose digest it shows, and asks no gateway', async () => {
    const { body } = await call('GET', `${world.relyingUrl}/v1/trust`);
    const path = join(folder, 'trust.json');
    const trust = body as { readonly body: object };
    writeFileSync(path, JSON.stringify({ ...trust, body: { ...trust.body, records: {} } }));
    await page.locator('input[type=file]').setInputFiles(path);
    await page.getByText('信任文件的签名不符').waitFor();
    writeFileSync(path, JSON.stringify(body));
    await page.locator('input[type=file]').setInputFiles(path);
    await page.getByText('离线查验').waitFor();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await paste(JSON.stringify(receipt));
    await soon(() => outcome()).toBe('valid');
    expect(asked).toEqual([]);
  });

  it('refuses a link that unpacks to something else or to too much', async () => {
    const { deflateRawSync } = await import('node:zlib');
    for (const content of [Buffer.from('{}'), Buffer.alloc(10_000_000, 0x20)]) {
      await page.goto('about:blank');
      await page.goto(
        `${world.issuingUrl}/verify/?lang=zh#r=${deflateRawSync(content).toString('base64url')}`,
      );
      await page.getByRole('alert').waitFor();
      await soon(() => page.getByRole('alert').innerText()).toContain('这不是回执');
    }
  });

  it('reads the receipt of a link, behind the # that no server sees', async () => {
    const { deflateRawSync } = await import('node:zlib');
    const packed = deflateRawSync(Buffer.from(JSON.stringify(receipt))).toString('base64url');
    await page.goto('about:blank');
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`${world.issuingUrl}/verify/#r=${packed}`);
    await soon(() => outcome()).toBe('valid');
    expect(asked.filter((url) => url.includes('r='))).toEqual([]);
    // Another link in the same tab loads no page, and shows its own receipt all the same.
    const bent = { ...receipt, payload: { ...receipt.payload, verdict: 'accept' } };
    const other = deflateRawSync(Buffer.from(JSON.stringify(bent))).toString('base64url');
    await page.goto(`${world.issuingUrl}/verify/#r=${other}`);
    await soon(() => outcome()).toBe('invalid');
  });
});
