import { randomBytes } from 'node:crypto';
import {
  dayOfMs,
  isBasicMatterCode,
  isDay,
  isJsonObject,
  type JsonObject,
  MalformedError,
  parseCredential,
  parseCredentialFile,
} from '@huren/chaincode/domain';
import { type AgentInvitation, delegate, readInvitation } from '../../sdk';
import type { CommandEntry } from '../command';
import type { Given } from '../given';
import { readHolderKey } from '../holder-key-file';
import { readJsonFile } from '../input-file';
import { bilingual } from '../language';
import { writeOut } from '../output-file';
import type { Session } from '../session';
import { EXIT, type ExitCode, malformed, usage } from '../trouble';

export const delegationCommands: readonly CommandEntry[] = [
  {
    path: ['delegation', 'make'],
    summary: bilingual('委托他人出示一件证照（试用）', 'let somebody else present a licence (for trials)'),
    arguments: [{ name: 'file', summary: bilingual('证照文件', 'credential file') }],
    options: [
      {
        flags: '--agent <link>',
        required: true,
        summary: bilingual(
          '代办码链接，或公钥文件（JWK）',
          'link of the agent’s code, or a file with the public JWK',
        ),
      },
      {
        flags: '--matter <code>',
        repeatable: true,
        summary: bilingual(
          '可办事项的基本编码，可重复；不写为任何事项',
          'basic code of a matter, may be repeated; none: any matter',
        ),
      },
      {
        flags: '--field <claim>',
        repeatable: true,
        summary: bilingual('只交给代办人这些字段，可重复', 'hand on these claims alone; may be repeated'),
      },
      {
        flags: '--until <day>',
        summary: bilingual('最后一天（默认三十天）', 'last day (default: thirty days)'),
      },
      { flags: '--onward', summary: bilingual('可再委托办事人', 'the agent may let a handler act in turn') },
      {
        flags: '--holder-key <file>',
        required: true,
        summary: bilingual('委托人私钥（P-256 JWK）', 'private key of whoever delegates (P-256 JWK)'),
      },
      {
        flags: '--secret-out <file>',
        required: true,
        summary: bilingual('撤销密语写入该文件', 'write the secret that revokes it to this file'),
      },
      {
        flags: '--out <file>',
        required: true,
        summary: bilingual(
          '交给代办人的证照文件写入该文件',
          'write the credential file for the agent to this file',
        ),
      },
    ],
    notes: bilingual(
      '撤销：huren delegation revoke --file <密语文件>。代办人用 huren presentation make 出示。',
      'To revoke: huren delegation revoke --file <file of the secret>. The agent presents by huren presentation make.',
    ),
    run: make,
  },
];

async function make(session: Session, given: Given): Promise<ExitCode> {
  const { terminal } = session;
  const until = given.text('until');
  const matters = given.list('matter');
  if (until !== undefined && !isDay(until)) {
    throw usage(
      'bad-day',
      '--until 不是 2020-06-30 这样的日期，未作委托；请改正。',
      '--until is no day like 2020-06-30, so nothing was delegated; correct it.',
    );
  }
  if (!matters.every(isBasicMatterCode)) {
    throw usage(
      'bad-matter',
      '--matter 不是 12 位基本编码，未作委托；请用 huren matter search 查找。',
      '--matter is no basic code of 12 digits, so nothing was delegated; find it by huren matter search.',
    );
  }
  const key = readHolderKey(await readJsonFile(terminal, given.text('holderKey') ?? ''));
  const agent = await readAgent(session, given.text('agent') ?? '');
  const value = await readJsonFile(terminal, given.argument(0));
  try {
    const file = parseCredentialFile(value);
    const all = parseCredential(value).sdJwt.disclosures.map(({ name = '' }) => name);
    const fields = given.list('field').length === 0 ? all : given.list('field');
    const isFirst = file.delegations === undefined;
    const wish = {
      ...(isFirst && { root: file }),
      agent,
      role: given.flag('onward') && isFirst ? ('manager' as const) : ('handler' as const),
      onward: given.flag('onward') && isFirst,
      matters: matters.length === 0 ? ('*' as const) : matters,
      from: dayOfMs(terminal.now()),
      ...(until === undefined ? {} : { until }),
    };
    const made = await delegate(wish, [{ file, fields }], key, randomBytes(32));
    const out = given.text('out') ?? '';
    // First what revokes it: a delegation that nobody can end is not handed out.
    await writeOut(given.text('secretOut') ?? '', `${JSON.stringify({ secret: made.secret })}\n`);
    await writeOut(out, `${JSON.stringify(made.files[0], null, 2)}\n`);
    const { id, until: last } = made.delegation;
    session.show({ id, until: last, file: out }, () => [
      session.say({
        zh: `已写入 ${out}，授权至 ${last}。`,
        en: `It was written to ${out} and holds until ${last}.`,
      }),
    ]);
    return EXIT.ok;
  } catch (error) {
    throw error instanceof MalformedError
      ? malformed(error, '证照或授权', 'The credential or delegation')
      : error;
  }
}

/** By the link that the agent's phone shows, or by a file with their public key. @throws Trouble */
async function readAgent(session: Session, text: string): Promise<AgentInvitation> {
  try {
    if (text.includes('#agent=')) return readInvitation(text);
  } catch (error) {
    throw error instanceof MalformedError ? malformed(error, '代办码', 'The agent’s code') : error;
  }
  const value = await readJsonFile(session.terminal, text);
  if (isJsonObject(value)) {
    const { kty, crv, x, y } = value;
    // A file may hold the private half as well; it stays where it is.
    const key = Object.fromEntries(
      Object.entries({ kty, crv, x, y }).filter(([, part]) => part !== undefined),
    ) as JsonObject;
    return { key, name: '' };
  }
  throw usage(
    'wrong-agent',
    '--agent 不是代办码链接，也不是公钥文件，未作委托；请核对。',
    '--agent is no link of an agent’s code and no file with a public key, so nothing was delegated; check it.',
  );
}
