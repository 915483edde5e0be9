import { isJsonObject, MalformedError, parseCredentialFile, type JsonValue } from '@huren/chaincode/domain';
import { Holder, type PresentationAsk, type PresentationRequest } from '../../sdk';
import type { CommandEntry } from '../command';
import type { Given } from '../given';
import { readHolderKey } from '../holder-key-file';
import { readJsonFile } from '../input-file';
import { bilingual } from '../language';
import { writeOut } from '../output-file';
import type { Session } from '../session';
import { EXIT, malformed, usage, type ExitCode } from '../trouble';
import { authorityOption } from './token';

const outOption = {
  flags: '--out <file>',
  summary: bilingual('写入该文件（默认标准输出）', 'write it to this file (default: stdout)'),
} as const;

export const presentationCommands: readonly CommandEntry[] = [
  {
    path: ['presentation', 'request'],
    summary: bilingual('发起亮证请求（一次有效）', 'ask a holder to present, once'),
    options: [
      {
        flags: '--matter <code>',
        required: true,
        summary: bilingual(
          '事项编码或已对应的本地编码',
          'code of the matter, or a local code that is mapped to one',
        ),
      },
      {
        flags: '--list <authority>',
        summary: bilingual(
          '本地编码所在的清单保存主体',
          'of a local code: the authority that keeps its list',
        ),
      },
      {
        flags: '--issuing-region <region>',
        summary: bilingual('本地编码：证照签发地', 'of a local code: region of the licence’s issuer'),
      },
      {
        flags: '--field <claim>',
        repeatable: true,
        summary: bilingual('只请求这些字段，可重复', 'ask for these claims alone; may be repeated'),
      },
      outOption,
      authorityOption,
    ],
    async run(session, given) {
      const fields = given.list('field');
      const [list, issuingRegion] = [given.text('list'), given.text('issuingRegion')];
      const ask = {
        matter: given.text('matter') ?? '',
        ...(list === undefined ? {} : { list }),
        ...(issuingRegion === undefined ? {} : { issuingRegion }),
        ...(fields.length === 0 ? {} : { fields }),
      };
      const request = await (await session.signedClient()).presentationRequest(ask);
      return deliver(session, given, request);
    },
  },
  {
    path: ['presentation', 'make'],
    summary: bilingual('持证主体按请求出示（试用）', 'present as the holder (for trials)'),
    arguments: [
      { name: 'file', summary: bilingual('证照文件', 'credential file') },
      { name: 'request', summary: bilingual('亮证请求（JSON）', 'the presentation request (JSON)') },
    ],
    options: [
      {
        flags: '--holder-key <file>',
        required: true,
        summary: bilingual('持证主体私钥（P-256 JWK）', "the holder's private key (P-256 JWK)"),
      },
      outOption,
    ],
    notes: bilingual(
      '供试用：正式使用时私钥在持证主体的手机里，不以文件保存。',
      "For trials: in use the key is in the holder's phone and never a file.",
    ),
    run: make,
  },
];

async function make(session: Session, given: Given): Promise<ExitCode> {
  const { terminal } = session;
  const ask = readAsk(await readJsonFile(terminal, given.argument(1)));
  const key = readHolderKey(await readJsonFile(terminal, given.text('holderKey') ?? ''));
  const value = await readJsonFile(terminal, given.argument(0));
  try {
    const holder = new Holder(key, { now: () => terminal.now() });
    return await deliver(session, given, await holder.present(parseCredentialFile(value), ask));
  } catch (error) {
    throw error instanceof MalformedError ? malformed(error, '证照', 'The credential') : error;
  }
}

type AskedMaterials = PresentationRequest['materials'];

function readAsk(value: JsonValue): PresentationAsk {
  if (isJsonObject(value)) {
    const { nonce, audience, materials } = value;
    if (typeof nonce === 'string' && typeof audience === 'string' && areMaterials(materials)) {
      return { nonce, audience, materials };
    }
  }
  throw usage(
    'not-a-presentation-request',
    '文件不是亮证请求（缺少 nonce、audience 或 materials），未出示；请核对文件。',
    'The file is no presentation request (nonce, audience or materials is missing), so nothing was shown; check it.',
  );
}

function areMaterials(value: JsonValue | undefined): value is AskedMaterials & JsonValue {
  return (
    Array.isArray(value) &&
    value.every((item: JsonValue) => isJsonObject(item) && isTexts(item['types']) && isTexts(item['fields']))
  );
}

function isTexts(value: JsonValue | undefined): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

async function deliver(session: Session, given: Given, value: unknown): Promise<ExitCode> {
  const out = given.text('out');
  if (out === undefined) session.printJson(value);
  else {
    await writeOut(out, `${JSON.stringify(value, null, 2)}\n`);
    session.show({ file: out }, () => [
      session.say({ zh: `已写入 ${out}。`, en: `It was written to ${out}.` }),
    ]);
  }
  return EXIT.ok;
}
