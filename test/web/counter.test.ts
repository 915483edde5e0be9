import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { MATTER, OTHER_MATTER, RELYING } from '../gateway/world';
import { describeInBrowser, launchBrowser } from './browser';
import { openCounterWorld, type CounterWorld } from './counter-world';
import { Desk } from './desk';
import { accessibilityFaults, scrollsSideways } from './inspect-page';
import { soon } from './soon';

// Whole journeys in a real browser, beside whatever else the machine does.
jest.setTimeout(120_000);

const writingMode = "getComputedStyle(document.querySelector('.shown-fields .vertical')).writingMode";
/** Whether the page's own font has the letters: a fallback would give another width. */
const drawnByOwnFont = `document.fonts.ready.then(() => {
  const context = document.createElement('canvas').getContext('2d');
  const width = (font) => {
    context.font = '40px ' + font;
    return context.measureText('ᠪᠠᠭᠠᠲᠤᠷ').width;
  };
  const loaded = [...document.fonts].some(({ family, status }) => /Mongolian/.test(family) && status === 'loaded');
  return loaded && width('"Noto Sans Mongolian", monospace') !== width('monospace');
})`;
/** Pictures for people to look at, where this names a folder. */
const pictures = process.env['HUREN_SCREENSHOTS'];

describeInBrowser('a clerk works at /counter', () => {
  let counter: CounterWorld;
  let browser: Browser;
  let desk: Desk;
  let context: BrowserContext;
  let page: Page;
  let seen: readonly string[];

  beforeAll(async () => {
    counter = await openCounterWorld();
    browser = await launchBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await counter.close();
  });
  afterEach(async () => {
    await context.close();
    expect(seen).toEqual([]);
  });

  async function open(who: string | undefined, options: object = {}): Promise<void> {
    desk = await Desk.open(browser, counter, who, options);
    ({ context, page, seen } = desk);
  }
  const picture = async (name: string): Promise<void> => {
    if (pictures === undefined) return;
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  };
  const line = (): Locator => desk.line();
  const verdict = (): Promise<string | null> => desk.verdict();
  const word = (): Promise<string> => page.locator('.word').innerText();
  const choose = (code?: string): Promise<void> => desk.choose(code);
  const give = (text: string): Promise<void> => desk.give(text);
  /** As a hand drops a file on the line's card. */
  async function drop(file: object): Promise<void> {
    const text = JSON.stringify(JSON.stringify(file));
    const dataTransfer = await page.evaluateHandle(`(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([${text}], 'licence.json', { type: 'application/json' }));
      return transfer;
    })()`);
    await page.locator('.intake').dispatchEvent('drop', { dataTransfer });
  }
  const requestShown = (): Promise<string> => desk.requestShown();

  it('asks whoever is not signed in to sign in, and says why somebody may not', async () => {
    await open(undefined);
    const button = page.getByRole('link', { name: '工作人员登录' });
    await soon(() => button.getAttribute('href')).toBe('/v1/staff/sign-in?to=%2Fcounter%2F');
    expect(await accessibilityFaults(page)).toEqual([]);
    await picture('counter-signed-out-zh-1280');
    await page.goto(`${counter.origin}/counter/?sign-in=wrong-member`);
    await soon(() => page.getByRole('alert').innerText()).toContain('另一个成员');
  });

  it('keeps out somebody of another member, with the reason', async () => {
    // A window of its own: the one that signs in is led back to the reason, and closed.
    await open(undefined);
    await page.getByRole('link', { name: '工作人员登录' }).click();
    await page.locator('button[value="foreign"]').click();
    await page.waitForURL(`${counter.origin}/counter/?sign-in=wrong-member`);
    await page.getByRole('alert').getByText('另一个成员').waitFor();
    await soon(() => page.getByRole('link', { name: '工作人员登录' }).count()).toBe(1);
    seen = seen.filter((fault) => !fault.startsWith('foreign:'));
  });

  it('takes a file: review without a holder, accept once the clerk has compared the person', async () => {
    await open('clerk');
    await soon(() => page.locator('.who').innerText()).toContain('演示部门');
    await choose();
    await page.locator('input[type=file]').setInputFiles({
      name: 'licence.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify(counter.good)),
    });
    await soon(() => verdict()).toBe('review');
    await soon(() => word()).toBe('人工核验');
    await soon(() => page.locator('.ways').innerText()).toContain('持证主体');
    await soon(() => page.locator('.shown-fields').innerText()).toContain('巴特尔·演示');
    await picture('counter-review-zh-1280');
    await page.getByRole('button', { name: '现场核对人证' }).click();
    await page.keyboard.type('巴特尔•演示');
    await soon(() => page.locator('.compared').getAttribute('data-match')).toBe('near');
    await page.locator('#card-name').fill('另一人');
    await soon(() => page.locator('.compared').getAttribute('data-match')).toBe('differs');
    const submit = page.getByRole('button', { name: '记录并重新核验' });
    // An empty field is no way around a name that is near.
    await page.locator('#card-name').fill(' · ');
    await page.getByLabel('我已当面核对').check();
    await page.getByText('请先输入或读取证件上的姓名').waitFor();
    await soon(() => submit.isDisabled()).toBe(true);
    await page.locator('#card-name').fill('巴特尔·演示');
    await soon(() => page.locator('.compared').getAttribute('data-match')).toBe('exact');
    // What was vouched for was another name.
    await soon(() => submit.isDisabled()).toBe(true);
    await page.getByLabel('我已当面核对').check();
    await submit.click();
    await page.locator('.verdict-panel[data-verdict=accept]').waitFor();
    await soon(() => word()).toBe('可以采信');
    expect(await accessibilityFaults(page)).toEqual([]);
    await picture('counter-matched-zh-1280');
    // Dropped on the page without 下一件: what was compared with one licence says nothing of the next.
    await drop(counter.rare);
    await page.locator('.verdict-panel[data-verdict=review]').waitFor();
    await soon(() => page.locator('#card-name').inputValue()).toBe('');
    await soon(() => page.getByLabel('我已当面核对').isChecked()).toBe(false);
    await page.getByLabel('我已当面核对').check();
    // Mongolian is compared by eye.
    await soon(() => submit.isEnabled()).toBe(true);
  });

  it('reads a card by the reader at the counter’s port, and says so in the receipt', async () => {
    await open('clerk');
    await page.evaluate(() => {
      const read = () => Promise.resolve({ name: '巴特尔·演示' });
      Object.assign(globalThis, { hurenCardReader: { read } });
    });
    await choose();
    await give(JSON.stringify(counter.good));
    await page.getByRole('button', { name: '读取身份证' }).click();
    await page.locator('.compared[data-match=exact]').waitFor();
    await page.getByLabel('我已当面核对').check();
    await page.getByRole('button', { name: '记录并重新核验' }).click();
    await page.locator('.verdict-panel[data-verdict=accept]').waitFor();
    await soon(() => page.locator('.sheet').textContent()).toContain('读卡器');
  });

  it('opens the receipt for anyone by its link, and prints it on A4 in both languages', async () => {
    await open('clerk');
    await choose();
    await give(JSON.stringify(counter.good));
    await verdict();
    const link = String(await page.locator('.receipt-link').getAttribute('href'));
    const anyone = await context.newPage();
    await anyone.goto(link);
    await anyone.locator('.outcome').waitFor();
    await soon(() => anyone.locator('.outcome').getAttribute('data-outcome')).toBe('valid');
    await soon(() => anyone.locator('#content').innerText()).toContain('白城市 (220800)');
    await anyone.close();
    await page.emulateMedia({ media: 'print' });
    const sheet = page.locator('.sheet');
    await soon(() => sheet.isVisible()).toBe(true);
    await soon(() => page.locator('.verdict-panel').isVisible()).toBe(false);
    const said = await sheet.innerText();
    for (const part of [
      '电子证照核验回执',
      'Receipt of a licence verification',
      '人工核验',
      `${counter.origin}/verify/`,
      'REVIEW',
      RELYING,
    ])
      expect(said).toContain(part);
    expect(said).not.toContain('巴特尔');
    await soon(() => sheet.locator('.qr').isVisible()).toBe(true);
    await picture('counter-receipt-printed');
    await page.emulateMedia({ media: null });
    if (pictures !== undefined) {
      const pdf = await page.pdf({ format: 'A4', path: join(pictures, 'counter-receipt.pdf') });
      expect(pdf.length).toBeGreaterThan(1000);
    }
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: '保存回执' }).click();
    const saved = JSON.parse(readFileSync(await (await download).path(), 'utf8')) as { payload: object };
    expect(saved.payload).toMatchObject({ verdict: 'review' });
  });

  it('shows a code, waits for the holder, and accepts what the phone presents', async () => {
    await open('clerk');
    await choose();
    const shown = requestShown();
    await line().press('Enter');
    const requestUri = await shown;
    // One lost connection loses nothing that the phone sends.
    let losses = 2;
    await page.route('**/v1/presentation-requests/*?*', (route) =>
      losses-- > 0 ? route.abort() : route.continue(),
    );
    await page.route('**/v1/verifications', (route) => route.abort(), { times: 1 });
    await soon(() => page.getByRole('img', { name: '亮证请求二维码' }).isVisible()).toBe(true);
    expect(Number(await page.locator('.countdown').innerText())).toBeGreaterThan(50);
    expect(await accessibilityFaults(page)).toEqual([]);
    await picture('counter-code-zh-1280');
    expect(await counter.answer(requestUri)).toBe(200);
    await page.getByRole('button', { name: '重试' }).click();
    await soon(() => verdict()).toBe('accept');
    await soon(() => word()).toBe('可以采信');
    await soon(() => page.locator('.shown-fields dt').count()).toBe(1);
    await picture('counter-accept-zh-1280');
    await page.getByRole('button', { name: 'English' }).click();
    await soon(() => word()).toBe('ACCEPT');
    await picture('counter-accept-en-1280');
  });

  it('says that the holder did not agree, and offers to ask again', async () => {
    await open('clerk');
    await choose();
    const shown = requestShown();
    await line().press('Enter');
    expect(await counter.answer(await shown, false)).toBe(200);
    await page.getByText('持证主体未同意出示').waitFor();
    await soon(() => page.getByRole('button', { name: '重新发起' }).isVisible()).toBe(true);
  });

  it('takes the code that the holder shows, typed in full width or scanned', async () => {
    await open('clerk');
    await choose();
    const { code, requestUri } = await counter.meet();
    await give(code.replaceAll(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))));
    const asked = await requestUri();
    await page.getByText('请求已送到持证主体的手机').waitFor();
    // What arrives though its answer is lost has used the presentation up, and the clerk is told.
    await page.route(
      '**/v1/verifications',
      async (route) => {
        await route.fetch();
        await route.abort();
      },
      { times: 1 },
    );
    expect(await counter.answer(asked)).toBe(200);
    await page.getByRole('button', { name: '重试' }).click();
    await page.getByText('第一次发送其实已经到达网关').waitFor();
    await soon(() => verdict()).toBe('refuse');
    await soon(() => desk.codes()).toContain('NONCE_USED');
  });

  it('says that nobody waits at a code that is not known', async () => {
    await open('clerk');
    await choose();
    await give('230200-000000');
    await soon(() => page.locator('.presenting [role=alert]').innerText()).toMatch(/亮证码/);
    // The same code again would lead nowhere.
    await page.getByRole('button', { name: '重新发起' }).click();
    await page.getByRole('img', { name: '亮证请求二维码' }).waitFor();
  });

  it('refuses a suspended licence with the remedies, and offers nothing that would not help', async () => {
    await open('clerk');
    await choose();
    await give(JSON.stringify(counter.suspended));
    await soon(() => verdict()).toBe('refuse');
    await soon(() => word()).toBe('不予采信');
    await soon(() => page.locator('.advice').innerText()).toContain('行政复议');
    await soon(() => page.locator('[data-lamp=inForce]').getAttribute('data-colour')).toBe('red');
    await soon(() => page.locator('.ways button').count()).toBe(0);
    await soon(() => page.getByLabel('我已当面核对').count()).toBe(0);
    await page.getByRole('button', { name: /SUSPENDED/ }).click();
    await soon(() => page.locator('.unfold').innerText()).toContain('暂扣');
    await picture('counter-refuse-zh-1280');
  });

  it('reviews what no agreement covers, and names the nearest ways', async () => {
    await open('clerk');
    await choose(OTHER_MATTER);
    await give(counter.good.sdJwt);
    await soon(() => verdict()).toBe('review');
    await soon(() => page.locator('.ways').innerText()).toContain('容缺受理');
    // What the large type says is not said again.
    await soon(() => page.locator('.advice').innerText()).toContain('存证记录');
    expect(await page.locator('.ways').innerText()).not.toContain('存证记录');
    // Of two people's verdicts in flight, the one before does not come up under the next.
    let arrive = (): void => undefined;
    const held = new Promise<void>((resolve) => (arrive = resolve));
    await page.route(
      '**/v1/verifications',
      async (route) => {
        const response = await route.fetch();
        await held;
        await route.fulfill({ response });
      },
      { times: 1 },
    );
    const asked = page.waitForRequest('**/v1/verifications');
    await give(JSON.stringify(counter.good));
    await asked;
    await drop(counter.suspended);
    await soon(() => verdict()).toBe('refuse');
    const late = page.waitForResponse('**/v1/verifications');
    arrive();
    await late;
    await page.getByRole('button', { name: /SUSPENDED/ }).click();
    await soon(() => verdict()).toBe('refuse');
    // No verdict stands under a matter for which it was not given.
    await page.getByRole('button', { name: '更换事项' }).click();
    await page.locator('.verdict-panel').waitFor({ state: 'detached' });
    await choose();
    expect([await page.locator('.verdict-panel').count(), await page.locator('.sheet').count()]).toEqual([
      0, 0,
    ]);
  });

  it('cannot tell from a stale index, and offers to try again', async () => {
    const { world } = counter;
    const before = world.now;
    await world.relying.stopFeed();
    try {
      world.now += 31 * 60_000;
      await open('clerk');
      await choose();
      await give(JSON.stringify(counter.good));
      await soon(() => verdict()).toBe('cannot-tell');
      await soon(() => word()).toBe('无法判断');
      await soon(() => page.getByRole('button', { name: '重新核验', exact: true }).isVisible()).toBe(true);
      await picture('counter-cannot-tell-zh-1280');
    } finally {
      world.now = before;
      await world.relying.resumeFeed();
    }
  });

  it('draws the page form with its seal, once it is asked for where it holds more than the matter needs', async () => {
    await open('clerk');
    await choose();
    await page.locator('input[type=file]').setInputFiles([
      { name: 'a.ofd', mimeType: 'application/ofd', buffer: Buffer.from(counter.page.ofd, 'base64') },
      {
        name: 'a.anchor.json',
        mimeType: 'application/json',
        buffer: Buffer.from(JSON.stringify(counter.page.anchor)),
      },
    ]);
    await soon(() => verdict()).toBe('review');
    // The number on the page is none of this matter's business.
    expect(await page.locator('.shown-fields').innerText()).not.toContain('演示0001');
    await page.locator('.whole-page summary').waitFor();
    await soon(() => page.locator('.page-form text').first().isVisible()).toBe(false);
    await page.locator('.whole-page summary').click();
    await page.locator('.page-form text').first().waitFor();
    await soon(() => page.locator('.page-form image.seal').count()).toBe(1);
    await soon(() => page.locator('.page-form text').count()).toBeGreaterThan(5);
    await soon(() => page.locator('.page-form').first().textContent()).toContain('巴特尔·演示');
    await soon(() => page.locator('.shown-fields').innerText()).toContain('巴特尔·演示');
    await picture('counter-page-zh-1280');
  });

  it('shows Mongolian in columns and rare characters with their code points, and matches no Mongolian', async () => {
    await open('clerk');
    const fonts: string[] = [];
    page.on('request', (request) => {
      if (request.resourceType() === 'font') fonts.push(request.url());
    });
    await choose();
    await give(JSON.stringify(counter.good));
    await verdict();
    expect(fonts).toEqual([]);
    await page.locator('.next').click();
    await give(JSON.stringify(counter.rare));
    await page.locator('.shown-fields .vertical').waitFor();
    await soon(() => page.locator('.shown-fields .rare rt').first().innerText()).toBe('U+2CB4E');
    expect(await page.evaluate(writingMode)).toBe('vertical-lr');
    // The page's own font draws it, and came with it.
    expect(await page.evaluate(drawnByOwnFont)).toBe(true);
    expect(fonts.map((path) => /[^/]+\.\w+$/.exec(path)?.[0])).toEqual([
      expect.stringMatching(/^noto-sans-mongolian.*\.woff2$/),
    ]);
    // Its code points by keyboard and touch, not on hover.
    await page.locator('.shown-fields .codes').focus();
    await page.keyboard.press('Enter');
    await soon(() => page.locator('.shown-fields .column code').innerText()).toContain('U+182A U+1820');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.locator('#card-name').fill('演示');
    await soon(() => page.locator('.compared').getAttribute('data-match')).toBe('not-comparable');
    await picture('counter-names-zh-1280');
  });

  it('checks a receipt that is handed over', async () => {
    await open('clerk');
    await choose();
    await give(JSON.stringify(counter.good));
    await verdict();
    const link = String(await page.locator('.receipt-link').getAttribute('href'));
    await page.locator('.next').click();
    await give(link);
    await page.locator('.receipt-outcome').waitFor();
    await soon(() => page.locator('.receipt-outcome').getAttribute('data-outcome')).toBe('valid');
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it.each([
    ['nothing that is known', '你好', '认不出'],
    ['a counter’s own request', 'openid4vp://?client_id=a&request_uri=b', '须由持证主体'],
    ['a JSON that is something else', '{"a":1}', '认不出'],
  ])('says what to do about %s', async (_, text, said) => {
    await open('clerk');
    await choose();
    await give(text);
    await soon(() => page.locator('.problem').innerText()).toContain(said);
  });

  it('finds a matter by pinyin, initials, name and code, and remembers it', async () => {
    await open('clerk');
    const options = page.getByRole('option');
    for (const query of ['yanshi', 'yssx', '演示', MATTER.slice(0, 8)]) {
      await page.locator('#matter').fill(query);
      await options.first().waitFor();
      await soon(() => options.count()).toBe(2);
    }
    await page.locator('#matter').fill('mei you');
    await page.getByText('没有找到这样的事项').waitFor();
    await choose(OTHER_MATTER);
    await page.reload();
    await page.locator('#matter').waitFor();
    await options.first().waitFor();
    await soon(() => options.first().innerText()).toContain(OTHER_MATTER);
  });

  it('goes from the first key to the receipt without a mouse', async () => {
    await open('clerk');
    await page.locator('#matter').waitFor();
    await page.waitForFunction("document.activeElement.id === 'matter'");
    await page.getByRole('option').first().waitFor();
    await page.keyboard.type('yssx');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.waitForFunction("document.activeElement.id === 'line'");
    // A handheld scanner is a keyboard that ends with Enter.
    await page.keyboard.insertText(counter.good.sdJwt);
    await page.keyboard.press('Enter');
    await verdict();
    await page.waitForFunction("document.activeElement.className === 'word'");
    let reached = '';
    for (let presses = 0; presses < 40 && !reached.includes('打印'); presses++) {
      await page.keyboard.press('Tab');
      reached = await page.evaluate<string>('document.activeElement.textContent');
    }
    expect(reached).toContain('打印回执');
    await page.evaluate(() => {
      Object.assign(globalThis, { print: () => Object.assign(globalThis, { printed: true }) });
    });
    await page.keyboard.press('Enter');
    expect(await page.evaluate('globalThis.printed')).toBe(true);
  });

  it('keeps what was typed when the session ends, and goes on once somebody signs in beside', async () => {
    await open('clerk');
    await choose();
    counter.world.now += 31 * 60_000;
    try {
      await give(counter.good.sdJwt);
      await page.locator('.ended').waitFor();
      await soon(() => line().inputValue()).toBe(counter.good.sdJwt);
      const opened = context.waitForEvent('page');
      await page.getByRole('link', { name: '在新窗口登录' }).click();
      const beside = await opened;
      // The provider may still know who sits there, and then asks nothing.
      const chooser = beside.locator('button[value="clerk"]');
      const done = beside.getByText('您已登录').or(beside.getByText('已登录。'));
      await chooser.or(done).first().waitFor();
      if (await chooser.isVisible()) await chooser.click();
      await done.waitFor();
      await page.locator('.ended').waitFor({ state: 'detached' });
      await line().press('Enter');
      expect(await page.locator('.verdict-panel').getAttribute('data-verdict')).not.toBeNull();
    } finally {
      counter.world.now -= 31 * 60_000;
    }
  });

  it('shows an auditor the records and nothing to verify with', async () => {
    await open('auditor');
    await page.getByText('只能查看记录').waitFor();
    await soon(() => line().count()).toBe(0);
    await page.locator('.lines tbody tr').first().waitFor();
    expect(await page.locator('.lines').innerText()).not.toMatch(/巴特尔|GOOD1/);
    await page.locator('.chart svg').waitFor();
    // What the picture shows, in numbers for whoever does not see it.
    await page.locator('.days summary').click();
    await soon(() => page.locator('.days tbody tr').count()).toBe(14);
    const ofDays = await page.locator('.days tbody td:nth-child(3)').allInnerTexts();
    const sum = ofDays.reduce((all, each) => all + Number(each), 0);
    expect(sum).toBeGreaterThan(0);
    await soon(() => page.locator('.sums div').nth(1).innerText()).toContain(String(sum));
    expect(await accessibilityFaults(page)).toEqual([]);
    await picture('counter-history-zh-1280');
  });

  it('tells an operator that there is nothing here for him', async () => {
    await open('operator');
    await page.getByText('不使用核验台').waitFor();
    await soon(() => page.locator('.lines').count()).toBe(0);
  });

  it('signs out, and the next one has to sign in', async () => {
    await open('clerk');
    await page.locator('#matter').waitFor();
    await page.getByRole('button', { name: '退出' }).click();
    await page
      .getByText('退出')
      .first()
      .waitFor({ state: 'detached' })
      .catch(() => undefined);
    await page.goto(`${counter.origin}/counter/`);
    await page.getByRole('link', { name: '工作人员登录' }).waitFor();
    seen = seen.filter((fault) => !fault.startsWith('foreign:'));
  });

  it('works on a phone’s screen, in English too', async () => {
    await open('clerk', { viewport: { width: 360, height: 740 }, locale: 'en-GB' });
    await choose();
    await give(JSON.stringify(counter.rare));
    await soon(() => verdict()).toBe('review');
    await soon(() => word()).toBe('REVIEW');
    await soon(() => scrollsSideways(page)).toBe(false);
    expect(await accessibilityFaults(page)).toEqual([]);
    await picture('counter-review-en-360');
    await page.getByRole('button', { name: 'Records' }).click();
    await page.locator('.lines').waitFor();
    await soon(() => scrollsSideways(page)).toBe(false);
    await picture('counter-history-en-360');
  });
});
