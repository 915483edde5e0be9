import {
  isRendezvousAsked,
  type Member,
  object,
  parseRendezvousAsk,
  recordKey,
  string,
} from '@huren/chaincode/domain';
import type { Context } from '../context';
import type { Endpoint } from '../http/endpoint';
import { LIMITS } from '../limits';
import { waitMsOf } from '../presentations/waiters';
import { Problem } from '../problems';

const Ask = object({ ask: string({ min: 8, max: 4096 }) });

/** The holder shows a code, and the counter's request appears on the phone behind it. */
export function rendezvousEndpoints(context: Context): readonly Endpoint[] {
  const { rendezvous, index, rates, provider, clock } = context;

  /**
   * Passes on what a member's gateway has signed for this code: a stranger spends none, and a member guesses few.
   * @throws MalformedError; Problem not-a-member-address, rate-limited, not-found, presentation-expired, already-answered
   */
  async function passOn(code: string, jws: string): Promise<void> {
    const statement = parseRendezvousAsk(jws);
    const { member, requestUri } = statement.payload;
    const record = index.record<Member>(recordKey.member(member));
    if (!isRendezvousAsked(statement, { member: record, code, nowMs: clock(), provider })) {
      throw new Problem('not-a-member-address', { path: '/ask' });
    }
    await rates.guessing(member);
    try {
      rendezvous.ask(code, requestUri);
    } catch (error) {
      await rates.missed(member);
      throw error;
    }
  }

  return [
    {
      method: 'POST',
      path: '/v1/rendezvous',
      token: false,
      address: true,
      handle: ({ address = '' }) => {
        const { expiresAt, ...opened } = rendezvous.open(address);
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
      handle: async ({ body, params }) => {
        await passOn(params['code'] ?? '', Ask(body).ask);
        return { status: 202, body: {} };
      },
    },
  ];
}
