/** What the 电子印章管理办法 (国办发〔2025〕33号) has on file of a seal beside its owner, its 备案 number and its forerunner. */
import { object, oneOf, optional, type Shape, string } from '../json/shape';
import { uscc } from '../record/field';

/** 法定名称章, 内设机构章, 分支机构章, 业务专用章, 个人名章. */
export const SEAL_CATEGORIES = ['statutory', 'internal', 'branch', 'business', 'personal'] as const;
export type SealCategory = (typeof SEAL_CATEGORIES)[number];

export interface SealEngraving {
  /** 制发部门: credit code of who had the seal made. */
  readonly issuedBy: string;
  /** 制作管理单位: credit code of who made and manages it. */
  readonly madeBy: string;
  readonly category: SealCategory;
  /** Mongolian name beside the Han one, as on the bilingual seals of Inner Mongolia; shown, never matched. */
  readonly mongolianName?: string;
}

/** Characters of a Mongolian name. */
export const MONGOLIAN_NAME_LIMIT = 300;

/** Letters of the Mongolian block with their variation selectors, and the spaces that stand between words. */
const MONGOLIAN = /^[\u1800-\u18af]+(?:[ \u202f][\u1800-\u18af]+)*$/;

/** `{issuedBy, madeBy, category, mongolianName?}` */
export const SealEngravingShape: Shape<SealEngraving> = object({
  issuedBy: uscc,
  madeBy: uscc,
  category: oneOf(SEAL_CATEGORIES),
  mongolianName: optional(string({ min: 1, max: MONGOLIAN_NAME_LIMIT, pattern: MONGOLIAN })),
});
