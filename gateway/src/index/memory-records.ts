import {
  type Agreement,
  type AgreementTerms,
  type Basis,
  type History,
  type Matter,
  type Passage,
  type Region,
  regionContains,
  type Version,
} from '@huren/chaincode/domain';

/** Kinds of records that are asked for on every verification or searched, and few beside licences: they live in memory. */
export const MEMORY_KINDS = new Set([
  'network',
  'member',
  'msp',
  'motion',
  'authority',
  'key',
  'seal',
  'licence-type',
  'matter',
  'mapping',
  'reference',
  'agreement',
  'basis',
  'group',
  'dispute',
]);

const NONE: readonly never[] = [];

function add(map: Map<string, Set<string>>, name: string, key: string): void {
  const keys = map.get(name);
  if (keys === undefined) map.set(name, new Set([key]));
  else keys.add(key);
}

/** Licence types that any clause or coverage of this version names; `*` where a clause names all. */
function typesOfAgreement(agreement: Agreement): readonly string[] {
  return textsOf(agreement).flatMap(({ clauses, coverage = [] }) => [
    ...clauses.flatMap((clause) => (clause.types === '*' ? ['*'] : clause.types)),
    ...coverage.flatMap((covered) => covered.types),
  ]);
}

function textsOf({ terms, amendment }: Agreement): readonly AgreementTerms[] {
  return amendment === undefined ? [terms] : [terms, amendment.terms];
}

/** Whether any version of an agreement says anything about the type on that way. */
function reaches(history: History<Agreement>, type: string, { issuing, receiving }: Passage): boolean {
  const lies = (outer: readonly string[], inner: string): boolean =>
    outer.some((one) => regionContains(one as Region, inner as Region));
  return history.some(
    ({ value }) =>
      value !== null &&
      textsOf(value).some(
        ({ clauses, coverage = [] }) =>
          clauses.some(
            (clause) =>
              (clause.types === '*' || clause.types.includes(type)) &&
              lies(clause.issuingRegions, issuing) &&
              lies(clause.receivingRegions, receiving),
          ) || coverage.some(({ types, region }) => types.includes(type) && lies([region], issuing)),
      ),
  );
}

/** Ways whose agreements are remembered: pairs of regions for each type that is asked about. */
const PASSAGES_LIMIT = 16_384;

/** Every version of the records of MEMORY_KINDS, with the maps that spare a verification every scan. */
export class MemoryRecords {
  readonly #histories = new Map<string, Version<unknown>[]>();
  readonly #kinds = new Map<string, { readonly keys: string[]; sorted: boolean }>();
  /** State keys of agreements by type and way; forgotten whenever an agreement changes. */
  readonly #agreementsByPassage = new Map<string, readonly string[]>();
  readonly #agreementsByType = new Map<string, Set<string>>();
  readonly #basesByType = new Map<string, Set<string>>();
  readonly #mappingsByBasic = new Map<string, Set<string>>();
  readonly #mattersByAuthority = new Map<string, Set<string>>();

  history<T>(key: string): History<T> {
    return (this.#histories.get(key) ?? NONE) as History<T>;
  }

  /** Adds one version; a new array each time, so that a history already handed out never changes. */
  append(kind: string, key: string, version: Version<unknown>): void {
    const known = this.#histories.get(key);
    this.#histories.set(key, known === undefined ? [version] : [...known, version]);
    if (known === undefined) this.#enter(kind, key);
    if (version.value !== null) this.#relate(kind, key, version.value);
  }

  /** With `between`, only those that say something about that way: their number does not grow with the network. */
  agreements(type: string, between?: Passage): readonly string[] {
    if (between === undefined) return this.#named(this.#agreementsByType, type);
    const name = `${type} ${between.issuing} ${between.receiving}`;
    let keys = this.#agreementsByPassage.get(name);
    if (keys === undefined) {
      keys = this.#named(this.#agreementsByType, type).filter((key) =>
        reaches(this.history<Agreement>(key), type, between),
      );
      if (this.#agreementsByPassage.size >= PASSAGES_LIMIT) this.#agreementsByPassage.clear();
      this.#agreementsByPassage.set(name, keys);
    }
    return keys;
  }

  bases(type: string): readonly string[] {
    return this.#named(this.#basesByType, type);
  }

  mappings(basic: string): readonly string[] {
    return [...(this.#mappingsByBasic.get(basic) ?? NONE)].sort();
  }

  /** State keys of the matters that an authority handles, in order. */
  mattersOf(authority: string): readonly string[] {
    return [...(this.#mattersByAuthority.get(authority) ?? NONE)].sort();
  }

  /** State keys of one kind in order. */
  keys(kind: string): readonly string[] {
    const entry = this.#kinds.get(kind);
    if (entry === undefined) return NONE;
    if (!entry.sorted) {
      entry.keys.sort();
      entry.sorted = true;
    }
    return entry.keys;
  }

  clear(): void {
    for (const map of [this.#histories, this.#kinds, this.#agreementsByPassage]) map.clear();
    for (const map of [this.#agreementsByType, this.#basesByType, this.#mappingsByBasic]) map.clear();
    this.#mattersByAuthority.clear();
  }

  #enter(kind: string, key: string): void {
    const entry = this.#kinds.get(kind);
    if (entry === undefined) this.#kinds.set(kind, { keys: [key], sorted: true });
    else {
      entry.keys.push(key);
      entry.sorted = false;
    }
  }

  #relate(kind: string, key: string, value: unknown): void {
    if (kind === 'agreement') {
      this.#agreementsByPassage.clear();
      for (const type of typesOfAgreement(value as Agreement)) add(this.#agreementsByType, type, key);
    } else if (kind === 'basis') {
      for (const type of (value as Basis).types) add(this.#basesByType, type, key);
    } else if (kind === 'matter') {
      const { authority } = value as Matter;
      if (authority !== undefined) add(this.#mattersByAuthority, authority, key);
    } else if (kind === 'mapping') {
      // A local code's key has its list before its entry; look-ups go by the entry.
      const [from, to] = key.split('/').slice(-2);
      if (from !== undefined) add(this.#mappingsByBasic, from, key);
      if (to !== undefined) add(this.#mappingsByBasic, to, key);
    }
  }

  /** In key order, so that every index answers alike. */
  #named(map: ReadonlyMap<string, ReadonlySet<string>>, type: string): readonly string[] {
    const named = map.get(type);
    const any = map.get('*');
    if (any === undefined) return named === undefined ? NONE : [...named].sort();
    return [...new Set([...(named ?? NONE), ...any])].sort();
  }
}
