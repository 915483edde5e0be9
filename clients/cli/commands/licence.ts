import {
  canonicalBytes,
  claimRow,
  discloseClaims,
  encodeBase64url,
  isJsonObject,
  nobleProvider,
  type Bilingual,
  type JsonObject,
  type JsonValue,
} from '@huren/chaincode/domain';
import type { CredentialFile, IssueRequest, StatusRequest } from '../../sdk';
import { columns } from '../columns';
import type { CommandEntry } from '../command';
import type { Given } from '../given';
import { readJsonFile } from '../input-file';
import { bilingual } from '../language';
import { hashOption, leafHashOf, readLicence } from '../licence-file';
import { writeOut } from '../output-file';
import { startProgress } from '../progress';
import type { Session } from '../session';
import { EXIT, type ExitCode, usage } from '../trouble';
import { authorityOption } from './token';

/** Licences of one HTTP request. */
export const LICENCES_PER_REQUEST = 1000;

const outOption = {
  flags: '--out <file>',
  summary: bilingual(
    '把证照文件写入该文件（默认标准输出）',
    'write the credential files to this file (default: stdout)',
  ),
} as const;

export const licenceCommands: readonly CommandEntry[] = [
  {
    path: ['licence', 'issue'],
    summary: bilingual('签发并存证一批证照', 'seal and anchor a batch of licences'),
    arguments: [
      {
        name: 'file',
        summary: bilingual('签发请求（JSON），- 为标准输入', 'request to issue (JSON), - for stdin'),
      },
    ],
    options: [outOption, authorityOption],
    notes: bilingual(
      '请求：{requestId, type, key, licences: [{issueDate, validateStart, areaCode, fields, …}], coSeals?, hash?}。超过 1000 件时按 requestId-1、requestId-2 … 分批。重复执行同一请求不会重复签发。',
      'The request: {requestId, type, key, licences: [{issueDate, validateStart, areaCode, fields, …}], coSeals?, hash?}. More than 1,000 licences go as requestId-1, requestId-2 and so on. Running the same request again issues nothing twice.',
    ),
    run: issue,
  },
  {
    path: ['licence', 'collect'],
    summary: bilingual('按请求编号领取已存证的证照', 'collect the licences of an earlier request'),
    arguments: [{ name: 'request', summary: bilingual('请求编号', 'request id') }],
    options: [outOption, authorityOption],
    async run(session, given) {
      const issuance = await (await session.signedClient()).issuance(given.argument(0));
      if (issuance.credentials === undefined) {
        session.show(issuance, () => [
          session.say({
            zh: '该批证照已签发，尚未存证；请用同一请求再次执行 huren licence issue。',
            en: 'That batch is sealed and not anchored yet; run huren licence issue with the same request again.',
          }),
        ]);
        return EXIT.cannotTell;
      }
      return deliver(session, given, issuance.credentials);
    },
  },
  {
    path: ['licence', 'show'],
    summary: bilingual('离线查看证照文件的内容', 'show what is in a credential, offline'),
    arguments: [
      {
        name: 'file',
        summary: bilingual('证照文件或 SD-JWT，- 为标准输入', 'credential file or SD-JWT, - for stdin'),
      },
    ],
    options: [
      { flags: '--reveal', summary: bilingual('显示持证主体的信息', 'show the values about the holder') },
    ],
    run: show,
  },
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
        choices: [
          'valid',
          'suspended',
          'withdrawn',
          'annulled',
          'revoked',
          'deregistered',
          'expired',
          'seized',
          'superseded',
          'transferred-out',
        ],
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

async function issue(session: Session, given: Given): Promise<ExitCode> {
  const value = await readJsonFile(session.terminal, given.argument(0), { maxItems: 1_000_000 });
  const licences = isJsonObject(value) ? value['licences'] : undefined;
  if (
    !isJsonObject(value) ||
    !Array.isArray(licences) ||
    typeof value['requestId'] !== 'string' ||
    licences.length === 0
  ) {
    throw usage(
      'not-an-issue-request',
      '文件不是签发请求（缺少 requestId 或 licences），未作签发；请核对文件。',
      'The file is no request to issue (requestId or licences is missing), so nothing was issued; check it.',
    );
  }
  const client = await session.signedClient();
  const request = value as unknown as IssueRequest;
  const progress = startProgress(session, bilingual('签发存证', 'issuing'), licences.length);
  const credentials: CredentialFile[] = [];
  try {
    for (let at = 0; at < licences.length; at += LICENCES_PER_REQUEST) {
      const chunk = request.licences.slice(at, at + LICENCES_PER_REQUEST);
      const requestId =
        licences.length <= LICENCES_PER_REQUEST
          ? request.requestId
          : `${request.requestId}-${at / LICENCES_PER_REQUEST + 1}`;
      credentials.push(...(await client.issue({ ...request, requestId, licences: chunk })));
      progress.at(credentials.length);
    }
  } finally {
    progress.end();
  }
  return deliver(session, given, credentials);
}

async function deliver(
  session: Session,
  given: Given,
  credentials: readonly CredentialFile[],
): Promise<ExitCode> {
  const out = given.text('out');
  if (out === undefined) {
    session.printJson(credentials);
    return EXIT.ok;
  }
  // A single licence is a credential file by itself, ready for huren verify.
  await writeOut(
    out,
    `${JSON.stringify(credentials.length === 1 ? credentials[0] : credentials, null, 2)}\n`,
  );
  session.show({ written: credentials.length, file: out }, () => [
    session.say({
      zh: `${credentials.length} 件证照已写入 ${out}。`,
      en: `${credentials.length} licences were written to ${out}.`,
    }),
  ]);
  return EXIT.ok;
}

async function show(session: Session, given: Given): Promise<ExitCode> {
  const { credential } = await readLicence(session.terminal, given.argument(0));
  const { sdJwt, anchor } = credential;
  const { claims, disclosed, problems } = discloseClaims(sdJwt, nobleProvider);
  const reveal = given.flag('reveal');
  const isOpen = (name: string): boolean => !disclosed.includes(name);
  const open = Object.fromEntries(Object.entries(claims).filter(([name]) => isOpen(name)));
  const hidden: JsonObject = Object.fromEntries(
    disclosed.map((name) => [name, (reveal ? claims[name] : undefined) ?? null]),
  );
  const value = {
    header: { ...sdJwt.header },
    open,
    disclosed: reveal ? hidden : disclosed,
    anchor: anchor ?? null,
    presentation: sdJwt.keyBinding !== undefined,
    problems,
  };
  session.show(value, () => [
    ...section(session, bilingual('公开内容', 'open'), Object.entries(open)),
    ...section(
      session,
      reveal
        ? bilingual('选择披露', 'disclosable')
        : bilingual('选择披露（--reveal 显示内容）', 'disclosable (--reveal shows the values)'),
      Object.entries(hidden).map(([name, text]): [string, JsonValue] => [name, reveal ? text : '***']),
    ),
    anchor === undefined
      ? session.say({ zh: '未附存证证明。', en: 'No anchor travels with it.' })
      : session.say({
          zh: `存证批次 ${anchor.batch}，第 ${anchor.index} 件`,
          en: `anchored in batch ${anchor.batch}, index ${anchor.index}`,
        }),
    session.say({
      zh: '以上未经核验；请用 huren verify 核验。',
      en: 'Nothing of this is verified; use huren verify.',
    }),
    ...(problems.length === 0
      ? []
      : [
          session.colours.red(
            session.say({ zh: '披露内容与签发内容不符。', en: 'What is disclosed is not what was issued.' }),
          ),
        ]),
  ]);
  return problems.length === 0 ? EXIT.ok : EXIT.refused;
}

function section(
  session: Session,
  title: Bilingual,
  entries: readonly (readonly [string, JsonValue])[],
): readonly string[] {
  const rows = entries.map(([name, value]) => {
    const label = claimRow(name)?.label;
    return [
      '',
      label === undefined ? name : session.say(label),
      typeof value === 'string' ? value : JSON.stringify(value),
    ];
  });
  return [session.colours.bold(session.say(title)), ...columns(rows)];
}

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
