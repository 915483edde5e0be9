import type { Authority, Competence } from '../authority/authority';
import { endOfDayMs } from '../code/day';
import { type Region, regionContains } from '../code/region';
import type { Bilingual } from '../record/bilingual';
import { holdsOn } from '../record/field';
import { recordKey } from '../record/record-key';
import { type History, latestVersion, type Position, versionAtTime } from '../record/version';
import type { RecordSource } from '../verification/facts';
import type { Occurrence } from './occurrence';

/** An authority there that may issue the type, and who said so. */
export interface ExplainedIssuer {
  readonly authority: string;
  readonly name: Bilingual;
  readonly region: string;
  /** State of the authority at the end of that day: one that is suspended or abolished issues nothing new. */
  readonly state: Authority['state'];
  readonly standing: Competence['standing'];
  readonly filing: Competence['filing'];
  /** The superior that granted it, as it is named; absent: the members witnessed it. */
  readonly by?: string;
  readonly superior?: Bilingual;
  /** Where the grant was written. */
  readonly granted: { readonly position: Position; readonly time: number };
}

/** Issuers that one answer tells of. */
const ISSUERS_LIMIT = 50;

/** Authorities in the issuing region that were competent on that day. */
export function issuersOf(
  authorities: readonly History<Authority>[],
  { type, from, on }: Occurrence,
  source: RecordSource,
): readonly ExplainedIssuer[] {
  const found: ExplainedIssuer[] = [];
  for (const history of authorities) {
    const authority = latestVersion(history)?.value;
    if (authority == null || !regionContains(from as Region, authority.region as Region)) continue;
    const entry = authority.competence.find(
      (each) => isFor(each, type, authority.region) && holdsOn(each, on),
    );
    if (entry === undefined) continue;
    const granting = history.find(({ value }) =>
      value?.competence.some((each) => isFor(each, type, authority.region) && each.from === entry.from),
    );
    const { code, name, region } = authority;
    const superior =
      entry.by === undefined
        ? undefined
        : latestVersion(source.history<Authority>(recordKey.authority(entry.by)))?.value?.name;
    found.push({
      authority: code,
      name,
      region,
      state: (versionAtTime(history, endOfDayMs(on)) ?? history[0])?.value?.state ?? authority.state,
      standing: entry.standing,
      filing: entry.filing,
      ...(entry.by !== undefined && { by: entry.by }),
      ...(superior && { superior }),
      granted: { position: granting?.position ?? { block: 0, tx: 0 }, time: granting?.time ?? 0 },
    });
    if (found.length === ISSUERS_LIMIT) break;
  }
  return found;
}

function isFor(entry: Competence, type: string, region: string): boolean {
  return entry.types.includes(type) && regionContains(entry.region as Region, region as Region);
}
