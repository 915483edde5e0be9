import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { CounterWorld } from './counter-world';
import { watchPage } from './inspect-page';

export const PERSON = { name: '巴特尔·演示', idNumber: 'DEMO-ID-0001' };

/** A holder's phone: the wallet of the issuing member's gateway in a context of its own. */
export class Phone {
  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    /** What a page must never do, without what it asks of the counter's gateway, which stands on the ledger. */
    readonly faults: () => readonly string[],
  ) {}

  static async open(
    browser: Browser,
    { world, origin }: Pick<CounterWorld, 'world' | 'origin'>,
    options: { readonly locale?: string; readonly viewport?: { width: number; height: number } } = {},
  ): Promise<Phone> {
    const viewport = { width: 360, height: 740 };
    const context = await browser.newContext({ locale: 'zh-CN', viewport, ...options });
    const page = await context.newPage();
    const seen = watchPage(page, world.issuingUrl);
    // The ledger's clock and the phone's are the same.
    await page.clock.setFixedTime(world.now);
    await page.goto(`${world.issuingUrl}/wallet/`);
    await page.locator('.van-tabbar').waitFor();
    return new Phone(context, page, () => seen.filter((line) => !line.startsWith(`foreign: ${origin}/v1/`)));
  }

  tab(name: string): Promise<void> {
    return this.page.locator('.van-tabbar').getByText(name, { exact: true }).click();
  }

  /** @param waits for other holders, so that there is no card yet */
  async claim(
    link: string,
    { person = PERSON, waits = false }: { readonly person?: typeof PERSON; readonly waits?: boolean } = {},
  ): Promise<void> {
    const { page } = this;
    await page.locator('#offer-link').fill(link);
    await page.locator('form button[type=submit]').click();
    await page.locator('#holder-name').fill(person.name);
    await page.locator('#holder-number').fill(person.idNumber);
    await page.locator('form button[type=submit]').click();
    await page.locator('.notice[data-kind=good]').waitFor({ timeout: 30_000 });
    await page.locator('.actions button').last().click();
    if (!waits) await page.locator('.licence').first().waitFor();
  }

  /** Reads the counter's code out of a picture of it. */
  async readPicture(picture: Buffer): Promise<void> {
    await this.tab('亮证');
    await this.page
      .locator('.picture input')
      .setInputFiles({ name: 'code.png', mimeType: 'image/png', buffer: picture });
    await this.page.locator('#consent-title').waitFor();
  }

  async readLink(link: string): Promise<void> {
    await this.tab('亮证');
    await this.page.locator('#counter-link').fill(link);
    await this.page.getByRole('button', { name: '查看请求' }).click();
    await this.page.locator('#consent-title').waitFor();
  }

  consent(): Promise<void> {
    return this.page.locator('[data-act=consent]').click();
  }

  /** What came of it. */
  step(): Promise<string | null> {
    return this.page.locator('[data-step]').getAttribute('data-step', { timeout: 20_000 });
  }
}
