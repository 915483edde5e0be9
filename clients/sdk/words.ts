import type {
  Logged,
  Bilingual,
  CheckName,
  LampColour,
  LampName,
  LicenceState,
  PresentingHolder,
  Verdict,
  VerdictWord,
} from '@huren/chaincode/domain';

/** The words of a verdict for people, one place for command line and pages. */
function bilingual(zh: string, en: string): Bilingual {
  return { zh, en };
}

export const verdictWords: Readonly<Record<VerdictWord, Bilingual>> = {
  accept: bilingual('可以采信', 'ACCEPT'),
  refuse: bilingual('不予采信', 'REFUSE'),
  review: bilingual('人工核验', 'REVIEW'),
  'cannot-tell': bilingual('无法判断', 'CANNOT TELL'),
};

export const lampWords: Readonly<Record<LampName, Bilingual>> = {
  genuine: bilingual('真', 'genuine'),
  inForce: bilingual('有效', 'in force'),
  usable: bilingual('此事可用', 'usable for this matter'),
};

export const lampColours: Readonly<Record<LampColour, Bilingual>> = {
  green: bilingual('绿', 'green'),
  amber: bilingual('黄', 'amber'),
  red: bilingual('红', 'red'),
  grey: bilingual('灰', 'grey'),
};

export const checkWords: Readonly<Record<CheckName, Bilingual>> = {
  'well-formed': bilingual('格式', 'well-formed'),
  integrity: bilingual('完整', 'integrity'),
  anchored: bilingual('存证', 'anchored'),
  signature: bilingual('签名', 'signature'),
  key: bilingual('密钥', 'key'),
  competence: bilingual('职权', 'competence'),
  status: bilingual('状态与有效期', 'status'),
  basis: bilingual('用证依据', 'basis'),
  'asked-for': bilingual('所需材料', 'asked for'),
  holder: bilingual('持证主体', 'holder'),
  fresh: bilingual('数据时效', 'fresh'),
};

export const basisWords: Readonly<Record<Verdict['basis']['kind'], Bilingual>> = {
  'own-region': bilingual('本地区签发', 'issued in the own region'),
  law: bilingual('法律法规', 'law'),
  'national-list': bilingual('全国清单', 'national list'),
  clause: bilingual('互认协议条款', 'clause of an agreement'),
  none: bilingual('无', 'none'),
};

/** Which of several holders presented; nothing personal. */
export const presenterWords = ({ holder, holders }: PresentingHolder): Bilingual =>
  bilingual(
    `${String(holders)} 名持证人中的第 ${String(holder)} 名`,
    `holder ${String(holder)} of ${String(holders)}`,
  );

export const provenanceWords: Readonly<Record<Verdict['provenance'], Bilingual>> = {
  issuer: bilingual('发证部门', 'the issuer'),
  custodian: bilingual('制作管理单位', 'a custodian'),
  relayed: bilingual('共享平台转报', 'relayed by a sharing platform'),
  none: bilingual('无', 'none'),
};

export const formWords: Readonly<Record<Verdict['legalForm'], Bilingual>> = {
  data: bilingual(
    '数据件（共享数据，本身不是电子证照）',
    'data form (shared data, not in itself an e-licence)',
  ),
  page: bilingual('版式文件（电子证照）', 'page form (the e-licence itself)'),
  copy: bilingual('加注件', 'annotated copy'),
};

/** The law's states of a licence. */
export const licenceStateWords: Readonly<Record<LicenceState, Bilingual>> = {
  valid: bilingual('有效', 'in force'),
  suspended: bilingual('暂扣', 'suspended'),
  withdrawn: bilingual('撤回', 'withdrawn'),
  annulled: bilingual('撤销', 'annulled'),
  revoked: bilingual('吊销', 'revoked'),
  deregistered: bilingual('注销', 'deregistered'),
  expired: bilingual('失效', 'expired'),
  seized: bilingual('查封、冻结', 'seized'),
  superseded: bilingual('已补证，本件作废', 'superseded by a new one'),
  'transferred-out': bilingual('已转出', 'transferred out'),
};

/** How a receipt stands to the log whose head is on the ledger. */
export const loggedWords: Readonly<Record<Logged, Bilingual>> = {
  'in-log': bilingual('在账本存证的回执日志之中', 'in the log whose head is on the ledger'),
  'after-head': bilingual(
    '出具于日志最近一次存证之后，十分钟内随下一次存证入账',
    'given after the log’s newest head on the ledger; the next head, within ten minutes, covers it',
  ),
  unproven: bilingual(
    '未取得其在回执日志中的证明，请稍后再试',
    'not shown to be in the log: its gateway gave no proof, try again later',
  ),
  'not-in-log': bilingual('不在账本存证的回执日志之中', 'not in the log whose head is on the ledger'),
};
