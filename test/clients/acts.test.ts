import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contracts } from '@huren/chaincode';
import { ACTS } from '../../clients/cli/act/acts';
import { COMMANDS } from '../../clients/cli/commands';
import { transcript } from './terminal';

/** Functions of the contracts themselves: their own methods, but for those that begin with `_` or are the base's. */
const functions = contracts.flatMap((Contract) => {
  const contract = new Contract();
  const base = new Set(Object.getOwnPropertyNames(Object.getPrototypeOf(Contract.prototype) as object));
  return Object.getOwnPropertyNames(Contract.prototype)
    .filter((name) => name !== 'constructor' && !name.startsWith('_') && !base.has(name))
    .map((name) => `${contract.getName()}:${name}`);
});

test('every contract function has a verb, and every verb a contract function', () => {
  expect(functions.length).toBeGreaterThan(30);
  expect(ACTS.map(({ contract, fn }) => `${contract}:${fn}`).sort()).toEqual([...functions].sort());
});

test('no two commands have the same words', () => {
  const names = COMMANDS.map(({ path }) => path.join(' '));
  expect(new Set(names).size).toBe(names.length);
});

test('every command says what it does in both languages', () => {
  for (const { summary } of COMMANDS) {
    expect(summary.zh).toMatch(/\p{Script=Han}/u);
    expect(summary.en).toMatch(/[a-z]/);
  }
});

describe('the argument of an act', () => {
  test('takes a file of text as it is, and a seal file, which is none, as base64url', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'huren-acts-'));
    try {
      const seal = join(folder, 'seal.esl');
      await writeFile(seal, Uint8Array.of(0x30, 0x82, 0xff, 0x00));
      await writeFile(join(folder, 'note.txt'), '演示');
      const settings = ['--set', `ses.seal=@${seal}`, '--set', `note=@${join(folder, 'note.txt')}`];
      const { code, out } = await transcript(['act', 'seal', 'register', ...settings, '--dry-run', '--json']);
      expect(code).toBe(0);
      expect(JSON.parse(out)).toMatchObject({ argument: { ses: { seal: 'MIL_AA' }, note: '演示' } });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('is made of --set: text, JSON, and paths', async () => {
    const { code, out } = await transcript([
      'agreement',
      'accept',
      '--set',
      'id=nen-1',
      '--set',
      'version:=2',
      '--dry-run',
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      contract: 'agreement',
      function: 'accept',
      argument: { id: 'nen-1', version: 2 },
    });
  });

  test('is made of a file, and --set goes over it', async () => {
    const stdin = '{"code":"1","name":{"zh":"甲","en":"A"}}';
    const { out } = await transcript(['act', 'x', 'y', '--file', '-', '--set', 'name.en=B', '--dry-run'], {
      stdin,
    });
    expect(JSON.parse(out)).toMatchObject({ argument: { code: '1', name: { zh: '甲', en: 'B' } } });
  });

  const refusals: readonly (readonly [why: string, args: readonly string[], stdin: string, says: string])[] =
    [
      ['a field is missing', ['seal', 'freeze'], '', 'keyId'],
      ['a field is not known', ['seal', 'freeze', '--set', 'keyId=k', '--set', 'force:=true'], '', 'force'],
      ['a setting has no value', ['act', 'a', 'b', '--set', 'x'], '', '--set'],
      ['a setting reaches for the prototype', ['act', 'a', 'b', '--set', '__proto__.x=1'], '', '--set'],
      ['a setting goes into a text', ['act', 'a', 'b', '--set', 'x=1', '--set', 'x.y=2'], '', '--set'],
      ['JSON has a key twice', ['act', 'a', 'b', '--set', 'x:={"a":1,"a":2}'], '', 'x'],
      ['the file is no object', ['act', 'a', 'b', '--file', '-'], '[]', 'JSON object'],
      ['the file is not there', ['act', 'a', 'b', '--file', '/nonexistent/a.json'], '', 'cannot be read'],
      [
        'a named text file is not there',
        ['act', 'a', 'b', '--set', 'c=@/nonexistent/a.pem'],
        '',
        'cannot be read',
      ],
    ];
  test.each(refusals)('is refused before anything is signed when %s', async (_why, args, stdin, says) => {
    const { code, err } = await transcript(args, { stdin, env: { LANG: 'en_US.UTF-8' } });
    expect(code).toBe(2);
    expect(err).toContain(says);
  });
});
