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

/** Body of the motion adopt-basis: the record under `basis/<id>` as it stands there. */
export const basisEntry = checked(
  object({
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
  }),
  spanFault,
);
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

/** @throws Rejection BASIS_UNKNOWN | BASIS_ENDED | BACK_DATED (its days passed while the votes were gathered) */
export function amendBasis(existing: Basis | undefined, entry: BasisEntry, today: string): readonly Write[] {
  if (existing === undefined) throw new Rejection('BASIS_UNKNOWN');
  if (existing.to !== undefined && existing.to < today)
    throw new Rejection('BASIS_ENDED', { lastDay: existing.to });
  if (entry.to !== undefined && entry.to < entry.from) throw new Rejection('BACK_DATED', { earliest: today });
  return [write('basis', [entry.id], entry)];
}

/** @throws Rejection BASIS_UNKNOWN | BASIS_ENDED (no later than that already) | BACK_DATED (before its text begins) */
export function endBasis(existing: Basis | undefined, lastDay: string): readonly Write[] {
  if (existing === undefined) throw new Rejection('BASIS_UNKNOWN');
  if (existing.to !== undefined && existing.to <= lastDay)
    throw new Rejection('BASIS_ENDED', { lastDay: existing.to });
  if (existing.from > lastDay) throw new Rejection('BACK_DATED', { earliest: existing.from });
  return [write('basis', [existing.id], { ...existing, to: lastDay })];
}
