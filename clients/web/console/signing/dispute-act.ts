import type { Bilingual } from '@huren/chaincode/domain';
import type { Act } from './act';

/** Which dispute: the authority that anchored the licence, its leaf, and the number among its disputes. */
export interface DisputeName {
  readonly authority: string;
  readonly leafHash: string;
  readonly number: number;
}

const names = {
  authority: { zh: '存证主体', en: 'Anchored by' },
  leaf: { zh: '证照（叶散列）', en: 'Licence (leaf hash)' },
  number: { zh: '异议序号', en: 'Dispute' },
  outcome: { zh: '答复', en: 'Answer' },
  decision: { zh: '决定文号', en: 'Number of the decision' },
} satisfies Readonly<Record<string, Bilingual>>;

function factsOf({ authority, leafHash, number }: DisputeName): Act['facts'] {
  return [
    [names.authority, authority],
    [names.leaf, leafHash],
    [names.number, String(number)],
  ];
}

export function answerDisputeAct(
  { authority, leafHash, number }: DisputeName,
  outcome: 'upheld' | 'rejected',
  decision: string,
  words: string,
): Act {
  return {
    title: { zh: '答复异议', en: 'Answer a dispute' },
    facts: [...factsOf({ authority, leafHash, number }), [names.outcome, words], [names.decision, decision]],
    effect: {
      zh: '异议就此办结，不可撤回；异议成立的，状态变更另行办理。',
      en: 'The dispute ends with this and cannot be taken up again; where it is upheld, a change of status is another act.',
    },
    contract: 'dispute',
    fn: 'answer',
    argument: { authority, leafHash, number, outcome, decision },
  };
}

/** By who raised it: taken back, or ended because the days passed without an answer. */
export function endDisputeAct({ authority, leafHash, number }: DisputeName, fn: 'withdraw' | 'lapse'): Act {
  const isLapse = fn === 'lapse';
  return {
    title: isLapse
      ? { zh: '登记逾期未答复', en: 'End a dispute that was not answered' }
      : { zh: '撤回异议', en: 'Withdraw a dispute' },
    facts: factsOf({ authority, leafHash, number }),
    effect: isLapse
      ? {
          zh: '记为逾期未答复并办结；仍可由其上级主管部门处理的，请先等待。',
          en: 'It ends as not answered in time; wait if the superior is still to settle it.',
        }
      : { zh: '异议就此办结。', en: 'The dispute ends with this.' },
    contract: 'dispute',
    fn,
    argument: { authority, leafHash, number },
  };
}
