import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { MalformedError } from '@huren/chaincode/domain';
import { CertificateFault, certificateFaults } from '@huren/network/certificates';
import {
  chaincodeName,
  findRelease,
  NetworkHome,
  NetworkRun,
  OperatorFault,
  type Programs,
  type Release,
  type Step,
} from '@huren/network/operator';
import { joinedTopology } from '@huren/network/onboarding';
import { parseNetworkFile, type Topology } from '@huren/network/topology';
import type { OptionEntry } from '../command';
import type { Given } from '../given';
import { bilingual } from '../language';
import type { Session } from '../session';
import { EXIT, type ExitCode, malformed, Trouble, usage } from '../trouble';
import { VERSION } from '../version';

export const folderOption: OptionEntry = {
  flags: '--dir <folder>',
  summary: bilingual(
    '网络目录（默认 HUREN_NETWORK，否则 data/network）',
    'folder of the network (default: HUREN_NETWORK, else data/network)',
  ),
};
export const memberOption: OptionEntry = {
  flags: '--member <id>',
  summary: bilingual(
    '只办理本机所运行的这一成员；此后该目录记住它',
    'only this member’s nodes, which run here; the folder remembers it',
  ),
};

export function folderOf(session: Session, given: Given): string {
  return resolve(given.text('dir') ?? session.terminal.env['HUREN_NETWORK'] ?? 'data/network');
}

/** @throws Trouble with the place in the file. */
export function parseTopology(text: string): Topology {
  try {
    return parseNetworkFile(text);
  } catch (error) {
    throw error instanceof MalformedError ? malformed(error, 'network.yaml ', 'network.yaml') : error;
  }
}

/**
 * The network of the folder; `--member` claims it for that member, unless it only names one of several.
 * @param options joined: the folder of a member that joined by an invitation, which knows its own nodes alone, will do
 * @throws Trouble, OperatorFault
 */
export function homeOf(
  session: Session,
  given: Given,
  options: { readonly claims?: boolean; readonly joined?: boolean } = {},
): NetworkHome {
  const { claims = true, joined = false } = options;
  const folder = folderOf(session, given);
  const path = join(folder, 'network.yaml');
  if (!existsSync(path)) {
    const own = joinedFolder(folder);
    if (own !== undefined && joined) return new NetworkHome(realpathSync(folder), own);
    if (own !== undefined) {
      throw usage(
        'joined-folder',
        `${folder} 是凭邀请加入的成员目录，只知道自己的节点，此命令不适用；启动节点请再次运行 huren member join。`,
        `${folder} is of a member that joined by an invitation and knows its own nodes alone, so this command does not apply; to start its nodes run huren member join again.`,
      );
    }
    throw usage(
      'no-network',
      `${path} 不存在；请先运行 huren network init，或用 --dir 指定网络目录。`,
      `${path} is not there; run huren network init first, or name the network’s folder by --dir.`,
    );
  }
  const member = given.text('member');
  const topology = parseTopology(readFileSync(path, 'utf8'));
  const home = new NetworkHome(realpathSync(folder), topology, member === undefined ? undefined : [member]);
  if (member !== undefined && claims) home.claim();
  return home;
}

function joinedFolder(folder: string): Topology | undefined {
  try {
    return joinedTopology(folder);
  } catch (error) {
    throw error instanceof MalformedError ? malformed(error, 'member.yaml ', 'member.yaml') : error;
  }
}

/** Fabric's programs are looked for when one is needed: what runs can be stopped and seen without them. */
export function programsOf(session: Session): Programs {
  const { env } = session.terminal;
  return {
    get release(): Release {
      return findRelease(env);
    },
    chaincodeServer: require.resolve('@huren/chaincode/server/main'),
    path: env['PATH'] ?? '',
  };
}

export function runOf(session: Session, home: NetworkHome): NetworkRun {
  const definition = { name: chaincodeName, version: VERSION, sequence: 1 };
  return new NetworkRun(home, programsOf(session), definition, (step) => {
    tell(session, step);
  });
}

export function tell(session: Session, { words, state, ms }: Step): void {
  if (state === 'begun' || session.json) return;
  const kept = state === 'kept' ? session.say({ zh: '（已完成，保留）', en: ' (kept)' }) : '';
  session.note({
    zh: `${words.zh}${kept} ${(ms / 1000).toFixed(1)} s`,
    en: `${words.en}${kept} ${(ms / 1000).toFixed(1)} s`,
  });
}

/** Faults that come of how the command was given, rather than of the network. */
const usageFaults: ReadonlySet<string> = new Set([
  'fabric-missing',
  'unknown-node',
  'unknown-member',
  'needs-names',
  'part-of-another',
]);

/** Faults of the operator's tool in the command line's terms. */
export async function guarded(act: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof OperatorFault) {
      const exit = usageFaults.has(error.code) ? EXIT.usage : EXIT.cannotTell;
      const details = error.log === undefined ? undefined : { log: error.log };
      throw new Trouble(exit, error.code, error.words, details);
    }
    if (error instanceof CertificateFault) throw ofCertificates(error);
    throw error;
  }
}

/** Every faulty file, with what is wrong with it. */
function ofCertificates({ code, all }: CertificateFault): Trouble {
  const list = (language: 'zh' | 'en'): string =>
    all.map((one) => `${one.path}: ${certificateFaults[one.code][language]}`).join('; ');
  return new Trouble(
    EXIT.usage,
    `certificate-${code.toLowerCase().replaceAll('_', '-')}`,
    {
      zh: `有证书不能使用，未启动任何节点；请更换下列文件后再次运行：${list('zh')}。`,
      en: `Certificates cannot be used, and no node was started; replace these files and run it again: ${list('en')}`,
    },
    { files: all },
  );
}
