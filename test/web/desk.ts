import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { MATTER } from '../gateway/world';
import type { CounterWorld } from './counter-world';
import { watchPage } from './inspect-page';

/** A counter's screen: /counter of the relying member's gateway, signed in over the provider's own page. */
export class Desk {
  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    /** What a page must never do. */
    readonly seen: readonly string[],
  ) {}

  /** @param who account of the provider; undefined: nobody signs in */
  static async open(
    browser: Browser,
    { origin }: CounterWorld,
    who: string | undefined,
    options: object = {},
  ): Promise<Desk> {
    const context = await browser.newContext({
      locale: 'zh-CN',
      viewport: { width: 1280, height: 900 },
      ...options,
    });
    if (who !== undefined) await signIn(context, origin, who);
    const page = await context.newPage();
    const seen = watchPage(page, origin);
    await page.goto(`${origin}/counter/`);
    return new Desk(context, page, seen);
  }

  line(): Locator {
    return this.page.locator('#line');
  }

  async choose(code = MATTER): Promise<void> {
    await this.page.locator('#matter').fill(code);
    await this.page.keyboard.press('Enter');
    await this.line().waitFor();
  }

  async give(text: string): Promise<void> {
    await this.line().fill(text);
    await this.page.keyboard.press('Enter');
  }

  verdict(): Promise<string | null> {
    return this.page.locator('.verdict-panel').getAttribute('data-verdict', { timeout: 20_000 });
  }

  /** What the findings unfold to. */
  codes(): Promise<string> {
    return this.page.locator('.unfold').innerText();
  }

  /** The gateway's address of the request in the picture of a code: what a phone would read. */
  async requestShown(): Promise<string> {
    const response = await this.page.waitForResponse(
      (answer) => answer.url().endsWith('/v1/presentation-requests') && answer.status() === 201,
    );
    return ((await response.json()) as { requestUri: string }).requestUri;
  }
}

async function signIn(context: BrowserContext, origin: string, who: string): Promise<void> {
  const page = await context.newPage();
  await page.goto(`${origin}/counter/`);
  await page.getByRole('link', { name: /登录|Sign in/ }).click();
  await page.locator(`button[value="${who}"]`).click();
  await page.waitForURL(`${origin}/counter/**`);
  await page.close();
}
