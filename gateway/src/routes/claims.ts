import {
  array,
  integer,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  MalformedError,
  object,
  oneOf,
  optional,
  parsed,
  parseLicenceTypeCode,
  string,
} from '@huren/chaincode/domain';
import type { Context } from '../context';
import { callerOf, type Endpoint } from '../http/endpoint';
import { keyId, LicenceShape, RepresentationShape } from '../licences/licence-request';
import { LIMITS } from '../limits';
import { PAGE_LIMITS } from '../pages/page-limits';
import { gatewayOf } from '../presentations/member-gateway';
import { Problem } from '../problems';

const OfferBody = object({
  type: parsed(parseLicenceTypeCode, { max: 21 }),
  key: keyId,
  licence: LicenceShape,
  person: optional(object({ name: string({ min: 1, max: 100 }), idNumber: string({ min: 1, max: 32 }) })),
  identityLevel: integer({ max: 5 }),
  /** Who may claim in the holder's place; `person` is then theirs. */
  claimant: optional(RepresentationShape),
  forms: optional(array(oneOf(['data', 'page']), { min: 1, max: 2, unique: true })),
  pageSeals: optional(array(keyId, { min: 1, max: PAGE_LIMITS.seals, unique: true })),
  coSeals: optional(array(keyId, { min: 1, max: 10, unique: true })),
});

const jsonObject = (value: JsonValue, path = ''): JsonObject => {
  if (!isJsonObject(value)) throw new MalformedError('wrong-type', 'The value is not an object.', path);
  return value;
};
const ClaimBody = object({
  holderKey: jsonObject,
  proof: string({ min: 1, max: 4096 }),
  identity: object({ service: string({ min: 1, max: 32 }), assertion: jsonObject }),
});

/** Licences that wait for their holders: offered by the issuer, claimed by a phone's key after a real-name check. */
export function claimEndpoints({ claims, index, member }: Context): readonly Endpoint[] {
  return [
    {
      method: 'POST',
      path: '/v1/offers',
      token: true,
      staff: ['issuer'],
      bodyBytes: LIMITS.batchBodyBytes,
      handle: async (call) => {
        const { licence, person, identityLevel, claimant, ...kind } = OfferBody(call.body);
        const { holderKey, representation } = licence;
        if ([holderKey, representation, licence.identityLevel].some((given) => given !== undefined)) {
          throw new Problem('bad-value', { path: '/licence', details: { fault: 'set-by-the-claim' } });
        }
        const gateway = gatewayOf(index, member);
        if (gateway === undefined) throw new Problem('gateway-not-published');
        const { code } = callerOf(call).authority;
        const offered = claimant === undefined ? licence : { ...licence, representation: claimant };
        const made = await claims.offer({ authority: code, ...kind }, offered, {
          identityLevel,
          ...(person === undefined ? {} : { person }),
        });
        const expiresAt = new Date(made.expiresAt).toISOString();
        const link = `${gateway}/wallet/#offer=${made.code}`;
        return { status: 201, body: { code: made.code, link, expiresAt } };
      },
    },
    {
      method: 'GET',
      path: '/v1/offers/:code',
      token: false,
      handle: ({ params }) => ({ status: 200, body: claims.look(params['code'] ?? '') }),
    },
    {
      method: 'POST',
      path: '/v1/offers/:code/claim',
      token: false,
      bodyBytes: LIMITS.singleBodyBytes,
      handle: async ({ params, body }) => ({
        status: 202,
        body: await claims.claim(params['code'] ?? '', ClaimBody(body)),
      }),
    },
    {
      method: 'GET',
      path: '/v1/claims/:claim',
      token: false,
      handle: ({ params }) => ({ status: 200, body: claims.result(params['claim'] ?? '') }),
    },
  ];
}
