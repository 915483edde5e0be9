import {
  DEFAULT_POLICY,
  isDay,
  isLocalMatterCode,
  isMatterCode,
  type Policy,
  type Question,
  type Verdict,
} from '@huren/chaincode/domain';
import { verifyLocally, type PageRequest, type VerificationRequest, type Verified } from '../../sdk';
import type { CommandEntry } from '../command';
import type { Given } from '../given';
import { bilingual } from '../language';
import { readAnyLicence, type AnyLicence } from '../any-licence';
import { readPolicyFile } from '../policy-file';
import type { Session } from '../session';
import { type ExitCode, usage } from '../trouble';
import { readTrustFile, trustOptions } from '../trust-file';
import { VERDICT_EXIT, verdictLines } from '../verdict-view';
import { authorityOption } from './token';

export const verifyCommands: readonly CommandEntry[] = [
  {
    path: ['verify'],
    summary: bilingual('核验一件证照能否用于某事项', 'may this licence be accepted for this matter?'),
    arguments: [
      {
        name: 'file',
        summary: bilingual(
          '证照文件、SD-JWT 或版式文件（OFD），- 为标准输入',
          'credential file, SD-JWT or OFD file, - for stdin',
        ),
      },
    ],
    options: [
      {
        flags: '--matter <code>',
        required: true,
        summary: bilingual(
          '事项编码（12、31 或 33 位），或已对应的本地编码',
          'code of the matter (12, 31 or 33 characters), or a local code that is mapped to one',
        ),
      },
      {
        flags: '--list <authority>',
        summary: bilingual(
          '本地编码所在的清单保存主体，几份清单共用该编码时须指明',
          'of a local code that several lists share: the authority that keeps the one meant',
        ),
      },
      {
        flags: '--as-of <day>',
        summary: bilingual('问的是哪一天，如 2020-06-30', 'the day that is asked about, e.g. 2020-06-30'),
      },
      {
        flags: '--known-at <height>',
        summary: bilingual('按该账本高度时所知回答', 'answer with what was known at that ledger height'),
      },
      {
        flags: '--nonce <nonce>',
        summary: bilingual('亮证请求的随机数', 'nonce of the presentation request'),
      },
      ...trustOptions,
      {
        flags: '--policy <file>',
        summary: bilingual('自定核验策略（JSON），在本机判断', 'own policy (JSON), judged on this machine'),
      },
      authorityOption,
    ],
    notes: bilingual(
      '退出码：0 可以采信，1 不予采信，2 用法或证照格式有误，3 无法判断，4 人工核验。',
      'Exit codes: 0 accept, 1 refuse, 2 usage or malformed, 3 cannot tell, 4 review.',
    ),
    run: verify,
  },
];

async function verify(session: Session, given: Given): Promise<ExitCode> {
  const question = readQuestion(given);
  const licence = await readAnyLicence(session.terminal, given.argument(0));
  const policyFile = given.text('policy');
  const policy = policyFile === undefined ? undefined : await readPolicyFile(session.terminal, policyFile);
  if (given.text('trust') !== undefined) {
    return offline(session, given, licence, question, policy ?? DEFAULT_POLICY);
  }
  const request = { credential: licence.input, ...question } as VerificationRequest | PageRequest;
  const client = await session.signedClient();
  if (policy === undefined) {
    const verified = await client.verify(request);
    return tell(session, verified);
  }
  const { facts } = await client.facts(request);
  const relying = await session.authority();
  const verdict = verifyLocally({
    credential: licence.credential,
    question: { ...question, relying },
    source: { facts },
    policy,
    now: session.terminal.now(),
  });
  return tell(session, verdict);
}

/** Offline: no receipt, and nobody knows which presentation requests were made. */
async function offline(
  session: Session,
  given: Given,
  licence: AnyLicence,
  question: Omit<Question, 'relying'>,
  policy: Policy,
): Promise<ExitCode> {
  const trust = await readTrustFile(session, given);
  const relying = await session.authority();
  const verdict = verifyLocally({
    credential: licence.credential,
    question: { ...question, relying },
    source: { trust },
    policy,
    now: session.terminal.now(),
  });
  return tell(session, verdict);
}

type Told = (Verdict | Verified) & Pick<Question, 'local'>;

function tell(session: Session, verdict: Told): ExitCode {
  const { local } = verdict;
  session.show(verdict, () => [
    ...verdictLines(session, verdict, 'receipt' in verdict ? verdict.receipt : undefined),
    ...(local === undefined
      ? []
      : [
          session.say({
            zh: `本地编码 ${local.code}（清单 ${local.list}）按 ${local.basic} 核验`,
            en: `local code ${local.code} of list ${local.list}, judged as ${local.basic}`,
          }),
        ]),
  ]);
  return VERDICT_EXIT[verdict.verdict];
}

function readQuestion(given: Given): Omit<Question, 'relying'> {
  const matter = given.text('matter') ?? '';
  const asOf = given.text('asOf');
  const knownAt = given.count('knownAt');
  const nonce = given.text('nonce');
  const list = given.text('list');
  if (!isMatterCode(matter) && !isLocalMatterCode(matter)) {
    throw usage(
      'bad-matter',
      '--matter 既不是 12、31 或 33 位事项编码，也不是本地编码，未作核验；请用 huren matter search 查找。',
      '--matter is neither a matter code of 12, 31 or 33 characters nor a local code, so nothing was judged; find it by huren matter search.',
    );
  }
  if (asOf !== undefined && !isDay(asOf)) {
    throw usage(
      'bad-day',
      '--as-of 不是 2020-06-30 这样的日期，未作核验；请改正。',
      '--as-of is no day like 2020-06-30, so nothing was judged; correct it.',
    );
  }
  return {
    matter,
    ...(list === undefined ? {} : { list }),
    ...(asOf === undefined ? {} : { asOf }),
    ...(knownAt === undefined ? {} : { knownAt }),
    ...(nonce === undefined ? {} : { nonce }),
  };
}
