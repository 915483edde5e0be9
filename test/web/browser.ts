import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { chromium, type Browser } from 'playwright-core';

/** Where Debian and others put Chromium; CHROMIUM names another. */
const places = [
  process.env['CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const found = places.find((path) => path !== '' && existsSync(path));

/**
 * `describe` in a real browser; without one, a line that says that nothing ran. In CI a missing browser is a failure,
 * since `.ci/run` installs it.
 */
export function describeInBrowser(name: string, suite: () => void): void {
  if (found !== undefined) describe(name, suite);
  else {
    describe(name, () => {
      it('runs only where Chromium is', () => {
        if (process.env['CI'] !== undefined) throw new Error('Chromium is not installed');
        process.stdout.write(`not run: ${name} (no Chromium; CHROMIUM may name one)\n`);
      });
    });
  }
}

/**
 * Milliseconds that every answer to a page is held back, and how many times slower its processor is: what a test reads
 * before the page has it shows at once. `HUREN_SLOW=400,4 npx jest test/web`
 */
const [heldBack = 0, slower = 1] = (process.env['HUREN_SLOW'] ?? '').split(',').map(Number);

export async function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: found ?? '',
    // A sandbox inside a container needs privileges that a build machine does not give.
    args: ['--no-sandbox', '--disable-dev-shm-usage', ...more],
  });
  if (heldBack > 0) slowDown(browser);
  return browser;
}

function slowDown(browser: Browser): void {
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await newContext(options);
    await context.route('**/*', async (route) => {
      await delay(heldBack);
      await route.fallback().catch(() => undefined);
    });
    context.on('page', (page) => {
      void context
        .newCDPSession(page)
        .then((session) => session.send('Emulation.setCPUThrottlingRate', { rate: slower }))
        .catch(() => undefined);
    });
    return context;
  };
}
