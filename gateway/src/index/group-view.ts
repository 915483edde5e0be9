import {
  type Agreement,
  agreementOn,
  type Authority,
  type Bilingual,
  type Day,
  endOfDayMs,
  type Group,
  type LedgerHead,
  type Matter,
  matterOn,
  type Member,
  parseMatterCode,
  type Placement,
  type PlacementChange,
  placementChanges,
  type PlacementHistories,
  placementOn,
  recordKey,
  type Region,
  regionContains,
  versionAtTime,
} from '@huren/chaincode/domain';
import type { RecordIndex } from './record-index';

/** An authority in a group. */
export interface GroupAuthority extends Placement {
  readonly name: Bilingual;
  readonly kind: Authority['kind'];
  readonly region: string;
}

/** A matter that authorities of the group handle, or that an agreement of the group names; by its basic code. */
export interface GroupMatter {
  readonly code: string;
  readonly name?: Bilingual;
  readonly kind?: string;
  readonly authorities: readonly string[];
  readonly agreements: readonly string[];
}

export interface GroupAgreement {
  readonly id: string;
  readonly title: string;
  readonly version: number;
  readonly parties: readonly string[];
}

/** Who is in a group on a day, what they handle, and what they agreed. */
export interface GroupView {
  readonly authorities: readonly GroupAuthority[];
  readonly matters: readonly GroupMatter[];
  readonly agreements: readonly GroupAgreement[];
}

/** What the index holds of the three records that decide about an authority in a group. */
function historiesOf(index: RecordIndex, id: string, authorityKey: string): PlacementHistories {
  return {
    group: index.history<Group>(recordKey.group(id)),
    authority: index.history<Authority>(authorityKey),
    member: (member) => index.history<Member>(recordKey.member(member)),
  };
}

/** Answers kept of one state of the index: anyone may ask, and each costs a walk over all authorities. */
const ANSWERS_LIMIT = 256;
const ANSWERS = new WeakMap<
  RecordIndex,
  { readonly head: LedgerHead; readonly byName: Map<string, unknown> }
>();

/** What `make` answers, once for each state of the index. */
function remembered<T>(index: RecordIndex, name: string, make: () => T): T {
  const { head } = index;
  let answers = ANSWERS.get(index);
  if (answers?.head !== head) {
    answers = { head, byName: new Map() };
    ANSWERS.set(index, answers);
  }
  const known = answers.byName.get(name);
  if (known !== undefined) return known as T;
  const made = make();
  if (answers.byName.size >= ANSWERS_LIMIT) answers.byName.clear();
  answers.byName.set(name, made);
  return made;
}

/** The group's record as it stood at the end of the day; undefined before it was proposed. */
export function groupOn(index: RecordIndex, id: string, day: Day): Group | undefined {
  return versionAtTime(index.history<Group>(recordKey.group(id)), endOfDayMs(day))?.value ?? undefined;
}

/** Members, matters and agreements of a group in one view, as they stood at the end of the day. */
export function groupView(index: RecordIndex, id: string, day: Day): GroupView {
  return remembered(index, `view ${day} ${id}`, () => makeView(index, id, day));
}

function makeView(index: RecordIndex, id: string, day: Day): GroupView {
  const group = groupOn(index, id, day);
  if (group === undefined) return { authorities: [], matters: [], agreements: [] };
  const authorities = authoritiesOn(index, id, day);
  const agreements = agreementsOn(index, group, day);
  return {
    authorities,
    matters: mattersOn(index, group, authorities, agreements, day),
    agreements: agreements.map(({ id: agreement, terms, version, parties }) => ({
      id: agreement,
      title: terms.title,
      version,
      parties,
    })),
  };
}

function authoritiesOn(index: RecordIndex, id: string, day: Day): readonly GroupAuthority[] {
  const end = endOfDayMs(day);
  return index.keys('authority').flatMap((key): GroupAuthority[] => {
    const placement = placementOn(historiesOf(index, id, key), day);
    const record = placement && versionAtTime(index.history<Authority>(key), end)?.value;
    if (!placement || !record) return [];
    const { name, kind, region } = record;
    return [{ ...placement, name, kind, region }];
  });
}

/** Agreements in force on the day with a clause from one of the group's regions to one of them, about its types. */
function agreementsOn(index: RecordIndex, { terms }: Group, day: Day): readonly Agreement[] {
  const touches = (named: readonly string[]): boolean =>
    named.some((one) =>
      terms.regions.some(
        (other) =>
          regionContains(one as Region, other as Region) || regionContains(other as Region, one as Region),
      ),
    );
  const isAbout = (types: readonly string[] | '*'): boolean =>
    types === '*' || terms.types === '*' || types.some((type) => terms.types.includes(type));
  return index.keys('agreement').flatMap((key): Agreement[] => {
    const agreement = agreementOn(index.history<Agreement>(key), day);
    const isOurs = agreement?.terms.clauses.some(
      (clause) => touches(clause.issuingRegions) && touches(clause.receivingRegions) && isAbout(clause.types),
    );
    return agreement !== undefined && isOurs === true ? [agreement] : [];
  });
}

function mattersOn(
  index: RecordIndex,
  { terms }: Group,
  authorities: readonly GroupAuthority[],
  agreements: readonly Agreement[],
  day: Day,
): readonly GroupMatter[] {
  const found = new Map<string, { authorities: Set<string>; agreements: Set<string> }>();
  const at = (basic: string) => {
    const entry = found.get(basic) ?? { authorities: new Set<string>(), agreements: new Set<string>() };
    found.set(basic, entry);
    return entry;
  };
  for (const { authority } of authorities) {
    for (const key of index.mattersOf(authority)) {
      const matter = matterOn(index.history<Matter>(key), day);
      if (matter?.state !== 'active') continue;
      at(parseMatterCode(matter.code).basic).authorities.add(authority);
    }
  }
  for (const { id, terms: agreed } of agreements) {
    for (const { matters } of agreed.clauses) {
      if (matters !== '*') for (const basic of matters) at(basic).agreements.add(id);
    }
  }
  return [...found]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([code, entry]): GroupMatter[] => {
      const basic = matterOn(index.history<Matter>(recordKey.matter(code)), day);
      if (terms.matterKinds !== '*' && !(basic && terms.matterKinds.includes(basic.kind))) return [];
      return [
        {
          code,
          ...(basic && { name: basic.name, kind: basic.kind }),
          authorities: [...entry.authorities].sort(),
          agreements: [...entry.agreements].sort(),
        },
      ];
    });
}

/** Who entered and left a group, and when, in order, up to and including `today`. */
export function groupChanges(index: RecordIndex, id: string, today: Day): readonly PlacementChange[] {
  return remembered(index, `changes ${today} ${id}`, () =>
    index
      .keys('authority')
      .flatMap((key) => placementChanges(historiesOf(index, id, key), today))
      .sort(inOrder),
  );
}

/** By day; within a day what its beginning brought, then in ledger order. */
function inOrder(one: PlacementChange, other: PlacementChange): number {
  if (one.day !== other.day) return one.day < other.day ? -1 : 1;
  const [first, second] = [one.position, other.position];
  if (first === undefined || second === undefined) {
    const byKind = Number(first !== undefined) - Number(second !== undefined);
    return byKind !== 0 || one.authority === other.authority
      ? byKind
      : one.authority < other.authority
        ? -1
        : 1;
  }
  return first.block - second.block || first.tx - second.tx || (one.authority < other.authority ? -1 : 1);
}
