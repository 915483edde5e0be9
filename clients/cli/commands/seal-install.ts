import { access } from 'node:fs/promises';
import { join } from 'node:path';
import {
  encodeBase64url,
  keyIdOf,
  MalformedError,
  nobleProvider,
  parseCertificate,
  parseSeal,
} from '@huren/chaincode/domain';
import { MAX_SES_SEAL_BYTES, sesSealPath, writeSesSeal } from '@huren/network/keys';
import type { CommandEntry } from '../command';
import type { Given } from '../given';
import { readInput, requireShort } from '../input-file';
import { bilingual } from '../language';
import type { Session } from '../session';
import { EXIT, type ExitCode, malformed, usage } from '../trouble';

export const installCommands: readonly CommandEntry[] = [
  {
    path: ['seal', 'install'],
    summary: bilingual(
      '把已登记的印章文件（.esl）放到其密钥旁，供网关签发版式文件',
      'put a registered seal (.esl) beside its key, so that the gateway can seal page forms',
    ),
    arguments: [{ name: 'file', summary: bilingual('印章文件（.esl）', 'the seal file (.esl)') }],
    options: [
      {
        flags: '--keys <folder>',
        summary: bilingual('密钥文件夹（默认 HUREN_KEYS）', 'the key folder (default: HUREN_KEYS)'),
      },
    ],
    notes: bilingual(
      '印章与账本登记的摘要不同，或文件夹中没有其密钥时，不放入任何文件。无需口令。',
      'Nothing is put anywhere when the ledger knows another seal, or the folder lacks its key. No passphrase is needed.',
    ),
    run: install,
  },
];

/** Key ids of the seal's signers. @throws Trouble for a file that is no seal */
function signersIn(der: Uint8Array, path: string): readonly string[] {
  try {
    const { signers } = parseSeal(der);
    if (signers.kind !== 'certificates') return [];
    return signers.certificates.flatMap((each) => {
      const { suite, publicKey } = parseCertificate(each);
      return suite === undefined ? [] : [keyIdOf(suite, publicKey)];
    });
  } catch (error) {
    throw error instanceof MalformedError ? malformed(error, `${path} 的印章`, `The seal in ${path}`) : error;
  }
}

async function isHeld(folder: string, keyId: string): Promise<boolean> {
  try {
    await access(join(folder, `seal-${keyId}.json`));
    return true;
  } catch {
    return false;
  }
}

async function install(session: Session, given: Given): Promise<ExitCode> {
  const path = given.argument(0);
  const folder = given.text('keys') ?? session.terminal.env['HUREN_KEYS'] ?? '';
  if (folder === '') {
    throw usage(
      'no-key-folder',
      '没有指明密钥文件夹；请用 --keys 或 HUREN_KEYS 指定。',
      'No key folder is named; name one by --keys or HUREN_KEYS.',
    );
  }
  const read = await readInput(session.terminal, path, MAX_SES_SEAL_BYTES);
  const der = Uint8Array.from(requireShort(read, path, MAX_SES_SEAL_BYTES));
  const signers = signersIn(der, path);
  const held: string[] = [];
  for (const keyId of signers) if (await isHeld(folder, keyId)) held.push(keyId);
  const [keyId] = held;
  if (keyId === undefined) {
    throw usage(
      'seal-without-key',
      '该文件夹中没有这枚印章的密钥，未作更改；请核对密钥文件夹和印章文件。',
      'The folder holds no key of this seal, so nothing was changed; check the folder and the file.',
    );
  }
  const record = await session.publicClient().get('seals', keyId);
  const ses = record['ses'] as { readonly digest?: unknown } | undefined;
  if (ses?.digest !== encodeBase64url(nobleProvider.digest('sm3', der))) {
    throw usage(
      ses === undefined ? 'seal-not-registered' : 'seal-differs',
      '账本登记的不是这枚印章，未作更改；请先登记（huren seal register，参数带 ses），或换用登记的印章文件。',
      'The ledger knows another seal for this key, or none, so nothing was changed; register this one first (huren seal register with ses), or use the file that is registered.',
    );
  }
  await writeSesSeal(folder, keyId, der);
  const file = sesSealPath(folder, keyId);
  session.show({ keyId, file }, () => [
    session.say({ zh: `印章已放入 ${file}。`, en: `The seal was put at ${file}.` }),
  ]);
  if (record['state'] !== 'active') {
    session.note(
      bilingual(
        '注意：这枚印章现在不是启用状态，不能签章。',
        'Note: this seal is not active now and cannot seal.',
      ),
    );
  }
  return EXIT.ok;
}
