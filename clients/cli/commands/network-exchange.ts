import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MalformedError } from '@huren/chaincode/domain';
import { writeWhole } from '@huren/network/certificates';
import { exportPart, importPart, networkFileOf, parsePart, type NetworkPart } from '@huren/network/operator';
import { columns } from '../columns';
import type { CommandEntry } from '../command';
import type { Given } from '../given';
import { bilingual } from '../language';
import type { Session } from '../session';
import { EXIT, type ExitCode, malformed, usage } from '../trouble';
import {
  folderOf,
  folderOption,
  guarded,
  homeOf,
  memberOption,
  parseTopology,
  runOf,
} from './network-folder';

const fileArgument = {
  name: 'file',
  summary: bilingual('各成员交换的文件（不含私钥）', 'the file that members exchange (no keys in it)'),
};

export const exchangeCommands: readonly CommandEntry[] = [
  {
    path: ['network', 'export'],
    summary: bilingual(
      '写出本机已有的公开证书与创世区块，交给其他成员',
      'write the public certificates and the first block that are here, for other members',
    ),
    arguments: [fileArgument],
    options: [folderOption, memberOption],
    notes: bilingual(
      '一、每个成员：huren network export --member ID 文件，交给 network.yaml 中的首个成员。二、首个成员：逐一 import，再 export。三、其余成员 import 该文件，然后各自 huren network up。',
      'First, each member runs huren network export --member ID FILE and gives it to the first member of network.yaml. Second, that one imports them all and exports again. Third, the others import that file, and everyone runs huren network up.',
    ),
    run: (session, given) => guarded(() => exported(session, given)),
  },
  {
    path: ['network', 'import'],
    summary: bilingual(
      '导入其他成员的公开证书与创世区块',
      'take in other members’ certificates and the first block',
    ),
    arguments: [fileArgument],
    options: [folderOption, memberOption],
    run: (session, given) => guarded(() => imported(session, given)),
  },
];

async function exported(session: Session, given: Given): Promise<ExitCode> {
  const home = homeOf(session, given);
  const path = given.argument(0);
  const genesis = await runOf(session, home).prepare(new Date(session.terminal.now()));
  const part = exportPart(home);
  writeWhole(path, `${JSON.stringify(part)}\n`);
  const ids = part.members.map(({ id }) => id);
  session.show({ path, members: ids, genesis }, () => [
    session.say({
      zh: `已写入 ${path}：成员 ${ids.join('、')}${genesis ? '，含创世区块' : '，尚无创世区块'}。`,
      en: `Wrote ${path}: members ${ids.join(', ')}${genesis ? ', with the first block' : ', without the first block yet'}.`,
    }),
  ]);
  return EXIT.ok;
}

async function imported(session: Session, given: Given): Promise<ExitCode> {
  const part = readPart(given.argument(0));
  const folder = folderOf(session, given);
  const path = join(folder, 'network.yaml');
  const text = networkFileOf(part);
  // The first thing that a member of an agreed network does may be to take in what another one sent.
  if (!existsSync(path)) {
    parseTopology(text);
    writeWhole(path, text);
  }
  const home = homeOf(session, given);
  const members = await importPart(home, part, new Date(session.terminal.now()));
  const genesis = existsSync(home.genesisBlock);
  session.show({ members, genesis }, () => [
    ...columns(
      members.map(({ id, name, fingerprints, isNew }) => [
        id,
        name,
        session.say(isNew ? { zh: '新导入', en: 'new' } : { zh: '已有', en: 'known' }),
        fingerprints.map((one) => one.replaceAll(':', '').slice(0, 16).toLowerCase()).join(' '),
      ]),
    ),
    session.say({
      zh: '请用其他途径（如电话）与各成员核对证书机构指纹。',
      en: 'Compare the CAs’ fingerprints with each member by another way, such as the telephone.',
    }),
  ]);
  return EXIT.ok;
}

function readPart(path: string): NetworkPart {
  if (!existsSync(path)) {
    throw usage('no-file', `${path} 不存在。`, `${path} is not there.`);
  }
  try {
    return parsePart(readFileSync(path, 'utf8'));
  } catch (error) {
    throw error instanceof MalformedError ? malformed(error, '文件', 'The file') : error;
  }
}
