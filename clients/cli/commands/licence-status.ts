import { canonicalBytes, encodeBase64url, LICENCE_STATES, nobleProvider } from '@huren/chaincode/domain';
import type { StatusRequest } from '../../sdk';
import type { CommandEntry } from '../command';
import type { Given } from '../given';
import { bilingual } from '../language';
import { hashOption, leafHashOf, readLicence } from '../licence-file';
import type { Session } from '../session';
import { EXIT, type ExitCode, usage } from '../trouble';
import { authorityOption } from './token';

export const statusCommands: readonly CommandEntry[] = [
  {
    path: ['licence', 'status'],
    summary: bilingual(
      '变更证照状态（暂扣、撤销、注销等）',
      'change the status of a licence (suspend, annul, revoke …)',
    ),
    arguments: [
      {
        name: 'file',
        optional: true,
        summary: bilingual(
          '证照文件（代替 --batch 和 --leaf）',
          'credential file (instead of --batch and --leaf)',
        ),
      },
    ],
    options: [
      { flags: '--batch <id>', summary: bilingual('批次编号：行政主体/根', 'batch id: authority/root') },
      { flags: '--leaf <hash>', summary: bilingual('叶散列', 'leaf hash') },
      {
        flags: '--identifier <id>',
        summary: bilingual(
          '证照标识（由本网关签发时可代替叶散列）',
          'licence identifier (instead of the leaf, where this gateway issued it)',
        ),
      },
      {
        flags: '--state <state>',
        required: true,
        choices: LICENCE_STATES,
        summary: bilingual('新状态', 'the new state'),
      },
      {
        flags: '--decision <number>',
        required: true,
        summary: bilingual('决定书文号', 'number of the decision'),
      },
      { flags: '--decided-on <day>', required: true, summary: bilingual('决定日期', 'day of the decision') },
      {
        flags: '--effective-from <day>',
        required: true,
        summary: bilingual('生效日期', 'day from which it holds'),
      },
      {
        flags: '--retroactive',
        summary: bilingual('自始无效（仅限撤销）', 'it holds from the beginning (annulment only)'),
      },
      {
        flags: '--request <id>',
        summary: bilingual('请求编号（默认由文号生成）', 'request id (default: made from the decision)'),
      },
      hashOption,
      authorityOption,
    ],
    run: changeStatus,
  },
];

async function changeStatus(session: Session, given: Given): Promise<ExitCode> {
  const file = given.optionalArgument(0);
  const located = file === undefined ? namedLicence(given) : await anchoredLicence(session, given, file);
  const retroactive = given.flag('retroactive') ? { retroactive: true } : {};
  const change = {
    ...located,
    state: given.text('state') ?? '',
    decision: given.text('decision') ?? '',
    decidedOn: given.text('decidedOn') ?? '',
    effectiveFrom: given.text('effectiveFrom') ?? '',
    ...retroactive,
  };
  const request: StatusRequest = {
    requestId: given.text('request') ?? requestIdOf(change),
    ...change,
  };
  const committed = await (await session.signedClient()).setStatus(request);
  session.show(committed, () => [
    session.say({
      zh: `状态已变更，账本位置 ${committed.position.block}/${committed.position.tx}。`,
      en: `The status is changed, at ledger position ${committed.position.block}/${committed.position.tx}.`,
    }),
  ]);
  return EXIT.ok;
}

/** The same change gets the same id, so that a command which is run again changes nothing twice. */
function requestIdOf(change: Omit<StatusRequest, 'requestId'>): string {
  return `status-${encodeBase64url(nobleProvider.digest('sha-256', canonicalBytes(change)))}`;
}

type LocatedLicence = Pick<StatusRequest, 'batch' | 'leafHash' | 'identifier'>;

function namedLicence(given: Given): LocatedLicence {
  const batch = given.text('batch');
  const leafHash = given.text('leaf');
  const identifier = given.text('identifier');
  if (batch === undefined || (leafHash === undefined) === (identifier === undefined)) {
    throw usage(
      'no-licence',
      '没有指明是哪件证照，未作变更；请给出证照文件，或 --batch 加 --leaf（或 --identifier）。',
      'It is not said which licence is meant, so nothing was changed; name a credential file, or --batch with --leaf (or --identifier).',
    );
  }
  return {
    batch,
    ...(leafHash === undefined ? {} : { leafHash }),
    ...(identifier === undefined ? {} : { identifier }),
  };
}

async function anchoredLicence(session: Session, given: Given, file: string): Promise<LocatedLicence> {
  const licence = await readLicence(session.terminal, file);
  const { anchor } = licence.credential;
  if (anchor === undefined) {
    throw usage(
      'no-anchor',
      '该文件不带存证证明，无法确定批次；请用 --batch 和 --leaf 指明。',
      'That file carries no anchor, so its batch is not known; name it by --batch and --leaf.',
    );
  }
  return { batch: anchor.batch, leafHash: leafHashOf(licence, given) };
}
