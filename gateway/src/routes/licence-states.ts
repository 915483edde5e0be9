import { type Anchor, type LicenceStatus, recordKey, string } from '@huren/chaincode/domain';
import type { Context } from '../context';
import type { Endpoint } from '../http/endpoint';

const Digest = string({ min: 43, max: 43, pattern: /^[A-Za-z0-9_-]+$/ });
const Code = string({ min: 18, max: 18, pattern: /^[0-9A-Z]+$/ });

/**
 * GET /v1/licence-states/:authority/:root/:leafHash: what the ledger says of one licence, for whoever holds it. The leaf
 * hash is one over fresh randomness: it names no person, and only who has the licence can make it.
 */
export function licenceStateEndpoints({ index }: Context): readonly Endpoint[] {
  return [
    {
      method: 'GET',
      path: '/v1/licence-states/:authority/:root/:leafHash',
      token: false,
      handle: ({ params }) => {
        const authority = Code(params['authority'] ?? '', '/authority');
        const root = Digest(params['root'] ?? '', '/root');
        const leafHash = Digest(params['leafHash'] ?? '', '/leafHash');
        const anchor = index.record<Anchor>(recordKey.anchor(authority, root));
        const status = index.record<LicenceStatus>(recordKey.status(authority, leafHash));
        const { height, time } = index.head;
        return {
          status: 200,
          body: {
            anchored: anchor !== undefined,
            ...(anchor === undefined ? {} : { hash: anchor.hash }),
            // A status of another batch says nothing of this licence.
            changes: status?.root === root ? status.changes : [],
            height,
            time,
          },
        };
      },
    },
  ];
}
