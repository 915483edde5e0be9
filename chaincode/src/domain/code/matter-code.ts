/**
 * Matter codes 政务服务事项编码, GB/T 39554.1-2020:
 *
 *     basic 基本编码 12           = scope 2, type 2, main item 5, sub-item 3
 *     implementation 实施编码 31  = authority 18 (credit code), level 1, basic 12
 *     item 业务办理项编码 33       = implementation 31, item 2
 */
import { MalformedError, type Fault } from '../encoding/malformed';
import type { Branded } from './brand';
import { isProvince } from './province';
import { isUscc, type Uscc } from './uscc';

export type BasicMatterCode = Branded<'basic-matter-code'>;

/** 行使层级: 国家, 省, 市, 县, 镇 (乡、街道), 村 (社区). */
export type MatterLevel = 1 | 2 | 3 | 4 | 5 | 6;

export interface MatterParts {
  readonly basic: BasicMatterCode;
  /** `00` for a matter that is the same nationwide, else the first pair of the province. */
  readonly scope: string;
  /** 事项类型: 01 行政许可 … 10 其他行政权力, 20 公共服务; provinces use more. */
  readonly matterType: string;
  /** 主项 */
  readonly mainItem: string;
  /** 子项, `000` for none */
  readonly subItem: string;
}

export type MatterCode = MatterParts &
  (
    | { readonly kind: 'basic' }
    | { readonly kind: 'implementation'; readonly authority: Uscc; readonly level: MatterLevel }
    | { readonly kind: 'item'; readonly authority: Uscc; readonly level: MatterLevel; readonly item: string }
  );

const NATIONAL = '00';
const BASIC = 12;
const IMPLEMENTATION = 31;
const ITEM = 33;
const BASIC_SPELLING = /^\d{12}$/;
const LEVEL = /^[1-6]$/;
const ITEM_SPELLING = /^\d\d$/;

function basicFault(basic: string): Fault | null {
  if (basic.length !== BASIC || !BASIC_SPELLING.test(basic)) {
    return ['bad-basic-code', 'The basic code of a matter has twelve digits.'];
  }
  const scope = basic.slice(0, 2);
  if (scope !== NATIONAL && !isProvince(scope)) {
    return ['bad-scope', 'The scope of the matter code is neither national nor a province.'];
  }
  if (basic.slice(2, 4) === '00') return ['bad-matter-type', 'The matter code names no type of matter.'];
  if (basic.slice(4, 9) === '00000') return ['bad-main-item', 'The matter code names no main item.'];
  return null;
}

function faultOf(text: string): Fault | null {
  if (text.length === BASIC) return basicFault(text);
  if (text.length !== IMPLEMENTATION && text.length !== ITEM) {
    return ['bad-length', 'A matter code has 12, 31 or 33 characters.'];
  }
  if (!isUscc(text.slice(0, 18)))
    return ['bad-authority', 'The matter code does not begin with a credit code.'];
  if (!LEVEL.test(text.charAt(18))) return ['bad-level', 'The matter code names no level of authority.'];
  if (text.length === ITEM && !ITEM_SPELLING.test(text.slice(IMPLEMENTATION))) {
    return ['bad-item', 'The matter code does not end with a two-digit item.'];
  }
  return basicFault(text.slice(19, IMPLEMENTATION));
}

/**
 * @throws MalformedError `bad-length`, `bad-authority`, `bad-level`, `bad-item`, `bad-basic-code`, `bad-scope`,
 * `bad-matter-type`, `bad-main-item`.
 */
export function parseMatterCode(text: string): MatterCode {
  const fault = faultOf(text);
  if (fault !== null) throw new MalformedError(fault[0], fault[1]);
  if (text.length === BASIC) return { kind: 'basic', ...partsOf(text) };
  const authority = text.slice(0, 18) as Uscc;
  const level = Number(text[18]) as MatterLevel;
  const parts = partsOf(text.slice(19, IMPLEMENTATION));
  if (text.length === IMPLEMENTATION) return { kind: 'implementation', authority, level, ...parts };
  return { kind: 'item', authority, level, item: text.slice(IMPLEMENTATION), ...parts };
}

function partsOf(basic: string): MatterParts {
  return {
    basic: basic as BasicMatterCode,
    scope: basic.slice(0, 2),
    matterType: basic.slice(2, 4),
    mainItem: basic.slice(4, 9),
    subItem: basic.slice(9),
  };
}

/** True for a code of any of the three lengths. */
export function isMatterCode(text: string): boolean {
  return faultOf(text) === null;
}

/** @throws MalformedError as {@link parseMatterCode}, `bad-basic-code` for the longer forms. */
export function parseBasicMatterCode(text: string): BasicMatterCode {
  const fault = basicFault(text);
  if (fault !== null) throw new MalformedError(fault[0], fault[1]);
  return text as BasicMatterCode;
}

export function isBasicMatterCode(text: string): text is BasicMatterCode {
  return basicFault(text) === null;
}

/** True when the basic code means the same matter in every province; others match only through a mapping. */
export function isNationalBasic(basic: BasicMatterCode): boolean {
  return basic.startsWith(NATIONAL);
}
