import { isJsonObject } from '@huren/chaincode/domain';
import { join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import { formsOf, type CredentialFile, type IssuedForms, type IssueRequest, type PageFile } from '../../sdk';
import type { CommandEntry } from '../command';
import type { Given } from '../given';
import { readJsonFile } from '../input-file';
import { bilingual } from '../language';
import { anchorFileOf } from '../any-licence';
import { writeOut } from '../output-file';
import { startProgress } from '../progress';
import type { Session } from '../session';
import { EXIT, type ExitCode, usage } from '../trouble';
import { authorityOption } from './token';

/** Licences of one HTTP request. */
export const LICENCES_PER_REQUEST = 1000;
/** Of one that asks for page forms. */
export const PAGES_PER_REQUEST = 200;

const outOption = {
  flags: '--out <file>',
  summary: bilingual(
    '把证照文件写入该文件（默认标准输出）',
    'write the credential files to this file (default: stdout)',
  ),
} as const;

const pagesOption = {
  flags: '--pages <folder>',
  summary: bilingual(
    '同时签发版式文件（OFD），写入该文件夹：1.ofd、1.anchor.json …',
    'also issue page forms (OFD), into this folder: 1.ofd, 1.anchor.json and so on',
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
    options: [outOption, pagesOption, authorityOption],
    notes: bilingual(
      '请求：{requestId, type, key, licences: [{issueDate, validateStart, areaCode, fields, …}], coSeals?, hash?, forms?, pageSeals?}。--pages 等于 forms: [data, page]。超过 1000 件（含版式文件时 200 件）时按 requestId-1、requestId-2 … 分批。重复执行同一请求不会重复签发。',
      'The request: {requestId, type, key, licences: [{issueDate, validateStart, areaCode, fields, …}], coSeals?, hash?, forms?, pageSeals?}. --pages stands for forms: [data, page]. More than 1,000 licences (200 with page forms) go as requestId-1, requestId-2 and so on. Running the same request again issues nothing twice.',
    ),
    run: issue,
  },
  {
    path: ['licence', 'collect'],
    summary: bilingual('按请求编号领取已存证的证照', 'collect the licences of an earlier request'),
    arguments: [{ name: 'request', summary: bilingual('请求编号', 'request id') }],
    options: [outOption, pagesOption, authorityOption],
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
      return deliver(session, given, formsOf(issuance));
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
  const asked = value as unknown as IssueRequest;
  const request: IssueRequest =
    given.text('pages') === undefined ? asked : { ...asked, forms: ['data', 'page'] };
  const perRequest = request.forms?.includes('page') === true ? PAGES_PER_REQUEST : LICENCES_PER_REQUEST;
  const progress = startProgress(session, bilingual('签发存证', 'issuing'), licences.length);
  const credentials: CredentialFile[] = [];
  const pages: PageFile[] = [];
  try {
    for (let at = 0; at < licences.length; at += perRequest) {
      const chunk = request.licences.slice(at, at + perRequest);
      const requestId =
        licences.length <= perRequest ? request.requestId : `${request.requestId}-${at / perRequest + 1}`;
      const forms = await client.issueForms({ ...request, requestId, licences: chunk });
      credentials.push(...forms.credentials);
      pages.push(...forms.pages);
      progress.at(credentials.length);
    }
  } finally {
    progress.end();
  }
  return deliver(session, given, { credentials, pages });
}

async function deliver(
  session: Session,
  given: Given,
  { credentials, pages }: IssuedForms,
): Promise<ExitCode> {
  await writePages(given.text('pages'), pages);
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

/** Each page form under its number in the request, its anchor beside it, where `huren verify` looks for it. */
async function writePages(folder: string | undefined, pages: readonly PageFile[]): Promise<void> {
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const [at, { ofd, anchor }] of pages.entries()) {
    const path = join(folder, `${at + 1}.ofd`);
    await writeOut(path, ofd);
    await writeOut(anchorFileOf(path), `${JSON.stringify(anchor, null, 2)}\n`);
  }
}
