import { isJsonObject } from '@huren/chaincode/domain';
import type { CredentialFile, IssueRequest } from '../../sdk';
import type { CommandEntry } from '../command';
import type { Given } from '../given';
import { readJsonFile } from '../input-file';
import { bilingual } from '../language';
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

export const issueCommands: readonly CommandEntry[] = [
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
