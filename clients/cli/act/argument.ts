import { isJsonObject, type JsonObject, type JsonValue } from '@huren/chaincode/domain';
import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import type { Given } from '../given';
import { readJsonFile, strictJson } from '../input-file';
import { bilingual } from '../language';
import type { OptionEntry } from '../command';
import type { Terminal } from '../terminal';
import { usage } from '../trouble';

export const argumentOptions: readonly OptionEntry[] = [
  {
    flags: '--file <file>',
    summary: bilingual('参数（JSON 对象），- 为标准输入', 'the argument (a JSON object), - for stdin'),
  },
  {
    flags: '--set <field=value>',
    repeatable: true,
    summary: bilingual(
      '逐项给出参数：path=文字、path:=JSON、path=@文件，可重复',
      'one field of the argument: path=text, path:=JSON or path=@file; may be repeated',
    ),
  },
  { flags: '--dry-run', summary: bilingual('只显示参数，不提交', 'show the argument, send nothing') },
];

type Draft = Record<string, unknown>;

/** The argument that --file and --set make together; a --set goes over what the file says. */
export async function readArgument(terminal: Terminal, given: Given): Promise<JsonObject> {
  const file = given.text('file');
  const draft: Draft = file === undefined ? {} : copyObject(await readJsonFile(terminal, file), file);
  for (const setting of given.list('set')) await apply(draft, setting);
  return draft as JsonObject;
}

function copyObject(value: JsonValue, path: string): Draft {
  if (isJsonObject(value)) return structuredClone(value);
  throw usage(
    'not-an-object',
    `${path} 不是 JSON 对象，未提交；请核对文件。`,
    `${path} is no JSON object, so nothing was sent; check the file.`,
  );
}

async function apply(draft: Draft, setting: string): Promise<void> {
  const match = /^([A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z0-9]+)*)(:?=)(.*)$/s.exec(setting);
  if (match === null) throw wrongSetting(setting);
  const [, path = '', operator, text = ''] = match;
  let at = draft;
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  if (steps.includes('__proto__') || last === '__proto__') throw wrongSetting(setting);
  for (const step of steps) {
    const inner = Object.hasOwn(at, step) ? at[step] : (at[step] = {});
    if (typeof inner !== 'object' || inner === null) throw wrongSetting(setting);
    at = inner as Draft;
  }
  at[last] = operator === ':=' ? strictJson(text, `--set ${path}`) : await textValue(text);
}

/**
 * `@file` is the file's text, for certificates, and base64url of a file that is no text, for seals (.esl); `@@` begins a
 * text with one at sign.
 */
async function textValue(text: string): Promise<string> {
  if (text.startsWith('@@')) return text.slice(1);
  if (!text.startsWith('@')) return text;
  try {
    const bytes = await readFile(text.slice(1));
    return bytes.toString(isUtf8(bytes) ? 'utf8' : 'base64url');
  } catch {
    throw usage(
      'file-unreadable',
      `读不到文件 ${text.slice(1)}，未提交；请核对路径和权限。`,
      `The file ${text.slice(1)} cannot be read, so nothing was sent; check its path and permissions.`,
    );
  }
}

function wrongSetting(setting: string) {
  const name = setting.slice(0, Math.max(0, setting.indexOf('=')));
  return usage(
    'wrong-setting',
    `--set ${name} 的写法有误，未提交；应为 path=文字 或 path:=JSON。`,
    `--set ${name} is not understood, so nothing was sent; write path=text or path:=JSON.`,
  );
}
