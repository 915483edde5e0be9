import { join } from 'node:path';
import { dayOfMs } from '@huren/chaincode/domain';
import type { Browser } from 'playwright-core';
import { HEILONGJIANG, JILIN, MATTER, OTHER_MATTER, RELYING, TYPE } from '../gateway/world';
import { describeInBrowser, launchBrowser } from './browser';
import { openCounterWorld, type CounterWorld } from './counter-world';
import { Desk } from './desk';
import { accessibilityFaults, scrollsSideways } from './inspect-page';
import { soon } from './soon';

jest.setTimeout(120_000);

/** Pictures for people to look at, where this names a folder. */
const pictures = process.env['HUREN_SCREENSHOTS'];

/** The counter's own matter, which asks for an identity level. */
const LEVELLED = `${RELYING}3${MATTER}`;
const LOCAL = '511Z07001006-511602000000-1-00';

describeInBrowser('a counter tells what it was not asked to judge', () => {
  let counter: CounterWorld;
  let browser: Browser;
  let desk: Desk;

  beforeAll(async () => {
    counter = await openCounterWorld();
    browser = await launchBrowser();
    const { world } = counter;
    await world.submit(RELYING, 'matter', 'define', {
      code: LEVELLED,
      name: { zh: '演示事项（须实名）', en: 'Demo matter' },
      kind: '01',
      legalBasis: [{ title: '演示条例', article: '第一条' }],
      from: dayOfMs(world.now),
      materials: [{ types: [TYPE], fields: ['certificate_holder_name'], legalForm: 'any', identityLevel: 3 }],
    });
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

  const picture = async (name: string): Promise<void> => {
    if (pictures !== undefined)
      await desk.page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  };
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
    await soon(() => desk.verdict()).toBe('accept');
    const by = desk.page.locator('.presented-by');
    await soon(() => by.getAttribute('data-proved')).toBe('true');
    await soon(() => by.innerText()).toContain('演示办事人𬭎');
    await soon(() => by.innerText()).toContain('未作比对');
    await soon(() => desk.page.locator('.shown-fields').innerText()).toContain('巴特尔·演示');
    // Nothing of the name leaves the page: the receipt and its print know roles only.
    expect(await desk.page.locator('.sheet').textContent()).not.toContain('演示办事人');
    expect(await accessibilityFaults(desk.page)).toEqual([]);
  });

  it('says that the delegation names nobody', async () => {
    desk = await Desk.open(browser, counter, 'clerk');
    await desk.choose();
    await answeredBy('');
    await desk.verdict();
    await soon(() => desk.page.locator('.presented-by').innerText()).toContain('委托授权未载姓名');
  });

  it('names no agent where the holder presents', async () => {
    desk = await Desk.open(browser, counter, 'clerk');
    await desk.choose();
    const shown = desk.requestShown();
    await desk.line().press('Enter');
    await counter.answer(await shown);
    await soon(() => desk.verdict()).toBe('accept');
    await soon(() => desk.page.locator('.presented-by').count()).toBe(0);
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
    await soon(() => desk.page.locator('.presented-by').innerText()).toContain('未获证实');
  });

  /** The clerk compares the card of an agent whose level is too low, and the agent presents again. */
  const compareAgent = async (card: string, presents: string): Promise<unknown> => {
    await desk.page.getByRole('button', { name: '核对代办人身份' }).click();
    await desk.page.keyboard.type(card);
    await desk.page.getByLabel('我已当面核对').check();
    const shown = desk.requestShown();
    const asked = desk.page.waitForRequest((request) => request.url().endsWith('/v1/verifications'));
    await desk.page.getByRole('button', { name: '记录，并请代办人再次亮证' }).click();
    expect(await counter.answerAsAgent(await shown, presents)).toBe(200);
    await desk.verdict();
    return ((await asked).postDataJSON() as { counterMatch?: unknown }).counterMatch;
  };

  it('steps an agent up by a comparison with the name in the delegation', async () => {
    desk = await Desk.open(browser, counter, 'clerk');
    await desk.choose(LEVELLED);
    await answeredBy('演示办事人');
    await soon(() => desk.verdict()).toBe('review');
    await soon(() => desk.codes()).toContain('IDENTITY_LEVEL_TOO_LOW');
    await soon(() => desk.page.locator('.name-shown').innerText()).toBe('演示办事人');
    expect(await accessibilityFaults(desk.page)).toEqual([]);
    await picture('counter-agent-review-zh-1280');
    // How the names compare is not the page's word.
    expect(await compareAgent('演示办事人', '演示办事人')).toEqual({
      method: 'id-card',
      typed: '演示办事人',
      of: 'agent',
    });
    expect([await desk.verdict(), await desk.codes()]).toEqual([
      'accept',
      expect.stringContaining('AGENT_MATCHED_AT_COUNTER'),
    ]);
    await soon(() => desk.page.locator('.presented-by[data-proved=true]').innerText()).toContain(
      '已按委托授权',
    );
    await picture('counter-agent-accept-zh-1280');
  });

  it('refuses another agent than the one who was compared', async () => {
    desk = await Desk.open(browser, counter, 'clerk');
    await desk.choose(LEVELLED);
    await answeredBy('演示办事人');
    await desk.verdict();
    await compareAgent('演示办事人', '演示另一人');
    expect([await desk.verdict(), await desk.codes()]).toEqual([
      'refuse',
      expect.stringContaining('AGENT_DIFFERS'),
    ]);
  });

  it('offers no comparison where the delegation names nobody', async () => {
    desk = await Desk.open(browser, counter, 'clerk');
    await desk.choose(LEVELLED);
    await answeredBy('');
    await soon(() => desk.verdict()).toBe('review');
    await soon(() => desk.page.getByRole('button', { name: '核对代办人身份' }).count()).toBe(0);
    await soon(() => desk.page.getByLabel('我已当面核对').count()).toBe(0);
  });

  it('takes a local code with its list, and shows what it was taken for', async () => {
    desk = await Desk.open(browser, counter, 'clerk');
    const { page } = desk;
    await page.locator('#matter').fill(LOCAL.slice(0, 8).toLowerCase());
    await page.getByRole('option').first().waitFor();
    await soon(() => page.getByRole('option').count()).toBe(2);
    await page.getByRole('option', { name: RELYING }).click();
    await soon(() => page.locator('#matter-list').inputValue()).toBe(RELYING);
    await desk.give(JSON.stringify(counter.good));
    await soon(() => desk.verdict()).toBe('review');
    await soon(() => page.locator('.local-matter').innerText()).toContain(`${RELYING}）按事项 ${MATTER}`);
    await soon(() => page.locator('.sheet').textContent()).toContain(MATTER);
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
    await soon(() => scrollsSideways(page)).toBe(false);
    await page.locator('#matter-list').fill(JILIN.toLowerCase());
    await page.locator('#matter-list').press('Tab');
    await desk.line().press('Enter');
    await soon(() => desk.verdict()).toBe('review');
    await soon(() => page.locator('.local-matter').innerText()).toContain(`${JILIN}）按事项 ${OTHER_MATTER}`);
  });

  it('asks a phone for what a local code’s matter needs', async () => {
    desk = await Desk.open(browser, counter, 'clerk');
    await desk.page.locator('#matter').fill(LOCAL);
    await desk.page.getByRole('option', { name: RELYING }).click();
    const shown = desk.requestShown();
    await desk.line().press('Enter');
    expect(await counter.answer(await shown)).toBe(200);
    await soon(() => desk.verdict()).toBe('accept');
  });

  it('refuses a local code that counts as nothing', async () => {
    desk = await Desk.open(browser, counter, 'clerk');
    await desk.choose('999-NO-LIST');
    await desk.give(JSON.stringify(counter.good));
    await desk.page.locator('.problem').waitFor();
    await soon(() => desk.page.locator('.verdict-panel').count()).toBe(0);
  });
});
