import {
  isRegion,
  licenceTypeDefiner,
  type Region,
  regionContains,
  regionLevel,
} from '@huren/chaincode/domain';
import { Problem } from '../problems';

type Value = Readonly<Record<string, unknown>>;
type Filter = (value: Value, wanted: string) => boolean;

const equals =
  (field: string): Filter =>
  (value, wanted) =>
    value[field] === wanted;
const holds =
  (field: string): Filter =>
  (value, wanted) =>
    Array.isArray(value[field]) && (value[field] as readonly unknown[]).includes(wanted);

/** The region asked for, or one inside it. */
const inside: Filter = ({ region }, wanted) => {
  if (!isRegion(wanted)) throw new Problem('bad-query');
  return typeof region === 'string' && regionContains(wanted, region as Region);
};

/** Whether it has, or had, competence for the type; whose days have passed is told by the record. */
const competentFor: Filter = ({ competence, directs }, wanted) =>
  [competence, directs].some((scopes) =>
    (scopes as readonly { readonly types: readonly string[] }[]).some(({ types }) => types.includes(wanted)),
  );

/** `approved`, `witnessed` (未经主管部门审核), or `none` while it is only registered. */
const standing: Filter = ({ approval }, wanted) =>
  ((approval as { readonly standing: string } | undefined)?.standing ?? 'none') === wanted;

/** Division of the bodies of the nation in their credit codes (GB 32100: characters 3 to 8). */
const NATION_DIVISION = '100000';

/** `national`: defined by a body of the nation; `local`: by any other. */
const scope: Filter = ({ code }, wanted) => {
  const isNational = String(code).slice(2, 8) === NATION_DIVISION;
  return wanted === (isNational ? 'national' : 'local');
};

const definedBy: Filter = ({ code }, wanted) => licenceTypeDefiner(code as never) === wanted;

interface Issuing {
  readonly levels?: readonly string[];
  readonly regions?: readonly string[];
}

/** Types that the catalogue lets be issued in the region. */
const issuedIn: Filter = ({ issuing }, wanted) => {
  if (!isRegion(wanted)) throw new Problem('bad-query');
  const { levels, regions } = (issuing ?? {}) as Issuing;
  return (
    (levels?.includes(regionLevel(wanted)) ?? true) &&
    (regions?.some((outer) => regionContains(outer as Region, wanted)) ?? true)
  );
};

type Disputes = readonly { readonly state: string; readonly by: string }[];

/** Licences with a dispute that is `open`, or `ended`. */
const disputeState: Filter = ({ disputes }, wanted) =>
  (disputes as Disputes).some(({ state }) => state === wanted);
const raisedBy: Filter = ({ disputes }, wanted) => (disputes as Disputes).some(({ by }) => by === wanted);

/** What lists may be filtered by, beside the text `q`: by kind of record, then by parameter. */
export const RECORD_FILTERS: Readonly<Record<string, Readonly<Record<string, Filter>>>> = {
  member: { state: equals('state') },
  authority: {
    member: equals('member'),
    region: inside,
    role: holds('roles'),
    state: equals('state'),
    kind: equals('kind'),
    superior: equals('superior'),
    standing,
    type: competentFor,
  },
  seal: { authority: equals('authority'), state: equals('state') },
  'licence-type': {
    state: equals('state'),
    holder: equals('holder'),
    standing: equals('standing'),
    scope,
    definer: definedBy,
    region: issuedIn,
  },
  dispute: { authority: equals('authority'), state: disputeState, by: raisedBy },
  matter: { state: equals('state'), kind: equals('kind'), authority: equals('authority') },
  mapping: { state: equals('state') },
  agreement: { state: equals('state'), party: holds('parties') },
  motion: { state: equals('state'), kind: equals('kind') },
  group: { state: equals('state'), party: holds('parties') },
};
