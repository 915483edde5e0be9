import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMMANDS } from '../../clients/cli/commands';
import { bashCompletion, completions, zshCompletion } from '../../clients/cli/commands/completion';
import { cells, columns } from '../../clients/cli/columns';
import { chooseLanguage } from '../../clients/cli/language';
import { VERSION } from '../../clients/cli/version';
import { authorityCode, identityPem, makeCa, makeIdentity } from './identities';
import { transcript } from './terminal';

let folder: string;
const file = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'huren-cli-'));
  const ca = await makeCa('220800');
  const department = await makeIdentity(ca, authorityCode);
  const operator = await makeIdentity(ca);
  writeFileSync(file('department.pem'), identityPem(department));
  writeFileSync(file('locked.pem'), identityPem(department, 'open sesame'));
  writeFileSync(file('operator.pem'), identityPem(operator));
  writeFileSync(file('certificate.pem'), department.certificate);
  writeFileSync(file('mixed.pem'), identityPem({ ...department, privateKey: operator.privateKey }));
  writeFileSync(
    file('garbage.pem'),
    '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n',
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('language', () => {
  const rows: readonly (readonly [
    why: string,
    args: readonly string[],
    env: Record<string, string>,
    language: 'zh' | 'en',
  ])[] = [
    ['--lang decides', ['--lang', 'zh'], { LANG: 'en_US.UTF-8' }, 'zh'],
    ['--lang= decides', ['--lang=en'], { LANG: 'zh_CN.UTF-8' }, 'en'],
    ['LC_ALL goes before LANG', [], { LC_ALL: 'zh_CN.UTF-8', LANG: 'en_US' }, 'zh'],
    ['an empty LC_ALL is not set', [], { LC_ALL: '', LANG: 'zh_CN' }, 'zh'],
    ['the C locale reads English', [], { LANG: 'C' }, 'en'],
    ['no locale reads English', [], {}, 'en'],
    ['an unknown --lang falls to the locale', ['--lang', 'fr'], { LANG: 'zh_CN' }, 'zh'],
  ];
  test.each(rows)('%s', (_why, args, env, language) => {
    expect(chooseLanguage(args, env)).toBe(language);
  });
});

describe('help', () => {
  test.each([
    ['zh', ['用法：', '核验一件证照', '选项：']],
    ['en', ['Usage:', 'may this licence be accepted', 'Options:']],
  ])('speaks %s', async (language, texts) => {
    const { code, out } = await transcript(['--help', '--lang', language]);
    expect(code).toBe(0);
    for (const text of texts) expect(out).toContain(text);
  });

  test.each(COMMANDS.map(({ path }) => [path.join(' '), path] as const))(
    'is there for huren %s in both languages',
    async (_name, path) => {
      const zh = await transcript([...path, '--help', '--lang', 'zh']);
      const en = await transcript([...path, '--help', '--lang', 'en']);
      expect([zh.code, en.code]).toEqual([0, 0]);
      expect(zh.out).toMatch(/用法：[\s\S]*\p{Script=Han}/u);
      expect(en.out).toMatch(/^Usage: /);
      expect(en.out).not.toMatch(/\p{Script=Han}/u);
    },
  );

  test('the version is the package’s', async () => {
    const manifest = readFileSync(join(__dirname, '../../clients/package.json'), 'utf8');
    expect(JSON.parse(manifest)).toMatchObject({ version: VERSION });
    expect((await transcript(['--version'])).out).toBe(`${VERSION}\n`);
  });
});

describe('wrong usage ends with 2 and a sentence', () => {
  const rows: readonly (readonly [why: string, args: readonly string[], code: string])[] = [
    ['no command', [], 'no-command'],
    ['an unknown command', ['frobnicate'], 'unknown-command'],
    ['an unknown verb of a group', ['seal', 'melt'], 'unknown-command'],
    ['an unknown option', ['ledger', '--fast'], 'unknown-option'],
    ['a missing file', ['verify', '--matter', '000131004000'], 'missing-argument'],
    ['a missing matter', ['verify', 'x.json'], 'missing-option'],
    ['an option without its value', ['verify', 'x.json', '--matter'], 'missing-value'],
    ['an argument too many', ['ledger', 'x'], 'excess-arguments'],
    ['a language that is not spoken', ['ledger', '--lang', 'fr'], 'invalid-value'],
    ['a matter that is no code', ['verify', 'x.json', '--matter', '1 2'], 'bad-matter'],
    [
      'a day that does not exist',
      ['verify', 'x.json', '--matter', '000131004000', '--as-of', '2026-02-30'],
      'bad-day',
    ],
    [
      'a height that is no number',
      ['verify', 'x.json', '--matter', '000131004000', '--known-at', '-1'],
      'not-a-number',
    ],
    ['a gateway that is no URL', ['ledger', '--url', 'baicheng'], 'bad-url'],
    ['a gateway of another protocol', ['ledger', '--url', 'file:///etc/passwd'], 'bad-url'],
    ['no identity', ['token'], 'no-identity'],
  ];
  test.each(rows)('%s', async (_why, args, code) => {
    const json = await transcript([...args, '--json']);
    const { error } = JSON.parse(json.out.slice(json.out.lastIndexOf('{\n  "error"'))) as {
      error: { code: string; messages: { zh: string; en: string } };
    };
    expect([json.code, error.code]).toEqual([2, code]);
    expect(error.messages.zh).toMatch(/\p{Script=Han}/u);
    const plain = await transcript(args);
    expect(plain.code).toBe(2);
    expect(plain.err).toContain('huren: ');
    expect(plain.err).not.toMatch(/\n {4}at /);
  });
});

describe('an identity file', () => {
  test('gives its authority and member to the token', async () => {
    const { code, out } = await transcript(['token', '--key', file('department.pem')]);
    expect(code).toBe(0);
    const claims = JSON.parse(Buffer.from(out.split('.')[1] ?? '', 'base64url').toString()) as Record<
      string,
      unknown
    >;
    expect(claims).toMatchObject({
      sub: `urn:huren:authority:${authorityCode}`,
      aud: 'urn:huren:gateway:220800',
    });
  });

  test('opens with HUREN_KEY_PASSPHRASE', async () => {
    const env = { HUREN_KEY: file('locked.pem'), HUREN_KEY_PASSPHRASE: 'open sesame' };
    expect((await transcript(['token'], { env })).code).toBe(0);
  });

  const rows: readonly (readonly [why: string, name: string, env: Record<string, string>, says: string])[] = [
    ['it is locked and no passphrase is given', 'locked.pem', {}, 'HUREN_KEY_PASSPHRASE'],
    [
      'the passphrase is another',
      'locked.pem',
      { HUREN_KEY_PASSPHRASE: 'shibboleth' },
      'HUREN_KEY_PASSPHRASE',
    ],
    ['its key is that of another certificate', 'mixed.pem', {}, 'not that of its certificate'],
    ['it holds no key', 'certificate.pem', {}, 'exactly one certificate'],
    ['it is garbage', 'garbage.pem', {}, 'cannot be read'],
    ['it is not there', 'absent.pem', {}, 'cannot be read'],
    ['it is an operator’s and stands for no authority', 'operator.pem', {}, 'operator'],
  ];
  test.each(rows)('is refused when %s', async (_why, name, env, says) => {
    const { code, err, out } = await transcript(['token', '--key', file(name)], { env });
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(says);
    expect(err).not.toContain('sesame');
  });
});

describe('without a gateway', () => {
  test.each([[['ledger']], [['members']], [['matter', 'search', '检疫']]])(
    '%j cannot tell: 3',
    async (args) => {
      const { code, err } = await transcript(args);
      expect(code).toBe(3);
      expect(err).toContain('cannot be reached');
    },
  );
});

describe('completion', () => {
  test('knows every word of the table, and options where they belong', () => {
    const next = completions(COMMANDS);
    expect(next.get('')).toEqual(expect.arrayContaining(['verify', 'licence', 'seal', '--json', '--help']));
    expect(next.get('seal')).toEqual(expect.arrayContaining(['freeze', 'rotate']));
    expect(next.get('verify')).toEqual(expect.arrayContaining(['--matter', '--as-of', '--trust']));
  });

  const complete = (words: readonly string[]): string[] => {
    const script = `${bashCompletion(COMMANDS)}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _huren; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trim().split('\n');
  };

  test.each([
    [['huren', 've'], ['verify']],
    [['huren', 'seal', 'un'], ['unfreeze']],
    [['huren', '--json', 'seal', 'fr'], ['freeze']],
    [['huren', 'verify', 'x.json', '--mat'], ['--matter']],
    [['huren', 'completion', 'z'], ['zsh']],
  ])('bash completes %j to %j', (words, expected) => {
    expect(complete(words)).toEqual(expected);
  });

  test('the zsh script names the same cases', async () => {
    const { out, code } = await transcript(['completion', 'zsh']);
    expect(code).toBe(0);
    expect(out).toBe(zshCompletion(COMMANDS));
    expect(out).toContain("'licence/issue') reply=");
  });
});

test('columns line up where Han characters take two cells', () => {
  expect(cells('证照 A')).toBe(6);
  expect(
    columns([
      ['证照', 'x'],
      ['ab', 'y'],
      ['𠮷', 'z'],
    ]),
  ).toEqual(['证照  x', 'ab    y', '𠮷    z']);
});
