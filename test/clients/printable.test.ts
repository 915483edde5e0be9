import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeOut } from '../../clients/cli/output-file';
import { printable, printableJson } from '../../clients/cli/printable';
import { transcript } from './terminal';

/** Clears the screen and writes another verdict, sets the window's title, rings. */
const HOSTILE = '\u001b[2J\u001b[HACCEPT\u001b]0;title\u0007';

function answering(status: number, body: unknown) {
  return {
    env: { HUREN_URL: 'http://gateway.invalid' },
    fetch: () =>
      Promise.resolve(
        new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } }),
      ),
  };
}

describe('what others wrote, on a terminal', () => {
  it.each([
    ['an escape sequence', '\u001b[2J', '\\u001b[2J'],
    ['the eight-bit control sequence introducer', '\u009b2J', '\\u009b2J'],
    ['a carriage return, which begins the line anew', 'REFUSE\rACCEPT', 'REFUSE\\u000dACCEPT'],
    ['a line break, which adds a line', 'a\nb', 'a\\u000ab'],
    ['a backspace', 'a\bb', 'a\\u0008b'],
    ['a mark that turns the direction', 'a\u202eb', 'a\\u202eb'],
    ['concealed text', '\u001b[8mx', '\\u001b[8mx'],
  ])('spells out %s', (_why, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('leaves its own colours, Chinese, Mongolian and rare characters as they are', () => {
    const line = '\u001b[1m\u001b[32m✓\u001b[39m\u001b[22m 巴特尔·演示 ᠮᠣᠩᠭᠣᠯ 𠮷\t42';
    expect(printable(line)).toBe(line);
  });

  it('keeps the meaning of JSON', () => {
    const value = { a: `x\u009b\u202e${HOSTILE}`, b: ['行\n'] };
    const text = printableJson(value);
    expect(JSON.parse(text)).toEqual(value);
    expect(text).not.toMatch(/[\u007f-\u009f\u202e]/);
  });

  it.each([
    ['a list', ['authorities'], { items: [{ code: 'X', name: HOSTILE, state: 'active' }] }],
    ['a record', ['authorities', 'X'], { code: 'X', name: `${HOSTILE}\u009b2J` }],
  ])('lets no name of %s move the cursor', async (_why, args, body) => {
    const { code, out } = await transcript(args, { ...answering(200, body), interactive: true });
    expect(code).toBe(0);
    expect(out).toContain('ACCEPT');
    expect(out).not.toMatch(/\u001b(?!\[(?:1|22|3[0-9]|90)m)|[\u0007\u009b]/);
  });

  it('lets no problem of a gateway move the cursor', async () => {
    const problem = { code: 'x', status: 400, messages: { zh: HOSTILE, en: HOSTILE } };
    const { err } = await transcript(['authorities'], answering(400, problem));
    expect(err).toContain('ACCEPT');
    expect(err).not.toMatch(/[\u001b\u0007]/);
  });
});

it('takes a result file from others before it writes licences into it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'huren-out-'));
  const path = join(folder, 'licences.json');
  writeFileSync(path, 'a longer text that was there before', { mode: 0o644 });
  await writeOut(path, '{}\n');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readFileSync(path, 'utf8')).toBe('{}\n');
  rmSync(folder, { recursive: true });
});
