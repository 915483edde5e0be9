import {
  CHECKS,
  type Bilingual,
  type LampColour,
  type LampName,
  type Outcome,
  type Receipt,
  type Verdict,
  type VerdictWord,
} from '@huren/chaincode/domain';
import { columns } from './columns';
import {
  basisWords,
  checkWords,
  formWords,
  lampColours,
  lampWords,
  presenterWords,
  provenanceWords,
  verdictWords,
} from '../sdk';
import type { Session } from './session';
import { EXIT, type ExitCode } from './trouble';

/** DETAILS 29. */
export const VERDICT_EXIT: Readonly<Record<VerdictWord, ExitCode>> = {
  accept: EXIT.ok,
  refuse: EXIT.refused,
  review: EXIT.review,
  'cannot-tell': EXIT.cannotTell,
};

const marks: Readonly<Record<Outcome, string>> = { pass: '✓', fail: '✗', unknown: '?', skipped: '–' };

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
    ...(verdict.presenter === undefined
      ? []
      : [line('亮证者', 'presented by', say(presenterWords(verdict.presenter)))]),
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
