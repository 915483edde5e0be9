import { type Day, endOfDayMs } from '../code/day';
import { isBasicMatterCode } from '../code/matter-code';
import { type Region, regionContains } from '../code/region';
import { recordKey } from '../record/record-key';
import { type History, knownAt, versionAtTime } from '../record/version';
import type { MatterMapping } from './matter';
import { referenceEntry } from './reference';

/** The parts of a mapping's state key: local codes may hold any character, so that their entry stands for them. */
export function mappingParts({ from, to }: Pick<MatterMapping, 'from' | 'to'>): [from: string, to: string] {
  return [isBasicMatterCode(from) ? from : referenceEntry(from), to];
}

/** State key of a mapping. */
export function mappingKey(mapping: Pick<MatterMapping, 'from' | 'to'>): string {
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

/** Where and when a local code is asked about; `height`: with what the ledger had told by then. */
export interface LocalQuestion {
  readonly regions: readonly string[];
  readonly day: Day;
  readonly height?: number;
}

/**
 * The basic code that a local one counts as between these regions on that day; undefined without a mapping, or when
 * lists that use the same local code for different matters were mapped apart.
 */
export function basicOfLocal(
  source: {
    history<T>(key: string): History<T>;
    mappings(code: string): readonly string[];
  },
  code: string,
  { regions, day, height }: LocalQuestion,
): string | undefined {
  const histories = source.mappings(referenceEntry(code)).map((key) => source.history<MatterMapping>(key));
  const known = height === undefined ? histories : histories.map((history) => knownAt(history, height));
  const [first, ...rest] = acceptedMappings(known, day, regions);
  return rest.some(({ to }) => to !== first?.to) ? undefined : first?.to;
}
