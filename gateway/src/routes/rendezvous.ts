import { object, string } from '@huren/chaincode/domain';
import type { Context } from '../context';
import type { Endpoint } from '../http/endpoint';
import { LIMITS } from '../limits';
import { isMemberAddress } from '../presentations/member-gateway';
import { waitMsOf } from '../presentations/waiters';
import { Problem } from '../problems';

const Ask = object({ requestUri: string({ min: 8, max: 500 }) });

/** The holder shows a code, and the counter's request appears on the phone behind it. */
export function rendezvousEndpoints({ rendezvous, index }: Context): readonly Endpoint[] {
  return [
    {
      method: 'POST',
      path: '/v1/rendezvous',
      token: false,
      handle: () => {
        const { expiresAt, ...opened } = rendezvous.open();
        return { status: 201, body: { ...opened, expiresAt: new Date(expiresAt).toISOString() } };
      },
    },
    {
      method: 'GET',
      path: '/v1/rendezvous/:code',
      token: false,
      secret: 'x-huren-rendezvous',
      handle: async (call) => ({
        status: 200,
        body: await rendezvous.look(call.params['code'] ?? '', call.secret ?? '', waitMsOf(call.query)),
      }),
    },
    {
      method: 'POST',
      path: '/v1/rendezvous/:code',
      token: false,
      bodyBytes: LIMITS.singleBodyBytes,
      handle: (call) => {
        const { requestUri } = Ask(call.body);
        if (!isMemberAddress(index, requestUri))
          throw new Problem('not-a-member-address', { path: '/requestUri' });
        rendezvous.ask(call.params['code'] ?? '', requestUri);
        return { status: 202, body: {} };
      },
    },
  ];
}
