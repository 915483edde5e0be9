import { addDays, type Day } from '@huren/chaincode/domain';
import { departmentOf, FORMER_PROPERTY_BUREAU, REFORM_DAY, type OfficeName } from './department';
import { licence, stockTitle, type DemoLicence } from './licence';
import type { TypeName } from './licence-type';

/** Licences of Qiqihar that the demo keeps as files to try with, each with its holder's key. */
export const SAMPLES = [
  'business-licence',
  'suspended-business-licence',
  'early-business-licence',
  'food-permit',
  'title-deed',
  'title-deed-2009',
  'vehicle-licence',
  'driver-qualification',
  'animal-certificate',
  'harvester-permit',
  'seed-permit',
  'housing-fund-certificate',
] as const;
/**
 * Made by hand, because no gateway would make them: signed by a retired seal, and sealed but never anchored; the second
 * of these where by agreement every licence of its type is.
 */
export const FAULTY_SAMPLES = [
  'retired-seal-business-licence',
  'unanchored-business-licence',
  'unanchored-driver-qualification',
] as const;
/** One deed of two holders, as each of them keeps it. */
export const JOINT_SAMPLES = ['joint-title-deed', 'joint-title-deed-second'] as const;
export type JointSampleName = (typeof JOINT_SAMPLES)[number];
/** Made by hand as a page form: its seal was made by nobody's leave, under a certificate of a good root. */
export const PAGE_SAMPLES = ['self-made-seal-business-licence'] as const;
export type PageSampleName = (typeof PAGE_SAMPLES)[number];
export type SampleName = (typeof SAMPLES)[number];
export type FaultySampleName = (typeof FAULTY_SAMPLES)[number];

interface SampleOrigin {
  readonly office: OfficeName;
  readonly type: TypeName;
  /** Number among the licences of its type, beyond those of the ordinary batches. */
  readonly at: number;
}

const ORIGINS: Readonly<Record<SampleName | FaultySampleName | PageSampleName, SampleOrigin>> = {
  'business-licence': { office: 'market', type: 'business', at: 20 },
  'suspended-business-licence': { office: 'market', type: 'business', at: 21 },
  'early-business-licence': { office: 'market', type: 'business', at: 22 },
  'retired-seal-business-licence': { office: 'market', type: 'business', at: 23 },
  'unanchored-business-licence': { office: 'market', type: 'business', at: 24 },
  'food-permit': { office: 'market', type: 'food', at: 20 },
  'title-deed': { office: 'land', type: 'title', at: 20 },
  'title-deed-2009': { office: 'land', type: 'title', at: 0 },
  'vehicle-licence': { office: 'transport', type: 'vehicle', at: 3 },
  'driver-qualification': { office: 'transport', type: 'driver', at: 20 },
  'animal-certificate': { office: 'agriculture', type: 'animal', at: 0 },
  'harvester-permit': { office: 'agriculture', type: 'harvester', at: 20 },
  'seed-permit': { office: 'agriculture', type: 'seed', at: 4 },
  'housing-fund-certificate': { office: 'housing', type: 'fund', at: 20 },
  'self-made-seal-business-licence': { office: 'market', type: 'business', at: 25 },
  'unanchored-driver-qualification': { office: 'transport', type: 'driver', at: 21 },
};

export interface Sample {
  readonly name: SampleName | FaultySampleName | PageSampleName;
  readonly office: OfficeName;
  readonly type: TypeName;
  readonly licence: DemoLicence;
}

/** A year before the reform: the market supervision administration did not yet have its competence. */
const EARLY_DAY = addDays(REFORM_DAY as Day, -365);

/** Serials of samples count from 900001, so that they never meet those of the ordinary batches. */
const FIRST_SERIAL = 900_001;

export function sample<N extends SampleName | FaultySampleName | PageSampleName>(
  name: N,
  today: Day,
): Sample & { readonly name: N } {
  const { office, type, at } = ORIGINS[name];
  const number = FIRST_SERIAL + Object.keys(ORIGINS).indexOf(name);
  const body = name === 'title-deed-2009' ? stock() : licence(type, '230200', at, today);
  const early = name === 'early-business-licence' ? { issueDate: EARLY_DAY, validateStart: EARLY_DAY } : {};
  const serial = name === 'title-deed-2009' ? body.serial : `DEMO230200${String(number)}`;
  return { name, office, type, licence: { ...body, ...early, serial } };
}

function stock(): DemoLicence {
  return stockTitle(FORMER_PROPERTY_BUREAU.code, departmentOf('230200', 'land').code);
}

/** Samples that belong into the ordinary batch of this office and type, in order. */
export function samplesIn(
  office: OfficeName | 'former-property',
  type: TypeName,
  today: Day,
): readonly (Sample & { readonly name: SampleName })[] {
  return SAMPLES.filter((name) => ORIGINS[name].office === office && ORIGINS[name].type === type).map(
    (name) => sample(name, today),
  );
}
