import type { Words } from './shell/language';

export const words = {
  title: { zh: '跨省电子证照互认', en: 'E-licences across provinces' },
  lead: {
    zh: '本单位办理此事项能否采信此证照？依据什么、由谁确认？',
    en: 'May this office accept this licence for this matter, and on whose word?',
  },
  counter: { zh: '核验台', en: 'Counter' },
  counterLead: { zh: '窗口人员核验外地电子证照。', en: 'Clerks verify licences of other regions.' },
  wallet: { zh: '电子证照夹', en: 'Licence wallet' },
  walletLead: {
    zh: '在手机上保管证照，出示多少由您决定。',
    en: 'Keep licences on your phone; you decide what is shown.',
  },
  issuer: { zh: '发证台', en: 'Issuing desk' },
  issuerLead: {
    zh: '发证人员出示领取码，证照到持证主体的手机上。',
    en: 'Issuing clerks show the code by which a holder claims a licence.',
  },
  console: { zh: '运维控制台', en: 'Operator console' },
  consoleLead: {
    zh: '查看网络与记录，用自己的密钥签名办理。',
    en: 'See the network and its records; act with your own key.',
  },
  verify: { zh: '回执查验', en: 'Check a receipt' },
  verifyLead: { zh: '任何人都可以查验一张回执。', en: 'Anyone can check a receipt.' },
  thirdParty: { zh: '参加办件', en: 'Taking part in a case' },
  thirdPartyLead: {
    zh: '受邀的第三人查看办件、提交意见。',
    en: 'Third parties follow the case they are invited to, and add statements.',
  },
  api: { zh: '接口文档', en: 'API' },
  apiLead: { zh: '供其他系统接入。', en: 'For other systems.' },
} satisfies Words;
