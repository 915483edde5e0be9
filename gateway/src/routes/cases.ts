import {
  array,
  caseSalt,
  caseSignature,
  integer,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  MalformedError,
  object,
  oneOf,
  optional,
  parsed,
  parseDay,
  PARTY_CAPACITIES,
  CASE_LIMITS,
  CASE_TEXT_BYTES,
  string,
} from '@huren/chaincode/domain';
import type { Context } from '../context';
import { callerOf, type Call, type Endpoint } from '../http/endpoint';
import { keyId } from '../licences/licence-request';
import { LIMITS } from '../limits';
import { gatewayOf } from '../presentations/member-gateway';
import { Problem } from '../problems';
import { readDay, readLimit, requireQuery } from './records';

const text = string({ min: 1, max: CASE_TEXT_BYTES });
const shownTo = array(keyId, { max: CASE_LIMITS.parties, unique: true });
const ContentBody = object({ text, shownTo });
const ShareBody = object({ by: string({ min: 9, max: 43 }), number: integer({ min: 1 }), shownTo });
const InvitationBody = object({
  capacity: oneOf(PARTY_CAPACITIES),
  until: optional(parsed(parseDay, { max: 10 })),
  label: optional(string({ min: 1, max: 60 })),
});
const jsonObject = (value: JsonValue, path = ''): JsonObject => {
  if (!isJsonObject(value)) throw new MalformedError('wrong-type', 'The value is not an object.', path);
  return value;
};
const RevocationBody = object({ invitation: keyId });
const code = string({ min: 22, max: 22, pattern: /^[A-Za-z0-9_-]+$/ });
const CodeBody = object({ code });
const AcceptanceBody = object({ code, publicKey: jsonObject, proof: caseSignature });
const proof = string({ min: 1, max: 4096 });
const ViewBody = object({ proof });
const StatementBody = object({
  proof,
  number: integer({ min: 1 }),
  salt: caseSalt,
  text,
  signature: caseSignature,
});

const PLACE = /^\d{12}\.\d{6}$/;
/** Those who see a case of their authority, and those who work on it. */
const READERS = ['clerk', 'issuer', 'supervisor', 'auditor'] as const;
const WORKERS = ['clerk', 'issuer'] as const;

const authorityOf = (call: Call): string => callerOf(call).authority.code;
const idOf = ({ params }: Call): string => params['id'] ?? '';

/** 办件: for the authority that runs them, by token or session; for third parties, by the key that they made for one. */
export function caseEndpoints(context: Context): readonly Endpoint[] {
  return [...deskEndpoints(context), ...thirdPartyEndpoints(context)];
}

function deskEndpoints({ cases: { desk }, index, member }: Context): readonly Endpoint[] {
  return [
    {
      method: 'GET',
      path: '/v1/cases',
      token: true,
      staff: READERS,
      handle: async (call) => {
        requireQuery(call.query, ['before', 'limit']);
        const before = call.query.get('before') ?? undefined;
        if (before !== undefined && !PLACE.test(before)) throw new Problem('bad-query');
        return { status: 200, body: await desk.list(authorityOf(call), readLimit(call.query), before) };
      },
    },
    {
      method: 'GET',
      path: '/v1/cases/:id',
      token: true,
      staff: READERS,
      handle: async (call) => {
        requireQuery(call.query, ['on']);
        return { status: 200, body: await desk.show(idOf(call), authorityOf(call), readDay(call.query)) };
      },
    },
    {
      method: 'POST',
      path: '/v1/cases/:id/contents',
      token: true,
      staff: WORKERS,
      bodyBytes: LIMITS.caseBodyBytes,
      handle: async (call) => ({
        status: 201,
        body: await desk.keep(idOf(call), authorityOf(call), ContentBody(call.body)),
      }),
    },
    {
      method: 'POST',
      path: '/v1/cases/:id/shown',
      token: true,
      staff: WORKERS,
      bodyBytes: LIMITS.singleBodyBytes,
      handle: async (call) => {
        const { shownTo: parties, ...entry } = ShareBody(call.body);
        await desk.share(idOf(call), authorityOf(call), entry, parties);
        return { status: 200, body: { shownTo: parties } };
      },
    },
    {
      method: 'POST',
      path: '/v1/cases/:id/invitations',
      token: true,
      staff: WORKERS,
      bodyBytes: LIMITS.singleBodyBytes,
      handle: async (call) => {
        const gateway = gatewayOf(index, member);
        if (gateway === undefined) throw new Problem('gateway-not-published');
        const wanted = InvitationBody(call.body);
        const { code, name, expiresAt } = await desk.invite(idOf(call), authorityOf(call), wanted);
        // In the fragment, which no server and no log sees.
        const link = `${gateway}/third-party/#invitation=${code}`;
        return {
          status: 201,
          body: { id: name, code, link, expiresAt: new Date(expiresAt).toISOString() },
        };
      },
    },
    {
      method: 'POST',
      path: '/v1/cases/:id/invitations/revoke',
      token: true,
      staff: WORKERS,
      bodyBytes: LIMITS.singleBodyBytes,
      handle: async (call) => {
        const { invitation } = RevocationBody(call.body);
        await desk.revoke(idOf(call), authorityOf(call), invitation);
        return { status: 200, body: { invitation } };
      },
    },
  ];
}

function thirdPartyEndpoints({ cases: { thirdParties } }: Context): readonly Endpoint[] {
  return [
    {
      method: 'POST',
      path: '/v1/cases/invitations/look',
      token: false,
      bodyBytes: LIMITS.singleBodyBytes,
      handle: ({ body }) => ({ status: 200, body: thirdParties.look(CodeBody(body).code) }),
    },
    {
      method: 'POST',
      path: '/v1/cases/invitations/accept',
      token: false,
      bodyBytes: LIMITS.singleBodyBytes,
      handle: async ({ body }) => {
        const { code, ...acceptance } = AcceptanceBody(body);
        return { status: 201, body: await thirdParties.accept(code, acceptance) };
      },
    },
    {
      method: 'POST',
      path: '/v1/cases/third-party/view',
      token: false,
      bodyBytes: LIMITS.singleBodyBytes,
      handle: ({ body }) => ({ status: 200, body: thirdParties.view(ViewBody(body).proof) }),
    },
    {
      method: 'POST',
      path: '/v1/cases/third-party/entries',
      token: false,
      bodyBytes: LIMITS.caseBodyBytes,
      handle: async ({ body }) => ({ status: 201, body: await thirdParties.add(StatementBody(body)) }),
    },
  ];
}
