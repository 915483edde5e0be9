import { type Member, type ReceiptHead, recordKey } from '@huren/chaincode/domain';
import type { Context } from '../context';
import type { Endpoint } from '../http/endpoint';

/** When the gateway of a member was last heard on the ledger: the newest head of each of its receipt logs. */
function heartbeats({ index }: Context) {
  return index.keys('member').flatMap((key) => {
    const member = index.record<Member>(key);
    const active = member?.receiptKeys.filter(({ state }) => state === 'active') ?? [];
    return active.flatMap(({ keyId }) => {
      const head = index.latest<ReceiptHead>(recordKey.receiptHead(keyId));
      if (head?.value == null) return [];
      const { position, time } = head;
      return [{ member: head.value.member, keyId, number: head.value.number, position, time }];
    });
  });
}

/**
 * GET /v1/ledger: how far the index has read, and how old that is; GET /v1/heartbeats: when each member's gateway last
 * anchored the head of its receipts.
 */
export function ledgerEndpoints(context: Context): readonly Endpoint[] {
  const { ledger, index, clock, feed } = context;
  return [
    {
      method: 'GET',
      path: '/v1/heartbeats',
      token: false,
      handle: () => ({ status: 200, body: { items: heartbeats(context) } }),
    },
    {
      method: 'GET',
      path: '/v1/ledger',
      token: false,
      handle: async () => {
        const { height, hash, time } = index.head;
        return {
          status: 200,
          body: {
            engine: ledger.engine,
            height,
            hash,
            time,
            ageMs: Math.max(0, clock() - time),
            ready: feed.state === 'following' && (await ledger.health()).ready,
            genesis: index.genesis,
          },
        };
      },
    },
  ];
}
