import {
  type Agreement,
  type Day,
  endOfDayMs,
  isDay,
  type MatterMapping,
  type Position,
  recordKey,
  versionAtTime,
} from '@huren/chaincode/domain';
import type { Context } from '../context';
import type { Endpoint } from '../http/endpoint';
import { textDays, textHeldOn } from '../index/agreement-on';
import { LIMITS } from '../limits';
import { Problem } from '../problems';
import type { RecordIndex } from '../index/record-index';
import { mappingChanges } from './mapping-changes';
import { RECORD_FILTERS } from './record-filters';

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
  groups: 'group',
  disputes: 'dispute',
} as const;

type RecordItem = Readonly<Record<string, unknown>> & { readonly position: Position; readonly time: number };

interface Page {
  readonly after: string;
  readonly limit: number;
  readonly search: string;
  readonly fits: (value: Readonly<Record<string, unknown>>) => boolean;
}

/** Refuses parameters that are not known here, or that are given twice. @throws Problem bad-query */
export function requireQuery(query: URLSearchParams, known: readonly string[]): void {
  const names = [...query.keys()];
  if (names.some((name) => !known.includes(name)) || new Set(names).size !== names.length) {
    throw new Problem('bad-query');
  }
}

/** Records of a page, 1…200. @throws Problem bad-query */
export function readLimit(query: URLSearchParams): number {
  const limit = query.get('limit') ?? String(LIMITS.pageItems);
  if (!/^[1-9]\d{0,2}$/.test(limit) || Number(limit) > LIMITS.pageItems) throw new Problem('bad-query');
  return Number(limit);
}

/** How many entries to leave out; for lists that only grow at their end. @throws Problem bad-query */
export function readOffset(query: URLSearchParams): number {
  const after = query.get('after') ?? '0';
  if (!/^(?:0|[1-9]\d{0,8})$/.test(after)) throw new Problem('bad-query');
  return Number(after);
}

/** The day of `?on=`; undefined when none is asked for. @throws Problem bad-query */
export function readDay(query: URLSearchParams): Day | undefined {
  const on = query.get('on');
  if (on === null) return undefined;
  if (!isDay(on)) throw new Problem('bad-query');
  return on;
}

/** @throws Problem bad-query */
function readPage(query: URLSearchParams, kind: string): Page {
  const filters = RECORD_FILTERS[kind] ?? {};
  requireQuery(query, ['after', 'limit', 'q', ...Object.keys(filters)]);
  const search = query.get('q') ?? '';
  if (search.length > 64) throw new Problem('bad-query');
  const wanted = Object.entries(filters).flatMap(([name, filter]) => {
    const value = query.get(name);
    return value === null ? [] : [{ filter, value }];
  });
  return {
    after: query.get('after') ?? '',
    limit: readLimit(query),
    search: search.toLowerCase(),
    fits: (record) => wanted.every(({ filter, value }) => filter(record, value)),
  };
}

/** The text that `q` searches: codes and names, not the whole record. */
function searchText(id: string, value: Readonly<Record<string, unknown>>): string {
  const { name, title, region, authority, localCode } = value;
  const terms = value['terms'] as { readonly title?: unknown; readonly theme?: unknown } | undefined;
  return JSON.stringify([
    id,
    name,
    terms === undefined ? title : (terms.title ?? terms.theme),
    region,
    authority,
    localCode,
  ]).toLowerCase();
}

/** The record as it stands, or as it stood at the end of a day; undefined when there is none. */
export function itemAt(index: RecordIndex, key: string, on?: Day): RecordItem | undefined {
  const history = index.history<Readonly<Record<string, unknown>>>(key);
  const version = on === undefined ? history.at(-1) : versionAtTime(history, endOfDayMs(on));
  if (version?.value == null) return undefined;
  const item = { ...version.value, position: version.position, time: version.time };
  if (!key.startsWith('mapping/')) return item;
  // What a side of a mapping names may have been changed since both accepted it.
  const changed = mappingChanges(index, version.value as unknown as MatterMapping, on);
  return changed.length === 0 ? item : { ...item, changed };
}

/** An agreement with the days of its texts and, of a day, the text that held on it. */
function agreementItem(index: RecordIndex, item: RecordItem, on: Day | undefined): RecordItem {
  const record = item as unknown as RecordItem & Agreement;
  const history = index.history<Agreement>(recordKey.agreement(record.id));
  const texts = textDays(history);
  return { ...(on === undefined ? record : textHeldOn(record, history, on)), texts };
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

function list(index: RecordIndex, kind: string, { after, limit, search, fits }: Page) {
  const keys = index.keys(kind);
  const items: RecordItem[] = [];
  let last = '';
  for (let at = after === '' ? 0 : indexAfter(keys, `${kind}/${after}`); at < keys.length; at++) {
    const key = keys[at] ?? '';
    const item = itemAt(index, key);
    const id = key.slice(kind.length + 1);
    if (item === undefined || (search !== '' && !searchText(id, item).includes(search))) continue;
    if (!fits(item)) continue;
    if (items.length === limit) return { items, next: last };
    items.push(item);
    last = id;
  }
  return { items };
}

/** Versions of one record in ledger order, from the first on. */
function versions(index: RecordIndex, key: string, query: URLSearchParams) {
  requireQuery(query, ['after', 'limit']);
  const history = index.history(key);
  if (history.length === 0) throw new Problem('unknown-record');
  const [from, limit] = [readOffset(query), readLimit(query)];
  const items = history.slice(from, from + limit);
  return from + limit < history.length ? { items, next: String(from + limit) } : { items };
}

/**
 * GET /v1/<records>, /v1/<records>/{id} and /v1/<records>/{id}/history: public records as the index holds them, each
 * with its ledger position; a group's own page is made elsewhere.
 */
export function recordEndpoints({ index }: Context): readonly Endpoint[] {
  return Object.entries(RECORD_KINDS).flatMap(([name, kind]): Endpoint[] => {
    const keyOf = (params: Readonly<Record<string, string>>): string => `${kind}/${params['id'] ?? ''}`;
    const one: Endpoint = {
      method: 'GET',
      path: `/v1/${name}/:id`,
      token: false,
      handle: ({ params, query }) => {
        requireQuery(query, ['on']);
        const on = readDay(query);
        const item = itemAt(index, keyOf(params), on);
        if (item === undefined) throw new Problem('unknown-record');
        return { status: 200, body: kind === 'agreement' ? agreementItem(index, item, on) : item };
      },
    };
    return [
      {
        method: 'GET',
        path: `/v1/${name}`,
        token: false,
        handle: ({ query }) => ({ status: 200, body: list(index, kind, readPage(query, kind)) }),
      },
      ...(kind === 'group' ? [] : [one]),
      {
        method: 'GET',
        path: `/v1/${name}/:id/history`,
        token: false,
        handle: ({ params, query }) => ({ status: 200, body: versions(index, keyOf(params), query) }),
      },
    ];
  });
}
