/**
 * The one table of licence claims: English name ↔ element of GB/T 36903 (pinyin initials) ↔ labels ↔ kind of value ↔
 * whether it stands open in the credential or is disclosed one by one. Nothing else enumerates them (DETAILS 6).
 *
 * Extensions of a licence type that the table does not hold are named like the pinyin elements of GB/T 36903:
 * `KZ_` and the initials of the Chinese label, 1–32 characters of [A-Z0-9]; they are always disclosable texts.
 */
import type { Bilingual } from '../record/bilingual';

export type ClaimKind =
  | 'text'
  | 'texts'
  | 'count'
  | 'day'
  | 'seconds'
  | 'region'
  | 'regions'
  | 'licence-type'
  | 'identifier'
  | 'holder-type'
  | 'identity-level'
  | 'issuer'
  | 'vct'
  | 'origin'
  | 'representation'
  | 'confirmation'
  | 'co-holders';

export interface ClaimRow {
  readonly name: string;
  /** Element of GB/T 36903; extensions begin with `KZ_`; absent for claims of the credential format itself. */
  readonly element?: string;
  readonly label: Bilingual;
  readonly kind: ClaimKind;
  /** `open`: every reader sees it; `disclosable`: 128-bit salt, shown only when the holder chooses to. */
  readonly visibility: 'open' | 'disclosable';
  readonly required?: true;
}

function open(name: string, element: string | undefined, kind: ClaimKind, zh: string, en: string): ClaimRow {
  return { name, label: { zh, en }, kind, visibility: 'open', ...(element === undefined ? {} : { element }) };
}

function required(...row: Parameters<typeof open>): ClaimRow {
  return { ...open(...row), required: true };
}

function disclosable(
  name: string,
  element: string,
  zh: string,
  en: string,
  kind: ClaimKind = 'text',
): ClaimRow {
  return { name, element, label: { zh, en }, kind, visibility: 'disclosable' };
}

export const CLAIMS = [
  required('iss', 'ZZBFJGDM', 'issuer', '证照颁发机构代码', 'issuing authority code'),
  required('vct', undefined, 'vct', '凭证类型', 'credential type'),
  required('iat', 'CJSJ', 'seconds', '创建时间', 'time of making'),
  required('certificate_type_code', 'ZZLXDM', 'licence-type', '证照类型代码', 'licence type code'),
  required('certificate_identifier', 'ZZBS', 'identifier', '证照标识', 'licence identifier'),
  required('certificate_issue_date', 'ZZBFRQ', 'day', '证照颁发日期', 'date of issue'),
  required('certificate_validate_start', 'ZZYXQQSRQ', 'day', '有效期起始日期', 'valid from'),
  open('certificate_validate_end', 'ZZYXQJZRQ', 'day', '有效期截止日期', 'valid until'),
  required('certificate_area_code', 'KZ_SSXZQH', 'region', '所属行政区划', 'region of the licence'),
  open('certificate_effective_regions', 'KZ_YXQY', 'regions', '有效区域', 'territory'),
  open('certificate_premises_region', 'KZ_CSXZQH', 'region', '场所所在行政区划', 'region of the premises'),
  open('certificate_inspection_end', 'KZ_NSYXQZ', 'day', '年审有效期至', 'yearly inspection valid until'),
  open(
    'certificate_origin',
    'KZ_CLZZLY',
    'origin',
    '存量证照来源',
    'origin of a licence first issued on paper',
  ),
  open(
    'holder_identity_level',
    'KZ_SFHYDJ',
    'identity-level',
    '身份核验等级',
    'identity level of the holder',
  ),
  open('holder_representation', undefined, 'representation', '代为出示人', 'who presents for the holder'),
  open('cnf', undefined, 'confirmation', '持证主体密钥', 'key of the holder'),
  open('co_holders', undefined, 'co-holders', '共同持证主体', 'further holders'),

  disclosable('certificate_number', 'ZZBH', '证照编号', 'licence number'),
  disclosable('certificate_name', 'ZZMC', '证照名称', 'licence name'),
  disclosable('certificate_issuing_authority_name', 'ZZBFJG', '证照颁发机构', 'issuing authority'),
  disclosable('certificate_holder_name', 'CZZT', '持证主体', 'holder'),
  disclosable('certificate_holder_code', 'CZZTDM', '持证主体代码', 'holder code'),
  disclosable(
    'certificate_holder_type',
    'CZZTDMLXDM',
    '持证主体代码类型',
    'kind of holder code',
    'holder-type',
  ),
  disclosable('certificate_holder_share', 'KZ_GYFE', '共有份额', 'share of the holder'),

  disclosable('legal_representative', 'KZ_FDDBR', '法定代表人', 'legal representative'),
  disclosable('registered_address', 'KZ_ZS', '住所', 'registered address'),
  disclosable('business_scope', 'KZ_JYFW', '经营范围', 'business scope'),
  disclosable('registered_capital', 'KZ_ZCZB', '注册资本', 'registered capital'),

  disclosable('property_location', 'KZ_ZL', '坐落', 'location'),
  disclosable('property_unit_number', 'KZ_BDCDYH', '不动产单元号', 'property unit number'),
  disclosable('property_area', 'KZ_MJ', '面积', 'area'),
  disclosable('co_owners', 'KZ_GYR', '共有人', 'co-owners', 'texts'),
  disclosable('origin_paper_number', 'KZ_YZZZSBH', '原纸质证书编号', 'number of the paper original'),

  disclosable('vehicle_plate', 'KZ_CLHP', '车辆号牌', 'vehicle plate'),
  disclosable('vehicle_type', 'KZ_CLLX', '车辆类型', 'vehicle type'),
  disclosable('operating_scope', 'KZ_YSJYFW', '运输经营范围', 'transport operating scope'),
  disclosable('qualification_category', 'KZ_CYZGLB', '从业资格类别', 'qualification category'),

  disclosable('animal_species', 'KZ_DWZL', '动物种类', 'animal species'),
  disclosable('animal_quantity', 'KZ_DWSL', '动物数量', 'number of animals', 'count'),
  disclosable('quarantine_destination', 'KZ_DDDD', '到达地点', 'destination'),
  disclosable('carrier_plate', 'KZ_YSGJPH', '运输工具牌号', 'carrier plate'),

  disclosable('harvester_plate', 'KZ_SGJHP', '收割机号牌', 'harvester plate'),
  disclosable('harvester_model', 'KZ_SGJXH', '收割机型号', 'harvester model'),
  disclosable('operator_name', 'KZ_JSCZRY', '驾驶操作人员', 'operator'),

  disclosable('seed_crops', 'KZ_ZWZL', '作物种类', 'crops', 'texts'),
  disclosable('seed_scope', 'KZ_SCJYFW', '生产经营范围', 'scope of seed production and trade'),

  disclosable('fund_account', 'KZ_GJJZH', '公积金账号', 'housing fund account'),
  disclosable('fund_months', 'KZ_LJJCYS', '累计缴存月数', 'months paid in', 'count'),
  disclosable('fund_balance_band', 'KZ_YEQJ', '余额区间', 'band of the balance'),
] as const satisfies readonly ClaimRow[];

const BY_NAME: ReadonlyMap<string, ClaimRow> = new Map(CLAIMS.map((row) => [row.name, row]));
const BY_ELEMENT: ReadonlyMap<string, ClaimRow> = new Map(
  (CLAIMS as readonly ClaimRow[]).flatMap((row) => (row.element === undefined ? [] : [[row.element, row]])),
);

const EXTENSION = /^KZ_[A-Z0-9]{1,32}$/;

/** An extension that the table does not hold; an element that it holds has its English name as its only spelling. */
export function isExtensionClaim(name: string): boolean {
  return EXTENSION.test(name) && !BY_ELEMENT.has(name);
}

/** The row of a claim by its name in a credential; undefined for names that no licence may carry. */
export function claimRow(name: string): ClaimRow | undefined {
  const row = BY_NAME.get(name);
  if (row !== undefined || !isExtensionClaim(name)) return row;
  return disclosable(name, name, name, name);
}

/** The row of an element of GB/T 36903, e.g. `ZZBH` → certificate_number. */
export function claimOfElement(element: string): ClaimRow | undefined {
  return BY_ELEMENT.get(element) ?? claimRow(element);
}

/** Whether a licence type or a matter may name the claim among its fields. */
export function isDisclosableClaim(name: string): boolean {
  return claimRow(name)?.visibility === 'disclosable';
}
