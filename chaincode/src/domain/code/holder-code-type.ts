/** Kinds of code that name a licence's holder 持证主体代码类型: GB/T 36903-2018, appendix A. */
import { grammar } from '../encoding/malformed';

export type HolderClass = 'organisation' | 'person';

/** 法人和其他组织, then 自然人. */
export const HOLDER_CODE_TYPES = {
  '001': { class: 'organisation', zh: '统一社会信用代码', en: 'Unified social credit code' },
  '099': {
    class: 'organisation',
    zh: '其他法人或其他组织有效证件代码',
    en: 'Other valid code of an organisation',
  },
  '111': { class: 'person', zh: '公民身份号码', en: "Citizen's identity number" },
  '114': { class: 'person', zh: '军官证', en: 'Officer certificate of the armed forces' },
  '115': { class: 'person', zh: '武警警官证', en: 'Officer certificate of the armed police' },
  '118': { class: 'person', zh: '士兵证', en: 'Soldier certificate of the armed forces' },
  '119': { class: 'person', zh: '武警士兵证', en: 'Soldier certificate of the armed police' },
  '120': { class: 'person', zh: '文职人员证', en: 'Civilian certificate of the armed forces' },
  '122': { class: 'person', zh: '武警文职人员证', en: 'Civilian certificate of the armed police' },
  '411': { class: 'person', zh: '外交护照', en: 'Diplomatic passport' },
  '412': { class: 'person', zh: '公务护照', en: 'Service passport' },
  '413': { class: 'person', zh: '公务普通护照', en: 'Passport for public affairs' },
  '414': { class: 'person', zh: '普通护照', en: 'Ordinary passport' },
  '511': { class: 'person', zh: '台湾居民来往大陆通行证', en: 'Mainland travel permit for Taiwan residents' },
  '516': {
    class: 'person',
    zh: '港澳居民来往内地通行证',
    en: 'Mainland travel permit for Hong Kong and Macao residents',
  },
  '999': { class: 'person', zh: '其他自然人有效证件代码', en: 'Other valid code of a natural person' },
} as const satisfies Readonly<Record<string, { class: HolderClass; zh: string; en: string }>>;

export type HolderCodeType = keyof typeof HOLDER_CODE_TYPES;

const holderCodeType = grammar<HolderCodeType>((text) =>
  Object.hasOwn(HOLDER_CODE_TYPES, text)
    ? null
    : ['unknown-value', 'The type of the holder code is not known.'],
);

/** @throws MalformedError `unknown-value`. */
export const parseHolderCodeType = holderCodeType.parse;
export const isHolderCodeType = holderCodeType.is;

export function holderClass(type: HolderCodeType): HolderClass {
  return HOLDER_CODE_TYPES[type].class;
}
