import type { Material, Matter, MatterMapping } from '@huren/chaincode/domain';
import { APPROVERS, departmentOf } from './department';
import { TYPE, type TypeName } from './licence-type';

/**
 * Matters of the demo. 000131004000 is the real basic code of 个体工商户注册登记 (GB/T 39554.1); the others are of the
 * national form, with a main item 9xxxx that no department uses, and say so in their names.
 */
export const MATTER = {
  /** Also needed when a shop moves here from another province. */
  soleTrader: '000131004000',
  foodPermit: '000131901000',
  freightPermit: '000118901000',
  harvesterService: '002020901000',
  animalArrival: '000620902000',
  seedFiling: '001020903000',
  fundLoan: '002017901000',
  fundWithdrawal: '002017902000',
  publicRental: '002017903000',
  /** Needs the names of all holders: each of several shows their own, or consents. */
  jointWithdrawal: '002017904000',
  titleTransfer: '000715901000',
  /** The same service under two provinces' own codes, joined by a mapping. */
  fundTransferHeilongjiang: '232017905000',
  fundTransferJilin: '222017906000',
} as const;
export type MatterName = keyof typeof MATTER;

/** Without its first day: that on which it is entered. */
export type DemoMatter = Omit<Matter, 'standing' | 'version' | 'state' | 'from'>;

const NUMBERS_AND_NAME = ['certificate_number', 'certificate_holder_name'] as const;
const WITH_CODE = [...NUMBERS_AND_NAME, 'certificate_holder_code', 'certificate_holder_type'] as const;

function material(
  types: readonly TypeName[],
  fields: readonly string[],
  more: Partial<Pick<Material, 'legalForm' | 'identityLevel' | 'holders'>> = {},
): Material {
  return { types: types.map((name) => TYPE[name]), fields, legalForm: 'any', identityLevel: 0, ...more };
}

function matter(
  name: MatterName,
  zh: string,
  en: string,
  law: readonly [title: string, article: string],
  materials: readonly Material[],
): DemoMatter {
  const code = MATTER[name];
  const demo = code === MATTER.soleTrader;
  return {
    code,
    name: demo ? { zh, en } : { zh: `${zh}（演示编码）`, en: `${en} (demo code)` },
    kind: code.slice(2, 4),
    legalBasis: [{ title: law[0], article: law[1] }],
    materials,
  };
}

export const MATTERS: readonly DemoMatter[] = [
  matter(
    'soleTrader',
    '个体工商户注册登记',
    'Registration of a sole trader',
    ['促进个体工商户发展条例', '第十一条'],
    [
      material(['business'], [...WITH_CODE, 'legal_representative', 'business_scope']),
      material(['title'], [...NUMBERS_AND_NAME, 'property_location']),
    ],
  ),
  matter(
    'foodPermit',
    '食品经营许可',
    'Food business permit',
    ['中华人民共和国食品安全法', '第三十五条'],
    [
      material(['business'], [...WITH_CODE, 'business_scope', 'registered_address']),
      material(['food'], [...NUMBERS_AND_NAME, 'registered_address', 'business_scope']),
    ],
  ),
  matter(
    'freightPermit',
    '道路货物运输经营许可',
    'Road freight transport permit',
    ['中华人民共和国道路运输条例', '第二十一条'],
    [
      material(['business'], [...WITH_CODE, 'business_scope']),
      material(['vehicle'], [...NUMBERS_AND_NAME, 'vehicle_plate', 'vehicle_type', 'operating_scope']),
      material(['driver'], [...WITH_CODE, 'qualification_category']),
    ],
  ),
  matter(
    'harvesterService',
    '联合收割机跨区作业登记',
    'Registration of cross-region harvesting',
    ['联合收割机跨区作业管理办法', '第七条'],
    [material(['harvester'], [...NUMBERS_AND_NAME, 'harvester_plate', 'harvester_model'])],
  ),
  matter(
    'animalArrival',
    '动物输入落地监管',
    'Supervision of animals brought in',
    ['中华人民共和国动物防疫法', '第五十一条'],
    [
      material(
        ['animal'],
        ['certificate_number', 'animal_species', 'animal_quantity', 'quarantine_destination'],
      ),
    ],
  ),
  matter(
    'seedFiling',
    '农作物种子生产经营备案',
    'Filing of seed production and trade',
    ['中华人民共和国种子法', '第三十八条'],
    [material(['seed'], [...NUMBERS_AND_NAME, 'seed_crops', 'seed_scope'])],
  ),
  matter(
    'fundLoan',
    '住房公积金异地贷款',
    'Housing fund loan for contributors elsewhere',
    ['住房公积金管理条例', '第二十六条'],
    [
      material(['fund'], [...WITH_CODE, 'fund_months', 'fund_balance_band']),
      material(['title'], [...NUMBERS_AND_NAME, 'property_location', 'property_area']),
    ],
  ),
  matter(
    'fundWithdrawal',
    '住房公积金提取',
    'Withdrawal from the housing fund',
    ['住房公积金管理条例', '第二十四条'],
    [material(['title'], [...WITH_CODE, 'property_location'], { holders: 'all' })],
  ),
  matter(
    'publicRental',
    '公共租赁住房申请',
    'Application for public rental housing',
    ['公共租赁住房管理办法', '第七条'],
    [material(['fund'], [...WITH_CODE, 'fund_months', 'fund_balance_band'])],
  ),
  matter(
    'jointWithdrawal',
    '住房公积金提取（共有住房）',
    'Withdrawal from the housing fund for a home held by several',
    ['住房公积金管理条例', '第二十四条'],
    [material(['title'], [...NUMBERS_AND_NAME, 'property_location'], { holders: 'all' })],
  ),
  matter(
    'titleTransfer',
    '不动产转移登记',
    'Registration of a transfer of real estate',
    ['不动产登记暂行条例', '第十六条'],
    [
      material(['title'], [...WITH_CODE, 'property_location', 'property_unit_number'], {
        legalForm: 'page',
        identityLevel: 3,
        holders: 'all',
      }),
    ],
  ),
  matter(
    'fundTransferHeilongjiang',
    '住房公积金异地转移接续',
    'Transfer of a housing fund account (Heilongjiang)',
    ['住房公积金管理条例', '第十六条'],
    [material(['fund'], [...WITH_CODE, 'fund_months', 'fund_balance_band'])],
  ),
  matter(
    'fundTransferJilin',
    '住房公积金账户跨省转移',
    'Transfer of a housing fund account across provinces (Jilin)',
    ['住房公积金管理条例', '第十六条'],
    [material(['fund'], [...WITH_CODE, 'fund_months', 'fund_balance_band'])],
  ),
];

/** 实施编码 (31): who handles the matter, at 市 level (3). Without materials of its own it asks for the basic code's. */
export function implementationOf(
  authority: string,
  name: MatterName,
  deviation: Partial<Pick<DemoMatter, 'name' | 'materials'>> = {},
): DemoMatter {
  const basic = MATTERS.find(({ code }) => code === MATTER[name]);
  if (basic === undefined) throw new TypeError('no such demo matter');
  return { ...basic, code: `${authority}3${basic.code}`, authority, materials: [], ...deviation };
}

/** Baicheng's hall and market supervision handle the registration that the main step of the demo asks about. */
export const IMPLEMENTATIONS: readonly DemoMatter[] = [
  implementationOf(departmentOf('220800', 'hall').code, 'soleTrader'),
  implementationOf(departmentOf('220800', 'market').code, 'soleTrader'),
  implementationOf(departmentOf('220800', 'housing').code, 'fundLoan'),
  implementationOf(departmentOf('230200', 'hall').code, 'soleTrader'),
  ...deviating(),
];

/** Two that `huren matter drift` reports: a name of before the present regulation, and a licence that no superior asks for. */
function deviating(): readonly DemoMatter[] {
  const formerName = { zh: '个体工商户开业登记', en: 'Registration of a sole trader’s opening' };
  const withDeed = material(['business', 'title'], [...WITH_CODE]);
  return [
    implementationOf(departmentOf('220700', 'hall').code, 'soleTrader', { name: formerName }),
    implementationOf(departmentOf('230600', 'hall').code, 'publicRental', { materials: [withDeed] }),
  ];
}

const MAPPED_LOCAL_CODE = 'BC-DEMO-0131-01';

/** Codes that Baicheng's hall used before the national form; the first is mapped, the other waits for somebody to do so. */
export const LOCAL_LIST = {
  authority: departmentOf('220800', 'hall').code,
  rows: [
    { localCode: MAPPED_LOCAL_CODE, name: '个体工商户登记（白城本地编码，演示）' },
    { localCode: 'BC-DEMO-2017-04', name: '住房保障申请（白城本地编码，演示）' },
  ].map((row) => ({ ...row, region: '220800', source: 'https://example.org/demo/matters/baicheng' })),
} as const;

/**
 * Two provinces' codes are joined by the departments for housing that define them; a local code by who keeps its list
 * and, as the other is nationwide, by a superior department of the other province.
 */
export const MAPPINGS: readonly (Pick<MatterMapping, 'from' | 'list' | 'to'> & {
  readonly parties: readonly string[];
})[] = [
  {
    from: MATTER.fundTransferHeilongjiang,
    to: MATTER.fundTransferJilin,
    parties: [definerOf(MATTER.fundTransferHeilongjiang), definerOf(MATTER.fundTransferJilin)],
  },
  {
    from: MAPPED_LOCAL_CODE,
    list: LOCAL_LIST.authority,
    to: MATTER.soleTrader,
    parties: [LOCAL_LIST.authority, departmentOf('230200', 'market').superior ?? ''],
  },
];

/** The department for housing of the province that a basic code is scoped to: the demo's provincial codes are its. */
export function definerOf(code: string): string {
  const found = APPROVERS.find(
    ({ province, field }) => province.startsWith(code.slice(0, 2)) && field === 'housing',
  );
  if (found === undefined) throw new TypeError('no demo approver defines that code');
  return found.code;
}
