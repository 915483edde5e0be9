import { MalformedError } from '../encoding/malformed';
import { array, type Infer, literal, object, optional, type Shape, string } from '../json/shape';
import type { JsonValue } from '../json/value';
import { VCT_PREFIX } from '../licence/claim-values';
import { CO_HOLDERS, PERSONAL_CLAIMS } from '../licence/co-holders';
import { MATERIALS_LIMIT } from '../matter/definition';
import type { Material } from '../matter/matter';
import { checked } from '../record/field';

/**
 * A claims path pointer (OpenID4VP 1.0 §7): a claim at the top, or one of every co-holder, as `null` selects all
 * elements of an array.
 */
export type ClaimPath = readonly [string] | readonly [typeof CO_HOLDERS, null, string];

const claimName = string({ min: 1, max: 64, pattern: /^[A-Za-z][A-Za-z0-9_]*$/ });

const claimPath: Shape<ClaimPath> = (value, path = '') => {
  const items: readonly JsonValue[] = Array.isArray(value) ? value : [];
  const [first = null, every, last = null] = items;
  if (items.length === 1) return [claimName(first, `${path}/0`)];
  if (items.length === 3 && first === CO_HOLDERS && every === null) {
    return [CO_HOLDERS, null, claimName(last, `${path}/2`)];
  }
  throw new MalformedError('bad-claim-path', 'The path leads to no claim of a licence.', path);
};

/** By these ids an answer names which of the queries its licence meets. */
export const LICENCE_QUERY = /^licence(?:-[1-9]\d?)?$/;
const queryId = string({ max: 16, pattern: LICENCE_QUERY });

const licenceQuery = object({
  id: queryId,
  format: literal('dc+sd-jwt'),
  meta: object({ vct_values: array(string({ min: 1, max: 64 }), { min: 1, max: 500, unique: true }) }),
  // No claims at all are left out: an empty list is none of DCQL's.
  claims: optional(array(object({ path: claimPath }), { min: 1, max: 64 })),
});

/** One licence that would do: of these types, with these claims and no others (DCQL, OpenID4VP 1.0 §6.1). */
export type LicenceQuery = Infer<typeof licenceQuery>;

/**
 * What a request asks for: any one of its licences. Each query is one material of the matter, so that of every licence
 * only those fields are asked for that the matter needs of *that* licence.
 */
export const dcqlQuery = checked(
  object({
    credentials: array(licenceQuery, { min: 1, max: MATERIALS_LIMIT }),
    credential_sets: optional(
      array(
        object({ options: array(array(queryId, { min: 1, max: 1 }), { min: 2, max: MATERIALS_LIMIT }) }),
        {
          min: 1,
          max: 1,
        },
      ),
    ),
  }),
  ({ credentials, credential_sets: sets }) => {
    const ids = credentials.map(({ id }) => id);
    if (new Set(ids).size < ids.length) return ['query-twice', '/credentials'];
    // Without sets every licence would have to be shown (OpenID4VP 1.0 §6.4.2).
    const any = sets?.[0]?.options.map(([id]) => id) ?? ids.slice(0, 1);
    return any.length === ids.length && any.every((id, at) => id === ids[at])
      ? null
      : ['not-any-licence', '/credential_sets'];
  },
);
export type DcqlQuery = Infer<typeof dcqlQuery>;

/** What is asked of one licence. */
export interface AskedOfLicence {
  /** Id of the query that the licence meets. */
  readonly query: string;
  /** Place of the query in the request. */
  readonly place: number;
  /** Claims, in the order of the request. */
  readonly fields: readonly string[];
  /** Claims of every further holder; of a licence with one holder nobody has them to show. */
  readonly ofOthers: readonly string[];
}

/** What a request takes of a material. */
type AskedMaterial = Pick<Material, 'types' | 'fields' | 'holders'>;

/** `vct` of a licence type (DESIGN §4). */
export function vctOf(type: string): string {
  return VCT_PREFIX + type;
}

/** Asks for any one of the licences that a matter's materials name. */
export function dcqlOf(materials: readonly AskedMaterial[]): DcqlQuery {
  const credentials = materials.map((material, at): LicenceQuery => {
    const claims = pathsOf(material).map((path) => ({ path }));
    return {
      id: at === 0 ? 'licence' : `licence-${String(at + 1)}`,
      format: 'dc+sd-jwt',
      meta: { vct_values: material.types.map(vctOf) },
      ...(claims.length > 0 && { claims }),
    };
  });
  const options = credentials.map(({ id }) => [id]);
  return { credentials, ...(options.length > 1 && { credential_sets: [{ options }] }) };
}

/** A material's claims; where it wants all holders' own ones, those also of every co-holder. */
function pathsOf({ fields, holders }: AskedMaterial): readonly ClaimPath[] {
  const personal = holders === 'all' ? fields.filter((field) => PERSONAL_CLAIMS.includes(field)) : [];
  return [
    ...fields.map((field): ClaimPath => [field]),
    ...personal.map((field): ClaimPath => [CO_HOLDERS, null, field]),
  ];
}

/**
 * What a licence would show: by the first query for its type whose claims it can all disclose.
 * @returns undefined where the request does not ask for such a licence
 */
export function askedOfLicence(
  { credentials }: DcqlQuery,
  { vct, fields }: { readonly vct: string; readonly fields: readonly string[] },
): AskedOfLicence | undefined {
  return credentials
    .filter(({ meta }) => meta.vct_values.includes(vct))
    .map((query) => ({ query: query.id, place: credentials.indexOf(query), ...claimsOf(query) }))
    .find((asked) => asked.fields.every((field) => fields.includes(field)));
}

function claimsOf({ claims = [] }: LicenceQuery): Pick<AskedOfLicence, 'fields' | 'ofOthers'> {
  const paths = claims.map(({ path }) => path);
  return {
    fields: paths.flatMap((path) => (path.length === 1 ? path : [])),
    ofOthers: paths.flatMap((path) => (path.length === 1 ? [] : [path[2]])),
  };
}

/** Whether each query stays within one material: its types, its fields, and of co-holders their own ones. */
export function isWithinNeed({ credentials }: DcqlQuery, materials: readonly Material[]): boolean {
  return credentials.every((query) => {
    const { fields, ofOthers } = claimsOf(query);
    return materials.some(({ types, fields: needed, holders }) => {
      const vcts = types.map(vctOf);
      return (
        query.meta.vct_values.every((vct) => vcts.includes(vct)) &&
        fields.every((field) => needed.includes(field)) &&
        ofOthers.every(
          (field) => holders === 'all' && needed.includes(field) && PERSONAL_CLAIMS.includes(field),
        )
      );
    });
  });
}
