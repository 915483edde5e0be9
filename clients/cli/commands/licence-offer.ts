import { isJsonObject } from '@huren/chaincode/domain';
import type { OfferRequest } from '../../sdk';
import type { CommandEntry } from '../command';
import type { Given } from '../given';
import { readJsonFile } from '../input-file';
import { bilingual } from '../language';
import type { Session } from '../session';
import { EXIT, type ExitCode, usage } from '../trouble';
import { authorityOption } from './token';

export const offerCommands: readonly CommandEntry[] = [
  {
    path: ['licence', 'offer'],
    summary: bilingual(
      '发出一次性领取链接，由持证主体用手机领取',
      'offer a licence to its holder, who claims it by a one-time link',
    ),
    arguments: [
      { name: 'file', summary: bilingual('领取要约（JSON），- 为标准输入', 'the offer (JSON), - for stdin') },
    ],
    options: [authorityOption],
    notes: bilingual(
      '要约：{type, key, licence: {issueDate, validateStart, areaCode, fields, …}, person: {name, idNumber}, identityLevel, claimant?, coHolders?, forms?}。链接只给持证主体本人；有多个持证主体的，每人一条链接。核验身份所用的姓名和证件号码加密保存，领取后即删除。',
      'The offer: {type, key, licence: {issueDate, validateStart, areaCode, fields, …}, person: {name, idNumber}, identityLevel, claimant?, coHolders?, forms?}. A link is for its holder alone; of several holders each has one. What the person is checked against is kept encrypted, and only until the licence is claimed.',
    ),
    run: offer,
  },
];

async function offer(session: Session, given: Given): Promise<ExitCode> {
  const value = await readJsonFile(session.terminal, given.argument(0));
  if (!isJsonObject(value) || !isJsonObject(value['licence'] ?? null)) {
    throw usage(
      'not-an-offer-request',
      '文件不是领取要约（缺少 licence），未发出；请核对文件。',
      'The file is no offer (licence is missing), so nothing was offered; check it.',
    );
  }
  const made = await (await session.signedClient()).offer(value as unknown as OfferRequest);
  session.show({ ...made }, () => [
    ...[made, ...(made.coHolders ?? [])].map(({ link }) => link),
    session.say({
      zh: `请在 ${made.expiresAt} 前领取；每条链接只能用一次，只交给持证主体本人。`,
      en: `To be claimed before ${made.expiresAt}; each link is good once, for its holder alone.`,
    }),
  ]);
  return EXIT.ok;
}
