import type { Basis } from '@huren/chaincode/domain';
import { TYPE } from './licence-type';
import { MATTER } from './matter';
import { textDigest } from './text-digest';

/**
 * Laws and national lists that the members filed. Titles and articles are real; the digests are of the demo's own
 * texts, because the demo holds no official copy.
 */
export const BASES: readonly Basis[] = [
  {
    id: 'road-transport-2024-39',
    kind: 'national-list',
    title: '交办运〔2024〕39号 道路运输电子证照',
    article: '全文',
    source: {
      publication: '交办运〔2024〕39号',
      digest: textDigest('交办运〔2024〕39号（演示存根）'),
    },
    types: [TYPE.vehicle, TYPE.driver],
    matters: [MATTER.freightPermit],
    receivingRegions: ['000000'],
    // The year after the document's: the demo claims no exact day of effect.
    from: '2025-01-01',
  },
  {
    id: 'animal-epidemic-law-51',
    kind: 'law',
    title: '中华人民共和国动物防疫法',
    article: '第五十一条',
    source: {
      publication: '中华人民共和国主席令第六十九号',
      digest: textDigest('中华人民共和国动物防疫法（2021年修订，演示存根）'),
    },
    types: [TYPE.animal],
    matters: [MATTER.animalArrival],
    receivingRegions: ['000000'],
    from: '2021-05-01',
  },
];
