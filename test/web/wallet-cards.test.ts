import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { call } from '../gateway/client';
import { relyingToken, verify } from '../gateway/issuing';
import { MATTER } from '../gateway/world';
import { describeInBrowser, launchBrowser } from './browser';
import { openCounterWorld, type CounterWorld } from './counter-world';
import { accessibilityFaults, scrollsSideways } from './inspect-page';
import { Phone } from './phone';
import { soon } from './soon';

jest.setTimeout(120_000);

/** Pictures for people to look at, where this names a folder. */
const pictures = process.env['HUREN_SCREENSHOTS'];

interface Exported {
  readonly licences: readonly {
    readonly file: {
      readonly sdJwt: string;
      readonly anchor: { batch: string; index: number; proof: string[] };
    };
    readonly page?: { readonly ofd: string; readonly anchor: object };
  }[];
  readonly claimAgain: readonly { readonly identifier: string }[];
}

describeInBrowser('cards of the wallet', () => {
  let counter: CounterWorld;
  let browser: Browser;
  let phone: Phone;

  beforeAll(async () => {
    counter = await openCounterWorld();
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await counter.close();
  });
  beforeEach(async () => {
    phone = await Phone.open(browser, counter);
  });
  afterEach(async () => {
    expect(phone.faults()).toEqual([]);
    await phone.context.close();
  });

  const state = (): Promise<string | null> =>
    phone.page.locator('[data-ledger-state]').first().getAttribute('data-ledger-state');
  const picture = async (name: string): Promise<void> => {
    if (pictures === undefined) return;
    mkdirSync(pictures, { recursive: true });
    await phone.page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  };
  async function exported(): Promise<Exported> {
    await phone.tab('设置');
    const download = phone.page.waitForEvent('download');
    await phone.page.locator('[data-act=export]').click();
    return JSON.parse(readFileSync(await (await download).path(), 'utf8')) as Exported;
  }

  it('draw the page form with its seal, and save it as the file that it is', async () => {
    const { page } = phone;
    await phone.claim(await counter.offer('CARDS1', true));
    await page.locator('.licence').click();
    await page.locator('.page-form text').first().waitFor();
    await soon(() => page.locator('.page-form').textContent()).toContain('巴特尔·演示');
    await soon(() => page.locator('.page-form image.seal').count()).toBe(1);
    await soon(() => scrollsSideways(page)).toBe(false);
    expect(await accessibilityFaults(page)).toEqual([]);
    await picture('wallet-page-zh-360');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: '保存证照文件' }).click();
    expect(
      readFileSync(await (await download).path())
        .subarray(0, 2)
        .toString(),
    ).toBe('PK');
  });

  it('export what verifies without the phone, and say where to claim again', async () => {
    await phone.claim(await counter.offer('CARDS2', true));
    const { licences, claimAgain } = await exported();
    const [{ file, page } = { file: undefined }] = licences;
    expect(claimAgain).toHaveLength(1);
    for (const credential of [file, page]) {
      const { body } = await verify(counter.world, { credential, matter: MATTER });
      expect(body['lamps']).toMatchObject({ genuine: 'green', inForce: 'green' });
    }
  });

  it('tell what the ledger says now, and without a network what it said last; the gateway is told no name', async () => {
    const { page } = phone;
    const asked: string[] = [];
    page.on('request', (request) => asked.push(`${request.url()} ${request.postData() ?? ''}`));
    await phone.claim(await counter.offer('CARDS3'));
    await page.locator('[data-ledger-state]').waitFor();
    await soon(() => state()).toBe('valid');
    const states = asked.filter((line) => line.includes('/v1/licence-states/'));
    expect(states.length).toBeGreaterThan(0);
    for (const line of states) {
      expect(line).toMatch(/\/v1\/licence-states\/[0-9A-Z]{18}\/[\w-]{43}\/[\w-]{43} $/);
    }
    const [held] = (await exported()).licences;
    if (held === undefined) throw new Error('a licence is kept');
    await counter.suspend(held.file);
    await phone.tab('证照');
    await page.reload();
    await page.locator('[data-ledger-state=suspended]').waitFor();
    await page.locator('[data-part=ask-issuer]').waitFor();
    await soon(() => page.locator('.licence').getAttribute('data-ledger')).toBe('bad');
    await soon(() => page.locator('.licence').innerText()).toContain('暂扣');
    expect(await accessibilityFaults(page)).toEqual([]);
    await picture('wallet-suspended-zh-360');
    await page.route('**/v1/licence-states/**', (route) => route.abort());
    await page.reload();
    await page.locator('[data-ledger-state=suspended]').waitFor();
    await soon(() => page.locator('.licence').innerText()).toContain('核对');
    // Of two that fit, the one that nothing is known against comes first; the other says what it is.
    await phone.claim(await counter.offer('CARDS4'));
    const url = `${counter.origin}/v1/presentation-requests`;
    const made = await call('POST', url, { matter: MATTER }, relyingToken(counter.world));
    await phone.readLink(String(made.body['link']));
    await page.locator('[data-act=consent]').waitFor();
    expect(await page.locator('[data-part=against]').count()).toBe(0);
    await soon(() =>
      page
        .locator('#which option')
        .allInnerTexts()
        .then((texts) => texts.join('|')),
    ).toMatch(/^[^|]*\d\s*\|.*暂扣/);
    await page.locator('#which').selectOption({ index: 1 });
    await page.locator('[data-part=against]').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await picture('wallet-against-zh-360');
  });

  it('say that a picture holds no code', async () => {
    await phone.page.locator('.picture input').setInputFiles({
      name: 'none.png',
      mimeType: 'image/png',
      buffer: await phone.page.locator('h1').screenshot(),
    });
    await phone.page.getByText('没有找到二维码').waitFor();
  });
});
