import type { Agreement, Basis } from '../agreement/agreement';
import { mappingSides } from '../matter/equal-matters';
import type { MatterMapping } from '../matter/matter';
import { recordKind } from '../record/record-key';
import type { History } from '../record/version';
import type { LedgerHead, LocatedAnchor, RecordSource } from './facts';

const NEVER_HELD: History<never> = [];
/** Any type: agreements whose clauses name `*`. */
const ANY = '*';

/**
 * A source over histories by state key, all in memory: trust files, tests, small networks. What grounds and mappings
 * look up is indexed once; a record counts under every type that one of its versions names.
 */
export function recordsSource(
  head: LedgerHead,
  records: Readonly<Record<string, History<unknown>>>,
  located: Readonly<Record<string, LocatedAnchor>> = {},
): RecordSource {
  const agreements = new Map<string, string[]>();
  const bases = new Map<string, string[]>();
  const mappings = new Map<string, string[]>();
  const histories = new Map(Object.entries(records));
  for (const [key, history] of histories) {
    const kind: string = recordKind(key);
    if (kind === 'agreement') index(agreements, key, typesOfAgreement(history as History<Agreement>));
    if (kind === 'basis')
      index(
        bases,
        key,
        named(history as History<Basis>, ({ types }) => types),
      );
    if (kind === 'mapping') index(mappings, key, named(history as History<MatterMapping>, mappingSides));
  }
  return {
    head,
    history: <T>(key: string) => (histories.get(key) ?? NEVER_HELD) as History<T>,
    grounds: (type) => ({
      agreements: [...(agreements.get(type) ?? []), ...(agreements.get(ANY) ?? [])],
      bases: bases.get(type) ?? [],
    }),
    mappings: (basic) => mappings.get(basic) ?? [],
    locate: (digest) => (Object.hasOwn(located, digest) ? located[digest] : undefined),
  };
}

function named<T>(history: History<T>, namesOf: (value: T) => readonly string[]): ReadonlySet<string> {
  return new Set(history.flatMap(({ value }) => (value === null ? [] : namesOf(value))));
}

/** Types of an agreement's clauses in all versions; `*` alone when any clause names every type. */
function typesOfAgreement(history: History<Agreement>): ReadonlySet<string> {
  const types = named(history, ({ terms }) => [
    ...terms.clauses.flatMap((clause) => clause.types),
    ...(terms.coverage ?? []).flatMap((covered) => covered.types),
  ]);
  return types.has(ANY) ? new Set([ANY]) : types;
}

function index(table: Map<string, string[]>, key: string, names: ReadonlySet<string>): void {
  for (const name of names) {
    const keys = table.get(name);
    if (keys === undefined) table.set(name, [key]);
    else keys.push(key);
  }
}
