import { caseWords } from '../shell/case-words';
import type { Words } from '../shell/language';

export const words = {
  ...caseWords,
  title: { zh: '参加办件', en: 'Taking part in a case' },
  invitation: { zh: '邀请', en: 'Invitation' },
  invited: { zh: '您受邀参加一个办件', en: 'You are invited to take part in a case' },
  authority: { zh: '受理部门', en: 'Authority' },
  matter: { zh: '事项', en: 'Matter' },
  capacity: { zh: '您的身份', en: 'You take part as' },
  until: { zh: '参加期限', en: 'Until' },
  untilClosed: { zh: '至办件办结', en: 'until the case closes' },
  expires: { zh: '邀请有效至', en: 'Invitation good until' },
  caseId: { zh: '办件编号', en: 'Case' },
  keyLead: {
    zh: '接受后，本浏览器会为这个办件单独产生一把密钥：它不能导出，只用于这一个办件。账本上只有这把密钥的编号，没有您的姓名。请在今后要用的这台设备上接受；清除浏览器数据后需请受理部门重新邀请。',
    en: 'If you accept, this browser makes a key for this one case; it cannot be exported and is used nowhere else. The ledger has the number of that key and not your name. Accept on the device that you will go on using; after clearing the browser’s data you need another invitation.',
  },
  accept: { zh: '接受邀请', en: 'Accept' },
  accepting: { zh: '正在登记……', en: 'Being registered…' },
  reading: { zh: '正在读取……', en: 'Reading…' },
  steps: { zh: '办理进度', en: 'Progress' },
  entries: { zh: '往来内容', en: 'What was added' },
  entriesLead: {
    zh: '这里只有受理部门对您公开的内容和您自己提交的内容。',
    en: 'Here is what the authority shows to you, and what you added yourself.',
  },
  noEntries: { zh: '还没有内容。', en: 'Nothing yet.' },
  by_self: { zh: '您', en: 'You' },
  by_authority: { zh: '受理部门', en: 'The authority' },
  by_other: { zh: '其他第三人', en: 'Another third party' },
  notKept: { zh: '（内容不在本网关）', en: '(not kept at this gateway)' },
  statement: { zh: '您的意见或说明', en: 'Your statement' },
  statementLead: {
    zh: '提交时由您的密钥签名，提交后不能修改或撤回。文字只留在受理部门所在成员的网关，账本上只有摘要。还可提交 {left} 条，每条不超过 64 KiB（约两万字）。',
    en: 'It is signed by your key, and cannot be changed or taken back. The text stays at the gateway of the authority’s member; the ledger has its digest alone. You may add {left} more, of 64 KiB (about 20,000 Chinese characters) each at most.',
  },
  submit: { zh: '签名并提交', en: 'Sign and submit' },
  submitting: { zh: '正在提交……', en: 'Being submitted…' },
  submitted: { zh: '已提交，摘要已上链。', en: 'Submitted; its digest is on the ledger.' },
  tooLong: {
    zh: '文字超过 64 KiB（约两万字），请分条提交。',
    en: 'The text is longer than 64 KiB (about 20,000 Chinese characters); add it in parts.',
  },
  reload: { zh: '刷新', en: 'Reload' },
  mine: { zh: '本设备参加的办件', en: 'Cases on this device' },
  open: { zh: '打开', en: 'Open' },
  forget: { zh: '从本设备移除密钥', en: 'Remove the key from this device' },
  nothing: {
    zh: '本设备没有参加任何办件。请打开受理部门给您的邀请链接。',
    en: 'This device takes part in no case. Open the invitation that the authority gave you.',
  },
  noStore: {
    zh: '本浏览器不能保存密钥（例如无痕窗口），不能接受邀请；请换一个窗口打开链接。',
    en: 'This browser keeps no keys (as in a private window), so nothing can be accepted; open the link in another window.',
  },
} satisfies Words;
