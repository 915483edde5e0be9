import { type Authority, dayOfMs, type Group, groupDigest, recordKey } from '@huren/chaincode/domain';
import type { Context } from '../context';
import type { Endpoint } from '../http/endpoint';
import { groupChanges, groupOn, groupView } from '../index/group-view';
import { Problem } from '../problems';
import { itemAt, readDay, readLimit, readOffset, requireQuery } from './records';

/**
 * GET /v1/groups/{id}: a group with its authorities, its matters and its agreements, today or on a day; and
 * GET /v1/groups/{id}/changes: who entered and left it, in order, for whoever follows.
 */
export function groupEndpoints({ index, clock }: Context): readonly Endpoint[] {
  return [
    {
      method: 'GET',
      path: '/v1/groups/:id',
      token: false,
      handle: ({ params, query }) => {
        requireQuery(query, ['on']);
        const id = params['id'] ?? '';
        const asked = readDay(query);
        const on = asked ?? dayOfMs(clock());
        const item = itemAt(index, recordKey.group(id), on);
        const group = groupOn(index, id, on);
        if (item === undefined || group === undefined) throw new Problem('unknown-record');
        return {
          status: 200,
          body: { ...item, on, digest: waitingDigest(group), ...groupView(index, id, on) },
        };
      },
    },
    {
      method: 'GET',
      path: '/v1/groups/:id/changes',
      token: false,
      handle: ({ params, query }) => {
        requireQuery(query, ['after', 'limit']);
        const id = params['id'] ?? '';
        if (index.history(recordKey.group(id)).length === 0) throw new Problem('unknown-record');
        const [from, limit] = [readOffset(query), readLimit(query)];
        const all = groupChanges(index, id, dayOfMs(clock()));
        const items = all.slice(from, from + limit).map((change) => ({
          ...change,
          name: index.record<Authority>(recordKey.authority(change.authority))?.name,
        }));
        return {
          status: 200,
          body: from + limit < all.length ? { items, next: String(from + limit) } : { items },
        };
      },
    },
  ];
}

/** What an acceptance has to name: of the amendment that waits, or of the rules themselves. */
function waitingDigest({ parties, terms, amendment }: Group): string {
  return groupDigest(amendment ?? { parties, terms });
}
