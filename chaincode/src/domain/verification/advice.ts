import type { Bilingual } from '../record/bilingual';
import type { Judgement } from './judge';
import type { VerdictWord } from './verdict';

/**
 * What is added to the decisive finding's sentence. A verdict is evidence for the clerk, never itself a decision on
 * the application: a refusal names what a decision would have to name.
 */
const ADDED: Readonly<Record<VerdictWord, Bilingual>> = {
  accept: {
    zh: '证照可以采信，无需另行提供原件。',
    en: 'The licence may be relied on; do not ask for the original.',
  },
  refuse: {
    zh: '本结论供经办人参考，不是不予受理决定；如作出不予受理或不予许可决定，应当说明理由，并告知申请行政复议或者提起行政诉讼的权利。',
    en: 'This is evidence for the clerk, not a decision to reject the application; such a decision must give reasons and name administrative reconsideration (行政复议) and litigation (行政诉讼).',
  },
  review: {
    zh: '请人工核验后继续办理，不得仅据此拒绝。',
    en: 'Review by hand and go on; this alone is no ground to refuse.',
  },
  'cannot-tell': {
    zh: '系统暂不能作出结论，请勿据此拒绝申请。',
    en: 'Nothing can be said at present; do not refuse the application because of it.',
  },
};

/** The sentence for the clerk: what the decisive finding says, and what follows from the verdict. */
export function adviceOn({ verdict, decisive }: Judgement): Bilingual {
  const added = ADDED[verdict];
  if (decisive === undefined) return added;
  return { zh: decisive.message.zh + added.zh, en: `${decisive.message.en} ${added.en}` };
}
