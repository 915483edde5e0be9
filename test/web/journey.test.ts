import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseRequestObject, type RequestObject, signRequestObject } from '@huren/chaincode/domain';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { OTHER_MATTER } from '../gateway/world';
import { describeInBrowser, launchBrowser } from './browser';
import { openCounterWorld, type CounterWorld } from './counter-world';
import { cameraShowing } from './fake-camera';
import { Desk } from './desk';
import { accessibilityFaults } from './inspect-page';
import { Phone } from './phone';
import { soon } from './soon';

jest.setTimeout(120_000);

describeInBrowser('a holder and a clerk, each at their own screen', () => {
  let counter: CounterWorld;
  let browser: Browser;
  let atDesk: Desk;
  let desk: BrowserContext;
  let page: Page;
  let phone: Phone;
  let seen: readonly string[];
  let serial = 0;

  beforeAll(async () => {
    counter = await openCounterWorld();
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await counter.close();
  });
  afterEach(async () => {
    expect([seen, phone.faults()]).toEqual([[], []]);
    await desk.close();
    await phone.context.close();
  });

  async function openDesk(by = browser): Promise<void> {
    const opened = await Desk.open(by, counter, 'clerk');
    ({ context: desk, page, seen } = opened);
    atDesk = opened;
    await opened.choose();
  }
  beforeEach(async () => {
    await openDesk();
    phone = await Phone.open(browser, counter);
    await phone.claim(await counter.offer(`JOURNEY${String(++serial)}`));
  });

  const line = (): Locator => atDesk.line();
  const verdict = (): Promise<string | null> => atDesk.verdict();
  const codes = (): Promise<string> => atDesk.codes();
  /** The counter's code as a phone's camera would take it. */
  async function codeShown(): Promise<Buffer> {
    await line().press('Enter');
    const code = page.locator('.presenting .qr');
    await code.waitFor();
    return code.screenshot({ scale: 'device' });
  }
  /** What the counter got from the phone. */
  async function received(): Promise<{ readonly credential: object; readonly nonce: string }> {
    const response = await page.waitForResponse(async (answer) => {
      if (!/\/v1\/presentation-requests\/[^/]+\?/.test(answer.url())) return false;
      return ((await answer.json()) as { credential?: object }).credential !== undefined;
    });
    return (await response.json()) as { credential: object; nonce: string };
  }

  it('claim, then present to the counter’s code: accepted; the same once more is worth nothing', async () => {
    await phone.readPicture(await codeShown());
    const presented = received();
    await phone.consent();
    await soon(() => phone.step()).toBe('presented');
    await soon(() => verdict()).toBe('accept');
    const { credential, nonce } = await presented;
    // A copy of what was shown, at the same counter, for the same matter, with the very nonce.
    await page.locator('.next').click();
    await page.route('**/v1/verifications', async (route) => {
      const body = JSON.parse(route.request().postData() ?? '{}') as Record<string, unknown>;
      await route.continue({ postData: JSON.stringify({ ...body, nonce }) });
    });
    await line().fill(JSON.stringify(credential));
    await line().press('Enter');
    await soon(() => verdict()).toBe('refuse');
    await soon(() => codes()).toContain('NONCE_USED');
  });

  it('present by the holder’s own code, typed at the counter: accepted', async () => {
    await phone.tab('亮证');
    await phone.page.getByRole('button', { name: '出示我的亮证码' }).click();
    const code = await phone.page.locator('.big-code').innerText();
    await line().fill(code);
    await line().press('Enter');
    await phone.page.locator('#consent-title').waitFor({ timeout: 20_000 });
    await phone.consent();
    await soon(() => phone.step()).toBe('presented');
    await soon(() => verdict()).toBe('accept');
  });

  it('refuses what was presented for another matter', async () => {
    await phone.readPicture(await codeShown());
    await page.route('**/v1/verifications', async (route) => {
      const body = JSON.parse(route.request().postData() ?? '{}') as Record<string, unknown>;
      await route.continue({ postData: JSON.stringify({ ...body, matter: OTHER_MATTER }) });
    });
    await phone.consent();
    await soon(() => verdict()).toBe('refuse');
    await soon(() => codes()).toContain('AUDIENCE');
  });

  it('cannot ask for a field that the matter does not need', async () => {
    await page.route('**/v1/presentation-requests', async (route) => {
      const body = JSON.parse(route.request().postData() ?? '{}') as Record<string, unknown>;
      const fields = ['certificate_holder_name', 'certificate_number'];
      await route.continue({ postData: JSON.stringify({ ...body, fields }) });
    });
    const refused = page.waitForResponse(`${counter.origin}/v1/presentation-requests`);
    await line().press('Enter');
    expect((await (await refused).json()) as unknown).toMatchObject({ code: 'field-not-needed' });
    await page.locator('.presenting [role=alert]').waitFor();
    await soon(() => page.locator('.presenting .qr').count()).toBe(0);
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('the phone trusts no request for more than the matter needs, though its member signed it', async () => {
    const made = page.waitForResponse(
      (answer) => answer.url().endsWith('/v1/presentation-requests') && answer.status() === 201,
    );
    await codeShown();
    const { requestUri, link } = (await (await made).json()) as { requestUri: string; link: string };
    const { payload } = parseRequestObject(await (await fetch(requestUri)).text());
    const [query] = payload.dcql_query.credentials;
    const claims = [...(query?.claims ?? []), { path: ['certificate_number'] }];
    const greedy = {
      ...payload,
      dcql_query: { credentials: [{ ...query, claims }] },
    } as unknown as RequestObject;
    const signer = counter.world.relying.context.receiptSigner();
    if (signer === undefined) throw new Error('the gateway has a receipt key');
    const body = signRequestObject(greedy, signer);
    await phone.page.route(`${counter.origin}/v1/presentation-requests/**`, (route) =>
      route.fulfill({ status: 200, headers: { 'access-control-allow-origin': '*' }, body }),
    );
    await phone.readLink(link);
    await soon(() => phone.page.locator('#consent-title').innerText()).toBe('不可信的请求');
    await soon(() => phone.page.locator('[data-act=consent]').count()).toBe(0);
  });

  it('tells the clerk that the request expired before the holder agreed, and the phone the same', async () => {
    await phone.readPicture(await codeShown());
    counter.world.now += 60_001;
    await phone.page.clock.setFixedTime(counter.world.now);
    await phone.consent();
    await soon(() => phone.step()).toBe('expired');
    await page.getByText('请求已过期').waitFor({ timeout: 40_000 });
  });

  it('scans the holder’s code with the counter’s camera', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'huren-camera-'));
    const met = await counter.meet();
    const seeing = await launchBrowser(cameraShowing(met.code, join(folder, 'code.y4m')));
    try {
      await desk.close();
      await openDesk(seeing);
      // A detector of the browser's that has no service behind it, and a button that is tapped twice.
      await page.evaluate(`
        globalThis.BarcodeDetector = class {
          static getSupportedFormats = () => Promise.resolve(['qr_code']);
          detect = () => { globalThis.detected = true; return Promise.reject(new Error('no service')); };
        };
        const devices = navigator.mediaDevices;
        const open = devices.getUserMedia.bind(devices);
        globalThis.streams = [];
        devices.getUserMedia = async (wish) => {
          const stream = await open(wish);
          streams.push(stream);
          return stream;
        };
        const tapped = [...document.querySelectorAll('button')].find((each) => each.textContent.includes('用摄像头扫码'));
        tapped.click();
        tapped.click();`);
      const asked = await met.requestUri();
      expect(await counter.answer(asked)).toBe(200);
      await soon(() => verdict()).toBe('accept');
      expect(await page.evaluate('detected')).toBe(true);
      // The camera is off.
      const running = 'streams.flatMap((each) => each.getTracks()).map(({ readyState }) => readyState)';
      await soon(() => page.evaluate(running)).toEqual(['ended']);
      await desk.close();
    } finally {
      await seeing.close();
      rmSync(folder, { recursive: true, force: true });
    }
    await openDesk();
  });
});
