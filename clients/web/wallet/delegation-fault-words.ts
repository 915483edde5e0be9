import type { Bilingual } from '@huren/chaincode/domain';

const OTHERS: Bilingual = { zh: '读不出内容，请重新取码。', en: 'It cannot be read; ask for it again.' };

const WORDS: Readonly<Record<string, Bilingual>> = {
  'not-an-invitation': {
    zh: '这不是代办码；请扫代办人手机“委托”页上的码。',
    en: 'This is no agent code; scan the one on the page Agents of the agent’s phone.',
  },
  'not-a-delegation-link': {
    zh: '这不是授权链接；请委托人重新发送。',
    en: 'This is no link to a delegation; ask whoever delegated to send it again.',
  },
  'not-a-member-address': {
    zh: '链接的来源不可信，已拒绝；请与委托人核对。',
    en: 'The link comes from nowhere that can be trusted, so it was refused; check it with whoever delegated.',
  },
  'wrong-key': {
    zh: '链接不完整；请委托人重新发送完整的链接。',
    en: 'The link is not whole; ask whoever delegated to send the whole link again.',
  },
  'delegation-for-another': {
    zh: '这份授权是给另一台手机的；请在出示代办码的手机上领取。',
    en: 'This delegation is for another phone; take it up on the one that showed the agent code.',
  },
  'not-anchored': {
    zh: '这件证照查不到登记，不能委托；请联系发证部门。',
    en: 'That licence is not found in the register and cannot be delegated; ask the issuer.',
  },
  'root-over': {
    zh: '所依据的证照到期更早；请把授权的最后一天改早。',
    en: 'The licence that it is based on ends earlier; choose an earlier last day.',
  },
  'not-onward': {
    zh: '委托人没有允许再委托；请委托人本人另行授权。',
    en: 'Whoever delegated to you did not allow passing it on; ask them to delegate again themselves.',
  },
  wider: {
    zh: '不能超出您得到的授权：事项、证照或日期。',
    en: 'It cannot be more than was delegated to you: matters, licences or days.',
  },
  'wrong-signer': {
    zh: '授权不是持证主体本人签的，已拒绝；请委托人重新授权。',
    en: 'The delegation is not signed by the licence’s holder, so it was refused; ask for a new one.',
  },
  'not-found': {
    zh: '链接已被领取或已过期，请委托人再取一个链接。',
    en: 'It was taken up already or has expired; ask for a new link.',
  },
};

/** Why a code or link cannot be used, in a sentence. */
export function delegationFault(code: string): Bilingual {
  return WORDS[code] ?? OTHERS;
}
