import type { Words } from '../shell/language';

/** What agents showed for this phone's owner, as the members tell it. */
export const useWords = {
  usesTitle: { zh: '代办人代您出示的', en: 'What agents showed for you' },
  usesLead: {
    zh: '由受理的成员记录两年。查询时，这台手机的密钥证明是您在问；各成员只看到证照的公开部分（类型、标识、有效期），看不到任何内容。',
    en: 'Kept for two years by the member where it was shown. This phone’s key proves that it is you who asks; the members see what is open of a licence (type, identifier, validity) and none of its fields.',
  },
  usesAsk: { zh: '向各成员查询', en: 'Ask the members' },
  usesAsking: { zh: '正在向各成员查询……', en: 'Asking the members…' },
  usesAll: { zh: '{time} 已问过全部成员。', en: 'All members were asked on {time}.' },
  usesNever: {
    zh: '还没有查询过，可能有未显示的记录。',
    en: 'Not asked yet; there may be uses that do not show.',
  },
  usesGap: {
    zh: '{time} 查询时，以下成员没有答复，那里的用证可能未列出：',
    en: 'Asked on {time}. These members gave no answer, so uses there may be missing:',
  },
  usesOffline: { zh: '没有网络，现在不能查询。', en: 'No network: nobody can be asked now.' },
  whyNoGateway: { zh: '未公布网关地址', en: 'publishes no address' },
  whyUnreachable: { zh: '连接不上', en: 'could not be reached' },
  whyRefused: { zh: '拒绝答复', en: 'refused to answer' },
  usedByAgent: { zh: '代办人出示', en: 'shown by an agent' },
  agent: { zh: '代办人', en: 'Agent' },
  agentUnknown: { zh: '不在这台手机的委托记录中', en: 'not among the delegations on this phone' },
  agentPassedOn: { zh: '{name}，已转委托', en: '{name}, who passed it on' },
  usedLicence: { zh: '证照', en: 'Licence' },
  counterSaid: { zh: '窗口结论', en: 'Result' },
  said_accept: { zh: '可以采信', en: 'accepted' },
  said_refuse: { zh: '不予采信', en: 'refused' },
  said_review: { zh: '人工核验', en: 'sent to review' },
  'said_cannot-tell': { zh: '无法判断', en: 'could not be told' },
} satisfies Words;
