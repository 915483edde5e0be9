import { DelegationsShape, object, optional, string } from '@huren/chaincode/domain';
import type { Context } from '../context';
import { DROP_LIMITS } from '../delegations/drops';
import type { Endpoint } from '../http/endpoint';
import { LIMITS } from '../limits';

const Id = string({ min: 43, max: 43, pattern: /^[A-Za-z0-9_-]+$/ });
const Revoking = object({ secret: Id, chain: DelegationsShape });
const Leaving = object({
  sealed: string({ min: 16, max: DROP_LIMITS.chars, pattern: /^[A-Za-z0-9_-]+$/ }),
  /** Where the other phone waits for an answer: 128 random bits of its own. */
  code: optional(string({ min: 22, max: 22, pattern: /^[A-Za-z0-9_-]+$/ })),
});

/** Texts, so that a form can carry them from a page of another member's. */
const Asking = object({
  proof: string({ min: 1, max: 4096 }),
  /** A credential file of which nothing is disclosed. */
  licence: string({ min: 1, max: LIMITS.singleBodyBytes }),
});

/** 委托授权, which lives on phones: its end on the ledger, and its way from one phone to the other. */
export function delegationEndpoints({ revocations, drops, agentUses }: Context): readonly Endpoint[] {
  return [
    {
      method: 'POST',
      path: '/v1/delegations/revocations',
      token: false,
      address: true,
      bodyBytes: LIMITS.singleBodyBytes,
      handle: async ({ body, address = '' }) => ({
        status: 200,
        body: { id: await revocations.revoke(Revoking(body), address), state: 'revoked' },
      }),
    },
    {
      method: 'GET',
      path: '/v1/delegations/:id/state',
      token: false,
      handle: ({ params }) => {
        const id = Id(params['id'] ?? '', '/id');
        return { status: 200, body: { id, state: revocations.isRevoked(id) ? 'revoked' : 'not-revoked' } };
      },
    },
    {
      method: 'POST',
      path: '/v1/delegations/uses',
      token: false,
      cors: true,
      form: true,
      bodyBytes: LIMITS.singleBodyBytes,
      handle: async ({ body }) => {
        const { proof, licence } = Asking(body);
        return { status: 200, body: await agentUses.told(proof, licence) };
      },
    },
    {
      method: 'POST',
      path: '/v1/delegations/drops',
      token: false,
      bodyBytes: LIMITS.singleBodyBytes,
      address: true,
      cors: true,
      form: true,
      handle: ({ body, address = '' }) => {
        const { sealed, code: named } = Leaving(body);
        const { code, expiresAt } = drops.leave(sealed, address, named);
        return { status: 201, body: { code, expiresAt: new Date(expiresAt).toISOString() } };
      },
    },
    {
      method: 'POST',
      path: '/v1/delegations/drops/:code/pick-up',
      token: false,
      cors: true,
      handle: ({ params }) => ({ status: 200, body: { sealed: drops.read(params['code'] ?? '') } }),
    },
    {
      method: 'POST',
      path: '/v1/delegations/drops/:code/taken',
      token: false,
      cors: true,
      handle: ({ params }) => {
        drops.taken(params['code'] ?? '');
        return { status: 200, body: { state: 'taken' } };
      },
    },
  ];
}
