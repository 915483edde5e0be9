import {
  canonicalBytes,
  encodeBase64url,
  type JsonObject,
  receiptPossessionStatement,
  sealPossessionStatement,
  type SuiteName,
} from '@huren/chaincode/domain';
import type { NodeSigner } from '@huren/chaincode/crypto-node';
import { KeyStore, KeyStoreError } from '@huren/network/keys';
import { columns } from '../columns';
import type { CommandEntry } from '../command';
import type { Given } from '../given';
import { bilingual } from '../language';
import type { Session } from '../session';
import { EXIT, type ExitCode, usage } from '../trouble';

const SUITES: readonly SuiteName[] = ['ES256', 'EdDSA', 'SM2SM3'];

const keysOption = {
  flags: '--keys <folder>',
  summary: bilingual('密钥文件夹（默认 HUREN_KEYS）', 'the key folder (default: HUREN_KEYS)'),
} as const;

const passphraseNote = bilingual(
  '口令取自 HUREN_KEYS_PASSPHRASE；未设置时在终端上询问。',
  'The passphrase is taken from HUREN_KEYS_PASSPHRASE; without it the terminal asks.',
);

export const keyCommands: readonly CommandEntry[] = [
  {
    path: ['key', 'create'],
    summary: bilingual(
      '生成印章密钥或回执密钥，给出登记所需的参数',
      'make a seal key or a receipt key, and the argument that registers it',
    ),
    options: [
      keysOption,
      {
        flags: '--use <use>',
        required: true,
        choices: ['seal', 'receipt'],
        summary: bilingual('用途：印章或回执', 'what it signs: licences or receipts'),
      },
      {
        flags: '--suite <suite>',
        choices: SUITES,
        summary: bilingual('算法套件（默认 ES256）', 'suite (default: ES256)'),
      },
      {
        flags: '--authority <code>',
        summary: bilingual('印章所属行政主体', 'authority that answers for the seal'),
      },
      { flags: '--member <id>', summary: bilingual('回执密钥所属成员', 'member of the receipt key') },
      {
        flags: '--kind <kind>',
        choices: ['seal', 'issuing-key'],
        summary: bilingual('电子印章或签发密钥（默认后者）', 'seal or issuing key (default: the latter)'),
      },
      {
        flags: '--name <name>',
        summary: bilingual(
          '印章名称（默认“电子证照专用章”）',
          'name of the seal, in Chinese (default: the usual name of an e-licence seal)',
        ),
      },
    ],
    notes: bilingual(
      `${passphraseNote.zh}\n示例：huren key create --use seal --authority 代码 > 参数.json && huren seal register --file 参数.json`,
      `${passphraseNote.en}\nExample: huren key create --use seal --authority CODE > argument.json && huren seal register --file argument.json`,
    ),
    run: create,
  },
  {
    path: ['key', 'list'],
    summary: bilingual('列出密钥文件夹中的密钥', 'list the keys of a key folder'),
    options: [keysOption],
    notes: passphraseNote,
    async run(session, given) {
      const store = await openStore(session, given);
      const keys = store.list();
      session.show({ keys }, () =>
        keys.length === 0
          ? [session.say(bilingual('没有印章或回执密钥', 'no seal or receipt key'))]
          : columns(keys.map(({ use, suite, keyId }) => [use, suite, keyId])),
      );
      return EXIT.ok;
    },
  },
];

async function openStore(session: Session, given: Given): Promise<KeyStore> {
  const path = given.text('keys') ?? session.terminal.env['HUREN_KEYS'] ?? '';
  if (path === '') {
    throw usage(
      'no-key-folder',
      '没有指明密钥文件夹；请用 --keys 或 HUREN_KEYS 指定。',
      'No key folder is named; name one by --keys or HUREN_KEYS.',
    );
  }
  const passphrase = await passphraseOf(session);
  let store: KeyStore;
  try {
    store = await KeyStore.open(path, passphrase);
  } catch (error) {
    if (error instanceof KeyStoreError) {
      const [en = '', zh = en] = error.message.split(' / ');
      throw usage(error.code, `${zh}。`, `${en}.`);
    }
    if (typeof (error as { code?: unknown }).code !== 'string') throw error;
    throw usage(
      'key-folder',
      `密钥文件夹 ${path} 无法使用；请核对路径和权限。`,
      `The key folder ${path} cannot be used; check its path and permissions.`,
    );
  }
  for (const warning of store.warnings) session.note(warning);
  return store;
}

async function passphraseOf({ terminal, language }: Session): Promise<string> {
  const given = terminal.env['HUREN_KEYS_PASSPHRASE'] ?? '';
  if (given !== '') return given;
  if (terminal.askSecret !== undefined) {
    return terminal.askSecret(bilingual('密钥文件夹口令：', 'Passphrase of the key folder: ')[language]);
  }
  throw usage(
    'no-passphrase',
    '没有口令，密钥文件夹未打开；请设置 HUREN_KEYS_PASSPHRASE。',
    'There is no passphrase, so the key folder was not opened; set HUREN_KEYS_PASSPHRASE.',
  );
}

/** The option of a use, and of it alone. */
function owner(given: Given, named: 'authority' | 'member', other: 'authority' | 'member'): string {
  const value = given.text(named);
  const pattern = named === 'authority' ? /^[0-9A-Z]{18}$/ : /^(?:\d{6}|[0-9A-Z]{18})$/;
  if (value !== undefined && pattern.test(value) && given.text(other) === undefined) return value;
  throw usage(
    'wrong-owner',
    `这一用途需要且只需要 --${named}（代码格式须正确），未生成密钥。`,
    `This use takes --${named} with a well-formed code, and no --${other}; no key was made.`,
  );
}

async function create(session: Session, given: Given): Promise<ExitCode> {
  const isSeal = given.text('use') === 'seal';
  const code = isSeal ? owner(given, 'authority', 'member') : owner(given, 'member', 'authority');
  const suite = SUITES.find((name) => name === given.text('suite')) ?? 'ES256';
  const store = await openStore(session, given);
  const signer = isSeal ? await store.createSeal(suite) : await store.createReceipt(suite);
  const argument = isSeal ? sealArgument(signer, code, given) : receiptArgument(signer, code);
  session.printJson(argument);
  const verb = isSeal ? 'huren seal register' : 'huren member receipt-key';
  session.note(
    bilingual(
      `已生成密钥 ${signer.keyId}；请把以上参数交给 ${verb} --file 登记。`,
      `Made key ${signer.keyId}; register it by ${verb} --file with the argument above.`,
    ),
  );
  return EXIT.ok;
}

function proven(signer: NodeSigner, statementOf: (publicKey: string) => JsonObject) {
  const publicKey = encodeBase64url(signer.publicKey);
  const proof = encodeBase64url(signer.sign(canonicalBytes(statementOf(publicKey))));
  return { suite: signer.suite, publicKey, proof };
}

function sealArgument(signer: NodeSigner, authority: string, given: Given): JsonObject {
  const { proof, ...key } = proven(signer, (publicKey) =>
    sealPossessionStatement(authority, signer.suite, publicKey),
  );
  const kind = given.text('kind') ?? 'issuing-key';
  return { authority, ...key, kind, name: given.text('name') ?? '电子证照专用章', proof };
}

function receiptArgument(signer: NodeSigner, member: string): JsonObject {
  return proven(signer, (publicKey) => receiptPossessionStatement(member, signer.suite, publicKey));
}
