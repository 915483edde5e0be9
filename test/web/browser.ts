import { existsSync } from 'node:fs';
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

export function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  // A sandbox inside a container needs privileges that a build machine does not give.
  return chromium.launch({
    executablePath: found ?? '',
    args: ['--no-sandbox', '--disable-dev-shm-usage', ...more],
  });
}
