import {
  DISPUTE_GROUNDS,
  encodeBase64url,
  isJsonObject,
  nobleProvider,
  canonicalBytes,
} from '@huren/chaincode/domain';
import type { CommandEntry } from '../command';
import type { Given } from '../given';
import { readJsonFile } from '../input-file';
import { bilingual } from '../language';
import { hashOption, leafHashOf, readLicence } from '../licence-file';
import type { Session } from '../session';
import { EXIT, type ExitCode, usage } from '../trouble';

export const disputeCommands: readonly CommandEntry[] = [
  {
    path: ['dispute', 'raise'],
    summary: bilingual('对一份证照文件提出异议', 'dispute the licence in a file'),
    arguments: [
      { name: 'licence', summary: bilingual('证照文件（带存证证明）', 'credential file with its anchor') },
    ],
    options: [
      {
        flags: '--ground <name>',
        required: true,
        choices: DISPUTE_GROUNDS,
        summary: bilingual('理由', 'what is wrong'),
      },
      { flags: '--for-holder', summary: bilingual('代持证主体提出', 'on behalf of the holder') },
      {
        flags: '--receipt <file>',
        summary: bilingual('所涉核验回执', 'receipt of the verdict that it is about'),
      },
      hashOption,
    ],
    notes: bilingual(
      '账本上只有叶散列、理由类别和期限，不载任何个人信息。发证部门须在期限内答复；办结前，用证部门的核验策略可使核验转为人工核验。',
      'The ledger holds the leaf hash, the kind of ground and the days, and nothing personal. The issuer answers within its days; until then the policy of a relying department may turn verdicts to review.',
    ),
    run: raise,
  },
];

async function raise(session: Session, given: Given): Promise<ExitCode> {
  const licence = await readLicence(session.terminal, given.argument(0));
  const { anchor } = licence.credential;
  const [authority, root] = anchor?.batch.split('/') ?? [];
  if (anchor === undefined || authority === undefined || root === undefined) {
    throw usage(
      'no-anchor',
      '该文件不带存证证明，账本上无从指明这份证照，未提出异议；请先取得存证证明。',
      'That file carries no anchor, so the ledger cannot name the licence and nothing was disputed; have its proof first.',
    );
  }
  const receipt = given.text('receipt');
  const argument = {
    authority,
    root,
    leafHash: leafHashOf(licence, given),
    index: anchor.index,
    proof: anchor.proof,
    ground: given.text('ground') ?? '',
    for: given.flag('forHolder') ? 'holder' : 'self',
    ...(receipt !== undefined && { receipt: await receiptName(session, receipt) }),
  };
  const committed = await (await session.transactionClient()).transact('dispute', 'open', argument);
  const { number, answerBy } = committed.result as { readonly number: number; readonly answerBy: string };
  session.show({ ...committed, leafHash: argument.leafHash }, () => [
    session.say({
      zh: `已提出第 ${number} 号异议（${authority}/${argument.leafHash}），发证部门最迟应于 ${answerBy} 答复。`,
      en: `Dispute ${number} is raised (${authority}/${argument.leafHash}); the issuer answers by ${answerBy}.`,
    }),
  ]);
  return EXIT.ok;
}

/** Key, number and payload digest of a receipt, which name a verdict and tell nothing of it. */
async function receiptName(session: Session, path: string) {
  const value = await readJsonFile(session.terminal, path);
  const payload = isJsonObject(value) ? value['payload'] : undefined;
  const key = isJsonObject(payload ?? null) ? (payload as { key?: unknown }).key : undefined;
  const number = isJsonObject(payload ?? null) ? (payload as { number?: unknown }).number : undefined;
  if (payload === undefined || typeof key !== 'string' || typeof number !== 'number') {
    throw usage(
      'no-receipt',
      `${path} 不是核验回执，未提出异议；请核对文件。`,
      `${path} is no receipt, so nothing was disputed; check the file.`,
    );
  }
  return { key, number, digest: encodeBase64url(nobleProvider.digest('sha-256', canonicalBytes(payload))) };
}
