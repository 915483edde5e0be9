import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Case } from '@huren/chaincode/domain';
import { asRelying, invite, openCase, prepareCases, write } from '../gateway/case-world';
import { MATTER, openWorld, RELYING, type World } from '../gateway/world';
import { describeInBrowser, launchBrowser } from './browser';
import { accessibilityFaults, scrollsSideways, watchPage } from './inspect-page';
import { soon } from './soon';

jest.setTimeout(180_000);

const pictures = process.env['HUREN_SCREENSHOTS'];
const wait = 20_000;

describeInBrowser('a case with a third party', () => {
  let world: World;
  let browser: Browser;
  let folder: string;
  /** Everybody's pages, and what each must never do. */
  const watched: (readonly string[])[] = [];

  /** A screen of its own: another person, another device. */
  async function screen(width = 1280): Promise<Page> {
    const context = await browser.newContext({ locale: 'zh-CN', viewport: { width, height: 900 } });
    const page = await context.newPage();
    // Requests and tokens carry the page's hour, and the world has its own.
    await page.clock.setFixedTime(world.now);
    watched.push(watchPage(page, world.relyingUrl));
    return page;
  }

  async function atConsole(path: string): Promise<Page> {
    const page = await screen();
    await page.goto(`${world.relyingUrl}/console/?lang=zh#${path}`);
    await page.locator('.key-panel > summary').click({ timeout: wait });
    const { certificate, privateKey } = world.identity(RELYING);
    const file = join(folder, 'key.pem');
    writeFileSync(file, `${certificate}\n${privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()}`);
    await page.locator('.key-file').setInputFiles(file);
    await page.locator('.key-panel dl').waitFor({ timeout: wait });
    await page.locator('.key-panel > summary').click();
    return page;
  }

  /** Signs the act that the dialog shows. */
  async function sign(page: Page): Promise<void> {
    const dialog = page.getByRole('dialog');
    await dialog.locator('.prepare').click({ timeout: wait });
    await dialog.locator('.sign').click({ timeout: wait });
    await dialog.locator('.done').waitFor({ timeout: wait });
    await dialog.getByRole('button', { name: '关闭' }).last().click();
    await dialog.waitFor({ state: 'detached', timeout: wait });
    await world.relying.caughtUp();
  }

  async function accept(page: Page, link: string): Promise<void> {
    await page.goto(link);
    await page.getByRole('button', { name: '接受邀请' }).click({ timeout: wait });
    await page.locator('.case-steps').waitFor({ timeout: wait });
    await world.relying.caughtUp();
  }

  /** The page in both languages and widths: a picture of each, nothing that runs out at the side, and what is heard. */
  async function lookThrough(page: Page, name: string): Promise<void> {
    for (const language of ['zh', 'en']) {
      if (!(await page.locator('html').getAttribute('lang'))?.startsWith(language)) {
        await page.locator('.language').click();
      }
      for (const width of [1280, 360]) {
        await page.setViewportSize({ width, height: 900 });
        if (pictures !== undefined) {
          mkdirSync(pictures, { recursive: true });
          const path = join(pictures, `${name}-${language}-${String(width)}.png`);
          await page.screenshot({ path, fullPage: true });
        }
        await soon(() => scrollsSideways(page)).toBe(false);
      }
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await page.locator('main').innerText()).not.toMatch(/(?:step|capacity|menu|by|end|invitation)_/);
    }
    await page.locator('.language').click();
    await page.setViewportSize({ width: 1280, height: 900 });
  }

  const ledgerCase = (id: string): Case | undefined =>
    world.relying.context.index.record<Case>(`case/${id}`) ?? undefined;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'huren-case-pages-'));
    world = await openWorld();
    await prepareCases(world);
    browser = await launchBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(() => {
    expect(watched.flat()).toEqual([]);
  });

  it('is opened, gets its third party by a link, hears them and is closed, all with keys in browsers', async () => {
    const office = await atConsole('/cases');
    await office.getByLabel('事项编码').fill(MATTER);
    await office.getByRole('button', { name: '受理新办件' }).click();
    await sign(office);
    await office.locator('[data-case] a').first().click({ timeout: wait });
    await office.getByRole('button', { name: '进入：承办' }).click({ timeout: wait });
    await sign(office);
    const id = decodeURIComponent(office.url()).split('/cases/')[1] ?? '';
    expect(ledgerCase(id)?.milestones.map(({ step }) => step)).toEqual(['accepted', 'handling']);

    await office.getByLabel('称呼').fill('演示专家');
    await office.getByRole('button', { name: '生成链接' }).click();
    const link = await office.locator('.made .link').inputValue({ timeout: wait });
    const expert = await screen();
    await expert.goto(link);
    await expert.getByRole('button', { name: '接受邀请' }).waitFor({ timeout: wait });
    await lookThrough(expert, 'third-party-invited');
    await accept(expert, link);
    // The code is gone from the address, and the same link is worth nothing on another device.
    expect(new URL(expert.url()).hash).toBe(`#case=${id}`);
    const thief = await screen();
    await thief.goto(link);
    await thief.getByText('已在另一台设备上接受').waitFor({ timeout: wait });

    await office.getByRole('button', { name: '刷新' }).click();
    await office.locator('.case-add .readers input').check({ timeout: wait });
    await office.getByLabel('内容', { exact: true }).fill('请说明检测依据（演示）');
    await office.getByRole('button', { name: '留存并签名' }).click();
    await sign(office);

    await soon(() => office.getByLabel('内容', { exact: true }).inputValue()).toBe('');
    await soon(() => office.locator('.made').count()).toBe(0);
    await expert.getByRole('button', { name: '刷新' }).click();
    await expert.getByText('请说明检测依据（演示）').waitFor({ timeout: wait });
    await expert.getByLabel('您的意见或说明').fill('依据为演示标准，样品无异常（演示）');
    await expert.getByRole('button', { name: '签名并提交' }).click();
    await expert.getByText('已提交，摘要已上链').waitFor({ timeout: wait });
    await lookThrough(expert, 'third-party-case');

    await office.getByRole('button', { name: '刷新' }).click();
    await office.getByText('依据为演示标准').waitFor({ timeout: wait });
    await lookThrough(office, 'console-case');
    await office.getByRole('button', { name: '进入：办结' }).click();
    await sign(office);
    await expert.getByRole('button', { name: '刷新' }).click();
    await expert.getByText('参加已经终止').waitFor({ timeout: wait });
    expect(await expert.locator('main').innerText()).not.toContain('样品无异常');
    await expert.getByRole('button', { name: '移除密钥' }).click();
    await expert.getByText('本设备没有参加任何办件').waitFor({ timeout: wait });
    await office.goto(`${world.relyingUrl}/console/?lang=zh#/overview`);
  });

  it('is one of several on a device, each with its own key, and shows nothing of another', async () => {
    const [first, second] = [await openCase(world), await openCase(world)];
    const link = async (id: string): Promise<string> =>
      `${world.relyingUrl}/third-party/?lang=zh#invitation=${await invite(world, id, { capacity: 'interested' })}`;
    const page = await screen(360);
    await accept(page, await link(first));
    await accept(page, await link(second));
    const keys = [first, second].map((id) => ledgerCase(id)?.parties[0]?.keyId);
    expect(new Set(keys).size).toBe(2);
    await write(world, first, '只给第一个办件', [String(keys[0])]);
    await page.getByRole('button', { name: '刷新' }).click();
    await page.getByText('还没有内容').waitFor({ timeout: wait });
    await page.goto(`${world.relyingUrl}/third-party/?lang=zh#case=${first}`);
    await page.getByText('只给第一个办件').waitFor({ timeout: wait });
    await soon(() => page.locator('nav li').count()).toBe(2);
  });

  it('is worked by the keyboard alone at its third party’s', async () => {
    const id = await openCase(world);
    const page = await screen();
    await page.goto(`${world.relyingUrl}/third-party/?lang=zh#invitation=${await invite(world, id)}`);
    await page.getByRole('button', { name: '接受邀请' }).focus({ timeout: wait });
    await page.keyboard.press('Enter');
    await page.locator('textarea').focus({ timeout: wait });
    await page.keyboard.type('demo');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('已提交，摘要已上链').waitFor({ timeout: wait });
    const { body } = await asRelying(world, 'GET', `/v1/cases/${id}`);
    expect(body['entries']).toMatchObject([{ text: 'demo', number: 1 }]);
  });

  it('says what to do where there is no invitation, a wrong one, or no key at the console', async () => {
    const page = await screen();
    await page.goto(`${world.relyingUrl}/third-party/?lang=zh`);
    await page.getByText('本设备没有参加任何办件').waitFor({ timeout: wait });
    await page.goto(`${world.relyingUrl}/third-party/?lang=zh#invitation=${'A'.repeat(22)}`);
    await page.getByText('没有这个邀请').waitFor({ timeout: wait });
    await page.goto(`${world.relyingUrl}/console/?lang=zh#/cases`);
    await page.getByText('请在页面上方载入本单位').waitFor({ timeout: wait });
  });
});
