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
