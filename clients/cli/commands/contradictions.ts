import type { Contradiction } from '@huren/chaincode/domain';
import { verdictWords, type AgreementCheck } from '../../sdk';
import type { OptionEntry } from '../command';
import { bilingual } from '../language';
import type { Session } from '../session';

export const yesOption: OptionEntry = {
  flags: '--yes',
  summary: bilingual('有条款互相矛盾也照样提交', 'send it in spite of clauses that contradict'),
};

export function checkLines(
  session: Session,
  { termsDigest, contradictions }: AgreementCheck,
): readonly string[] {
  const head = session.say({ zh: `条款摘要：${termsDigest}`, en: `digest of the terms: ${termsDigest}` });
  if (contradictions.length === 0)
    return [head, session.say({ zh: '没有发现互相矛盾的条款。', en: 'No clause contradicts another.' })];
  return [head, ...contradictions.map((each) => contradictionLine(session, each))];
}

function contradictionLine(session: Session, found: Contradiction): string {
  const { clause, effect, types, issuingRegions, receivingRegions, matters, from, to } = found;
  const other = found.with;
  const list = (names: readonly string[] | '*'): string => (names === '*' ? '*' : names.join(', '));
  const way = `${list(issuingRegions)} → ${list(receivingRegions)}; ${list(types)}; ${list(matters)}; ${from}–${to ?? ''}`;
  return session.say({
    zh: `第 ${clause} 条（${verdictWords[effect].zh}）与 ${other.agreement} 第 ${other.clause} 条（${verdictWords[other.effect].zh}）矛盾：${way}`,
    en: `clause ${clause} (${effect}) contradicts clause ${other.clause} of ${other.agreement} (${other.effect}): ${way}`,
  });
}
