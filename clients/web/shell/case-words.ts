import type { Words } from './language';

/** 办件环节 and capacities of third parties, alike on every page. */
export const caseWords = {
  step_accepted: { zh: '受理', en: 'Accepted' },
  step_handling: { zh: '承办', en: 'Handling' },
  step_reviewed: { zh: '审核', en: 'Reviewed' },
  step_decided: { zh: '决定', en: 'Decided' },
  step_closed: { zh: '办结', en: 'Closed' },
  capacity_expert: { zh: '专家', en: 'Expert' },
  capacity_interested: { zh: '利害关系人', en: 'Interested party' },
} satisfies Words;
