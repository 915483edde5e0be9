import type { Bilingual, CounterMethod } from '@huren/chaincode/domain';

/** How a clerk compared the person, as receipts say it. */
export const counterMethodWords: Readonly<Record<CounterMethod, Bilingual>> = {
  'card-reader': {
    zh: '窗口经办人核对，读卡器读取身份证',
    en: 'compared by a clerk at the counter, ID card read by a reader',
  },
  'id-card': { zh: '窗口经办人核对，查看身份证原件', en: 'compared by a clerk at the counter, ID card seen' },
  other: {
    zh: '窗口经办人核对，其他证件或方式',
    en: 'compared by a clerk at the counter, by another document or way',
  },
};
