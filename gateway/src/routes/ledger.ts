import type { Context } from '../context';
import type { Endpoint } from '../http/endpoint';

/** GET /v1/ledger: how far the index has read, and how old that is. */
export function ledgerEndpoints({ ledger, index, clock, feed }: Context): readonly Endpoint[] {
  return [
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
