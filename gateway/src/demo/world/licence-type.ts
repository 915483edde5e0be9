import type { Bilingual, LicenceType } from '@huren/chaincode/domain';
import { demoCreditCode } from './credit-code';

/** A ministry whose own code this project does not know stands under a demo code of the nation's division. */
const TRANSPORT_MINISTRY = demoCreditCode('11', '100000', 1);
const AGRICULTURE_MINISTRY = demoCreditCode('11', '100000', 2);
const MARKET_MINISTRY = demoCreditCode('11', '100000', 3);
const HOUSING_MINISTRY = demoCreditCode('11', '100000', 4);

/** The nine types of licence that people here carry across borders. Two codes are the real ones (GB/T 36902). */
export const TYPE = {
  /** 11100000MB0143028R: 国家市场监督管理总局. */
  business: '11100000MB0143028R001',
  /** 11100000MB03271699: 自然资源部. */
  title: '11100000MB03271699001',
  food: `${MARKET_MINISTRY}002`,
  vehicle: `${TRANSPORT_MINISTRY}001`,
  driver: `${TRANSPORT_MINISTRY}002`,
  animal: `${AGRICULTURE_MINISTRY}001`,
  harvester: `${AGRICULTURE_MINISTRY}002`,
  seed: `${AGRICULTURE_MINISTRY}003`,
  fund: `${HOUSING_MINISTRY}001`,
} as const;
export type TypeName = keyof typeof TYPE;

/** Roles of the seals on a 联合收割机跨区作业证: two of the three are needed. */
export const HARVESTER_SEALS = ['农机主管部门', '农机安全监理机构', '交通运输部门'] as const;

/** Types whose licences the demo's issuers also seal as page forms, equal to paper. */
export const PAGE_TYPES: readonly TypeName[] = ['business', 'title', 'harvester'];

/** Role of the seal on a page form beside the key that seals the data form. */
export const PAGE_SEAL_ROLE = '版式文件';

/** Holder's name, code and kind of code, and the licence's own number, which every type carries. */
export const HOLDER_FIELDS = [
  'certificate_number',
  'certificate_holder_name',
  'certificate_holder_code',
  'certificate_holder_type',
] as const;

type Definition = Omit<LicenceType, 'standing' | 'version' | 'state' | 'fields' | 'organs'> & {
  readonly extensions: readonly string[];
};

export type DemoLicenceType = Omit<LicenceType, 'standing' | 'version' | 'state'>;

function type({ extensions, ...rest }: Definition): DemoLicenceType {
  return { ...rest, fields: [...HOLDER_FIELDS, ...extensions], organs: [] };
}

function name(zh: string, en: string): Bilingual {
  return { zh, en };
}

export const LICENCE_TYPES: readonly DemoLicenceType[] = [
  type({
    code: TYPE.business,
    name: name('营业执照', 'Business licence'),
    holder: 'organisation',
    validity: 'either',
    reach: 'nationwide',
    yearlyInspection: false,
    extensions: ['legal_representative', 'registered_address', 'business_scope', 'registered_capital'],
  }),
  type({
    code: TYPE.title,
    name: name('不动产权证书', 'Real estate title certificate'),
    holder: 'either',
    validity: 'either',
    reach: 'nationwide',
    yearlyInspection: false,
    extensions: [
      'property_location',
      'property_unit_number',
      'property_area',
      'co_owners',
      'certificate_holder_share',
      'origin_paper_number',
    ],
  }),
  type({
    code: TYPE.food,
    name: name('食品经营许可证（演示编码）', 'Food business permit (demo code)'),
    holder: 'organisation',
    validity: 'dated',
    reach: 'premises',
    yearlyInspection: false,
    extensions: ['legal_representative', 'registered_address', 'business_scope'],
  }),
  type({
    code: TYPE.vehicle,
    name: name('道路运输证（演示编码）', 'Road transport vehicle licence (demo code)'),
    holder: 'organisation',
    validity: 'dated',
    reach: 'nationwide',
    yearlyInspection: true,
    extensions: ['vehicle_plate', 'vehicle_type', 'operating_scope'],
  }),
  type({
    code: TYPE.driver,
    name: name('道路运输从业资格证（演示编码）', 'Road transport driver qualification (demo code)'),
    holder: 'person',
    validity: 'dated',
    reach: 'nationwide',
    yearlyInspection: false,
    extensions: ['qualification_category'],
  }),
  type({
    code: TYPE.animal,
    name: name('动物检疫合格证明（演示编码）', 'Animal quarantine certificate (demo code)'),
    holder: 'either',
    validity: 'dated',
    // 动物检疫管理办法: a certificate for transport holds five days at most.
    maxValidDays: 5,
    reach: 'nationwide',
    yearlyInspection: false,
    extensions: ['animal_species', 'animal_quantity', 'quarantine_destination', 'carrier_plate'],
  }),
  type({
    code: TYPE.harvester,
    name: name('联合收割机跨区作业证（演示编码）', 'Cross-region combine harvester permit (demo code)'),
    holder: 'either',
    validity: 'dated',
    reach: 'nationwide',
    yearlyInspection: false,
    seals: {
      roles: HARVESTER_SEALS,
      atLeast: 2,
      // The first two are the issuer's own; the third is that of whoever licenses vehicles in its region.
      holders: [{ role: HARVESTER_SEALS[2], by: 'competent', type: TYPE.vehicle }],
    },
    extensions: ['harvester_plate', 'harvester_model', 'operator_name'],
  }),
  type({
    code: TYPE.seed,
    name: name('农作物种子生产经营许可证（演示编码）', 'Crop seed production permit (demo code)'),
    holder: 'organisation',
    validity: 'dated',
    reach: 'territory',
    yearlyInspection: false,
    extensions: ['seed_crops', 'seed_scope'],
  }),
  type({
    code: TYPE.fund,
    name: name('住房公积金缴存证明（演示编码）', 'Housing fund contribution certificate (demo code)'),
    holder: 'person',
    validity: 'dated',
    reach: 'nationwide',
    yearlyInspection: false,
    extensions: ['fund_account', 'fund_months', 'fund_balance_band'],
  }),
];
