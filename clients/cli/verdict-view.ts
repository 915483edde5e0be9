import {
  CHECKS,
  type Bilingual,
  type CheckName,
  type LampColour,
  type LampName,
  type Outcome,
  type Receipt,
  type Verdict,
  type VerdictWord,
} from '@huren/chaincode/domain';
import { columns } from './columns';
import { bilingual } from './language';
import type { Session } from './session';
import { EXIT, type ExitCode } from './trouble';

/** DETAILS 29. */
export const VERDICT_EXIT: Readonly<Record<VerdictWord, ExitCode>> = {
  accept: EXIT.ok,
  refuse: EXIT.refused,
  review: EXIT.review,
  'cannot-tell': EXIT.cannotTell,
};

const verdictWords: Readonly<Record<VerdictWord, Bilingual>> = {
  accept: bilingual('可以接受', 'ACCEPT'),
  refuse: bilingual('不予接受', 'REFUSE'),
  review: bilingual('人工核验', 'REVIEW'),
  'cannot-tell': bilingual('无法判断', 'CANNOT TELL'),
};

const lampWords: Readonly<Record<LampName, Bilingual>> = {
  genuine: bilingual('真', 'genuine'),
  inForce: bilingual('有效', 'in force'),
  usable: bilingual('此事可用', 'usable for this matter'),
};

const lampColours: Readonly<Record<LampColour, Bilingual>> = {
  green: bilingual('绿', 'green'),
  amber: bilingual('黄', 'amber'),
  red: bilingual('红', 'red'),
  grey: bilingual('灰', 'grey'),
};

const checkWords: Readonly<Record<CheckName, Bilingual>> = {
  'well-formed': bilingual('格式', 'well-formed'),
  integrity: bilingual('完整', 'integrity'),
  anchored: bilingual('存证', 'anchored'),
  signature: bilingual('签章', 'signature'),
  key: bilingual('密钥', 'key'),
  competence: bilingual('职权', 'competence'),
  status: bilingual('状态与有效期', 'status'),
  basis: bilingual('用证依据', 'basis'),
  'asked-for': bilingual('所需材料', 'asked for'),
  holder: bilingual('持证主体', 'holder'),
  fresh: bilingual('数据时效', 'fresh'),
};

const marks: Readonly<Record<Outcome, string>> = { pass: '✓', fail: '✗', unknown: '?', skipped: '–' };

const basisWords: Readonly<Record<Verdict['basis']['kind'], Bilingual>> = {
  'own-region': bilingual('本地区签发', 'issued in the own region'),
  law: bilingual('法律法规', 'law'),
  'national-list': bilingual('全国清单', 'national list'),
  clause: bilingual('互认协议条款', 'clause of an agreement'),
  none: bilingual('无', 'none'),
};

const provenanceWords: Readonly<Record<Verdict['provenance'], Bilingual>> = {
  issuer: bilingual('发证部门', 'the issuer'),
  custodian: bilingual('制作管理单位', 'a custodian'),
  relayed: bilingual('共享平台转报', 'relayed by a sharing platform'),
  none: bilingual('无', 'none'),
};

const formWords: Readonly<Record<Verdict['legalForm'], Bilingual>> = {
  data: bilingual(
    '数据件（共享数据，本身不是电子证照）',
    'data form (shared data, not in itself an e-licence)',
  ),
  page: bilingual('版式文件（电子证照）', 'page form (the e-licence itself)'),
  copy: bilingual('加注件', 'annotated copy'),
};

type Paint = (text: string) => string;

/** A verdict for people: the word, three lamps, advice, findings with marks, and the receipt's number. */
export function verdictLines(session: Session, verdict: Verdict, receipt?: Receipt): readonly string[] {
  const { colours } = session;
  const say = (text: Bilingual): string => session.say(text);
  const byVerdict: Readonly<Record<VerdictWord, Paint>> = {
    accept: colours.green,
    refuse: colours.red,
    review: colours.yellow,
    'cannot-tell': colours.gray,
  };
  const byLamp: Readonly<Record<LampColour, Paint>> = {
    green: colours.green,
    amber: colours.yellow,
    red: colours.red,
    grey: colours.gray,
  };
  const byOutcome: Readonly<Record<Outcome, Paint>> = {
    pass: colours.green,
    fail: colours.red,
    unknown: colours.yellow,
    skipped: colours.gray,
  };
  const lamps = (Object.keys(lampWords) as LampName[]).map((name) => {
    const colour = verdict.lamps[name];
    return `${byLamp[colour]('●')} ${say(lampWords[name])} ${say(lampColours[colour])}`;
  });
  const order = new Map(CHECKS.map((check, at) => [check, at]));
  const findings = [...verdict.findings].sort(
    (a, b) => (order.get(a.check) ?? 0) - (order.get(b.check) ?? 0),
  );
  const rows = columns(
    findings.map(({ check, code, message }) => [say(checkWords[check]), code, say(message)]),
  );
  return [
    colours.bold(byVerdict[verdict.verdict](say(verdictWords[verdict.verdict]))),
    lamps.join('   '),
    say(verdict.advice),
    '',
    ...findings.map(({ outcome }, at) => `${byOutcome[outcome](marks[outcome])} ${rows[at] ?? ''}`),
    '',
    ...facts(verdict, say),
    ...(receipt === undefined ? [] : [receiptLine(receipt, say)]),
  ];
}

function facts(verdict: Verdict, say: (text: Bilingual) => string): readonly string[] {
  const { basis } = verdict;
  const clause = [basis.reference, basis.version, basis.clause]
    .filter((part) => part !== undefined)
    .join(' / ');
  const line = (zh: string, en: string, value: string): string =>
    `${say({ zh, en })}${say({ zh: '：', en: ': ' })}${value}`;
  return [
    line(
      '用证依据',
      'basis',
      clause === '' ? say(basisWords[basis.kind]) : `${say(basisWords[basis.kind])} ${clause}`,
    ),
    line('来源', 'provenance', say(provenanceWords[verdict.provenance])),
    line('形式', 'legal form', say(formWords[verdict.legalForm])),
    ...(verdict.identityLevel === undefined
      ? []
      : [line('身份核验等级', 'identity level', String(verdict.identityLevel))]),
    ...(verdict.attestedSince === undefined
      ? []
      : [line('账本证明起于', 'attested since', verdict.attestedSince)]),
  ];
}

function receiptLine({ payload }: Receipt, say: (text: Bilingual) => string): string {
  return say({
    zh: `回执第 ${payload.number} 号（密钥 ${payload.key.slice(0, 12)}…，账本高度 ${payload.height}）`,
    en: `receipt ${payload.number} (key ${payload.key.slice(0, 12)}…, ledger height ${payload.height})`,
  });
}
