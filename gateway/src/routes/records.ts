import type { Position } from '@huren/chaincode/domain';
import type { Context } from '../context';
import type { Endpoint } from '../http/endpoint';
import { LIMITS } from '../limits';
import { Problem } from '../problems';
import type { RecordIndex } from '../index/record-index';

/** Addresses of the public records, and the kind of record that each lists. */
export const RECORD_KINDS = {
  members: 'member',
  authorities: 'authority',
  seals: 'seal',
  'licence-types': 'licence-type',
  matters: 'matter',
  agreements: 'agreement',
  bases: 'basis',
  mappings: 'mapping',
  motions: 'motion',
  references: 'reference',
} as const;

type RecordItem = Readonly<Record<string, unknown>> & { readonly position: Position; readonly time: number };

interface Page {
  readonly after: string;
  readonly limit: number;
  readonly search: string;
}

const KNOWN_QUERY = new Set(['after', 'limit', 'q']);

/** @throws Problem bad-query */
function readPage(query: URLSearchParams): Page {
  const names = [...query.keys()];
  if (names.some((name) => !KNOWN_QUERY.has(name)) || new Set(names).size !== names.length) {
    throw new Problem('bad-query');
  }
  const limit = query.get('limit') ?? String(LIMITS.pageItems);
  if (!/^[1-9]\d{0,2}$/.test(limit) || Number(limit) > LIMITS.pageItems) throw new Problem('bad-query');
  const search = query.get('q') ?? '';
  if (search.length > 64) throw new Problem('bad-query');
  return { after: query.get('after') ?? '', limit: Number(limit), search: search.toLowerCase() };
}

/** The text that `q` searches: codes and names, not the whole record. */
function searchText(id: string, value: Readonly<Record<string, unknown>>): string {
  const { name, terms, title, region, authority, localCode } = value;
  return JSON.stringify([
    id,
    name,
    terms === undefined ? title : (terms as { title?: unknown }).title,
    region,
    authority,
    localCode,
  ]).toLowerCase();
}

function itemAt(index: RecordIndex, key: string): RecordItem | undefined {
  const version = index.latest<Readonly<Record<string, unknown>>>(key);
  if (version?.value == null) return undefined;
  return { ...version.value, position: version.position, time: version.time };
}

/** First key that comes after `key` in a sorted list. */
function indexAfter(keys: readonly string[], key: string): number {
  let from = 0;
  let to = keys.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((keys[middle] ?? '') <= key) from = middle + 1;
    else to = middle;
  }
  return from;
}

function list(index: RecordIndex, kind: string, { after, limit, search }: Page) {
  const keys = index.keys(kind);
  const items: RecordItem[] = [];
  let last = '';
  for (let at = after === '' ? 0 : indexAfter(keys, `${kind}/${after}`); at < keys.length; at++) {
    const key = keys[at] ?? '';
    const item = itemAt(index, key);
    const id = key.slice(kind.length + 1);
    if (item === undefined || (search !== '' && !searchText(id, item).includes(search))) continue;
    if (items.length === limit) return { items, next: last };
    items.push(item);
    last = id;
  }
  return { items };
}

/** GET /v1/<records> and /v1/<records>/{id}: public records as the index holds them, each with its ledger position. */
export function recordEndpoints({ index }: Context): readonly Endpoint[] {
  return Object.entries(RECORD_KINDS).flatMap(([name, kind]): Endpoint[] => [
    {
      method: 'GET',
      path: `/v1/${name}`,
      token: false,
      handle: ({ query }) => ({ status: 200, body: list(index, kind, readPage(query)) }),
    },
    {
      method: 'GET',
      path: `/v1/${name}/:id`,
      token: false,
      handle: ({ params }) => {
        const item = itemAt(index, `${kind}/${params['id'] ?? ''}`);
        if (item === undefined) throw new Problem('unknown-record');
        return { status: 200, body: item };
      },
    },
  ]);
}
