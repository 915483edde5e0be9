import { forecastExpiries, type CertificateUse, type Expiry } from '@huren/network/operator';
import { columns } from '../columns';
import type { CommandEntry } from '../command';
import type { Given } from '../given';
import { bilingual } from '../language';
import type { Session } from '../session';
import { EXIT, type ExitCode } from '../trouble';
import { folderOption, guarded, homeOf, memberOption, runOf } from './network-folder';

const defaultWithinDays = 30;

const uses: Readonly<Record<CertificateUse, { readonly zh: string; readonly en: string }>> = {
  ca: { zh: '身份证书机构', en: 'CA' },
  'tls-ca': { zh: 'TLS 证书机构', en: 'TLS CA' },
  identity: { zh: '身份', en: 'identity' },
  tls: { zh: 'TLS', en: 'TLS' },
  consenter: { zh: '排序节点', en: 'consenter' },
};

export const certificateCommands: readonly CommandEntry[] = [
  {
    path: ['network', 'certificates'],
    summary: bilingual(
      '预报全网证书到期：本目录的与通道配置中各成员的',
      'forecast every expiry: this folder’s and those that the channel names',
    ),
    options: [
      folderOption,
      memberOption,
      {
        flags: '--within <days>',
        summary: bilingual(
          '此天数内到期即提醒（默认 30）',
          'warn of what ends within so many days (default: 30)',
        ),
      },
    ],
    notes: bilingual('退出码：0 无临近到期，1 有。', 'Exit codes: 0 nothing ends soon; 1 something does.'),
    run: (session, given) => guarded(() => forecast(session, given)),
  },
];

async function forecast(session: Session, given: Given): Promise<ExitCode> {
  const within = given.count('within') ?? defaultWithinDays;
  const home = homeOf(session, given, { joined: true });
  const channel = await runOf(session, home).channelConfiguration();
  const all = forecastExpiries(home, channel, new Date(session.terminal.now()));
  const soon = all.filter(({ daysLeft }) => daysLeft < within);
  if (channel === undefined && !session.json) {
    session.note({
      zh: '没有节点应答，以下仅为本目录中的证书，不含通道配置中其他成员的。',
      en: 'No peer answers: these are this folder’s certificates alone, without those of other members in the channel.',
    });
  }
  session.show({ within, channel: channel !== undefined, soon: soon.length, certificates: all }, () => [
    ...columns(all.map((one) => row(session, one, within))),
    ...(soon.length === 0
      ? [
          session.say({
            zh: `${within} 天内没有证书到期。`,
            en: `Nothing ends within ${within} days.`,
          }),
        ]
      : [
          '',
          ...new Set(
            soon.map(({ advice, daysLeft }) => `${remaining(session, daysLeft)} ${session.say(advice)}`),
          ),
        ]),
  ]);
  return soon.length === 0 ? EXIT.ok : EXIT.refused;
}

function row(session: Session, one: Expiry, within: number): readonly string[] {
  const places = one.places.map((place) =>
    session.say(place === 'channel' ? { zh: '通道', en: 'channel' } : { zh: '目录', en: 'folder' }),
  );
  return [
    one.daysLeft < within ? '!' : ' ',
    one.ends.slice(0, 10),
    remaining(session, one.daysLeft),
    one.member,
    session.say(uses[one.use]),
    one.name === '' ? '-' : one.name,
    places.join('+'),
  ];
}

function remaining(session: Session, days: number): string {
  if (days < 0) return session.say({ zh: '已到期', en: 'ended' });
  return session.say({ zh: `余 ${days} 天`, en: `${days} days` });
}
