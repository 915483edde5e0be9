import type { Words } from './language';

/** What every page says where its own people sign in. */
export const staffWords = {
  signIn: { zh: '工作人员登录', en: 'Sign in' },
  signOut: { zh: '退出', en: 'Sign out' },
  notProvided: {
    zh: '本网关未接入身份服务，无法在此登录。请联系成员运维人员。',
    en: 'This gateway has no identity provider, so nobody can sign in here. Ask the member’s operator.',
  },
  loading: { zh: '正在读取……', en: 'Loading…' },
  ended: {
    zh: '会话已结束。请重新登录，此处已填写的内容不会丢失。',
    en: 'The session has ended. Sign in again; what you filled in here stays.',
  },
  signInBeside: { zh: '在新窗口登录', en: 'Sign in in a new window' },
} satisfies Words;

/** Why a sign-in did not hold: `?sign-in=` of the way back. */
export const signInReasons = {
  failed: {
    zh: '登录未完成或已过期，请重新登录。',
    en: 'The sign-in was not finished or has expired. Sign in again.',
  },
  unavailable: {
    zh: '身份服务暂时连接不上，请稍后再试。',
    en: 'The identity provider cannot be reached. Try again later.',
  },
  'no-authority': {
    zh: '您的账号没有登记到账本上的任何单位，请联系管理员。',
    en: 'Your account belongs to no authority of the ledger. Ask your administrator.',
  },
  'no-role': {
    zh: '您的账号没有岗位，请联系管理员。',
    en: 'Your account has no role. Ask your administrator.',
  },
  'authority-not-active': {
    zh: '您所在单位尚未获准或已停用，请联系管理员。',
    en: 'Your authority is not approved or no longer active. Ask your administrator.',
  },
  'wrong-member': {
    zh: '您所在单位属于另一个成员，请到该成员的网关登录。',
    en: 'Your authority belongs to another member. Sign in at that member’s gateway.',
  },
} satisfies Words;
