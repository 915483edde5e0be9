import type { Browser } from 'playwright-core';
import { HEILONGJIANG, JILIN, MATTER, OTHER_MATTER, RELYING } from '../gateway/world';
import { describeInBrowser, launchBrowser } from './browser';
import { openCounterWorld, type CounterWorld } from './counter-world';
import { Desk } from './desk';
import { accessibilityFaults, scrollsSideways } from './inspect-page';

jest.setTimeout(120_000);

const LOCAL = '511Z07001006-511602000000-1-00';

describeInBrowser('a counter tells what it was not asked to judge', () => {
  let counter: CounterWorld;
  let browser: Browser;
  let desk: Desk;

  beforeAll(async () => {
    counter = await openCounterWorld();
    browser = await launchBrowser();
    const { world } = counter;
    // Two lists that speak for the counter's region mean different matters by one code.
    for (const [keeper, to] of [
      [RELYING, MATTER],
      [JILIN, OTHER_MATTER],
    ] as const) {
      const row = { localCode: LOCAL, name: '演示本地事项', region: '220800', source: 'demo' };
      await world.submit(keeper, 'matter', 'reference', { rows: [row] });
      const pair = { from: LOCAL, list: keeper, to };
      await world.submit(keeper, 'matter', 'map', { ...pair, with: [HEILONGJIANG] });
      await world.submit(HEILONGJIANG, 'matter', 'acceptMapping', { ...pair, version: 1 });
    }
    await world.relying.caughtUp();
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await counter.close();
  });
  afterEach(async () => {
    await desk.context.close();
    expect(desk.seen).toEqual([]);
  });

  /** The request that was shown is answered by an agent. */
  const answeredBy = async (agentName: string): Promise<void> => {
    const shown = desk.requestShown();
    await desk.line().press('Enter');
    expect(await counter.answerAsAgent(await shown, agentName)).toBe(200);
  };

  it('names the agent beside the holder, as the delegation does', async () => {
    desk = await Desk.open(browser, counter, 'clerk');
    await desk.choose();
    await answeredBy('演示办事人𬭎');
    expect(await desk.verdict()).toBe('accept');
    const by = desk.page.locator('.presented-by');
    expect(await by.getAttribute('data-proved')).toBe('true');
    expect(await by.innerText()).toContain('演示办事人𬭎');
    expect(await by.innerText()).toContain('未作比对');
    expect(await desk.page.locator('.shown-fields').innerText()).toContain('巴特尔·演示');
    // Nothing of the name leaves the page: the receipt and its print know roles only.
    expect(await desk.page.locator('.sheet').textContent()).not.toContain('演示办事人');
    expect(await accessibilityFaults(desk.page)).toEqual([]);
  });

  it('says that the delegation names nobody', async () => {
    desk = await Desk.open(browser, counter, 'clerk');
    await desk.choose();
    await answeredBy('');
    await desk.verdict();
    expect(await desk.page.locator('.presented-by').innerText()).toContain('授权书未载姓名');
  });

  it('names no agent where the holder presents', async () => {
    desk = await Desk.open(browser, counter, 'clerk');
    await desk.choose();
    const shown = desk.requestShown();
    await desk.line().press('Enter');
    await counter.answer(await shown);
    expect(await desk.verdict()).toBe('accept');
    expect(await desk.page.locator('.presented-by').count()).toBe(0);
  });

  it('tells a delegation that nobody vouches for from one that holds', async () => {
    desk = await Desk.open(browser, counter, 'clerk');
    await desk.choose();
    const asked = desk.page.waitForRequest((request) => request.url().endsWith('/v1/verifications'));
    await answeredBy('演示办事人');
    await desk.verdict();
    const { credential } = (await asked).postDataJSON() as { credential: object };
    await desk.page.locator('.next').click();
    // The same file once more, without a request that it answers.
    await desk.give(JSON.stringify(credential));
    await desk.page.locator('.presented-by[data-proved=false]').waitFor();
    expect(await desk.page.locator('.presented-by').innerText()).toContain('未获证实');
  });

  it('takes a local code with its list, and shows what it was taken for', async () => {
    desk = await Desk.open(browser, counter, 'clerk');
    const { page } = desk;
    await page.locator('#matter').fill(LOCAL.slice(0, 8).toLowerCase());
    await page.getByRole('option').first().waitFor();
    expect(await page.getByRole('option').count()).toBe(2);
    await page.getByRole('option', { name: RELYING }).click();
    expect(await page.locator('#matter-list').inputValue()).toBe(RELYING);
    await desk.give(JSON.stringify(counter.good));
    expect(await desk.verdict()).toBe('review');
    expect(await page.locator('.local-matter').innerText()).toContain(`${RELYING}）按事项 ${MATTER}`);
    expect(await page.locator('.sheet').textContent()).toContain(MATTER);
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('asks for the list of a typed local code that several lists share', async () => {
    desk = await Desk.open(browser, counter, 'clerk', { viewport: { width: 360, height: 740 } });
    const { page } = desk;
    // Before the list of matters has come, and with it the local codes.
    await page.route('**/v1/mappings**', (route) => route.fulfill({ json: { items: [] } }));
    await page.reload();
    await desk.choose(LOCAL);
    await desk.give(JSON.stringify(counter.good));
    await page.locator('.problem').waitFor();
    expect(await scrollsSideways(page)).toBe(false);
    await page.locator('#matter-list').fill(JILIN.toLowerCase());
    await page.locator('#matter-list').press('Tab');
    await desk.line().press('Enter');
    expect(await desk.verdict()).toBe('review');
    expect(await page.locator('.local-matter').innerText()).toContain(`${JILIN}）按事项 ${OTHER_MATTER}`);
  });

  it('asks a phone for what a local code’s matter needs', async () => {
    desk = await Desk.open(browser, counter, 'clerk');
    await desk.page.locator('#matter').fill(LOCAL);
    await desk.page.getByRole('option', { name: RELYING }).click();
    const shown = desk.requestShown();
    await desk.line().press('Enter');
    expect(await counter.answer(await shown)).toBe(200);
    expect(await desk.verdict()).toBe('accept');
  });

  it('refuses a local code that counts as nothing', async () => {
    desk = await Desk.open(browser, counter, 'clerk');
    await desk.choose('999-NO-LIST');
    await desk.give(JSON.stringify(counter.good));
    await desk.page.locator('.problem').waitFor();
    expect(await desk.page.locator('.verdict-panel').count()).toBe(0);
  });
});
