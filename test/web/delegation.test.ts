import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { call } from '../gateway/client';
import { issuerToken, licence, relyingToken, verify } from '../gateway/issuing';
import { MATTER, OTHER_MATTER, TYPE, type World } from '../gateway/world';
import { describeInBrowser } from './browser';
import { accessibilityFaults, scrollsSideways, watchPage } from './inspect-page';
import { PERSON } from './phone';
import { openWalletWorld, type WalletWorld } from './wallet-world';
import { soon } from './soon';

const pictures = process.env['HUREN_SCREENSHOTS'];

describeInBrowser('agents in the wallet', () => {
  let opened: WalletWorld;
  let world: World;
  let browser: Browser;
  let serial = 0;
  const phones: BrowserContext[] = [];
  const watched: (readonly string[])[] = [];

  beforeAll(async () => {
    opened = await openWalletWorld();
    ({ world, browser } = opened);
  }, 120_000);
  afterAll(() => opened.close());
  afterEach(async () => {
    for (const phone of phones.splice(0)) await phone.close();
    // The other city's gateway is no foreign host: it stands on the ledger.
    const members = [world.issuingUrl, world.relyingUrl].map((url) => `foreign: ${url}/v1/`);
    const seen = watched.splice(0).flat();
    expect(seen.filter((line) => !members.some((member) => line.startsWith(member)))).toEqual([]);
  });

  /** A phone whose wallet is that gateway's. */
  const phoneAt = async (gateway: string, width = 360, locale = 'zh-CN'): Promise<Page> => {
    const phone = await browser.newContext({ locale, viewport: { width, height: 740 } });
    phones.push(phone);
    const page = await phone.newPage();
    const seen = watchPage(page, gateway);
    watched.push(seen);
    await page.clock.setFixedTime(world.now);
    await page.goto(`${gateway}/wallet/`);
    await page.locator('.van-tabbar').waitFor();
    return page;
  };
  const look = async (page: Page, name: string): Promise<void> => {
    await soon(() => scrollsSideways(page)).toBe(false);
    expect(await accessibilityFaults(page)).toEqual([]);
    if (pictures === undefined) return;
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  };
  const tabTo = (page: Page, name: string): Promise<void> =>
    page.locator('.van-tabbar').getByText(name, { exact: true }).click();

  const claim = async (
    page: Page,
    name = `AGENT${String(++serial)}`,
    more: object = {},
    picture?: string,
  ): Promise<string> => {
    const item = { type: TYPE, key: world.sealKey, licence: licence(name), person: PERSON, identityLevel: 3 };
    const body = { ...item, ...more };
    const offered = await call('POST', `${world.issuingUrl}/v1/offers`, body, issuerToken(world));
    await tabTo(page, '证照');
    await page.locator('#offer-link').fill(offered.body['link'] as string);
    await page.locator('form button[type=submit]').click();
    await page.locator('#holder-name').waitFor();
    if (picture !== undefined) await look(page, picture);
    await page.locator('#holder-name').fill(PERSON.name);
    await page.locator('#holder-number').fill(PERSON.idNumber);
    await page.locator('form button[type=submit]').click();
    await page.getByText('已领取').waitFor({ timeout: 20_000 });
    await page.getByRole('button', { name: '完成' }).click();
    await page.locator('.licence').first().waitFor();
    return name;
  };
  /** The code of an agent's phone, as text. */
  const agentLink = async (page: Page, picture?: string): Promise<string> => {
    await tabTo(page, '委托');
    await page.locator('[data-act=agent-code]').click();
    await page.locator('#agent-name').fill('演示办事人');
    await page.getByRole('button', { name: '生成代办码' }).click();
    const link = await page.locator('#agent-link').inputValue();
    if (picture !== undefined) await look(page, picture);
    await page.getByRole('button', { name: '返回' }).click();
    return link;
  };
  interface Choice {
    readonly matter: string;
    readonly role?: 'manager';
    readonly picture?: string;
    /** Not a first link: what this phone received is passed on. */
    readonly passOn?: true;
  }
  const give = async (page: Page, to: string, { matter, role, picture, passOn }: Choice): Promise<string> => {
    await tabTo(page, '委托');
    await page.locator(passOn ? '[data-act=pass-on]' : '[data-act=delegate]').click();
    await page.locator('#agent-code').fill(to);
    await page.getByRole('button', { name: '打开' }).click();
    if (role !== undefined) {
      await page.locator('#agent-role').selectOption(role);
      await page.locator('[data-field=onward]').check();
    }
    if (!(await page.locator('[data-field=licence]').first().isChecked()))
      await page.locator('[data-field=licence]').first().check();
    if (passOn === undefined) {
      await page.locator('#matter-text').fill(matter);
      await page.locator('[data-act=find-matter]').click();
    }
    await page.locator('label.tick', { hasText: matter }).locator('input').check();
    // Of the licence only what the matter needs is handed on.
    if (passOn === undefined && matter === MATTER)
      await soon(() => page.locator('[data-field=certificate_number]').isChecked()).toBe(false);
    if (picture !== undefined) await look(page, picture);
    await page.locator('[data-act=give]').click();
    const link = await page.locator('#drop-link').inputValue();
    if (picture !== undefined) await look(page, `${picture}-link`);
    await page.locator('[data-act=close-form]').click();
    return link;
  };
  const take = async (page: Page, link: string): Promise<void> => {
    await tabTo(page, '委托');
    await page.locator('#delegation-link').fill(link);
    await page.getByRole('button', { name: '领取', exact: true }).click();
    await page.getByText('已领取，亮证时可以选用').waitFor();
  };
  interface Ask {
    readonly id: string;
    readonly nonce: string;
    readonly link: string;
  }
  const ask = async (page: Page): Promise<Ask> => {
    const at = `${world.relyingUrl}/v1/presentation-requests`;
    const { body } = await call('POST', at, { matter: MATTER }, relyingToken(world));
    const made = body as unknown as Ask;
    await tabTo(page, '亮证');
    await page.locator('#counter-link').fill(made.link);
    await page.getByRole('button', { name: '查看请求' }).click();
    await page.locator('#consent-title').waitFor();
    return made;
  };
  const present = async (page: Page, picture?: string): Promise<readonly unknown[]> => {
    const { id, nonce } = await ask(page);
    if (picture !== undefined) await look(page, picture);
    await page.locator('[data-act=consent]').click();
    const step = page.locator('[data-step]');
    await soon(() => step.getAttribute('data-step', { timeout: 15_000 })).toBe('presented');
    await page.locator('[data-act=close]').click();
    const at = `${world.relyingUrl}/v1/presentation-requests/${id}`;
    const { credential } = (await call('GET', at, undefined, relyingToken(world))).body;
    await world.relying.caughtUp();
    const { body } = await verify(world, { credential, matter: MATTER, nonce });
    const findings = body['findings'] as readonly { check: string; code: string }[];
    return [body['verdict'], findings.find(({ check }) => check === 'holder')?.code];
  };

  it('act from another city by a link, until the holder revokes', async () => {
    const holder = await phoneAt(world.issuingUrl);
    const agent = await phoneAt(world.relyingUrl);
    await claim(holder);
    await look(agent, 'agents-empty-zh-360');
    const to = await agentLink(agent, 'agents-code-zh-360');
    const link = await give(holder, to, { matter: MATTER, picture: 'agents-form-zh-360' });
    await take(agent, link);
    await look(agent, 'agents-received-zh-360');
    expect(await present(agent, 'agents-consent-zh-360')).toEqual(['accept', 'AGENT_PROVED']);
    await tabTo(holder, '用证记录');
    const told = holder.locator('[data-result=agent]');
    await told.waitFor({ timeout: 15_000 });
    await holder.locator('[data-asked=all]').waitFor();
    const row = await told.innerText();
    for (const word of ['代办人出示', '演示办事人', '委托授权', '采信']) expect(row).toContain(word);
    await look(holder, 'agents-diary-zh-360');
    // A member that cannot be asked is named; what was told before stays.
    const uses = `${world.relyingUrl}/v1/delegations/uses`;
    await holder.route(uses, (route) => route.abort());
    await holder.locator('[data-act=ask-uses]').click();
    await holder.locator('[data-asked=some]').waitFor();
    await told.waitFor();
    await holder.getByRole('button', { name: 'English' }).click();
    await holder.getByText('could not be reached').waitFor();
    await look(holder, 'agents-diary-gap-en-360');
    await holder.getByRole('button', { name: '中文' }).click();
    await holder.unroute(uses);
    await tabTo(agent, '用证记录');
    await soon(() => agent.locator('article').innerText()).toContain('委托授权');

    await tabTo(holder, '委托');
    await holder.locator('[data-act=revoke]').click();
    await look(holder, 'agents-given-zh-360');
    await holder.locator('[data-act=revoke]').click();
    await holder.locator('[data-list=given][data-state=revoked]').waitFor({ timeout: 15_000 });
    expect(await present(agent)).toEqual(['refuse', 'AGENT_REVOKED']);
    await tabTo(agent, '委托');
    await agent.locator('[data-list=received][data-state=revoked]').waitFor();
    await agent.locator('#delegation-link').fill(link);
    await agent.getByRole('button', { name: '领取', exact: true }).click();
    await agent.getByText('链接已被领取或已过期').waitFor();
  }, 120_000);

  it('let a handler act in turn, for no more than they may', async () => {
    const holder = await phoneAt(world.issuingUrl);
    const manager = await phoneAt(world.relyingUrl);
    const handler = await phoneAt(world.relyingUrl);
    await claim(holder);
    await take(manager, await give(holder, await agentLink(manager), { matter: MATTER, role: 'manager' }));
    await take(handler, await give(manager, await agentLink(handler), { matter: MATTER, passOn: true }));
    expect(await present(handler)).toEqual(['accept', 'AGENT_PROVED']);
    await tabTo(handler, '委托');
    await handler.locator('[data-list=received]').waitFor();
    await soon(() => handler.locator('[data-act=pass-on]').count()).toBe(0);
  }, 120_000);

  it('are not offered what lies outside, and are refused when the representative changes', async () => {
    const holder = await phoneAt(world.issuingUrl);
    const agent = await phoneAt(world.relyingUrl);
    const name = await claim(holder);
    const to = await agentLink(agent);
    await take(agent, await give(holder, to, { matter: OTHER_MATTER }));
    await ask(agent);
    await agent.getByText('证照夹里没有所需的证照').waitFor();
    await agent.locator('[data-act=decline]').click();
    await agent.locator('[data-act=close]').click();
    await take(agent, await give(holder, to, { matter: MATTER }));
    expect(await present(agent)).toEqual(['accept', 'AGENT_PROVED']);
    // Another phone claims the company's licence: the former one is replaced.
    await claim(await phoneAt(world.issuingUrl), name);
    await world.relying.caughtUp();
    expect(await present(agent)).toEqual(['refuse', 'AGENT_VOID']);
  }, 120_000);

  it('are guardians where the issuer says so, and the card tells', async () => {
    const phone = await phoneAt(world.issuingUrl);
    const claimant = { relation: 'guardian', until: '2026-06-30' };
    await claim(phone, undefined, { claimant }, 'guardian-claim-zh-360');
    await soon(() => phone.locator('[data-part=represented]').innerText()).toContain('监护人，至 2026-06-30');
    await look(phone, 'guardian-cards-zh-360');
    expect(await present(phone)).toEqual(['accept', 'HOLDER_REPRESENTED']);
  }, 120_000);

  it('come to a wallet of an earlier version, which keeps its licences', async () => {
    const phone = await phoneAt(world.issuingUrl);
    await claim(phone);
    // Another page of the same gateway, which holds no connection to the wallet's storage.
    await phone.goto(`${world.issuingUrl}/verify/`);
    // As an earlier version of the page left it: a text, for it runs in the browser.
    const kept = await phone.evaluate(`(async () => {
      const result = (request) => new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      const db = await result(indexedDB.open('huren-wallet'));
      const [licence] = await result(db.transaction('licences').objectStore('licences').getAll());
      const pair = await result(db.transaction('keys').objectStore('keys').get('holder'));
      db.close();
      await result(indexedDB.deleteDatabase('huren-wallet'));
      const request = indexedDB.open('huren-wallet', 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore('keys');
        request.result.createObjectStore('licences', { keyPath: 'identifier' });
        request.result.createObjectStore('diary', { keyPath: 'id' });
      };
      const old = await result(request);
      await result(old.transaction('keys', 'readwrite').objectStore('keys').add(pair, 'holder'));
      await result(old.transaction('licences', 'readwrite').objectStore('licences').add(licence));
      old.close();
      return licence.identifier;
    })()`);
    expect(typeof kept).toBe('string');
    await phone.goto(`${world.issuingUrl}/wallet/`);
    await phone.locator('.licence').waitFor();
    expect(await present(phone)).toEqual(['accept', 'HOLDER_PROVED']);
    await agentLink(phone);
  }, 120_000);

  it('get no licence by a link for another phone, or by one from outside', async () => {
    const holder = await phoneAt(world.issuingUrl);
    const agent = await phoneAt(world.relyingUrl, 1280, 'en-GB');
    const thief = await phoneAt(world.relyingUrl);
    await claim(holder);
    await agent.locator('.van-tabbar').getByText('Agents').click();
    await look(agent, 'agents-empty-en-1280');
    const right = await phoneAt(world.issuingUrl);
    const link = await give(holder, await agentLink(right), { matter: MATTER });
    await tabTo(thief, '委托');
    const tryTo = async (text: string, said: string): Promise<void> => {
      await thief.locator('#delegation-link').fill(text);
      await thief.getByRole('button', { name: '领取', exact: true }).click();
      await thief.getByText(said).waitFor();
    };
    await tryTo('https://outside.example/wallet/#delegation=x', '这不是授权链接');
    await tryTo(link.replace(world.issuingUrl, 'https://outside.example'), '链接的来源不可信');
    await tryTo(link, '这份授权是给另一台手机的');
    await soon(() => thief.locator('[data-list=received]').count()).toBe(0);
    // The wrong phone came first, and the right one follows the link: nothing is taken up before it is asked for.
    await right.goto('about:blank');
    await right.goto(link);
    await right.locator('[data-part=asked]').waitFor();
    // Whoever keeps their wallet at another member carries the link there.
    await right.locator('.elsewhere summary').click();
    await soon(() => right.locator('#elsewhere-link').inputValue()).toBe(link);
    await soon(() => right.locator('.elsewhere').innerText()).toContain(new URL(world.issuingUrl).host);
    await look(right, 'agents-asked-zh-360');
    await soon(() => right.locator('[data-list=received]').count()).toBe(0);
    await right.locator('[data-act=pick-up]').click();
    await right.getByText('已领取，亮证时可以选用').waitFor();
    await soon(() => right.locator('[data-list=received]').count()).toBe(1);
    await tryTo(link, '链接已被领取或已过期');
  }, 120_000);
});
