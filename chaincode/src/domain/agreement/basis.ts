import { type Infer, object, oneOf, optional, string } from '../json/shape';
import {
  checked,
  day,
  digest,
  FIELD_LIMITS,
  matters,
  name,
  reference,
  regions,
  slug,
  spanFault,
  types,
} from '../record/field';
import { write, type Write } from '../record/write';
import { Rejection } from '../rejection';
import type { Basis } from './agreement';

const text = {
  id: slug,
  kind: oneOf(['law', 'national-list']),
  title: name,
  article: reference,
  source: object({ publication: string({ min: 1, max: FIELD_LIMITS.url }), digest }),
  types,
  matters,
  receivingRegions: regions,
  from: day,
  to: optional(day),
} as const;
/** Body of the motion adopt-basis: a text as it stands under `basis/<id>`. */
export const basisEntry = checked(object(text), spanFault);
/** The record under `basis/<id>`: a text, and the one before it while it waits. */
export const basisRecord = checked(object({ ...text, former: optional(basisEntry) }), spanFault);
export type BasisEntry = Infer<typeof basisEntry>;
/** Body of amend-basis: the record as it reads from its first day on; the former text holds until then. */
export const amendBasisBody = basisEntry;
/** Body of end-basis: `{id, lastDay}` */
export const endBasisBody = object({ id: slug, lastDay: day });

/** @throws Rejection BASIS_EXISTS */
export function adoptBasis(existing: Basis | undefined, entry: BasisEntry): readonly Write[] {
  if (existing !== undefined) throw new Rejection('BASIS_EXISTS');
  return [write('basis', [entry.id], entry)];
}

/**
 * A text that waits is replaced by one of its own first day or a later one, and not buried under an earlier one.
 * @throws Rejection BASIS_UNKNOWN | BASIS_ENDED | BACK_DATED (its days passed while the votes were gathered) |
 * VERSION_OVERLAPS
 */
export function amendBasis(existing: Basis | undefined, entry: BasisEntry, today: string): readonly Write[] {
  if (existing === undefined) throw new Rejection('BASIS_UNKNOWN');
  if (existing.to !== undefined && existing.to < today)
    throw new Rejection('BASIS_ENDED', { lastDay: existing.to });
  if (entry.to !== undefined && entry.to < entry.from) throw new Rejection('BACK_DATED', { earliest: today });
  const { former, ...text } = existing;
  const waits = existing.from > today;
  if (waits && entry.from < existing.from) throw new Rejection('VERSION_OVERLAPS', { from: existing.from });
  const before = waits ? former : text;
  const isLater = entry.from > today && before !== undefined;
  return [write('basis', [entry.id], isLater ? { ...entry, former: before } : entry)];
}

/** @throws Rejection BASIS_UNKNOWN | BASIS_ENDED (no later than that already) | BACK_DATED (before its first text begins) */
export function endBasis(existing: Basis | undefined, lastDay: string): readonly Write[] {
  if (existing === undefined) throw new Rejection('BASIS_UNKNOWN');
  const { former, ...waiting } = existing;
  // An end before the text that waits begins drops that text: what held until then ends.
  const text = former !== undefined && lastDay < existing.from ? former : waiting;
  if (text.to !== undefined && text.to <= lastDay) throw new Rejection('BASIS_ENDED', { lastDay: text.to });
  if (text.from > lastDay) throw new Rejection('BACK_DATED', { earliest: text.from });
  return [write('basis', [text.id], { ...text, to: lastDay })];
}
