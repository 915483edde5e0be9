import type { Bilingual, RequestFault } from '@huren/chaincode/domain';

/** Why a request is not to be trusted, in a sentence each. */
export const requestFaultWords: Readonly<Record<RequestFault, Bilingual>> = {
  REQUEST_KEY_UNKNOWN: {
    zh: '签名的密钥不在账本上该成员名下。',
    en: 'The ledger knows no such key of that member.',
  },
  REQUEST_SIGNATURE_INVALID: { zh: '签名不对。', en: 'The signature is wrong.' },
  REQUEST_AUTHORITY_UNKNOWN: {
    zh: '账本上没有这个用证部门，或名称、地区不符。',
    en: 'The ledger has no such relying office, or under another name or region.',
  },
  REQUEST_ORIGIN_DIFFERS: {
    zh: '证照会送到该成员网关以外的地址。',
    en: 'The licence would go elsewhere than to that member’s gateway.',
  },
  REQUEST_AUDIENCE_DIFFERS: {
    zh: '请求写明的对象与所示部门、事项不符。',
    en: 'The request is for somebody else than the office and matter it names.',
  },
  REQUEST_MATTER_UNKNOWN: { zh: '账本上没有这个事项。', en: 'The ledger has no such matter.' },
  REQUEST_ASKS_TOO_MUCH: {
    zh: '要的内容或证照类型超过了事项所需。',
    en: 'It asks for fields or licences that the matter does not need.',
  },
  REQUEST_EXPIRED: {
    zh: '请求已过期，或有效时间过长。',
    en: 'The request has expired, or would live too long.',
  },
};
