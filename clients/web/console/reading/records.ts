import type {
  Agreement,
  Authority,
  Basis,
  Group,
  LicenceDisputes,
  LicenceType,
  Matter,
  MatterMapping,
  Member,
  Motion,
  Position,
  Seal,
} from '@huren/chaincode/domain';
import type { RecordsOf } from '@huren/clients';
import { gateway } from './gateway';

interface Kinds {
  readonly members: Member;
  readonly authorities: Authority;
  readonly seals: Seal;
  readonly 'licence-types': LicenceType;
  readonly matters: Matter;
  readonly agreements: Agreement;
  readonly bases: Basis;
  /** `changed`: the sides that name something else by now than what was accepted. */
  readonly mappings: MatterMapping & { readonly changed?: readonly ('from' | 'to')[] };
  readonly motions: Motion;
  readonly groups: Group;
  readonly disputes: LicenceDisputes;
}
export type Kind = Extract<RecordsOf, keyof Kinds>;

/** A record with the place on the ledger where it last changed. */
export type Listed<K extends Kind> = Kinds[K] & { readonly position: Position; readonly time: number };

export interface ListPage<K extends Kind> {
  readonly items: readonly Listed<K>[];
  readonly next?: string;
}
type Query = Readonly<Record<string, string | number | undefined>>;

/** One page of records; what is empty in the query is not asked for. */
export async function listPage<K extends Kind>(kind: K, query: Query = {}): Promise<ListPage<K>> {
  const asked = Object.fromEntries(
    Object.entries(query).filter(([, value]) => value !== '' && value !== undefined),
  );
  return (await gateway.list(kind, asked)) as unknown as ListPage<K>;
}

/** Records that a page draws as a whole stop here; the page says so. */
export const WHOLE_LIMIT = 4000;

/** Every record of a kind up to WHOLE_LIMIT, for pages that compare them all. */
export async function listAll<K extends Kind>(kind: K, query: Query = {}): Promise<readonly Listed<K>[]> {
  const items: Listed<K>[] = [];
  let after: string | undefined;
  do {
    const page = await listPage(kind, { ...query, limit: 200, after });
    items.push(...page.items);
    after = page.next;
  } while (after !== undefined && items.length < WHOLE_LIMIT);
  return items;
}

export interface Version<K extends Kind> {
  readonly position: Position;
  readonly time: number;
  readonly value: Kinds[K] | null;
}

/** Newest versions of a record first; at most 200 of them. */
export async function historyOf<K extends Kind>(kind: K, id: string): Promise<readonly Version<K>[]> {
  const { items } = await gateway.history(kind, id, { limit: 200 });
  return (items as unknown as Version<K>[]).toReversed();
}

/** A record on a day, or undefined where it was not yet. */
export async function recordOn<K extends Kind>(
  kind: K,
  id: string,
  on?: string,
): Promise<Listed<K> | undefined> {
  try {
    return (await gateway.get(kind, id, on === undefined || on === '' ? {} : { on })) as unknown as Listed<K>;
  } catch (error) {
    if ((error as { readonly status?: number }).status === 404) return undefined;
    throw error;
  }
}
