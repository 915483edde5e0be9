import type { Agreement, Basis, History, Matter, Version } from '@huren/chaincode/domain';

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
]);

const NONE: readonly never[] = [];

function add(map: Map<string, Set<string>>, name: string, key: string): void {
  const keys = map.get(name);
  if (keys === undefined) map.set(name, new Set([key]));
  else keys.add(key);
}

/** Licence types that any clause of any terms of this version names; `*` where a clause names all. */
function typesOfAgreement(agreement: Agreement): readonly string[] {
  const clauses = [...agreement.terms.clauses, ...(agreement.amendment?.terms.clauses ?? [])];
  return clauses.flatMap((clause) => (clause.types === '*' ? ['*'] : clause.types));
}

/** Every version of the records of MEMORY_KINDS, with the maps that spare a verification every scan. */
export class MemoryRecords {
  readonly #histories = new Map<string, Version<unknown>[]>();
  readonly #kinds = new Map<string, { readonly keys: string[]; sorted: boolean }>();
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

  agreements(type: string): readonly string[] {
    return this.#named(this.#agreementsByType, type);
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
    for (const map of [this.#histories, this.#kinds]) map.clear();
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
      for (const type of typesOfAgreement(value as Agreement)) add(this.#agreementsByType, type, key);
    } else if (kind === 'basis') {
      for (const type of (value as Basis).types) add(this.#basesByType, type, key);
    } else if (kind === 'matter') {
      const { authority } = value as Matter;
      if (authority !== undefined) add(this.#mattersByAuthority, authority, key);
    } else if (kind === 'mapping') {
      const [, from, to] = key.split('/');
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
