import type { Words } from '../shell/language';
import { staffWords } from '../shell/staff-words';

export const words = {
  ...staffWords,
  title: { zh: '发证台', en: 'Issuing desk' },
  lead: {
    zh: '发证人员在这里为持证主体出示领取码：对方用手机扫码、实名核验，证照就到手机上。',
    en: 'Issuing clerks show a holder the code to claim a licence: the holder scans it, proves who they are, and has the licence on the phone.',
  },
  signedInBeside: {
    zh: '已登录。请关闭本窗口，回到原来的发证台。',
    en: 'You are signed in. Close this window and go back to the desk.',
  },
  noRole: {
    zh: '您的岗位不能发出领取码，请由发证人员登录。',
    en: 'Your role may make no offers; an issuing clerk has to sign in.',
  },
  parts: { zh: '功能', en: 'Parts' },
  partNew: { zh: '新证照领取', en: 'A new licence' },
  partAgain: { zh: '重新领取（换手机、丢手机）', en: 'Claim again (new or lost phone)' },

  draft: {
    zh: '待领证照（签发系统导出的 JSON）',
    en: 'The licence to be claimed (JSON from the issuing system)',
  },
  draftHint: {
    zh: '粘贴，或选择、拖入文件；格式与 huren licence offer 相同。',
    en: 'Paste it, choose a file or drop one; the same as for huren licence offer.',
  },
  chooseFile: { zh: '选择文件', en: 'Choose a file' },
  notDraft: {
    zh: '内容不是待领证照：要有 type 和 licence（含 issueDate、validateStart、areaCode、fields）。',
    en: 'This is no licence to be claimed: it needs type and licence (with issueDate, validateStart, areaCode, fields).',
  },

  findLead: { zh: '查找本部门签发的证照', en: 'Find a licence that this authority issued' },
  type: { zh: '证照类型', en: 'Licence type' },
  number: { zh: '证照编号', en: 'Number' },
  numberOrId: { zh: '证照编号，或电子证照标识', en: 'Number, or licence identifier' },
  find: { zh: '查找', en: 'Find' },
  identifier: { zh: '电子证照标识', en: 'Identifier' },
  issued: { zh: '颁发日期', en: 'Issued' },
  validTo: { zh: '有效期至', en: 'Valid to' },
  perpetual: { zh: '长期', en: 'no end' },
  state: { zh: '状态', en: 'State' },
  notInForce: {
    zh: '这件证照不是有效状态，不能重新领取；请先依法处理该状态。',
    en: 'This licence is not in force, so it cannot be claimed again; that has to be settled first.',
  },
  againLead: {
    zh: '重新领取后，新手机上的证照取代旧的；旧手机上的当即失效；原来的委托随之失效，须重新委托。',
    en: 'The licence on the new phone replaces the old one, which has no effect from then on; delegations end with it and have to be made again.',
  },
  againWho: { zh: '谁要重新领取', en: 'Who claims again' },
  againWhoLead: {
    zh: '只勾选换了或丢了手机的人。其他人的密钥和核验等级不变，他们的手机会自动取回新证照，原来的委托须重新委托。',
    en: 'Only who has a new phone. The others keep their key and level; their phones fetch the new licence by themselves, and their delegations have to be made again.',
  },
  photo: {
    zh: '版式文件上的照片（原来有照片的须再提供）',
    en: 'Photo for the page form (again, where it had one)',
  },
  choosePhoto: { zh: '选择照片', en: 'Choose a photo' },
  photoChosen: { zh: '已选照片：{name}', en: 'Photo chosen: {name}' },

  whom: { zh: '谁来领取', en: 'Who claims' },
  whomLead: {
    zh: '领取时与实名核验的结果比对；加密保存，领取或撤回后即删除。',
    en: 'Compared with the real-name check; kept encrypted, and only until the offer is claimed or taken back.',
  },
  holder: { zh: '持证主体', en: 'Holder' },
  holderAt: { zh: '第 {place} 位持证主体', en: 'Holder {place}' },
  actsAs_guardian: { zh: '由监护人领取', en: 'claimed by the guardian' },
  actsAs_proxy: { zh: '由代理人领取', en: 'claimed by the proxy' },
  name: { zh: '领取人姓名', en: 'Name' },
  idNumber: { zh: '证件号码', en: 'Document number' },
  level: { zh: '实名核验至少几级', en: 'Lowest level of the real-name check' },
  levelOption: { zh: '{level} 级', en: 'level {level}' },
  make: { zh: '生成领取码', en: 'Make the code' },
  making: { zh: '正在生成……', en: 'Being made…' },

  codeTitle: { zh: '请持证主体扫码领取', en: 'Let the holder scan this code' },
  codeOver: { zh: '领取进展', en: 'How the offer stands' },
  codeLabel: { zh: '领取码', en: 'Code to claim the licence' },
  steps: {
    zh: '用手机相机或电子证照夹扫码，按提示做实名核验。每个码只给本人，只能用一次。',
    en: 'Scan it with the phone’s camera or the wallet and follow the real-name check. Each code is for one person and good once.',
  },
  link: { zh: '领取链接', en: 'Link' },
  copy: { zh: '复制链接', en: 'Copy the link' },
  copied: { zh: '已复制', en: 'Copied' },
  copyByHand: { zh: '已选中，请按 Ctrl+C 复制', en: 'Selected: press Ctrl+C' },
  until: { zh: '{time} 前有效，还有 {left}', en: 'Good until {time}, {left} left' },
  untilShort: { zh: '{time} 前有效', en: 'Good until {time}' },
  daysLeft: { zh: '{days} 天 {hours} 小时', en: '{days} d {hours} h' },
  hoursLeft: { zh: '{hours} 小时 {minutes} 分', en: '{hours} h {minutes} min' },
  print: { zh: '打印', en: 'Print' },
  cancel: { zh: '撤回', en: 'Take back' },
  cancelAll: { zh: '全部撤回', en: 'Take all back' },
  next: { zh: '下一件', en: 'Next licence' },
  nextLead: {
    zh: '办下一件后，这里不再显示未领取的码；它们到期前仍可领取。不再需要的请先撤回。',
    en: 'After going on, this page no longer shows codes that are not claimed; they stay good until they end. Take back first what is not needed.',
  },
  personOfAnother: {
    zh: '这位领取人已是这件证照的另一位持证主体。每位持证主体由本人领取，请核对姓名和证件号码。',
    en: 'This person is another holder of the licence already. Each holder claims in person: check the name and the document number.',
  },
  personOfEach: {
    zh: '请为每位要领取的持证主体填写领取人。',
    en: 'Say for each holder who is to claim who that is.',
  },
  offer_waiting: { zh: '等待领取', en: 'Waiting to be claimed' },
  offer_taken: { zh: '本人已领，等其他持证主体', en: 'Claimed; the other holders have not' },
  offer_sealing: { zh: '已领取，正在签章上链', en: 'Claimed; being sealed' },
  offer_claimed: { zh: '已领取', en: 'Claimed' },
  offer_refused: {
    zh: '没有签发：这件证照已凭另一个领取码领走，或状态已变。请先查找这件证照，再决定是否重新发出。',
    en: 'Not sealed: the licence was claimed by another code, or its state has changed. Find the licence first, then decide whether to offer it again.',
  },
  offer_expired: { zh: '已失效', en: 'No longer good' },
  offer_locked: { zh: '多次实名核验失败，已关闭', en: 'Closed after failed real-name checks' },
  offer_cancelled: { zh: '已撤回', en: 'Taken back' },
  stale: {
    zh: '暂时读不到最新状态，稍后自动再读。',
    en: 'The newest state cannot be read now; the page goes on trying.',
  },
  sheetTitle: { zh: '电子证照领取码', en: 'Code to claim an electronic licence' },
} satisfies Words;
