import {
  isJsonObject,
  MalformedError,
  parseReceipt,
  RECEIPT_FAULTS,
  type Bilingual,
  type Logged,
  type Receipt,
  type ReceiptFault,
} from '@huren/chaincode/domain';
import { loggedWords, verdictWords, verifyReceiptLocally, type ReceiptRequest } from '../../sdk';
import type { CommandEntry } from '../command';
import type { Given } from '../given';
import { readJsonFile } from '../input-file';
import { bilingual } from '../language';
import { hashOption, leafHashOf, readLicence } from '../licence-file';
import type { Session } from '../session';
import { readTrustFile, trustOptions } from '../trust-file';
import { EXIT, malformed, usage, type ExitCode } from '../trouble';

export const receiptCommands: readonly CommandEntry[] = [
  {
    path: ['receipt', 'verify'],
    summary: bilingual('查验回执（有信任文件时离线）', 'check a receipt (offline, given a trust file)'),
    arguments: [
      {
        name: 'file',
        summary: bilingual(
          '回执，或 huren verify --json 的输出',
          'receipt, or the output of huren verify --json',
        ),
      },
    ],
    options: [
      ...trustOptions,
      {
        flags: '--licence <file>',
        summary: bilingual('同时查验回执确实对应这件证照', 'also check that it is about this licence'),
      },
      {
        flags: '--matter <code>',
        summary: bilingual('与 --licence 同用：事项', 'with --licence: the matter'),
      },
      {
        flags: '--authority <code>',
        summary: bilingual('与 --licence 同用：用证部门', 'with --licence: the relying authority'),
      },
      {
        flags: '--nonce <nonce>',
        summary: bilingual('与 --licence 同用：随机数', 'with --licence: the nonce'),
      },
      hashOption,
    ],
    notes: bilingual(
      '退出码：0 有效，1 无效，2 格式有误，3 无法判断。',
      'Exit codes: 0 valid, 1 invalid, 2 malformed, 3 cannot tell.',
    ),
    run: verify,
  },
  {
    path: ['receipt', 'final-head'],
    summary: bilingual(
      '停用回执密钥前，取其日志的终结',
      'how the log of a receipt key ends, before the key is ended',
    ),
    arguments: [{ name: 'key', summary: bilingual('回执密钥编号', 'id of the receipt key') }],
    notes: bilingual(
      '须先启用新的密钥。输出即 huren member end-receipt-key 的 final 之值。',
      'The gateway must use a new key already. What is printed is the value of final in huren member end-receipt-key.',
    ),
    async run(session, given) {
      const head = await session.publicClient().receipts.finalHead(given.argument(0));
      session.show({ ...head }, () => [JSON.stringify(head)]);
      return EXIT.ok;
    },
  },
];

/** A newer gateway may know a code that this command line does not. */
function faultWords(code: string): Bilingual {
  return code in RECEIPT_FAULTS ? RECEIPT_FAULTS[code as ReceiptFault] : { zh: code, en: code };
}

interface Outcome {
  readonly outcome: 'valid' | 'invalid' | 'unknown';
  readonly codes: readonly string[];
  readonly member?: string;
  readonly logged?: Logged;
}

async function verify(session: Session, given: Given): Promise<ExitCode> {
  const receipt = await readReceipt(session, given.argument(0));
  const request = await readRequest(session, given, receipt);
  const answer =
    given.text('trust') === undefined
      ? await ask(session, receipt, request)
      : await judge(session, given, receipt, request);
  const { number, key, verdict, time } = receipt.payload;
  session.show({ ...answer, number, key, verdict, time }, () => [
    session.colours.bold(session.say(headline(answer))),
    ...answer.codes.map((code) => `✗ ${code}  ${session.say(faultWords(code))}`),
    session.say({
      zh: `回执第 ${number} 号，结论 ${verdictWords[verdict].zh}，${time}${answer.member === undefined ? '' : `，成员 ${answer.member}`}`,
      en: `receipt ${number}, verdict ${verdict}, ${time}${answer.member === undefined ? '' : `, member ${answer.member}`}`,
    }),
    ...(answer.logged === undefined ? [] : [session.say(loggedWords[answer.logged])]),
  ]);
  return { valid: EXIT.ok, invalid: EXIT.refused, unknown: EXIT.cannotTell }[answer.outcome];
}

function headline({ outcome }: Outcome): Bilingual {
  return {
    valid: bilingual('回执有效', 'VALID'),
    invalid: bilingual('回执无效', 'INVALID'),
    unknown: bilingual('无法判断', 'CANNOT TELL'),
  }[outcome];
}

async function judge(
  session: Session,
  given: Given,
  receipt: Receipt,
  request: ReceiptRequest | undefined,
): Promise<Outcome> {
  const trust = await readTrustFile(session, given);
  try {
    const checked = verifyReceiptLocally(receipt, trust, request === undefined ? {} : { request });
    const { outcome, faults: codes, member, logged } = checked;
    return {
      outcome,
      codes,
      ...(member === undefined ? {} : { member }),
      ...(logged === undefined ? {} : { logged }),
    };
  } catch (error) {
    throw error instanceof MalformedError ? malformed(error, '回执', 'The receipt') : error;
  }
}

async function ask(
  session: Session,
  receipt: Receipt,
  request: ReceiptRequest | undefined,
): Promise<Outcome> {
  const { valid, outcome, codes, member, logged } = await session
    .publicClient()
    .receipts.verify(receipt, request);
  return {
    outcome: outcome ?? (valid ? 'valid' : 'invalid'),
    codes,
    ...(member === undefined ? {} : { member }),
    ...(logged === undefined ? {} : { logged }),
  };
}

async function readReceipt(session: Session, path: string): Promise<Receipt> {
  const value = await readJsonFile(session.terminal, path);
  // The whole answer to a verification carries its receipt.
  const receipt = (isJsonObject(value) ? value['receipt'] : undefined) ?? value;
  try {
    return parseReceipt(receipt);
  } catch (error) {
    throw error instanceof MalformedError
      ? malformed(error, `${path} 的回执`, `The receipt in ${path}`)
      : error;
  }
}

async function readRequest(
  session: Session,
  given: Given,
  receipt: Receipt,
): Promise<ReceiptRequest | undefined> {
  const file = given.text('licence');
  const matter = given.text('matter');
  const authority = given.text('authority');
  const nonce = given.text('nonce');
  const { asOf } = receipt.payload;
  if (file === undefined) return undefined;
  if (matter === undefined || authority === undefined) {
    throw usage(
      'incomplete-request',
      '--licence 需同时给出 --matter 和 --authority，未作查验；请补上。',
      '--licence needs --matter and --authority as well, so nothing was checked; add them.',
    );
  }
  return {
    leaf: leafHashOf(await readLicence(session.terminal, file), given),
    matter,
    authority,
    ...(nonce === undefined ? {} : { nonce }),
    ...(asOf === undefined ? {} : { asOf }),
  };
}
