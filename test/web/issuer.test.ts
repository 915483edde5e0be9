import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openClaimWorld } from '../gateway/claim-world';
import { ProviderProcess } from '../gateway/identity-provider';
import { licence } from '../gateway/issuing';
import { ISSUER, TYPE, type World } from '../gateway/world';
import { describeInBrowser, launchBrowser } from './browser';
import { accessibilityFaults, scrollsSideways, watchPage } from './inspect-page';
import { PERSON, Phone } from './phone';
import { soon } from './soon';

jest.setTimeout(120_000);
const pictures = process.env['HUREN_SCREENSHOTS'];
const NUMBER = '演示发证0001';
const JOINT_NUMBER = '演示共有0001';
const SPOUSE = { name: '乙·演示', idNumber: 'DEMO-ID-0002' };

describeInBrowser('an issuing clerk’s screen', () => {
  let provider: ProviderProcess;
  let world: World;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let phone: Phone | undefined;
  let seen: readonly string[];
  let origin: string;

  beforeAll(async () => {
    const person = (id: string, roles: readonly ('issuer' | 'clerk')[]) => ({
      id,
      name: { zh: '演示发证人员', en: 'Demo issuing clerk' },
      authority: ISSUER,
      roles,
    });
    provider = await ProviderProcess.start([person('issuer', ['issuer']), person('clerk', ['clerk'])]);
    world = await openClaimWorld({ identityProvider: { issuer: provider.issuer, clientId: 'demo' } });
    origin = world.issuingUrl;
    await provider.serve([{ clientId: 'demo', url: origin }]);
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await world.close();
    await provider.stop();
  });
  afterEach(async () => {
    expect([seen, phone?.faults() ?? []]).toEqual([[], []]);
    await Promise.all([context.close(), phone?.context.close()]);
    phone = undefined;
  });

  const open = async (who: string): Promise<void> => {
    context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1280, height: 900 } });
    await context.clock.setFixedTime(world.now);
    const opening = await context.newPage();
    await opening.goto(`${origin}/issuer/`);
    await opening.getByRole('link', { name: '登录' }).click();
    await opening.locator(`button[value="${who}"]`).click();
    await opening.waitForURL(`${origin}/issuer/**`);
    await opening.close();
    page = await context.newPage();
    seen = watchPage(page, origin);
    await page.goto(`${origin}/issuer/`);
  };
  /** Both widths and both languages, as far as pictures are asked for. */
  const look = async (name: string): Promise<void> => {
    const other = (from: string) => page.getByRole('button', { name: from, exact: true }).click();
    for (const width of pictures === undefined ? [360] : [360, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      for (const language of pictures === undefined ? ['zh'] : ['zh', 'en']) {
        if (language === 'en') await other('English');
        await soon(() => scrollsSideways(page)).toBe(false);
        expect(await accessibilityFaults(page)).toEqual([]);
        if (pictures !== undefined) {
          mkdirSync(pictures, { recursive: true });
          const path = join(pictures, `issuer-${name}-${language}-${String(width)}.png`);
          await page.screenshot({ path, fullPage: true });
        }
        if (language === 'en') await other('中文');
      }
    }
    await page.setViewportSize({ width: 1280, height: 900 });
  };
  const stateAt = (place: number): Promise<string | null> =>
    page.locator(`.code[data-place="${String(place)}"]`).getAttribute('data-state');
  const linkAt = (place: number): Promise<string> => page.locator(`#link-${String(place)}`).inputValue();
  const name = (place: number, { name: called, idNumber }: typeof PERSON): Promise<void> => {
    const fields = page.locator(`.person[data-place="${String(place)}"]`);
    return fields
      .locator('[data-field=name]')
      .fill(called)
      .then(() => fields.locator('[data-field=number]').fill(idNumber));
  };
  const make = (): Promise<void> => page.locator('[data-act=make]').click();
  const draft = (serial: string, number: string, more: object = {}): string => {
    const fields = { certificate_holder_name: PERSON.name, certificate_number: number };
    return JSON.stringify({ type: TYPE, licence: licence(serial, { fields }), ...more });
  };

  it('shows the code, sees that the wallet claimed, and shows another for the holder’s next phone', async () => {
    await open('issuer');
    const holder = (phone = await Phone.open(browser, { world, origin }));
    await page.locator('#draft').fill(draft('SCREEN1', NUMBER));
    await soon(() => page.locator('[data-part=draft-type]').innerText()).toContain('演示营业执照');
    // The holder's name is in the licence; the number is the clerk's to type.
    await soon(() => page.locator('[data-field=name]').inputValue()).toBe(PERSON.name);
    await page.locator('[data-field=number]').fill(PERSON.idNumber);
    await look('new');
    await make();
    await page.locator('.code .qr').waitFor();
    await soon(() => stateAt(0)).toBe('waiting');
    const link = await linkAt(0);
    await look('code');
    await page.emulateMedia({ media: 'print' });
    await page.getByText('电子证照领取码').waitFor();
    const paper = await page.locator('body').innerText();
    for (const personal of [PERSON.name, PERSON.idNumber, NUMBER]) expect(paper).not.toContain(personal);
    if (pictures !== undefined) await page.screenshot({ path: join(pictures, 'issuer-sheet.png') });
    await page.emulateMedia({ media: 'screen' });
    await page.reload();
    await soon(() => linkAt(0)).toBe(link);

    await holder.claim(link);
    await soon(() => stateAt(0)).toBe('claimed');
    await soon(() => page.locator('.qr').count()).toBe(0);
    await look('claimed');

    await page.locator('[data-act=next]').click();
    await page.locator('[data-part-of=again]').click();
    await soon(() => page.locator('#again-type').inputValue()).toBe(TYPE);
    await page.locator('#again-number').fill(NUMBER);
    await page.keyboard.press('Enter');
    await page.locator('[data-part=found]').waitFor();
    await page.locator('[data-field=number]').fill(PERSON.idNumber);
    await look('found');
    await make();
    await page.locator('.code .qr').waitFor();
    await page.locator('[data-act=cancel]').click();
    await soon(() => stateAt(0)).toBe('cancelled');
  });

  it('shows each of several holders a code of their own, and says what is wrong', async () => {
    await open('issuer');
    const holder = (phone = await Phone.open(browser, { world, origin }));
    await page.locator('#draft').fill('{"type": 1}');
    await soon(() => page.getByRole('alert').innerText()).toContain('不是待领证照');
    const coHolders = [{ fields: { certificate_holder_name: SPOUSE.name } }];
    await page.locator('#draft').fill(draft('SCREEN2', JOINT_NUMBER, { coHolders }));
    await name(0, PERSON);
    await name(1, PERSON);
    await make();
    await page.getByRole('alert').filter({ hasText: '另一位持证主体' }).waitFor();
    await name(1, SPOUSE);
    await make();
    await soon(() => page.locator('.code .qr').count()).toBe(2);
    await holder.claim(await linkAt(0), { waits: true });
    await soon(() => stateAt(0)).toBe('taken');
    await look('several');
    const spouse = await Phone.open(browser, { world, origin });
    await spouse.claim(await linkAt(1), { person: SPOUSE });
    await soon(() => stateAt(1)).toBe('claimed');
    await holder.page.locator('[data-act=look-again]').click();
    await holder.page.locator('.licence [data-part=joint]').waitFor({ timeout: 30_000 });

    // The second holder has lost the phone: one place is claimed again, and the other holder’s phone gets the new one.
    await spouse.context.close();
    await page.locator('[data-act=next]').click();
    await page.locator('[data-part-of=again]').click();
    await soon(() => page.locator('#again-type').inputValue()).toBe(TYPE);
    await page.locator('#again-number').fill(JOINT_NUMBER);
    await page.keyboard.press('Enter');
    await page.locator('[data-lost="1"]').check();
    await name(1, SPOUSE);
    await look('lost');
    await make();
    await soon(() => page.locator('.code .qr').count()).toBe(1);
    const fresh = await Phone.open(browser, { world, origin });
    await fresh.claim(await linkAt(1), { person: SPOUSE });
    await soon(() => stateAt(1)).toBe('claimed');
    await world.issuing.caughtUp();
    await holder.page.reload();
    await holder.page.locator('[data-part=renewed]').waitFor({ timeout: 30_000 });
    await soon(() => holder.page.locator('[data-ledger-state]').getAttribute('data-ledger-state')).toBe(
      'valid',
    );
    expect(await accessibilityFaults(holder.page)).toEqual([]);
    if (pictures !== undefined) {
      await holder.page.screenshot({ path: join(pictures, 'issuer-renewed-phone.png'), fullPage: true });
    }
    expect(fresh.faults()).toEqual([]);
    await fresh.context.close();
  });

  it('offers nothing to who is no issuer', async () => {
    await open('clerk');
    await page.getByText('请由发证人员登录').waitFor();
    expect(await page.locator('form').count()).toBe(0);
  });
});
