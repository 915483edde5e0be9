import type { Authority } from '../authority/authority';
import { type Day, dayOfMs } from '../code/day';
import { type MatterCode, type MatterLevel, parseMatterCode } from '../code/matter-code';
import { type Region, regionLevel } from '../code/region';
import type { LicenceType } from '../licence-type/licence-type';
import type { Bilingual } from '../record/bilingual';
import { recordKey } from '../record/record-key';
import { type History, latestVersion } from '../record/version';
import type { Deviation, DriftElement } from './deviation';
import { driftFix, type DriftNames } from './drift-fix';
import { ownerDeviation } from './drift-owner';
import type { Material, Matter } from './matter';
import { matterOn } from './version';

/** Where the records come from: a gateway's index or a trust file. */
export interface MatterRecords {
  history<T>(key: string): History<T>;
}

const LEVEL_OF = { nation: 1, province: 2, prefecture: 3, county: 4 } as const;

type Difference = Pick<Deviation, 'element' | 'stated' | 'expected'>;

/** Every deviation on the day, in the order of the keys. */
export function* driftOn(records: MatterRecords, keys: Iterable<string>, day: Day): Generator<Deviation> {
  for (const step of driftSteps(records, keys, day)) if (step !== null) yield step;
}

/**
 * The same a matter at a time, for whoever has other things to do in between: `null` after each matter.
 * @param keys state keys of matters, basic ones among them
 * @param looked told of each implementation and item that holds on the day, before its deviations
 */
export function* driftSteps(
  records: MatterRecords,
  keys: Iterable<string>,
  day: Day,
  looked: () => void = () => undefined,
): Generator<Deviation | null> {
  const basics = new Map<string, History<Matter>>();
  const basicOf = (code: string): History<Matter> => {
    let history = basics.get(code);
    if (history === undefined) {
      history = records.history<Matter>(recordKey.matter(code));
      basics.set(code, history);
    }
    return history;
  };
  for (const key of keys) {
    const history = records.history<Matter>(key);
    const matter = matterOn(history, day);
    // Twelve digits are a basic code, which nothing stands above.
    if (matter?.state !== 'active' || matter.code.length === BASIC_LENGTH) {
      yield null;
      continue;
    }
    const code = parseMatterCode(matter.code);
    if (code.kind === 'basic') continue;
    looked();
    const basicHistory = basicOf(code.basic);
    const basic = matterOn(basicHistory, day);
    const owner = records.history<Authority>(recordKey.authority(code.authority));
    const region = newest(owner)?.region;
    const idle = ownerDeviation(owner, matter, day);
    if (idle !== undefined) {
      const { authority, basic: basicCode } = code;
      const fix = driftFix(idle, namesOf(records, authority, idle), idle.since.by);
      yield { code: matter.code, basic: basicCode, authority, ...idle, fix };
    }
    const found = differences(matter, basic, code, region);
    for (const difference of found) {
      const since = sinceWhen(history, basicHistory, difference.element, code, region, day);
      yield {
        code: matter.code,
        basic: code.basic,
        authority: code.authority,
        ...difference,
        since,
        fix: driftFix(difference, namesOf(records, code.authority, difference), since.by),
      };
    }
    yield null;
  }
}

const BASIC_LENGTH = 12;
/** Between the codes of a list in what is stated and expected. */
const SEPARATOR = ', ';
const NONE: readonly Difference[] = [];

/** What has no name on record goes by its code. */
const asNamed = (code: string): Bilingual => ({ zh: code, en: code });

function namesOf(records: MatterRecords, authority: string, { element, stated }: Difference): DriftNames {
  const who = newest(records.history<Authority>(recordKey.authority(authority)))?.name ?? asNamed(authority);
  const types = element === 'materials' ? stated.split(SEPARATOR) : [];
  const names = types.map(
    (code) => newest(records.history<LicenceType>(recordKey.licenceType(code)))?.name ?? asNamed(code),
  );
  return {
    who,
    types: { zh: names.map(({ zh }) => zh).join('、'), en: names.map(({ en }) => en).join(SEPARATOR) },
  };
}

function newest<T>(history: History<T>): T | undefined {
  return latestVersion(history)?.value ?? undefined;
}

/** What the two texts differ in; the usual answer is nothing, and costs a few comparisons. */
function differences(
  matter: Matter,
  basic: Matter | undefined,
  code: MatterCode & { readonly level: MatterLevel },
  region: string | undefined,
): readonly Difference[] {
  if (basic === undefined || basic.state === 'ended') {
    return [{ element: 'basic', stated: code.basic, expected: basic === undefined ? '' : basic.state }];
  }
  const found: Difference[] = [];
  if (matter.name.zh !== basic.name.zh)
    found.push({ element: 'name', stated: matter.name.zh, expected: basic.name.zh });
  if (matter.kind !== basic.kind) found.push({ element: 'kind', stated: matter.kind, expected: basic.kind });
  if (!isSameBasis(matter.legalBasis, basic.legalBasis)) {
    found.push({
      element: 'legal-basis',
      stated: basisText(matter.legalBasis),
      expected: basisText(basic.legalBasis),
    });
  }
  if (region !== undefined) {
    const level = LEVEL_OF[regionLevel(region as Region)];
    // Counties hold three levels below them in the code: towns and villages have no region of their own here.
    if (code.level !== level && !(level === LEVEL_OF.county && code.level > level))
      found.push({ element: 'code', stated: String(code.level), expected: String(level) });
  }
  const further = typesBeyond(matter.materials, basic.materials);
  if (further.length > 0) {
    const asked = [...new Set(basic.materials.flatMap(({ types }) => types))].sort().join(SEPARATOR);
    found.push({ element: 'materials', stated: further.join(SEPARATOR), expected: asked });
  }
  return found.length === 0 ? NONE : found;
}

function isSameBasis(one: Matter['legalBasis'], other: Matter['legalBasis']): boolean {
  if (one === other) return true;
  return (
    one.length === other.length &&
    one.every(({ title, article }) => other.some((each) => each.title === title && each.article === article))
  );
}

function basisText(basis: Matter['legalBasis']): string {
  return basis.map(({ title, article }) => `${title} ${article}`).join('; ');
}

/** Licence types that the local list asks for and the superior's does not. */
function typesBeyond(local: readonly Material[], superior: readonly Material[]): readonly string[] {
  if (local.length === 0) return [];
  const known = new Set(superior.flatMap(({ types }) => types));
  return [...new Set(local.flatMap(({ types }) => types).filter((type) => !known.has(type)))].sort();
}

/** Since when the two have differed in this without a break, told from the versions that begin by the day. */
function sinceWhen(
  local: History<Matter>,
  superior: History<Matter>,
  element: DriftElement,
  code: MatterCode & { readonly level: MatterLevel },
  region: string | undefined,
  until: Day,
): Deviation['since'] {
  const changes = [
    ...changesOf(local, 'local' as const, until),
    ...changesOf(superior, 'superior' as const, until),
  ].sort(
    (one, other) =>
      (one.day < other.day ? -1 : one.day > other.day ? 1 : 0) ||
      one.position.block - other.position.block ||
      one.position.tx - other.position.tx,
  );
  let since: Deviation['since'] | undefined;
  for (const change of changes) {
    const matter = matterOn(local, change.day);
    const basic = matterOn(superior, change.day);
    const differs =
      matter?.state === 'active' &&
      differences(matter, basic, code, region).some((each) => each.element === element);
    if (!differs) since = undefined;
    // Texts that begin on one day differ from the moment on which the later was written.
    else if (since === undefined || since.day === change.day) since = change;
  }
  // A missing basic matter leaves the local record as the only one that tells a position.
  const first = local[0];
  return (
    since ?? {
      day: until,
      position: first?.position ?? { block: 0, tx: 0 },
      time: first?.time ?? 0,
      by: 'local',
    }
  );
}

function changesOf(
  history: History<Matter>,
  by: 'local' | 'superior',
  until: Day,
): (Deviation['since'] & { readonly day: Day })[] {
  return history.flatMap(({ value, position, time }) => {
    if (value === null) return [];
    const day = (value.state === 'ended' ? dayOfMs(time) : value.from) as Day;
    return day <= until ? [{ day, position, time, by }] : [];
  });
}
