import type { Words } from '../shell/language';
import { staffWords } from '../shell/staff-words';

export const words = {
  ...staffWords,
  title: { zh: '核验台', en: 'Counter' },
  lead: {
    zh: '窗口人员在这里核验外地电子证照：选事项，取证照，看结论，出回执。',
    en: 'Clerks verify licences of other regions here: choose the matter, take the licence, read the verdict, hand out the receipt.',
  },
  signedInBeside: {
    zh: '已登录。请关闭本窗口，回到原来的核验台。',
    en: 'You are signed in. Close this window and go back to the counter.',
  },
  notClerk: {
    zh: '您的岗位只能查看记录，不能核验。核验请由窗口人员办理。',
    en: 'Your role may read the records but not verify. A clerk has to verify.',
  },
  noRole: {
    zh: '您的岗位不使用核验台。请由窗口人员登录。',
    en: 'Your role has nothing to do at the counter. A clerk has to sign in.',
  },
  tabVerify: { zh: '核验', en: 'Verify' },
  tabHistory: { zh: '记录', en: 'Records' },
  parts: { zh: '功能', en: 'Parts' },

  matter: { zh: '事项', en: 'Matter' },
  matterHint: {
    zh: '输入名称、拼音（可用首字母）或编码；上下键选择，回车确定',
    en: 'Type a name, pinyin (initials do) or code; arrows choose, Enter takes',
  },
  matterNone: { zh: '没有找到这样的事项', en: 'No such matter' },
  matterUnavailable: {
    zh: '事项清单暂时读不到；可直接输入完整的事项编码后按回车。',
    en: 'The list of matters cannot be read now; type a whole matter code and press Enter.',
  },
  localCode: { zh: '本地编码，清单 {list}', en: 'local code, list {list}' },
  listOfCode: { zh: '本地编码所属清单', en: 'List of the local code' },
  listOfCodeHint: {
    zh: '填清单保存主体的统一社会信用代码；可不填，几个清单都有此编码时须填。',
    en: 'Credit code of the authority that keeps it; needed only where several lists share the code.',
  },
  localTaken: {
    zh: '本地编码 {code}（清单 {list}）按事项 {basic} 核验。',
    en: 'Local code {code} of list {list} was judged as matter {basic}.',
  },
  recent: { zh: '最近使用', en: 'recent' },
  changeMatter: { zh: '更换事项', en: 'Change matter' },

  licence: { zh: '证照', en: 'Licence' },
  intake: { zh: '亮证码、证照或回执', en: 'Presentation code, licence or receipt' },
  intakeHint: {
    zh: '扫码枪扫入，或输入持证主体手机上的亮证码，或粘贴证照、回执，按回车；空着按回车即显示亮证二维码',
    en: 'Scan with the handheld scanner, type the presentation code on the holder’s phone, or paste a licence or receipt, then Enter; Enter on an empty line shows the code to present',
  },
  go: { zh: '核验', en: 'Verify' },
  showQr: { zh: '显示亮证二维码', en: 'Show the code to present' },
  file: { zh: '选择文件', en: 'Choose files' },
  drop: {
    zh: '也可把文件拖到这里：证照文件、OFD（连同存证文件）、回执、二维码图片',
    en: 'Or drop files here: a licence file, an OFD (with its anchor file), a receipt, a picture of a code',
  },
  chooseMatterFirst: { zh: '请先选择事项。', en: 'Choose the matter first.' },
  unknownIntake: {
    zh: '认不出这份内容：请扫持证主体的亮证码，或使用证照文件、OFD、回执。文件不得超过 20 MiB。',
    en: 'This is not recognised: scan the holder’s presentation code, or use a licence file, an OFD or a receipt. Files have at most 20 MiB.',
  },
  isRequest: {
    zh: '这是窗口自己的亮证请求二维码，须由持证主体用电子证照夹扫描。',
    en: 'This is a counter’s own request; the holder scans it with the wallet.',
  },
  resend: { zh: '重试', en: 'Try again' },
  hadArrived: {
    zh: '第一次发送其实已经到达网关，这次亮证因此已经用过；第一次的结论在“记录”里可查。请持证主体再亮证一次。',
    en: 'The first try had reached the gateway after all, so this presentation was used up by it; its verdict stands in the records. Ask the holder to present once more.',
  },
  working: { zh: '正在核验……', en: 'Verifying…' },

  present: { zh: '请持证主体用电子证照夹扫描', en: 'The holder scans this with the wallet' },
  qrLabel: { zh: '亮证请求二维码', en: 'QR code of the request' },
  sentToPhone: { zh: '请求已送到持证主体的手机', en: 'The request is on the holder’s phone' },
  sending: { zh: '正在发起请求……', en: 'Making the request…' },
  waitOpen: { zh: '等待扫描', en: 'Waiting for the scan' },
  waitFetched: {
    zh: '持证主体正在查看请求，等待其同意',
    en: 'The holder reads the request; waiting for consent',
  },
  secondsBefore: { zh: '还剩', en: '' },
  secondsAfter: { zh: '秒', en: 'seconds left' },
  declined: {
    zh: '持证主体未同意出示。可说明用途后再次发起，或请其提供原件、使用其他方式。',
    en: 'The holder did not agree. Explain why it is needed and ask again, or ask for the original or another way.',
  },
  walletCannot: {
    zh: '持证主体手机上的证照应用未能出示（代码 {code}）。可重新发起，或请其提供原件、使用其他方式。',
    en: 'The app on the holder’s phone could not present (code {code}). Ask again, or offer the original or another way.',
  },
  expired: {
    zh: '请求已过期，没有收到出示。请重新发起。',
    en: 'The request has expired without an answer. Make a new one.',
  },
  noLink: {
    zh: '本成员尚未公布网关地址，手机无法取得请求。请联系运维人员；可先使用文件。',
    en: 'This member has not published its gateway’s address, so phones cannot read requests. Ask the operator; a file works meanwhile.',
  },
  reconnecting: {
    zh: '与网关的连接中断，正在重试……',
    en: 'The connection to the gateway was lost; trying again…',
  },
  again: { zh: '重新发起', en: 'Ask again' },
  cancel: { zh: '取消', en: 'Cancel' },
  fieldsAsked: { zh: '只请求本事项所需字段', en: 'Only the fields that the matter needs are asked for' },

  verdict: { zh: '结论', en: 'Verdict' },
  nextStep: { zh: '下一步', en: 'What to do next' },
  ways: { zh: '可以这样继续', en: 'Ways to go on' },
  lamps: { zh: '三灯', en: 'Lamps' },
  findings: { zh: '核验项', en: 'Findings' },
  evidence: { zh: '依据', en: 'evidence' },
  basis: { zh: '用证依据', en: 'Basis' },
  form: { zh: '形式', en: 'Legal form' },
  provenance: { zh: '来源', en: 'Provenance' },
  level: { zh: '身份核验等级', en: 'Identity level' },
  nextPerson: { zh: '办理下一件', en: 'Next' },
  retry: { zh: '重新核验', en: 'Verify again' },
  wayPresent: { zh: '请持证主体亮证', en: 'Ask the holder to present' },
  wayMatch: { zh: '现场核对人证', en: 'Compare the person here' },
  wayAgent: { zh: '核对代办人身份', en: 'Compare the agent here' },
  wayFile: { zh: '换一份证照文件', en: 'Take another file' },

  fields: { zh: '出示的字段', en: 'Fields shown' },
  openFields: { zh: '公开字段', en: 'Open fields' },
  noFields: { zh: '没有出示持证主体字段。', en: 'No holder field is shown.' },
  fieldsDropped: {
    zh: '另有 {count} 个字段本事项不需要，未显示，请勿另行留存。',
    en: '{count} more fields are not needed for this matter: not shown here, and not to be kept.',
  },
  fieldsUnproved: {
    zh: '该证照未通过真伪核验，以下内容不可信。',
    en: 'The licence was not found genuine: do not trust what follows.',
  },
  presentedBy: { zh: '代为出示：', en: 'Presented by' },
  agentUnnamed: { zh: '委托授权未载姓名', en: 'nobody named in the delegation' },
  presentedByLead: {
    zh: '姓名按委托授权所载，未作比对；授权有效不等于核验了代办人身份。',
    en: 'The name as the delegation gives it, compared with nothing: that the delegation holds does not identify the agent.',
  },
  presentedByMatched: {
    zh: '经办人已按委托授权所载姓名当面核对代办人。',
    en: 'A clerk compared the agent in person with the name in the delegation.',
  },
  presentedByUnproved: {
    zh: '授权未获证实，此人是否可以代办不明。',
    en: 'The delegation was not found to hold: whether they may act is not known.',
  },
  page: { zh: '版式文件', en: 'Page form' },
  noPage: {
    zh: '本次出示的是数据件，只有所列字段；没有收到版式文件，因此不绘制页面，也不从别处取得。',
    en: 'The data form was shown, with the listed fields alone. No page form was handed over, so none is drawn, and none is fetched from elsewhere.',
  },
  pageWhole: {
    zh: '版式文件是整页，另含本事项不需要的 {count} 个字段；确需对照版面时再展开',
    en: 'The page holds {count} more fields than the matter needs; unfold it only to compare the page',
  },
  foreignPage: {
    zh: '该版式文件不是由 Huren 制作，此处不绘制页面，只列出其元数据；请用 OFD 阅读器查看版面。',
    en: 'This page form was not made by Huren, so it is not drawn here; its metadata is listed. See it in an OFD reader.',
  },
  pageDrawn: {
    zh: '按收到的文件绘制，含印章图样，仅供对照；图样不能证明真伪，以结论为准。',
    en: 'Drawn from the file that was handed over, with the pictures of its seals, to compare. Pictures prove nothing; the verdict does.',
  },
  pageNumber: { zh: '第 {n} 页', en: 'page {n}' },

  nameCheck: { zh: '姓名比对', en: 'Compare the name' },
  nameTyped: { zh: '证件上的姓名', en: 'Name on the card' },
  nameShown: { zh: '证照所载', en: 'On the licence' },
  nameExact: { zh: '一致', en: 'The same' },
  nameNear: {
    zh: '相近：只是间隔号、空格或全半角不同。请核对证件号码后人工确认。',
    en: 'Near: only dot, space or width differ. Compare the numbers and decide by hand.',
  },
  nameDiffers: { zh: '不一致', en: 'Different' },
  nameNotComparable: {
    zh: '无法自动比对（未出示姓名，或为蒙古文等），请人工对照。',
    en: 'Not compared by machine (no name shown, or Mongolian script): compare by eye.',
  },

  nameFirst: {
    zh: '证照所载姓名可以比对：请先输入或读取证件上的姓名。',
    en: 'The name on the licence can be compared: type or read the name on the card first.',
  },
  match: { zh: '人证核对（无手机亮证）', en: 'Person compared at the counter (no phone)' },
  matchLead: {
    zh: '持证主体没有手机时，由您核对本人与证件。回执会写明“窗口核对人证”和方式，不记录姓名和证件号码。',
    en: 'For a person without a phone: you compare the person with the card. The receipt says that a clerk did, and how; it holds neither name nor number.',
  },
  matchMethod: { zh: '核对方式', en: 'How' },
  methodReader: { zh: '读卡器读取身份证', en: 'ID card read by the reader' },
  methodCard: { zh: '查看身份证原件', en: 'ID card seen' },
  methodOther: { zh: '其他证件或方式', en: 'Another document or way' },
  readCard: { zh: '读取身份证', en: 'Read the card' },
  noReader: { zh: '未连接读卡器', en: 'No card reader is connected' },
  readerFailed: {
    zh: '读卡未成功。请重新放置证件，或改为查看原件。',
    en: 'The card was not read. Place it again, or look at it instead.',
  },
  matchVouch: {
    zh: '我已当面核对，办理人与证件、证照为同一人',
    en: 'I compared them in person: the applicant, the card and the licence are one person',
  },
  matchSubmit: { zh: '记录并重新核验', en: 'Record and verify again' },

  agentNameCheck: { zh: '代办人姓名比对', en: 'Compare the agent’s name' },
  agentNameShown: { zh: '委托授权所载代办人', en: 'Agent in the delegation' },
  agentMatch: { zh: '核对代办人身份', en: 'Agent compared at the counter' },
  agentMatchLead: {
    zh: '此事项要求身份核验等级，而授权只证明可以代办。由您核对代办人本人与证件后，请其再次亮证；回执写明核对方式，不记录姓名和证件号码。',
    en: 'The matter asks for an identity level, and a delegation only lets them act. Compare the agent with their card; then they present once more. The receipt says how, and holds neither name nor number.',
  },
  agentVouch: {
    zh: '我已当面核对，办理人与证件、委托授权所载代办人为同一人',
    en: 'I compared them in person: the applicant, the card and the agent in the delegation are one person',
  },
  agentSubmit: { zh: '记录，并请代办人再次亮证', en: 'Record, and ask the agent to present again' },

  receipt: { zh: '回执', en: 'Receipt' },
  receiptNumber: { zh: '回执编号', en: 'Number' },
  print: { zh: '打印回执', en: 'Print the receipt' },
  save: { zh: '保存回执（JSON）', en: 'Save the receipt (JSON)' },
  openReceipt: { zh: '公开查验链接', en: 'Public check' },
  receiptCheck: { zh: '回执查验', en: 'Receipt check' },
  receiptValid: { zh: '回执有效', en: 'The receipt is valid' },
  receiptInvalid: { zh: '回执无效', en: 'The receipt is not valid' },
  receiptUnknown: { zh: '无法判断', en: 'Cannot tell' },
  closeReceipt: { zh: '关闭', en: 'Close' },

  // Of the receipt's own view, which is shared with /verify.
  claims: { zh: '它所载的内容（不可采信）', en: 'What it says (do not rely on it)' },
  said: { zh: '回执所载的结论', en: 'What the receipt says' },
  number: { zh: '回执编号', en: 'Number' },
  member: { zh: '出具网关的成员', en: 'Signed by member' },
  time: { zh: '出具时间', en: 'Given at' },
  height: { zh: '账本高度', en: 'Ledger height' },
  asOf: { zh: '所查日期', en: 'As of' },
  personMatch: { zh: '人证核对', en: 'Person compared' },

  day: { zh: '日期', en: 'Day' },
  search: { zh: '查找编号、事项、结论或代码', en: 'Find a number, matter, verdict or code' },
  historyLead: {
    zh: '由回执日志得出，不含个人信息；有本功能之前的回执不在其中。',
    en: 'From the log of receipts, nothing personal; receipts from before this list was kept are not in it.',
  },
  historyEmpty: { zh: '这一天没有记录。', en: 'Nothing on that day.' },
  historyMore: { zh: '只列出最新的 500 条。', en: 'Only the newest 500 are listed.' },
  columnTime: { zh: '时间', en: 'Time' },
  columnMatter: { zh: '事项', en: 'Matter' },
  matchedLine: { zh: '人证核对', en: 'person compared' },
  columnCodes: { zh: '未通过的核验项', en: 'Findings not passed' },
  columnAuthority: { zh: '单位', en: 'Authority' },
  chart: { zh: '每日结论', en: 'Verdicts by day' },
  chartTable: { zh: '每日数字', en: 'Figures by day' },
  chartSum: { zh: '十四日合计', en: 'Sum of fourteen days' },
  reload: { zh: '刷新', en: 'Refresh' },
} satisfies Words;
