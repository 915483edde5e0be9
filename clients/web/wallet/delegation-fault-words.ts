import type { Bilingual } from '@huren/chaincode/domain';

const OTHERS: Bilingual = { zh: '读不出内容，请重新取码。', en: 'It cannot be read; ask for it again.' };

const WORDS: Readonly<Record<string, Bilingual>> = {
  'not-an-invitation': { zh: '这不是代办码。', en: 'This is no code of an agent’s phone.' },
  'not-a-delegation-link': { zh: '这不是授权链接。', en: 'This is no link to a delegation.' },
  'not-a-member-address': {
    zh: '链接不在互认网络成员的网关上，已拒绝。',
    en: 'The link is at no member’s gateway, so it was refused.',
  },
  'wrong-key': { zh: '链接不完整，打不开内容。', en: 'The link is not whole and opens nothing.' },
  'delegation-for-another': {
    zh: '这份授权是给另一台手机的。',
    en: 'This delegation is for another phone.',
  },
  'not-anchored': {
    zh: '这件证照没有存证，不能委托。',
    en: 'That licence is not anchored and cannot be delegated.',
  },
  'root-over': {
    zh: '所依据的证照在授权的最后一天之前到期，请提前最后一天。',
    en: 'The licence that it hangs on ends before the last day; choose an earlier one.',
  },
  'not-onward': {
    zh: '委托人没有允许再委托。',
    en: 'Whoever delegated to you did not allow passing it on.',
  },
  wider: {
    zh: '不能超出您得到的授权：事项、证照或日期。',
    en: 'It cannot be more than was delegated to you: matters, licences or days.',
  },
  'wrong-signer': {
    zh: '授权签名与持证主体不符，已拒绝。',
    en: 'The delegation is not signed by the licence’s holder, so it was refused.',
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
