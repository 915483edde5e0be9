import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { describeInBrowser, launchBrowser } from './browser';
import { soon } from './soon';

jest.setTimeout(60_000);
const worker = readFileSync(join(__dirname, '../../clients/web/public/wallet/sw.js'), 'utf8');

/** What a host answers for a path; `cut` and `hang` are no answers at all. */
type Answer = 'good' | 'fault' | 'cut' | 'hang';

describeInBrowser('the wallet’s service worker, over builds that follow each other', () => {
  let server: Server;
  let origin: string;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let build: number;
  let answers: { page: Answer; script: Answer };
  const asked: string[] = [];

  function answer({ url = '' }: IncomingMessage, response: ServerResponse): void {
    asked.push(url);
    const say = (type: string, text: string): void => {
      const kind = url === '/wallet/' ? answers.page : url.startsWith('/assets/') ? answers.script : 'good';
      if (kind === 'cut') response.destroy();
      else if (kind !== 'hang')
        response.writeHead(kind === 'good' ? 200 : 503, { 'content-type': type }).end(text);
    };
    const script = /^\/assets\/(\d)\.js$/.exec(url)?.[1];
    if (url === '/wallet/sw.js') say('text/javascript', worker);
    else if (url === '/wallet/manifest.webmanifest')
      say('application/manifest+json', `{"name":"${String(build)}"}`);
    else if (script !== undefined) say('text/javascript', `document.title = 'build ${script}';`);
    else {
      say(
        'text/html',
        '<!doctype html><title>blank</title><link rel="manifest" href="/wallet/manifest.webmanifest" />' +
          `<script src="/assets/${String(build)}.js"></script>` +
          '<script>navigator.serviceWorker.register("/wallet/sw.js", { scope: "/wallet/" });</script>',
      );
    }
  }

  beforeAll(async () => {
    server = createServer(answer);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  beforeEach(async () => {
    build = 1;
    answers = { page: 'good', script: 'good' };
    context = await browser.newContext();
    page = await context.newPage();
    await page.goto(`${origin}/wallet/`);
    await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');
  });
  afterEach(() => context.close());

  const shown = (): Promise<string> => page.title();
  const reload = async (): Promise<void> => {
    await page.reload({ waitUntil: 'commit' });
  };
  const kept = (path: string): Promise<string> =>
    page.evaluate<string>(
      `caches.match(${JSON.stringify(path)}).then((kept) => kept?.text()).then((text) => text ?? 'nothing')`,
    );
  const updated = async (to: number): Promise<void> => {
    build = to;
    await reload();
    await soon(() => kept('/wallet/')).toContain(`/assets/${String(to)}.js`);
  };

  it('shows the build before, whole, where an update was interrupted and the network went', async () => {
    build = 2;
    answers.script = 'cut';
    const before = asked.length;
    await reload();
    // Once by the page, once to be kept.
    await soon(() =>
      Promise.resolve(asked.slice(before).filter((url) => url === '/assets/2.js').length),
    ).toBeGreaterThan(1);
    answers.page = 'cut';
    await reload();
    await soon(shown).toBe('build 1');
  });

  it.each<[string, Answer]>([
    ['a proxy in between answers with a fault', 'fault'],
    ['the network does not answer', 'hang'],
    ['there is no network', 'cut'],
  ])('shows the page that it keeps where %s', async (_, fault) => {
    answers.page = fault;
    await reload();
    await soon(shown).toBe('build 1');
  });

  it('keeps two builds, no third, and asks anew for what may change under the same name', async () => {
    await updated(2);
    expect(await kept('/assets/1.js')).toContain('build 1');
    await updated(3);
    await soon(() => kept('/assets/1.js')).toBe('nothing');
    expect(await kept('/assets/2.js')).toContain('build 2');
    expect(await kept('/wallet/manifest.webmanifest')).toContain('3');
  });
});
