import type { Words } from '../shell/language';

/** 共有: licences with several holders. */
export const coHolderWords = {
  heldBySeveral: { zh: '共有 · {n} 人', en: 'Held by {n}' },
  holdersTitle: { zh: '共有人', en: 'Holders' },
  holdersLead: {
    zh: '这件证照由 {n} 人共有。这里只有您自己的个人信息；其他共有人的，只在其同意后随亮证一次性出示，不保存在这台手机上。',
    en: 'This licence is held by {n}. Only your own personal fields are here; another holder’s are shown with that holder’s consent, once, and are not kept on this phone.',
  },
  claimJoint: {
    zh: '由 {of} 人共有，各自用自己的手机领取，全部领取后签发（已领取 {claimed} 人）',
    en: 'Held by {of}: each claims on a phone of their own, and it is issued once all have ({claimed} so far)',
  },
  waitingTitle: { zh: '等待其他共有人领取', en: 'Waiting for the other holders' },
  waitingLead: {
    zh: '您已领取（{claimed}/{of}）。其他共有人领取后自动签发，打开证照夹即可收到。',
    en: 'You have claimed ({claimed} of {of}). It is issued once the others have; open the wallet to get it.',
  },
  waitingUntil: { zh: '请在 {day} 前完成', en: 'To be done before {day}' },
  waitingOver: {
    zh: '共有人未在期限内全部领取，未签发。请向发证部门重新索取领取码。',
    en: 'Not all holders claimed in time, so it was not issued. Ask the issuer for new codes.',
  },
  lookAgain: { zh: '刷新', en: 'Refresh' },
  forget: { zh: '不再显示', en: 'Remove' },
  othersTitle: { zh: '其他共有人的信息', en: 'The other holders’ fields' },
  othersLead: {
    zh: '此事项需要全体共有人的：{fields}。须由共有人在自己的手机上同意。',
    en: 'The matter needs this of every holder: {fields}. Each consents on a phone of their own.',
  },
  askCoHolder: { zh: '请共有人同意', en: 'Ask the co-holder' },
  askNext: { zh: '请下一位共有人同意', en: 'Ask the next co-holder' },
  askCodeLead: {
    zh: '请共有人用自己的证照夹扫此码，或把链接发给共有人。只能用一次。',
    en: 'Let the co-holder scan this in their own wallet, or send them the link. It works once.',
  },
  askCodeLabel: { zh: '请共有人同意的二维码', en: 'QR code for the co-holder' },
  askWaiting: { zh: '等待共有人同意……还有 {n} 秒', en: 'Waiting for the co-holder… {n} seconds left' },
  consentedCount: { zh: '已同意：{n}/{of} 位共有人', en: '{n} of {of} co-holders consented' },
  coHolderRefused: {
    zh: '共有人没有同意。您仍可只出示自己的信息，由窗口人工核验。',
    en: 'The co-holder declined. You may still show your own fields; the counter then reviews by hand.',
  },
  coHolderBad: {
    zh: '收到的回复不是对本次请求的同意，未采用。请重新请共有人同意。',
    en: 'What came back is no consent to this request and was not used. Ask again.',
  },
  coHolderLate: {
    zh: '本次请求的时间已到，没有等到共有人同意。请窗口重新发起。',
    en: 'The request ran out before the co-holder consented. The counter makes a new one.',
  },
  withoutOthers: {
    zh: '没有共有人的同意，窗口只能人工核验。',
    en: 'Without the co-holders’ consent the counter can only review by hand.',
  },
  coHolderAsks: {
    zh: '共有人请您同意：由其在{name}出示您的信息',
    en: 'A co-holder asks you to let them show your fields at {name}',
  },
  coHolderAsksLead: {
    zh: '这是您与他人共有的证照。请确认是您认识的共有人正在办理，再同意；同意只对这一次有效。',
    en: 'You hold this licence with others. Consent only if you know that your co-holder is at that office now; it works this once.',
  },
  asker: { zh: '请求人', en: 'Who asks' },
  askerFirst: { zh: '证照上的第 1 位共有人', en: 'the first holder on the licence' },
  askerOther: { zh: '证照上的第 {n} 位共有人', en: 'holder number {n} on the licence' },
  askerMark: {
    zh: '这台手机的核对码（共有人会看到）：',
    en: 'Check code of this phone, which the co-holder sees:',
  },
  askerUnknown: {
    zh: '不是这件证照的共有人提出的请求，或内容被改动过，已拒绝。没有出示任何内容。',
    en: 'No holder of this licence made this request, or it was changed on the way. It was refused and nothing was shown.',
  },
  showsOfYours: { zh: '将由共有人出示您的这些内容', en: 'The co-holder will show these fields of yours' },
  agreeOnce: { zh: '同意这一次', en: 'Consent this once' },
  agreed: {
    zh: '已同意。您的信息已加密交给共有人的手机，仅用于这一次。',
    en: 'Consented. Your fields went to the co-holder’s phone, encrypted, for this once.',
  },
  refusedCoHolder: {
    zh: '您没有同意，共有人的手机已得知。',
    en: 'You declined; the co-holder’s phone knows.',
  },
  notMine: {
    zh: '这台手机上没有这件共有证照，或其中没有所需的您的信息。请告诉共有人改由窗口人工核验。',
    en: 'This phone does not hold that licence, or your part of it lacks what is needed. Tell the co-holder to have the counter review by hand.',
  },
  notAConsent: { zh: '这不是共有人的请求。', en: 'This is no co-holder’s request.' },
  coHolderGround: { zh: '共有人同意', en: 'your consent as a co-holder' },
} satisfies Words;
