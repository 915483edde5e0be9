import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { parseRequestObject, type RequestObject, signRequestObject } from '@huren/chaincode/domain';
import { generateSigner } from '@huren/chaincode/crypto-node';
import { call } from '../gateway/client';
import { issuerToken, licence, relyingToken, verify } from '../gateway/issuing';
import { MATTER, TYPE, type World } from '../gateway/world';
import { describeInBrowser } from './browser';
import { accessibilityFaults, scrollsSideways, watchPage } from './inspect-page';
import { PERSON } from './phone';
import { openWalletWorld, type WalletWorld } from './wallet-world';
import { soon } from './soon';

const pictures = process.env['HUREN_SCREENSHOTS'];
/** Compressed bytes of the first view (issue 7). */
const BUDGET_BYTES = 200 * 1024;

interface Ask {
  readonly id: string;
  readonly nonce: string;
  readonly link: string;
  readonly requestUri: string;
}

describeInBrowser('the wallet', () => {
  let opened: WalletWorld;
  let world: World;
  let browser: Browser;
  let phone: BrowserContext;
  let page: Page;
  /** Of each page of a test. */
  let seen: (readonly string[])[];
  let serial = 0;

  beforeAll(async () => {
    opened = await openWalletWorld();
    ({ world, browser } = opened);
  }, 120_000);
  afterAll(() => opened.close());
  beforeEach(async () => {
    seen = [];
    phone = await browser.newContext({ locale: 'zh-CN', viewport: { width: 360, height: 740 } });
    page = await open();
  });
  afterEach(async () => {
    // The counter's gateway is no foreign host: it stands on the ledger.
    expect(seen.flat().filter((line) => !line.startsWith(`foreign: ${world.relyingUrl}/v1/`))).toEqual([]);
    await phone.close();
  });

  const open = async (hash = ''): Promise<Page> => {
    const tab = await phone.newPage();
    seen.push(watchPage(tab, world.issuingUrl));
    // The ledger's clock and the phone's are the same.
    await tab.clock.setFixedTime(world.now);
    await tab.goto(`${world.issuingUrl}/wallet/${hash}`);
    await tab.locator('.van-tabbar').waitFor();
    return tab;
  };
  const picture = async (name: string, of = page): Promise<void> => {
    if (pictures === undefined) return;
    mkdirSync(pictures, { recursive: true });
    await of.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  };
  const tabTo = (name: string, of = page): Promise<void> =>
    of.locator('.van-tabbar').getByText(name, { exact: true }).click();
  const inspect = async (of = page): Promise<void> => {
    await soon(() => scrollsSideways(of)).toBe(false);
    expect(await accessibilityFaults(of)).toEqual([]);
  };
  const offer = async (): Promise<string> => {
    const { body } = await call(
      'POST',
      `${world.issuingUrl}/v1/offers`,
      {
        type: TYPE,
        key: world.sealKey,
        licence: licence(`WALLET${String(++serial)}`),
        person: PERSON,
        identityLevel: 3,
      },
      issuerToken(world),
    );
    return body['link'] as string;
  };
  const claim = async (): Promise<void> => {
    await page.locator('#offer-link').fill(await offer());
    await page.locator('form button[type=submit]').click();
    await page.locator('#holder-name').fill(PERSON.name);
    await page.locator('#holder-number').fill(PERSON.idNumber);
    await page.locator('form button[type=submit]').click();
    await page.getByText('已领取').waitFor({ timeout: 20_000 });
    await page.getByRole('button', { name: '完成' }).click();
    await page.locator('.licence').waitFor();
  };
  const ask = async (more: object = {}): Promise<Ask> => {
    const { status, body } = await call(
      'POST',
      `${world.relyingUrl}/v1/presentation-requests`,
      { matter: MATTER, purpose: '办理演示事项', ...more },
      relyingToken(world),
    );
    expect(status).toBe(201);
    return body as unknown as Ask;
  };
  const counter = async ({ id }: Ask): Promise<Record<string, unknown>> =>
    (await call('GET', `${world.relyingUrl}/v1/presentation-requests/${id}`, undefined, relyingToken(world)))
      .body;
  const verdict = async (made: Ask): Promise<unknown> => {
    const { credential, state } = await counter(made);
    expect(state).toBe('answered');
    return (await verify(world, { credential, matter: MATTER, nonce: made.nonce })).body['verdict'];
  };
  const read = async (made: Pick<Ask, 'link'>, of = page): Promise<void> => {
    await tabTo('亮证', of);
    await of.locator('#counter-link').fill(made.link);
    await of.getByRole('button', { name: '查看请求' }).click();
    await of.locator('#consent-title').waitFor();
  };
  const step = (of = page): Promise<string | null> =>
    of.locator('[data-step]').getAttribute('data-step', { timeout: 15_000 });
  const consent = (of = page): Promise<void> => of.locator('[data-act=consent]').click();

  it('claims a licence, presents it to the counter’s request, and the counter accepts', async () => {
    await inspect();
    await picture('wallet-empty-zh-360');
    await claim();
    await inspect();
    await picture('wallet-cards-zh-360');
    const made = await ask({ case: 'DEMO-2026-1' });
    await read(made);
    const sheet = (): Promise<string> => page.locator('.sheet').innerText();
    for (const said of [
      '白城市',
      '演示部门',
      '已核实：对方确是',
      '演示事项',
      '办理演示事项',
      '巴特尔·演示',
      '本人授权',
    ]) {
      await soon(sheet).toContain(said);
    }
    // Only what the matter needs is shown and sent.
    expect(await sheet()).not.toContain('演示0001');
    await inspect();
    await picture('wallet-consent-zh-360');
    await consent();
    await soon(() => step()).toBe('presented');
    await soon(() => verdict(made)).toBe('accept');
    await page.locator('[data-act=close]').click();
    await tabTo('用证记录');
    await soon(() => page.locator('article').getAttribute('data-result')).toBe('presented');
    for (const said of ['演示营业执照', 'DEMO-2026-1']) {
      await soon(() => page.locator('article').innerText()).toContain(said);
    }
    await page.locator('[data-part=not-here]').waitFor();
    await inspect();
    await picture('wallet-diary-zh-360');
    await tabTo('证照');
    await page.locator('.licence').click();
    await soon(() => page.locator('#content').innerText()).toContain('演示0001');
    await page.locator('[data-part=history] [data-result=presented]').waitFor();
    await inspect();
    await picture('wallet-detail-zh-360');
  }, 60_000);

  it('follows an offer’s link, takes it out of the address, and says what is wrong with the identity', async () => {
    const link = await offer();
    await page.close();
    page = await open(link.slice(link.indexOf('#')));
    await page.locator('#holder-name').waitFor();
    expect(page.url()).not.toContain('offer');
    await inspect();
    await picture('wallet-claim-zh-360');
    await page.locator('#holder-name').fill('他人·演示');
    await page.locator('#holder-number').fill('DEMO-X');
    await page.locator('form button[type=submit]').click();
    await page.getByRole('alert').waitFor();
    await soon(() => page.getByRole('alert').innerText()).toContain('实名核验未通过');
  }, 60_000);

  it('takes a claim up again whose answer was lost, that a reload interrupted, or that never arrived', async () => {
    const begin = async (link: string): Promise<void> => {
      await page.locator('#offer-link').fill(link);
      await page.locator('form button[type=submit]').click();
      await page.locator('#holder-name').fill(PERSON.name);
      await page.locator('#holder-number').fill(PERSON.idNumber);
      await page.locator('form button[type=submit]').click();
    };
    const licences = (): Promise<number> => page.locator('.licence').count();
    // Nothing is sent that the phone could not write down: its disk says that it is full once all is written.
    await page.evaluate(`
      window.put = IDBObjectStore.prototype.put;
      IDBObjectStore.prototype.put = function (...all) {
        const request = window.put.apply(this, all);
        request.addEventListener('success', () => this.transaction.abort());
        return request;
      };`);
    const sent: string[] = [];
    page.on('request', (request) => sent.push(request.url()));
    await begin(await offer());
    await page.getByRole('alert').filter({ hasText: '没有存储空间' }).waitFor();
    expect(sent.filter((url) => url.endsWith('/claim'))).toEqual([]);
    await page.reload();
    // The gateway has taken it, and this phone does not know.
    const link = await offer();
    await page.route('**/v1/offers/*/claim', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await begin(link);
    await page.getByRole('alert').waitFor();
    await page.unroute('**/v1/offers/*/claim');
    await page.evaluate(`location.hash = ${JSON.stringify(link.slice(link.indexOf('#')))}`);
    await soon(licences).toBe(1);
    // Taken and being sealed, when the window is closed.
    await page.route('**/v1/claims/*', () => undefined);
    const asked = page.waitForRequest('**/v1/claims/*');
    await begin(await offer());
    await asked;
    await page.close();
    page = await open();
    await soon(licences).toBe(2);
    expect(await page.locator('[data-part=pending]').count()).toBe(0);
    // Nothing has arrived: the offer is still to be claimed.
    await page.route('**/v1/offers/*/claim', (route) => route.abort());
    await begin(await offer());
    await page.getByRole('alert').waitFor();
    await page.unroute('**/v1/offers/*/claim');
    await page.reload();
    await page.locator('[data-act=claim-again]').waitFor();
    await inspect();
    await picture('wallet-unsent-zh-360');
    await page.locator('[data-act=claim-again]').click();
    await page.locator('#holder-name').waitFor();
  }, 60_000);

  it('keeps its key on the phone: no script can export it', async () => {
    await claim();
    // A text: it runs in the browser, whose types are not these tests'.
    const outcome = await page.evaluate(`(async () => {
      const result = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
      const db = await result(indexedDB.open('huren-wallet'));
      const pair = await result(db.transaction('keys').objectStore('keys').get('holder'));
      return crypto.subtle.exportKey('jwk', pair.privateKey).then(() => 'exported', ({ name }) => name);
    })()`);
    expect(outcome).toBe('InvalidAccessError');
    // One licence that cannot be read closes the wallet for no other.
    await page.evaluate(`(async () => {
      const result = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
      const db = await result(indexedDB.open('huren-wallet'));
      const broken = { identifier: 'broken', file: { sdJwt: '?' }, typeName: {}, issuerName: {} };
      await result(db.transaction('licences', 'readwrite').objectStore('licences').put(broken));
    })()`);
    await page.reload();
    await page.locator('[data-part=unreadable]').waitFor();
    await soon(() => page.locator('.licence').count()).toBe(1);
    await picture('wallet-unreadable-zh-360');
  }, 60_000);

  it('shows a code, receives the counter’s request by it, and the counter accepts', async () => {
    await claim();
    await tabTo('亮证');
    await page.getByRole('button', { name: '出示我的亮证码' }).click();
    const code = await page.locator('.big-code').innerText();
    expect(code).toMatch(/^230200-\d{6}$/);
    expect((await page.locator('.qr').boundingBox())?.height).toBeGreaterThan(150);
    await inspect();
    await picture('wallet-code-zh-360');
    const made = await ask({ rendezvous: code });
    await page.locator('#consent-title').waitFor();
    await consent();
    await soon(() => step()).toBe('presented');
    await soon(() => verdict(made)).toBe('accept');
  }, 60_000);

  it('is worked with keys alone: claims, leaves a request by Escape, and presents', async () => {
    const press = (key: string): Promise<void> => page.keyboard.press(key);
    const has = (selector: string): Promise<boolean> =>
      page.evaluate<boolean>(`document.activeElement?.matches(${JSON.stringify(selector)}) === true`);
    const reach = async (selector: string): Promise<void> => {
      await page.locator(selector).waitFor();
      for (let pressed = 0; !(await has(selector)); pressed++) {
        if (pressed === 40) throw new Error(`no key leads to ${selector}`);
        await press('Tab');
      }
    };
    const write = async (selector: string, text: string): Promise<void> => {
      await reach(selector);
      await page.keyboard.insertText(text);
    };
    await write('#offer-link', await offer());
    await press('Enter');
    await write('#holder-name', PERSON.name);
    await write('#holder-number', PERSON.idNumber);
    await press('Enter');
    await page.getByText('已领取').waitFor({ timeout: 20_000 });
    await reach('.actions button');
    await press('Enter');
    await page.locator('.licence').waitFor();
    await reach('.van-tabbar-item:nth-child(2)');
    await press('Space');
    const made = await ask();
    await write('#counter-link', made.link);
    await press('Tab');
    await press('Enter');
    await page.locator('#consent-title').waitFor();
    await soon(() => has('#consent-title')).toBe(true);
    // Nothing behind the sheet can be reached.
    for (let pressed = 0; pressed < 8; pressed++) {
      await press('Tab');
      expect(await page.evaluate("document.activeElement.closest('#content, nav') === null")).toBe(true);
    }
    await press('Escape');
    await soon(() => has('#counter-link')).toBe(true);
    await soon(() => page.locator('dialog[open]').count()).toBe(0);
    await soon(async () => (await counter(made))['state']).toBe('fetched');
    await write('#counter-link', made.link);
    await press('Tab');
    await press('Enter');
    await reach('[data-act=consent]');
    await press('Enter');
    await soon(() => step()).toBe('presented');
    await reach('[data-act=close]');
    await press('Space');
    await soon(() => page.locator('dialog[open]').count()).toBe(0);
    await reach('.van-tabbar-item:nth-child(5)');
    await press('Enter');
    await reach('[role=switch]');
    await press('Space');
    await page.locator('html[data-large=yes]').waitFor();
  }, 60_000);

  it('tells the counter that the holder declines, and sends nothing', async () => {
    await claim();
    const made = await ask();
    await read(made);
    await page.locator('[data-act=decline]').click();
    await soon(() => step()).toBe('declined');
    expect(await counter(made)).toEqual({ state: 'declined', nonce: made.nonce });
  }, 60_000);

  it('shows no consent where the wallet has no such licence', async () => {
    await read(await ask());
    await soon(() => page.locator('[data-act=consent]').count()).toBe(0);
    await soon(() => page.locator('.sheet').innerText()).toContain('没有所需的证照');
  }, 60_000);

  it('answers no request that has expired meanwhile', async () => {
    await claim();
    const made = await ask();
    await read(made);
    world.now += 60_001;
    await page.clock.setFixedTime(world.now);
    await consent();
    await soon(() => step()).toBe('expired');
    expect((await counter(made))['state']).toBe('expired');
  }, 60_000);

  it.each<[string, (request: RequestObject) => RequestObject]>([
    ['of another key', (request) => request],
    [
      'in another office’s name',
      (request) => ({
        ...request,
        huren: {
          ...request.huren,
          authority: { ...request.huren.authority, name: { zh: '某银行', en: 'A bank' } },
        },
      }),
    ],
    ['whose answer goes elsewhere', (request) => ({ ...request, response_uri: 'https://evil.example/x' })],
  ])(
    'shows a forged request, %s, as untrustworthy and offers no consent',
    async (_, bend) => {
      await claim();
      const made = await ask();
      const real = parseRequestObject(await (await fetch(made.requestUri)).text()).payload;
      const forged = signRequestObject(bend(real), generateSigner('ES256'));
      await page.route(`${world.relyingUrl}/v1/presentation-requests/**`, (route) =>
        route.fulfill({
          status: 200,
          contentType: 'application/oauth-authz-req+jwt',
          headers: { 'access-control-allow-origin': '*' },
          body: forged,
        }),
      );
      await read(made);
      await soon(() => page.locator('#consent-title').innerText()).toBe('不可信的请求');
      await soon(() => page.locator('[data-act=consent]').count()).toBe(0);
      await inspect();
      await picture('wallet-untrusted-zh-360');
    },
    60_000,
  );

  it('refuses a link to anywhere but a member’s gateway, without asking there', async () => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await tabTo('亮证');
    for (const link of [
      'https://evil.example/v1/x',
      'openid4vp://?request_uri=https%3A%2F%2Fevil.example%2Fx',
      '你好',
    ]) {
      await page.locator('#counter-link').fill(link);
      await page.getByRole('button', { name: '查看请求' }).click();
      await page.getByRole('alert').waitFor();
    }
    await soon(() => page.getByRole('alert').innerText()).toContain('已拒绝');
    expect(asked.filter((url) => url.includes('evil'))).toEqual([]);
  }, 60_000);

  it('loses the network in the middle, says so, and a second attempt arrives once', async () => {
    await claim();
    const made = await ask();
    await read(made);
    let trouble: 'busy' | 'cut' | 'cut after it arrived' | undefined = 'busy';
    /** Closed and read anew, it is still to be answered, and the sheet says what came of it before. */
    const openAgain = async (of: typeof made, said: string): Promise<void> => {
      await page.locator('[data-act=close]').click();
      await read(of);
      await page.locator('[data-part=earlier]', { hasText: said }).waitFor();
    };
    const messages = { zh: '网关正忙。', en: 'The gateway is busy.' };
    const busy = JSON.stringify({ code: 'too-busy', messages });
    await page.route('**/response', async (route) => {
      if (trouble === 'cut after it arrived') await route.fetch();
      if (trouble?.startsWith('cut')) await route.abort();
      else if (trouble === undefined) await route.continue();
      else {
        const headers = { 'access-control-allow-origin': '*' };
        await route.fulfill({ status: 503, contentType: 'application/problem+json', headers, body: busy });
      }
    });
    await consent();
    // Known not to have arrived, and no answer that another window gave.
    await soon(() => step()).toBe('busy');
    await picture('wallet-busy-zh-360');
    await openAgain(made, '没有接收');
    trouble = 'cut';
    await consent();
    await soon(() => step()).toBe('lost');
    await picture('wallet-lost-zh-360');
    await openAgain(made, '不知道是否送达');
    await picture('wallet-opened-again-zh-360');
    await consent();
    await soon(() => step()).toBe('lost');
    trouble = undefined;
    await page.locator('[data-act=again]').click();
    await page.locator('[data-step=presented]').waitFor();
    await soon(() => verdict(made)).toBe('accept');

    // What was lost had arrived: it is not to be answered again, and the diary does not say more than is known.
    await page.locator('[data-act=close]').click();
    const next = await ask();
    await read(next);
    trouble = 'cut after it arrived';
    await consent();
    await soon(() => step()).toBe('lost');
    await page.locator('[data-act=close]').click();
    await page.locator('#counter-link').fill(next.link);
    await page.getByRole('button', { name: '查看请求' }).click();
    await page.getByRole('alert').filter({ hasText: '已经用过' }).waitFor();
    await tabTo('用证记录');
    // Both were asked at one time of this clock: their order is any.
    const results = (): Promise<unknown> =>
      page.evaluate("[...document.querySelectorAll('article')].map((each) => each.dataset.result).sort()");
    await soon(results).toEqual(['presented', 'unknown']);
  }, 90_000);

  it('answers a request from one of two windows', async () => {
    await claim();
    const made = await ask();
    const other = await open();
    await read(made);
    await read(made, other);
    await Promise.all([consent(), consent(other)]);
    const steps = await Promise.all([step(), step(other)]);
    expect([...steps].sort()).toEqual(['already', 'presented']);
    await soon(() => verdict(made)).toBe('accept');
  }, 60_000);

  it('shows its licences without a network, and says that presenting needs one', async () => {
    await claim();
    await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');
    // The page is kept last.
    await page.waitForFunction("caches.match('/wallet/').then((kept) => kept !== undefined)");
    await phone.setOffline(true);
    await page.reload();
    await page.locator('.licence').waitFor();
    await soon(() => page.getByRole('status').first().innerText()).toContain('没有网络');
    await tabTo('亮证');
    await soon(() => page.getByRole('button', { name: '出示我的亮证码' }).isDisabled()).toBe(true);
    await picture('wallet-offline-zh-360');
    await phone.setOffline(false);
  }, 60_000);

  it('speaks English, and grows for large type without scrolling sideways', async () => {
    await claim();
    await page.getByRole('button', { name: 'English' }).click();
    await tabTo('Settings');
    await page.getByRole('switch').click();
    await inspect();
    await picture('wallet-settings-large-en-360');
    await tabTo('Licences');
    await inspect();
    await picture('wallet-cards-large-en-360');
    await page.setViewportSize({ width: 1280, height: 800 });
    await tabTo('Present');
    await inspect();
    await picture('wallet-present-large-en-1280');
    await page.setViewportSize({ width: 360, height: 740 });
    await page.getByRole('button', { name: '中文' }).click();
    const title = await page.locator('h1').boundingBox();
    expect(title?.width).toBeGreaterThan(title?.height ?? 0);
  }, 60_000);

  it('loads its first view within 200 KB', async () => {
    await page.close();
    const cold = await browser.newContext({ serviceWorkers: 'block' });
    const first = await cold.newPage();
    const session = await cold.newCDPSession(first);
    await session.send('Network.enable');
    let bytes = 0;
    session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
    await first.goto(`${world.issuingUrl}/wallet/`);
    await first.locator('.van-tabbar').waitFor();
    await first.waitForLoadState('networkidle');
    await cold.close();
    expect(bytes).toBeGreaterThan(20_000);
    expect(bytes).toBeLessThanOrEqual(BUDGET_BYTES);
  }, 60_000);
});
