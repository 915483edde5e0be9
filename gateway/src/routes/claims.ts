import {
  array,
  CO_HOLDER_LIMIT,
  integer,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  MalformedError,
  MAX_CREDENTIAL_LENGTH,
  object,
  oneOf,
  optional,
  parsed,
  parseLicenceTypeCode,
  string,
} from '@huren/chaincode/domain';
import type { Context } from '../context';
import { type NamedOffer, namedOffer, PersonShape, samePerson } from '../claims/offered-person';
import { callerOf, type Endpoint } from '../http/endpoint';
import { keyId, LicenceShape, RepresentationShape } from '../licences/licence-request';
import { LIMITS } from '../limits';
import { PAGE_LIMITS } from '../pages/page-limits';
import { gatewayOf } from '../presentations/member-gateway';
import { Problem } from '../problems';

const jsonObject = (value: JsonValue, path = ''): JsonObject => {
  if (!isJsonObject(value)) throw new MalformedError('wrong-type', 'The value is not an object.', path);
  return value;
};

const OfferBody = object({
  type: parsed(parseLicenceTypeCode, { max: 21 }),
  /** Without it: the newest of the authority's seals here. */
  key: optional(keyId),
  licence: LicenceShape,
  person: optional(PersonShape),
  identityLevel: integer({ max: 5 }),
  /** Who may claim in the holder's place; `person` is then theirs. */
  claimant: optional(RepresentationShape),
  /** 共有人: each gets a code of their own. */
  coHolders: optional(
    array(
      object({
        fields: jsonObject,
        person: optional(PersonShape),
        identityLevel: optional(integer({ max: 5 })),
        claimant: optional(RepresentationShape),
      }),
      { min: 1, max: CO_HOLDER_LIMIT },
    ),
  ),
  forms: optional(array(oneOf(['data', 'page']), { min: 1, max: 2, unique: true })),
  pageSeals: optional(array(keyId, { min: 1, max: PAGE_LIMITS.seals, unique: true })),
  coSeals: optional(array(keyId, { min: 1, max: 10, unique: true })),
});

const ClaimBody = object({
  holderKey: jsonObject,
  proof: string({ min: 1, max: 4096 }),
  identity: object({ service: string({ min: 1, max: 32 }), assertion: jsonObject }),
});

const RenewalBody = object({
  proof: string({ min: 1, max: 4096 }),
  /** The credential file without disclosures, as text. */
  licence: string({ min: 1, max: MAX_CREDENTIAL_LENGTH }),
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
        const { licence, person, identityLevel, claimant, coHolders, ...given } = OfferBody(call.body);
        const { holderKey, representation } = licence;
        const set = [holderKey, representation, licence.identityLevel, licence.coHolders];
        if (set.some((given) => given !== undefined)) {
          throw new Problem('bad-value', { path: '/licence', details: { fault: 'set-by-the-claim' } });
        }
        const gateway = gatewayOf(index, member);
        if (gateway === undefined) throw new Problem('gateway-not-published');
        const { code } = callerOf(call).authority;
        const kind = { ...given, authority: code, key: given.key ?? claims.reissue.sealOf(code) };
        const offered = claimant === undefined ? licence : { ...licence, representation: claimant };
        const first = { identityLevel, ...(person === undefined ? {} : { person }) };
        const named = (made: string): NamedOffer => namedOffer(gateway, made);
        if (coHolders === undefined) {
          const made = await claims.offer(kind, offered, first);
          const expiresAt = new Date(made.expiresAt).toISOString();
          return { status: 201, body: { ...named(made.code), expiresAt } };
        }
        if (kind.forms?.includes('page') === true) {
          throw new Problem('bad-value', { path: '/forms', details: { fault: 'page-of-several-holders' } });
        }
        // Whoever may claim any of the codes could claim them all, and be two holders in one person.
        const unnamed = [person, ...coHolders.map((each) => each.person)].findIndex((each) => !each);
        if (unnamed >= 0) {
          const path = unnamed === 0 ? '/person' : `/coHolders/${String(unnamed - 1)}/person`;
          throw new Problem('bad-value', { path, details: { fault: 'person-of-each-holder' } });
        }
        const twice = samePerson([{ person, claimant }, ...coHolders]);
        if (twice !== undefined) {
          const path = `/coHolders/${String(twice - 1)}/person`;
          throw new Problem('bad-value', { path, details: { fault: 'person-of-another-holder' } });
        }
        const holders = coHolders.map(({ fields: _fields, claimant: _claimant, ...each }) => ({
          identityLevel,
          ...each,
        }));
        const joint = {
          ...offered,
          coHolders: coHolders.map(({ fields, claimant: by }) => ({
            fields,
            ...(by === undefined ? {} : { representation: by }),
          })),
        };
        const made = await claims.offerJointly(kind, joint, [first, ...holders]);
        const [own = '', ...others] = made.codes;
        return {
          status: 201,
          body: {
            ...named(own),
            expiresAt: new Date(made.expiresAt).toISOString(),
            coHolders: others.map(named),
          },
        };
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
      method: 'POST',
      path: '/v1/claims/renewals',
      token: false,
      cors: true,
      form: true,
      bodyBytes: LIMITS.singleBodyBytes,
      handle: ({ body }) => {
        const { proof, licence } = RenewalBody(body);
        return { status: 200, body: claims.renewals.renewed(proof, licence) };
      },
    },
    {
      method: 'GET',
      path: '/v1/claims/:claim',
      token: false,
      handle: ({ params }) => ({ status: 200, body: claims.result(params['claim'] ?? '') }),
    },
  ];
}
