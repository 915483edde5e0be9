import { type Day, endOfDayMs } from '../code/day';
import { isBasicMatterCode } from '../code/matter-code';
import { type Region, regionContains } from '../code/region';
import { recordKey } from '../record/record-key';
import { type History, knownAt, versionAtTime } from '../record/version';
import type { MatterMapping } from './matter';
import { referenceEntry } from './reference';

type MappingName = Pick<MatterMapping, 'from' | 'list' | 'to'>;

/** Both sides of a mapping as look-ups name them: local codes may hold any character, so that their entry stands for them. */
export function mappingSides({ from, to }: Pick<MappingName, 'from' | 'to'>): [from: string, to: string] {
  return [isBasicMatterCode(from) ? from : referenceEntry(from), to];
}

/** The parts of a mapping's state key: a local code is one of its list, and names nothing without it. */
export function mappingParts(mapping: MappingName): [from: string, to: string, list?: string] {
  const { list } = mapping;
  return list === undefined ? mappingSides(mapping) : [...mappingSides(mapping), list];
}

/** State key of a mapping. */
export function mappingKey(mapping: MappingName): string {
  return recordKey.mapping(...mappingParts(mapping));
}

/** Whether the mapping counts between these regions: one of its parties speaks for each. */
export function isAccepted(mapping: MatterMapping | null | undefined, regions: readonly string[]): boolean {
  return (
    mapping?.state === 'accepted' &&
    regions.every((inner) =>
      mapping.parties.some(({ region }) => regionContains(region as Region, inner as Region)),
    )
  );
}

/** Whether the mapping counts somewhere on the way from some of these regions to some of those. */
export function countsBetween(
  mapping: MatterMapping,
  issuing: readonly string[],
  receiving: readonly string[],
): boolean {
  const touches = (regions: readonly string[]): boolean =>
    regions.some((one) =>
      mapping.parties.some(
        ({ region }) =>
          regionContains(region as Region, one as Region) || regionContains(one as Region, region as Region),
      ),
    );
  return mapping.state === 'accepted' && touches(issuing) && touches(receiving);
}

/**
 * Mappings of a code that counted between these regions at the end of a day. A mapping holds from its last acceptance to
 * its end: both are acts of the ledger, with no other day than its own.
 */
export function acceptedMappings(
  histories: readonly History<MatterMapping>[],
  day: Day,
  regions: readonly string[],
): readonly MatterMapping[] {
  return histories.flatMap((history) => {
    const mapping = versionAtTime(history, endOfDayMs(day))?.value;
    return mapping && isAccepted(mapping, regions) ? [mapping] : [];
  });
}

/** The other code of a mapping. */
export function otherSide({ from, to }: MatterMapping, code: string): string {
  return from === code ? to : from;
}

/** A local code, by whom it is asked about, and when; `height`: with what the ledger had told by then. */
export interface LocalQuestion {
  readonly code: string;
  /** The list meant, by its keeper; absent: every list that speaks for the asker. */
  readonly list?: string;
  /** Region of the authority that asks. */
  readonly asking: string;
  /** Region of the licence's issuer; absent: no licence is known yet. */
  readonly issuing?: string;
  readonly day: Day;
  readonly height?: number;
}

/** What a local code was taken for. */
export interface LocalMatter {
  readonly code: string;
  /** The authority whose list holds it. */
  readonly list: string;
  /** The basic code that it counts as. */
  readonly basic: string;
}

/** Where mappings are looked up: a gateway's index, a trust file. */
interface MappingSource {
  history<T>(key: string): History<T>;
  mappings(code: string): readonly string[];
}

/**
 * The basic code that a local one counts as for the asker on that day, and the list that says so. A code means what a
 * list of the asker's own region means by it, and never what another province's list does. Undefined without such a
 * mapping, or when lists that share the code, or mappings towards several regions, lead to different matters: then the
 * asker names the list, or the issuer's region decides.
 */
export function basicOfLocal(source: MappingSource, question: LocalQuestion): LocalMatter | undefined {
  const [first, ...rest] = localMatters(source, question);
  return rest.some(({ basic }) => basic !== first?.basic) ? undefined : first;
}

/** Every matter that the local code counts as, in order of the lists that say so. */
export function localMatters(
  source: MappingSource,
  { code, list, asking, issuing, day, height }: LocalQuestion,
): readonly LocalMatter[] {
  const histories = source.mappings(referenceEntry(code)).map((key) => source.history<MatterMapping>(key));
  const known = height === undefined ? histories : histories.map((history) => knownAt(history, height));
  const regions = issuing === undefined ? [asking] : [asking, issuing];
  const counted = acceptedMappings(known, day, regions).flatMap((mapping): LocalMatter[] => {
    if (mapping.from !== code || mapping.list === undefined) return [];
    if (list !== undefined && mapping.list !== list) return [];
    if (!speaksFor(mapping, mapping.list, asking)) return [];
    return [{ code, list: mapping.list, basic: mapping.to }];
  });
  return counted.sort((one, other) => (one.list < other.list ? -1 : 1));
}

/** Whether that party of the mapping stands for the region. */
function speaksFor({ parties }: MatterMapping, authority: string, region: string): boolean {
  return parties.some(
    (party) => party.authority === authority && regionContains(party.region as Region, region as Region),
  );
}
