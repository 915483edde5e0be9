import { addDays, type Day } from '@huren/chaincode/domain';
import { cityOf } from './city';
import { DEPARTMENTS, type DemoDepartment } from './department';
import { organisation, person, type DemoHolder } from './holder';
import { HARVESTER_SEALS, type TypeName } from './licence-type';

/** What an issuer hands to `POST /v1/licences` for one licence; days are `YYYY-MM-DD`. */
export interface DemoLicence {
  readonly serial: string;
  readonly issueDate: string;
  readonly validateStart: string;
  readonly validateEnd?: string;
  readonly areaCode: string;
  readonly effectiveRegions?: readonly string[];
  readonly premisesRegion?: string;
  readonly inspectionEnd?: string;
  readonly origin?: { readonly issuer: string; readonly digitisedBy: string; readonly digitisedOn: string };
  readonly identityLevel?: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Licences of one type by one issuer, anchored together. */
export interface DemoBatch {
  readonly requestId: string;
  readonly issuer: DemoDepartment;
  readonly type: TypeName;
  readonly licences: readonly DemoLicence[];
}

interface Maker {
  readonly city: string;
  readonly county: string;
  readonly at: number;
  readonly today: Day;
}

/** How many licences of a type each of its issuers holds. */
const COUNTS: Readonly<Record<TypeName, number>> = {
  business: 14,
  food: 6,
  title: 12,
  vehicle: 9,
  driver: 6,
  animal: 6,
  harvester: 4,
  seed: 3,
  fund: 8,
};

function holderFields(holder: DemoHolder, number: string): Record<string, unknown> {
  return {
    certificate_number: number,
    certificate_holder_name: holder.name,
    certificate_holder_code: holder.code,
    certificate_holder_type: holder.codeType,
  };
}

/** `演示` and the serial: a number that no register gave. */
function number({ city, at }: Maker, word: string): string {
  return `演示${city}${word}第${String(at + 1).padStart(5, '0')}号`;
}

function years(from: Day, count: number): Day {
  return addDays(from, 365 * count - 1);
}

type Body = Omit<DemoLicence, 'serial' | 'areaCode'>;

const MAKERS: Readonly<Record<TypeName, (maker: Maker) => Body>> = {
  business: (maker) => {
    const issueDate = addDays(maker.today, -30 * (maker.at + 2));
    return {
      issueDate,
      validateStart: issueDate,
      fields: {
        ...holderFields(organisation(maker.city, maker.at), number(maker, '营')),
        legal_representative: person(maker.city, maker.at).name,
        registered_address: `${cityOf(maker.city).place.zh}演示街${String(maker.at + 1)}号`,
        business_scope: '粮食收购；农副产品销售；农业机械服务',
        registered_capital: `${String(10 * (maker.at + 1))}万元人民币`,
      },
    };
  },
  food: (maker) => {
    const issueDate = addDays(maker.today, -40 * (maker.at + 1));
    return {
      issueDate,
      validateStart: issueDate,
      validateEnd: years(issueDate, 5),
      premisesRegion: maker.county,
      fields: {
        ...holderFields(organisation(maker.city, maker.at + 100), number(maker, '食')),
        legal_representative: person(maker.city, maker.at + 100).name,
        registered_address: `${cityOf(maker.city).place.zh}演示巷${String(maker.at + 1)}号`,
        business_scope: '预包装食品销售；热食类食品制售',
      },
    };
  },
  title: (maker) => {
    const issueDate = addDays(maker.today, -60 * (maker.at + 1));
    const first = person(maker.city, maker.at + 200);
    return {
      issueDate,
      validateStart: issueDate,
      identityLevel: 3,
      fields: {
        ...holderFields(first, number(maker, '不动产')),
        property_location: `${cityOf(maker.city).place.zh}演示小区${String(maker.at + 1)}栋`,
        property_unit_number: `${maker.county}001001GB00001F0001${String(maker.at + 1).padStart(4, '0')}`,
        property_area: `${String(60 + 3 * maker.at)}.5平方米`,
      },
    };
  },
  vehicle: (maker) => {
    const issueDate = addDays(maker.today, -25 * (maker.at + 1));
    return {
      issueDate,
      validateStart: issueDate,
      validateEnd: years(issueDate, 4),
      inspectionEnd: years(issueDate, 1),
      fields: {
        ...holderFields(organisation(maker.city, maker.at + 400, '91'), number(maker, '运')),
        vehicle_plate: `演示${maker.city}${String(maker.at + 1).padStart(2, '0')}`,
        vehicle_type: '重型半挂牵引车',
        operating_scope: '道路普通货物运输',
      },
    };
  },
  driver: (maker) => {
    const issueDate = addDays(maker.today, -50 * (maker.at + 1));
    return {
      issueDate,
      validateStart: issueDate,
      validateEnd: years(issueDate, 6),
      identityLevel: 3,
      fields: {
        ...holderFields(person(maker.city, maker.at + 500), number(maker, '从业')),
        qualification_category: '经营性道路货物运输驾驶员',
      },
    };
  },
  animal: (maker) => {
    // Most are of today or yesterday; the last ones ran out some days ago, as such certificates do.
    const issueDate = addDays(maker.today, maker.at < 4 ? -(maker.at % 2) : -10 * maker.at);
    return {
      issueDate,
      validateStart: issueDate,
      validateEnd: addDays(issueDate, 4),
      fields: {
        ...holderFields(organisation(maker.city, maker.at + 600, '93'), number(maker, '检')),
        animal_species: maker.at % 2 === 0 ? '肉牛' : '绵羊',
        animal_quantity: 20 + maker.at,
        quarantine_destination: cityOf(maker.city === '220800' ? '230200' : '220800').place.zh,
        carrier_plate: `演示${maker.city}K${String(maker.at + 1)}`,
      },
    };
  },
  harvester: (maker) => {
    const issueDate = addDays(maker.today, -15 * (maker.at + 1));
    return {
      issueDate,
      validateStart: issueDate,
      validateEnd: years(issueDate, 1),
      fields: {
        ...holderFields(organisation(maker.city, maker.at + 700, '93'), number(maker, '跨区')),
        harvester_plate: `演示${maker.city}H${String(maker.at + 1)}`,
        harvester_model: '演示型稻麦联合收割机',
        operator_name: person(maker.city, maker.at + 700).name,
      },
    };
  },
  seed: (maker) => {
    const issueDate = addDays(maker.today, -90 * (maker.at + 1));
    return {
      issueDate,
      validateStart: issueDate,
      validateEnd: years(issueDate, 5),
      // 有效区域: the second is good in its own city only, the others in the three provinces.
      effectiveRegions: maker.at === 1 ? [maker.city] : ['150000', '220000', '230000'],
      fields: {
        ...holderFields(organisation(maker.city, maker.at + 800, '91'), number(maker, '种')),
        seed_crops: ['玉米', '大豆'],
        seed_scope: '生产、加工、包装、批发、零售',
      },
    };
  },
  fund: (maker) => {
    const issueDate = addDays(maker.today, -(maker.at + 1));
    return {
      issueDate,
      validateStart: issueDate,
      validateEnd: addDays(issueDate, 89),
      identityLevel: 3,
      fields: {
        ...holderFields(person(maker.city, maker.at + 900), number(maker, '公积金')),
        fund_account: `演示${maker.city}${String(maker.at + 1).padStart(6, '0')}`,
        fund_months: 12 + maker.at,
        fund_balance_band: '5万元以上10万元以下',
      },
    };
  },
};

/** Licence number `at` of a type in a city. */
export function licence(type: TypeName, city: string, at: number, today: Day): DemoLicence {
  const { counties } = cityOf(city);
  const county = counties[at % counties.length] ?? city;
  const body = MAKERS[type]({ city, county, at, today });
  return { serial: `DEMO${city}${String(at + 1).padStart(6, '0')}`, areaCode: city, ...body };
}

export function batchOf(issuer: DemoDepartment, type: TypeName, today: Day): DemoBatch {
  return {
    requestId: `demo-${issuer.code}-${type}`,
    issuer,
    type,
    licences: Array.from({ length: COUNTS[type] }, (_, at) => licence(type, issuer.region, at, today)),
  };
}

/** Every ordinary batch of the demo: each issuing department, each of its types. */
export function batches(today: Day): readonly DemoBatch[] {
  return DEPARTMENTS.flatMap((issuer) => issuer.types.map((type) => batchOf(issuer, type, today)));
}

/** Roles that need a seal of their own beside the issuer's: those of a type with several seals. */
export function sealRoles(type: TypeName): readonly string[] {
  return type === 'harvester' ? HARVESTER_SEALS : [];
}

/** A deed of two, whose own fields each of them has alone: the first one's stand in the licence itself. */
export interface JointTitle {
  readonly licence: DemoLicence;
  readonly first: DemoHolder;
  readonly second: DemoHolder;
  /** What only the second can disclose. */
  readonly fields: Readonly<Record<string, string>>;
}

/** Licence number `at` of the title deeds in a city, held by two people in equal shares. */
export function jointTitle(city: string, at: number, today: Day): JointTitle {
  const { fields, ...deed } = licence('title', city, at, today);
  const share = '二分之一';
  const second = person(city, at + 300);
  return {
    licence: { ...deed, fields: { ...fields, certificate_holder_share: share } },
    first: person(city, at + 200),
    second,
    fields: {
      certificate_holder_name: second.name,
      certificate_holder_code: second.code,
      certificate_holder_type: second.codeType,
      certificate_holder_share: share,
    },
  };
}

/** The stock licence: on paper of 2009, digitised in 2021 by the successor of the bureau that issued it. */
export function stockTitle(formerIssuer: string, digitisedBy: string): DemoLicence {
  const holder = person('230200', 1000);
  return {
    serial: 'DEMO2302002009000001',
    issueDate: '2009-06-18',
    validateStart: '2009-06-18',
    areaCode: '230200',
    origin: { issuer: formerIssuer, digitisedBy, digitisedOn: '2021-09-13' },
    identityLevel: 3,
    fields: {
      ...holderFields(holder, '演示230200不动产第90001号'),
      property_location: '齐齐哈尔市演示小区九栋',
      property_unit_number: '230203001001GB00001F00019001',
      property_area: '72.0平方米',
      co_owners: [holder.name, person('230200', 1001).name],
      origin_paper_number: '演示房权证齐字第2009000001号',
    },
  };
}

export const LICENCE_TOTAL = DEPARTMENTS.reduce(
  (sum, { types }) => sum + types.reduce((count, type) => count + COUNTS[type], 0),
  0,
);
