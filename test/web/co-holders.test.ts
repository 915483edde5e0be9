import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { call } from '../gateway/client';
import { issuerToken, licence } from '../gateway/issuing';
import { defineJointMatter, JOINT_MATTER } from '../gateway/joint-matter';
import { TYPE } from '../gateway/world';
import { describeInBrowser, launchBrowser } from './browser';
import { type CounterWorld, openCounterWorld } from './counter-world';
import { Desk } from './desk';
import { accessibilityFaults, scrollsSideways } from './inspect-page';
import { PERSON, Phone } from './phone';
import { soon } from './soon';

jest.setTimeout(120_000);
const pictures = process.env['HUREN_SCREENSHOTS'];
const SPOUSE = { name: '乙·演示', idNumber: 'DEMO-ID-0002' };

describeInBrowser('two holders of one licence, each with a phone', () => {
  let counter: CounterWorld;
  let browser: Browser;
  let desk: Desk;
  let first: Phone;
  let second: Phone;
  let serial = 0;

  beforeAll(async () => {
    counter = await openCounterWorld();
    await defineJointMatter(counter.world);
    await counter.world.relying.caughtUp();
    await counter.world.issuing.caughtUp();
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await counter.close();
  });
  beforeEach(async () => {
    desk = await Desk.open(browser, counter, 'clerk');
    await desk.choose(JOINT_MATTER);
    first = await Phone.open(browser, counter);
    second = await Phone.open(browser, counter);
  });
  afterEach(async () => {
    expect([desk.seen, first.faults(), second.faults()]).toEqual([[], [], []]);
    await Promise.all([desk, first, second].map(({ context }) => context.close()));
  });

  const look = async (name: string, page: Page): Promise<void> => {
    await soon(() => scrollsSideways(page)).toBe(false);
    expect(await accessibilityFaults(page)).toEqual([]);
    if (pictures === undefined) return;
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `co-holders-${name}.png`), fullPage: true });
  };
  const offers = async (): Promise<readonly [string, string]> => {
    const name = (of: { name: string }) => ({ certificate_holder_name: of.name });
    const fields = { ...name(PERSON), certificate_number: '演示共有0001' };
    const body = {
      type: TYPE,
      key: counter.world.sealKey,
      licence: licence(`JOINT${String(++serial)}`, { fields }),
      person: PERSON,
      identityLevel: 3,
      coHolders: [{ fields: name(SPOUSE), person: SPOUSE }],
    };
    const url = `${counter.world.issuingUrl}/v1/offers`;
    const made = (await call('POST', url, body, issuerToken(counter.world))).body;
    const [other] = made['coHolders'] as [{ link: string }];
    return [made['link'] as string, other.link];
  };
  const bothClaim = async (): Promise<void> => {
    const [ofFirst, ofSecond] = await offers();
    await first.claim(ofFirst, { waits: true });
    await first.page.locator('[data-part=pending]').waitFor();
    await look('waiting', first.page);
    await second.claim(ofSecond, { person: SPOUSE });
    await first.page.locator('[data-act=look-again]').click();
    await first.page.locator('.licence [data-part=joint]').waitFor({ timeout: 30_000 });
  };
  const asked = async (): Promise<void> => {
    const shown = desk.requestShown();
    await desk.line().press('Enter');
    await first.readLink(await shown);
  };
  const askSecond = async (): Promise<void> => {
    await first.page.locator('[data-act=ask-co-holder]').click();
    const link = await first.page.locator('#ask-link').inputValue();
    await look('ask', first.page);
    await second.readLink(link);
  };
  const fieldsShown = (): Promise<string> => desk.page.locator('.shown-fields').innerText();

  it('claim in turn, consent once, and both names are accepted at the counter', async () => {
    await bothClaim();
    await look('card', first.page);
    await asked();
    await askSecond();
    await look('consent', second.page);
    await second.page.locator('[data-act=agree]').click();
    await soon(() => second.step()).toBe('agreed');
    await first.page.locator('[data-part=consented][data-count="1"]').waitFor({ timeout: 20_000 });
    await look('consented', first.page);
    await first.consent();
    await soon(() => first.step()).toBe('presented');
    await soon(() => desk.verdict()).toBe('accept');
    await soon(() => fieldsShown()).toContain(SPOUSE.name);
    await soon(() => fieldsShown()).toContain(PERSON.name);
    // The receipt and the name beside which a card is held are of the one who presented.
    await soon(() => desk.page.locator('.presenter').innerText()).toContain('2 名持证人中的第 1 名');
    await soon(() => desk.page.locator('.name-shown').innerText()).toBe(PERSON.name);
    await soon(() => desk.page.locator('.sheet').textContent()).toContain('2 名持证人中的第 1 名');
    await look('counter', desk.page);
    await desk.page.setViewportSize({ width: 360, height: 740 });
    await soon(() => scrollsSideways(desk.page)).toBe(false);
    await second.page.locator('[data-act=close]').click();
    await second.tab('用证记录');
    await soon(() => second.page.locator('article').innerText()).toContain('共有人同意');
  });

  it('without consent the other’s name is neither sent nor shown, and a person reviews', async () => {
    await bothClaim();
    await asked();
    await first.consent();
    await soon(() => first.step()).toBe('presented');
    await soon(() => desk.verdict()).toBe('review');
    await soon(() => desk.codes()).toContain('CO_HOLDER_FIELDS_MISSING');
    expect(await fieldsShown()).not.toContain(SPOUSE.name);
  });

  it('tells the first phone that the other holder declined', async () => {
    await bothClaim();
    await asked();
    await askSecond();
    await second.page.locator('[data-act=refuse]').click();
    await soon(() => second.step()).toBe('refusedCoHolder');
    await first.page.getByText('共有人没有同意').waitFor({ timeout: 20_000 });
    await soon(() => first.page.locator('[data-part=consented]').getAttribute('data-count')).toBe('0');
  });

  it.each([
    ['before it arrived', false],
    ['after it arrived', true],
  ])('a refusal whose connection is lost %s refuses again and never consents', async (_, arrives) => {
    await bothClaim();
    await asked();
    await askSecond();
    const { page } = second;
    let sent = 0;
    let cut = true;
    await page.route('**/v1/delegations/drops', async (route) => {
      sent++;
      if (cut && arrives) await route.fetch();
      await (cut ? route.abort() : route.continue());
    });
    await page.locator('[data-act=refuse]').click();
    await soon(() => second.step()).toBe('lost');
    cut = false;
    await page.locator('[data-act=again]').click();
    await page.locator('[data-step=refusedCoHolder]').waitFor({ timeout: 20_000 });
    expect(sent).toBe(2);
    await first.page.getByText('共有人没有同意').waitFor({ timeout: 20_000 });
    await soon(() => first.page.locator('[data-part=consented]').getAttribute('data-count')).toBe('0');
    await page.locator('[data-act=close]').click();
    await second.tab('用证记录');
    await soon(() => page.locator('article').getAttribute('data-result')).toBe('declined');
  });

  it('may be asked again for the same request by a new code', async () => {
    await bothClaim();
    await asked();
    await askSecond();
    await second.page.locator('[data-act=refuse]').click();
    await soon(() => second.step()).toBe('refusedCoHolder');
    await second.page.locator('[data-act=close]').click();
    await first.page.getByText('共有人没有同意').waitFor({ timeout: 20_000 });
    await askSecond();
    await second.page.locator('[data-act=agree]').click();
    await soon(() => second.step()).toBe('agreed');
    await first.page.locator('[data-part=consented][data-count="1"]').waitFor({ timeout: 20_000 });
  });

  it('shows a stranger’s phone nothing to consent to', async () => {
    await bothClaim();
    await asked();
    await first.page.locator('[data-act=ask-co-holder]').click();
    const link = await first.page.locator('#ask-link').inputValue();
    const stranger = await Phone.open(browser, counter);
    await stranger.readLink(link);
    await soon(() => stranger.page.locator('[data-act=agree]').count()).toBe(0);
    await stranger.context.close();
  });
});
