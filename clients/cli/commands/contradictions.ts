import type { AgreementTerms, Contradiction, JsonObject } from '@huren/chaincode/domain';
import { type AgreementCheck, HurenProblem } from '../../sdk';
import type { OptionEntry } from '../command';
import { bilingual } from '../language';
import type { Session } from '../session';

/** Acts by which a member binds itself to a text: what contradicts it is told before they are signed. */
const BINDING: ReadonlySet<string> = new Set(['propose', 'accept', 'amend']);

export const yesOption: OptionEntry = {
  flags: '--yes',
  summary: bilingual('有条款互相矛盾也照样提交', 'send it in spite of clauses that contradict'),
};

export function bindsToText(contract: string, fn: string): boolean {
  return contract === 'agreement' && BINDING.has(fn);
}

/** What contradicts the text of the act; undefined where the ledger holds no such agreement, which the act itself meets. */
export async function checkOfAct(
  session: Session,
  fn: string,
  { id, terms }: JsonObject,
): Promise<AgreementCheck | undefined> {
  if (typeof id !== 'string') return undefined;
  const drafted = fn === 'accept' || terms === undefined ? {} : { terms: terms as unknown as AgreementTerms };
  try {
    return await session.publicClient().checkAgreement({ id, ...drafted });
  } catch (error) {
    // Content that is malformed or unknown: the ledger says so in its own words.
    if (error instanceof HurenProblem && error.status < 500) return undefined;
    throw error;
  }
}

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
    zh: `第 ${clause} 条（${effect}）与 ${other.agreement} 第 ${other.clause} 条（${other.effect}）矛盾：${way}`,
    en: `clause ${clause} (${effect}) contradicts clause ${other.clause} of ${other.agreement} (${other.effect}): ${way}`,
  });
}
