import type { Bilingual } from '@huren/chaincode/domain';

/** Faults of a body that every route can meet: codes of the strict reader and of the shapes. All are 400. */
export const FAULTS = {
  'json-syntax': {
    zh: '请求内容不是合法的 JSON；请检查括号、引号和逗号。',
    en: 'The body is not JSON; check its brackets, quotes and commas.',
  },
  'bad-utf8': {
    zh: '请求内容不是 UTF-8；请以 UTF-8 编码发送。',
    en: 'The body is not UTF-8; encode it as UTF-8.',
  },
  'byte-order-mark': {
    zh: '请求内容以字节顺序标记开头；请去掉。',
    en: 'The body begins with a byte order mark; leave it out.',
  },
  'duplicate-key': {
    zh: '同一对象中有重名字段；请每个字段只写一次。',
    en: 'An object names one member twice; write each member once.',
  },
  'forbidden-key': {
    zh: '含有不允许的字段名；请删去。',
    en: 'An object has a forbidden member name; remove it.',
  },
  'unpaired-surrogate': {
    zh: '文本含有不成对的代理字符；请检查文字编码。',
    en: 'A text holds an unpaired surrogate; check its encoding.',
  },
  noncharacter: { zh: '文本含有非字符码位；请删去。', en: 'A text holds a Unicode noncharacter; remove it.' },
  'number-not-exact': {
    zh: '数字超出可精确表示的范围；请改用范围内的数字。',
    en: 'A number cannot be held exactly; use one within ±(2^53−1).',
  },
  'too-long': { zh: '文本过长；请缩短。', en: 'A text is too long; shorten it.' },
  'too-short': { zh: '文本过短；请补全。', en: 'A text is too short; complete it.' },
  'too-deep': { zh: '嵌套层数过多；请减少嵌套。', en: 'The body is nested too deeply; flatten it.' },
  'too-many-keys': { zh: '对象字段过多；请减少。', en: 'An object has too many members; reduce them.' },
  'too-many-items': { zh: '列表条目过多；请减少或分批。', en: 'A list is too long; shorten or split it.' },
  'too-few-items': { zh: '列表条目过少；请补充。', en: 'A list is too short; add what is missing.' },
  'repeated-item': { zh: '列表中有重复条目；请去重。', en: 'A list names one item twice; name it once.' },
  'string-too-long': { zh: '文本过长；请缩短。', en: 'A text is too long; shorten it.' },
  'wrong-type': {
    zh: 'path 所指的值类型不对；请按接口文档改正。',
    en: 'The value at path has the wrong type; see /docs.',
  },
  'missing-field': { zh: '缺少 path 所指的字段；请补上。', en: 'The field at path is missing; add it.' },
  'unknown-field': {
    zh: '含有不认识的字段；请按接口文档只保留已定义的字段。',
    en: 'An object has a field that is not known here; keep only documented ones.',
  },
  'unknown-value': {
    zh: 'path 所指的值不在允许的取值中；请按接口文档选择。',
    en: 'The value at path is none of those allowed; see /docs.',
  },
  'out-of-range': { zh: 'path 所指的数字超出范围。', en: 'The number at path is out of its range.' },
  'bad-pattern': { zh: 'path 所指的文本不合格式。', en: 'The text at path does not follow its pattern.' },
  'bad-key': { zh: '对象的字段名不合格式。', en: 'A member name does not follow its pattern.' },
  'data-form-required': {
    zh: '版式文件须与数据件一并签发；forms 应包含 data。',
    en: 'A page form is issued beside its data form: forms includes data.',
  },
  'page-form-not-asked': {
    zh: '未要求签发版式文件，不应给出 path 所指的内容；请在 forms 中加上 page，或删去它。',
    en: 'The value at path is of page forms, and none is asked for; add page to forms, or leave it out.',
  },
  'control-character': {
    zh: '文本含有控制字符；请删去。',
    en: 'A text holds a control character; remove it.',
  },
  'bidi-control': {
    zh: '文本含有改变书写方向的字符；请删去。',
    en: 'A text holds a character that turns its direction; remove it.',
  },
  'invisible-character': {
    zh: '文本含有不可见字符；请删去。',
    en: 'A text holds an invisible character; remove it.',
  },
} as const satisfies Readonly<Record<string, Bilingual>>;

export function isFault(code: string): code is keyof typeof FAULTS {
  return Object.hasOwn(FAULTS, code);
}
