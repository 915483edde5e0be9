import { encodeBase64url, nobleProvider } from '@huren/chaincode/domain';
import { anchorFileOf, readAnyLicence } from '../any-licence';
import type { CommandEntry } from '../command';
import type { Given } from '../given';
import { bilingual } from '../language';
import { writeOut } from '../output-file';
import type { Session } from '../session';
import { EXIT, type ExitCode, usage } from '../trouble';
import { authorityOption } from './token';

export const copyCommands: readonly CommandEntry[] = [
  {
    path: ['licence', 'copy'],
    summary: bilingual(
      '为一个使用单位、一个事项制作加注件（版式文件）',
      'make an annotated copy of a page form, for one office and one matter',
    ),
    arguments: [{ name: 'file', summary: bilingual('原版式文件（OFD）', 'the original OFD file') }],
    options: [
      {
        flags: '--for <addressee>',
        required: true,
        summary: bilingual(
          '使用单位的统一社会信用代码，或使用地区的区划代码',
          'credit code of the office, or code of the region, that may use it',
        ),
      },
      { flags: '--matter <code>', required: true, summary: bilingual('使用事项', 'matter that it is for') },
      { flags: '--until <day>', required: true, summary: bilingual('使用截止日期', 'last day of its use') },
      {
        flags: '--cause <text>',
        required: true,
        summary: bilingual('制作事由，印在加注件上', 'why it is made, as it stands on the copy'),
      },
      {
        flags: '--key <id>',
        summary: bilingual(
          '加盖的印章（默认为原件的印章）',
          'key id of the seal (default: that of the original)',
        ),
      },
      { flags: '--out <file>', required: true, summary: bilingual('写入该文件', 'write it to this file') },
      authorityOption,
    ],
    notes: bilingual(
      '由签发原件的网关制作并用其持有的印章签章；加注件到期、换单位或换事项使用时会被拒绝。',
      'The gateway that issued the original makes and seals it. A copy is refused elsewhere, for another matter, and later.',
    ),
    run: copy,
  },
];

async function copy(session: Session, given: Given): Promise<ExitCode> {
  const path = given.argument(0);
  const { credential } = await readAnyLicence(session.terminal, path);
  if (credential.form !== 'page' || credential.legalForm === 'copy') {
    throw usage(
      'no-original',
      '加注件只能由版式文件（OFD）的原件制作，未作制作；请给出原件。',
      'Only the original of a page form (OFD) has annotated copies, so none was made; name the original.',
    );
  }
  const client = await session.signedClient();
  const { ofd, anchor } = await client.copy({
    original: encodeBase64url(credential.digest(nobleProvider, 'sha-256')),
    key: given.text('key') ?? credential.keyId,
    addressee: given.text('for') ?? '',
    matter: given.text('matter') ?? '',
    end: given.text('until') ?? '',
    cause: given.text('cause') ?? '',
  });
  const out = given.text('out') ?? '';
  await writeOut(out, ofd);
  await writeOut(anchorFileOf(out), `${JSON.stringify(anchor, null, 2)}\n`);
  session.show({ file: out }, () => [
    session.say({ zh: `加注件已写入 ${out}。`, en: `The annotated copy was written to ${out}.` }),
  ]);
  return EXIT.ok;
}
