import type { Bilingual, RequestFault } from '@huren/chaincode/domain';

/** Why a request is not to be trusted, in a sentence each. */
export const requestFaultWords: Readonly<Record<RequestFault, Bilingual>> = {
  REQUEST_KEY_UNKNOWN: {
    zh: '发来请求的不是已登记的办事单位。',
    en: 'Whoever sent this is no registered office.',
  },
  REQUEST_SIGNATURE_INVALID: { zh: '请求可能被人改动过。', en: 'The request may have been altered.' },
  REQUEST_AUTHORITY_UNKNOWN: {
    zh: '查不到这个办事单位，或名称、地区对不上。',
    en: 'No such office is registered, or its name or region differs.',
  },
  REQUEST_ORIGIN_DIFFERS: {
    zh: '您的证照会被送到别处，而不是这个单位。',
    en: 'Your licence would be sent somewhere else than to this office.',
  },
  REQUEST_AUDIENCE_DIFFERS: {
    zh: '请求中的单位或事项前后不一致。',
    en: 'The office or matter in the request does not agree with itself.',
  },
  REQUEST_MATTER_UNKNOWN: { zh: '查不到这个办理事项。', en: 'No such matter is registered.' },
  REQUEST_ASKS_TOO_MUCH: {
    zh: '它要的内容超过了办这件事所需。',
    en: 'It asks for more than this matter needs.',
  },
  REQUEST_EXPIRED: {
    zh: '请求已过期，或有效时间长得不正常。',
    en: 'The request has expired, or would stay valid too long.',
  },
};
