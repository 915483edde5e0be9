import type { Words } from '../shell/language';

export const words = {
  title: { zh: '回执查验', en: 'Check a receipt' },
  lead: {
    zh: '任何人都可以查验互认网关出具的回执：它证明某个网关在何时、依据账本的哪个高度得出了什么结论。回执中没有个人信息。',
    en: 'Anyone can check a receipt of a Huren gateway: it proves which verdict a gateway gave, when, and at which height of the ledger. It holds nothing personal.',
  },
  paste: { zh: '粘贴回执、核验结果或回执链接', en: 'Paste a receipt, an answer, or a receipt link' },
  chooseFile: { zh: '选择文件', en: 'Choose a file' },
  file: {
    zh: '也可把文件拖到这里：回执、信任文件、二维码图片',
    en: 'Or drop a file here: a receipt, a trust file, a picture of a code',
  },
  check: { zh: '查验', en: 'Check' },
  checking: { zh: '正在查验……', en: 'Checking…' },
  offline: {
    zh: '已载入信任文件，在本机离线查验。其摘要须与您另行得到的一致：',
    en: 'A trust file is loaded: checked on this machine, offline. Compare its digest with the one you got elsewhere:',
  },
  online: {
    zh: '由本网关按账本成员记录查验。',
    en: 'Checked by this gateway against the member records of the ledger.',
  },
  valid: { zh: '回执有效', en: 'The receipt is valid' },
  invalid: { zh: '回执无效', en: 'The receipt is not valid' },
  unknown: { zh: '无法判断', en: 'Cannot tell' },
  log: { zh: '回执日志：', en: 'Receipt log: ' },
  claims: { zh: '它所载的内容（不可采信）', en: 'What it says (do not rely on it)' },
  said: { zh: '回执所载的结论', en: 'What the receipt says' },
  number: { zh: '回执编号', en: 'Number' },
  member: { zh: '出具网关的成员', en: 'Signed by member' },
  time: { zh: '出具时间', en: 'Given at' },
  height: { zh: '账本高度', en: 'Ledger height' },
  asOf: { zh: '所查日期', en: 'As of' },
  basis: { zh: '用证依据', en: 'Basis' },
  form: { zh: '形式', en: 'Legal form' },
  provenance: { zh: '来源', en: 'Provenance' },
  presenter: { zh: '亮证者', en: 'Presented by' },
  personMatch: { zh: '人证核对', en: 'Person compared' },
  findings: { zh: '核验项', en: 'Findings' },
  notReceipt: {
    zh: '这不是回执：请粘贴完整的回执、核验结果（JSON）或回执链接。',
    en: 'This is no receipt: paste the whole receipt, the answer (JSON), or the receipt link.',
  },
  trustRefused: {
    zh: '信任文件的签名不符，可能被改动，未采用；请重新取得。',
    en: 'The trust file’s signature does not hold, so it was not used; get it again.',
  },
  noCode: {
    zh: '图片中没有找到二维码；请换一张更清晰的。',
    en: 'No code was found in the picture; try a sharper one.',
  },
  tooLarge: {
    zh: '文件过大，不是回执或信任文件。',
    en: 'The file is too large for a receipt or a trust file.',
  },
} satisfies Words;
