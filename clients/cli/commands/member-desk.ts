import { isRejectionCode, REJECTIONS } from '@huren/chaincode/domain';
import { LedgerConflict, LedgerInDoubt, LedgerRejection, LedgerUnavailable } from '@huren/network';
import { NodeRefused } from '@huren/network/fabric';
import { withDesk, type OpenDesk } from '@huren/network/onboarding';
import type { NetworkHome } from '@huren/network/operator';
import type { OptionEntry } from '../command';
import type { Given } from '../given';
import { bilingual } from '../language';
import type { Session } from '../session';
import { EXIT, type ExitCode, Trouble, usage } from '../trouble';
import { guarded, homeOf } from './network-folder';

export const asOption: OptionEntry = {
  flags: '--as <id>',
  summary: bilingual(
    '以哪个成员办理（目录中只有一个成员时可省略）',
    'the member that acts (needless where the folder runs one member)',
  ),
};

/** Opens the desk of the member that acts, and closes it afterwards. */
export async function atDesk(
  session: Session,
  given: Given,
  act: (open: OpenDesk) => Promise<ExitCode>,
): Promise<ExitCode> {
  return told(async () => {
    const home = homeOf(session, given, { joined: true });
    return withDesk(home, memberOf(home, given.text('as')), act);
  });
}

function memberOf(home: NetworkHome, id: string | undefined): NetworkHome['own'][number] {
  const [only, ...others] = home.own;
  const ids = home.own.map((member) => member.id).join(', ');
  if (id === undefined && only !== undefined && others.length === 0) return only;
  const found = home.own.find((member) => member.id === id);
  if (found !== undefined) return found;
  throw id === undefined
    ? usage(
        'which-member',
        `目录中有多个成员，请用 --as 指明：${ids}。`,
        `The folder runs several members; name one by --as: ${ids}.`,
      )
    : usage(
        'unknown-member',
        `目录中没有成员 ${id}；现有：${ids}。`,
        `The folder does not run ${id}; there are: ${ids}.`,
      );
}

/** Refusals of contracts, peers and orderers in the command line's terms. */
export function told(act: () => Promise<ExitCode>): Promise<ExitCode> {
  return guarded(async () => {
    try {
      return await act();
    } catch (error) {
      throw troubleOfLedger(error) ?? error;
    }
  });
}

function troubleOfLedger(error: unknown): Trouble | undefined {
  if (error instanceof LedgerRejection) {
    const { code, details } = error;
    const sentence = isRejectionCode(code) ? REJECTIONS[code] : { zh: code, en: code };
    const facts = Object.keys(details).length === 0 ? '' : ` ${JSON.stringify(details)}`;
    return new Trouble(
      EXIT.refused,
      code.toLowerCase().replaceAll('_', '-'),
      { zh: `${sentence.zh} [${code}]${facts}`, en: `${sentence.en} [${code}]${facts}` },
      { rejection: code, details },
    );
  }
  if (error instanceof NodeRefused) {
    const what = `${error.message.slice(0, 300)} (${String(error.code)})`;
    return new Trouble(EXIT.cannotTell, 'node-refused', {
      zh: `节点未应答或拒绝：${what}。请用 huren network status 查看节点后重试，已完成的步骤会保留。`,
      en: `A node refused or did not answer: ${what}. See huren network status and try again; what is done is kept.`,
    });
  }
  const isDown =
    error instanceof LedgerUnavailable || error instanceof LedgerInDoubt || error instanceof LedgerConflict;
  if (!isDown) return undefined;
  return new Trouble(EXIT.cannotTell, 'ledger-unavailable', {
    zh: `账本暂时不可用或结果未定：${error.message}。请稍后再次运行，已完成的步骤会保留。`,
    en: `The ledger does not answer, or its answer is in doubt: ${error.message}. Run this again; what is done is kept.`,
  });
}
