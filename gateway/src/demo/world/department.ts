import type { AuthorityRole, Bilingual } from '@huren/chaincode/domain';
import { CITIES, cityOf, PROVINCES, type ProvinceCode } from './city';
import { demoCreditCode } from './credit-code';
import { TYPE, type TypeName } from './licence-type';

export type Field = 'market' | 'land' | 'transport' | 'agriculture' | 'housing' | 'hall';
export type OfficeName = Field;

/** A city department of the demo: invented, and its name says so. */
export interface DemoDepartment {
  readonly code: string;
  /** Member id. */
  readonly member: string;
  readonly office: OfficeName | 'former-property';
  readonly region: string;
  readonly name: Bilingual;
  readonly roles: readonly AuthorityRole[];
  /** What it may issue, by name. */
  readonly types: readonly TypeName[];
  /** Its 上级主管部门; absent where none has joined: the members then witness its competence. */
  readonly superior?: string;
  /** Days of the law between which it has its competence. */
  readonly competentFrom: string;
  readonly competentTo?: string;
}

/** A provincial department that directs its field: joins with a key, without a node (DETAILS 5). */
export interface DemoApprover {
  readonly code: string;
  /** The member that sponsors it. */
  readonly sponsor: string;
  readonly field: Field;
  readonly province: ProvinceCode;
  readonly name: Bilingual;
  readonly types: readonly TypeName[];
}

/** The reform of 2018/19, after which the demo's departments have their present competence. */
export const REFORM_DAY = '2019-01-01';
const DAY_BEFORE_REFORM = '2018-12-31';

const FIELD_TYPES: Readonly<Record<Field, readonly TypeName[]>> = {
  market: ['business', 'food'],
  land: ['title'],
  transport: ['vehicle', 'driver'],
  agriculture: ['animal', 'harvester', 'seed'],
  housing: ['fund'],
  hall: [],
};

const OFFICE_NAMES: Readonly<Record<OfficeName, Bilingual>> = {
  market: { zh: '市场监督管理局', en: 'Market Supervision Administration' },
  land: { zh: '自然资源局', en: 'Natural Resources Bureau' },
  transport: { zh: '交通运输局', en: 'Transport Bureau' },
  agriculture: { zh: '农业农村局', en: 'Agriculture and Rural Affairs Bureau' },
  housing: { zh: '住房公积金管理中心', en: 'Housing Fund Centre' },
  hall: { zh: '政务服务中心', en: 'Government Service Hall' },
};
const OFFICE_SERIALS: Readonly<Record<OfficeName, number>> = {
  market: 1,
  land: 2,
  transport: 3,
  agriculture: 4,
  housing: 5,
  hall: 6,
};

/** 厅 in a province and an autonomous region alike; market supervision is a 局. */
const APPROVER_NAMES: Readonly<Record<Field, Bilingual>> = {
  market: { zh: '市场监督管理局', en: 'Market Supervision Administration' },
  land: { zh: '自然资源厅', en: 'Department of Natural Resources' },
  transport: { zh: '交通运输厅', en: 'Department of Transport' },
  agriculture: { zh: '农业农村厅', en: 'Department of Agriculture and Rural Affairs' },
  housing: { zh: '住房和城乡建设厅', en: 'Department of Housing and Urban-Rural Development' },
  hall: { zh: '政务服务管理局', en: 'Government Services Administration' },
};

/** Each province's first city sponsors its departments. In Inner Mongolia no department for housing has joined. */
const JOINED: readonly (readonly [ProvinceCode, string, readonly Field[]])[] = [
  ['230000', '230200', ['market', 'land', 'transport', 'agriculture', 'housing', 'hall']],
  ['220000', '220800', ['market', 'land', 'transport', 'agriculture', 'housing', 'hall']],
  ['150000', '150700', ['market', 'transport', 'agriculture', 'hall']],
];

export const APPROVERS: readonly DemoApprover[] = JOINED.flatMap(([province, sponsor, fields]) =>
  fields.map((field) => ({
    code: demoCreditCode('11', province, OFFICE_SERIALS[field]),
    sponsor,
    field,
    province,
    name: demoName(PROVINCES[province], APPROVER_NAMES[field]),
    // A service administration directs the halls, which issue nothing: it stands for all types and grants none.
    types: field === 'hall' ? (Object.keys(TYPE) as TypeName[]) : FIELD_TYPES[field],
  })),
);

const OFFICES: Readonly<Record<string, readonly OfficeName[]>> = {
  '230200': ['market', 'land', 'transport', 'agriculture', 'housing', 'hall'],
  '220800': ['market', 'land', 'transport', 'agriculture', 'housing', 'hall'],
  '230600': ['market', 'land', 'transport', 'hall'],
  '231100': ['market', 'transport', 'agriculture', 'hall'],
  '220700': ['market', 'land', 'agriculture', 'hall'],
  '150700': ['market', 'transport', 'agriculture', 'hall'],
  '152200': ['market', 'agriculture', 'housing', 'hall'],
};

function demoName(place: Bilingual, office: Bilingual): Bilingual {
  return { zh: `${place.zh}${office.zh}（演示）`, en: `${place.en} ${office.en} (demo)` };
}

function department(member: string, office: OfficeName): DemoDepartment {
  const city = cityOf(member);
  const issues = office !== 'hall';
  const superior = APPROVERS.find(({ province, field }) => province === city.province && field === office);
  return {
    // A 住房公积金管理中心 is a 事业单位, and so is a 政务服务中心.
    code: demoCreditCode(
      office === 'housing' || office === 'hall' ? '12' : '11',
      member,
      OFFICE_SERIALS[office],
    ),
    member,
    office,
    region: member,
    name: demoName(city.place, OFFICE_NAMES[office]),
    roles: issues ? ['issuing', 'relying'] : ['relying'],
    types: issues ? FIELD_TYPES[office] : [],
    ...(superior === undefined ? {} : { superior: superior.code }),
    competentFrom: REFORM_DAY,
  };
}

export const DEPARTMENTS: readonly DemoDepartment[] = CITIES.flatMap(({ id }) =>
  (OFFICES[id] ?? []).map((office) => department(id, office)),
);

export function departmentOf(member: string, office: OfficeName): DemoDepartment {
  const found = DEPARTMENTS.find((candidate) => candidate.member === member && candidate.office === office);
  if (found === undefined) throw new TypeError('no such demo department');
  return found;
}

export function approverOf(code: string): DemoApprover {
  const found = APPROVERS.find((candidate) => candidate.code === code);
  if (found === undefined) throw new TypeError('no such demo approver');
  return found;
}

/** 原齐齐哈尔市房产管理局: issued title deeds until the reform merged it into the natural resources bureau. */
export const FORMER_PROPERTY_BUREAU: DemoDepartment = {
  code: demoCreditCode('11', '230200', 7),
  member: '230200',
  office: 'former-property',
  region: '230200',
  name: {
    zh: '原齐齐哈尔市房产管理局（演示）',
    en: 'former Qiqihar Real Estate Administration (demo)',
  },
  roles: ['issuing'],
  types: ['title'],
  superior: departmentOf('230200', 'land').superior ?? '',
  competentFrom: '1998-01-01',
  competentTo: DAY_BEFORE_REFORM,
};

/** Codes of licence types that an office or approver is concerned with. */
export function typeCodes(names: readonly TypeName[]): string[] {
  return names.map((name) => TYPE[name]);
}
