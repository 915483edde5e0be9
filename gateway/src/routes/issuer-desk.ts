import {
  array,
  CO_HOLDER_LIMIT,
  integer,
  type JsonValue,
  MalformedError,
  object,
  optional,
  parsed,
  parseLicenceTypeCode,
  string,
} from '@huren/chaincode/domain';
import type { OfferedTo } from '../claims/claim-desk';
import { namedOffer, PersonShape, samePerson, sameNumber } from '../claims/offered-person';
import type { LicenceName, Reissued } from '../claims/reissue';
import type { Context } from '../context';
import { callerOf, type Endpoint } from '../http/endpoint';
import { textField } from '../licences/licence-again';
import { type LicenceInput, photo as photoShape } from '../licences/licence-request';
import { LIMITS } from '../limits';
import { gatewayOf } from '../presentations/member-gateway';
import { Problem } from '../problems';

const identifier = string({ min: 1, max: 128 });
const NameShape = object({
  identifier: optional(identifier),
  type: optional(parsed(parseLicenceTypeCode, { max: 21 })),
  number: optional(string({ min: 1, max: 200 })),
});
const AgainBody = object({
  identifier,
  identityLevel: integer({ max: 5 }),
  /** Whom each code is for, by the holder's place. */
  holders: array(object({ place: integer({ max: CO_HOLDER_LIMIT }), person: PersonShape }), {
    min: 1,
    max: CO_HOLDER_LIMIT + 1,
  }),
  /** PNG or JPEG in base64, where the page form has one: a sealed page gives none back. */
  photo: optional(photoShape),
});
type Named = ReturnType<typeof AgainBody>['holders'];

/** Either the identifier alone, or type and number. */
function licenceNameOf(value: JsonValue): LicenceName {
  const { identifier: whole, type, number } = NameShape(value);
  if (whole !== undefined && type === undefined && number === undefined) return { identifier: whole };
  if (whole === undefined && type !== undefined && number !== undefined) return { type, number };
  throw new MalformedError(
    'missing-field',
    'Either identifier, or type and number, are given.',
    '/identifier',
  );
}

function refuse(at: number, fault: string): never {
  const path = at < 0 ? '/holders' : `/holders/${String(at)}/person`;
  throw new Problem('bad-value', { path, details: { fault } });
}

/**
 * Whom each holder's code is for, in the licence's order. Nobody who is named here takes the place of another holder,
 * and none is two of them.
 */
function offeredTo({ holders }: Reissued, named: Named, identityLevel: number): readonly OfferedTo[] {
  const persons = holders.map((_, place) => named.filter((each) => each.place === place));
  if (persons.some((each) => each.length !== 1) || named.length !== holders.length) {
    refuse(-1, 'person-of-each-holder');
  }
  const twice = samePerson(
    named.map(({ place, person }) => ({ person, claimant: holders[place]?.representation })),
  );
  if (twice !== undefined) refuse(twice, 'person-of-another-holder');
  for (const [at, { place, person }] of named.entries()) {
    const isAnother = holders.some(({ fields }, other) => {
      const number = textField(fields, 'certificate_holder_code');
      return other !== place && number !== undefined && sameNumber(number) === sameNumber(person.idNumber);
    });
    if (isAnother && holders[place]?.representation === undefined) refuse(at, 'person-of-another-holder');
  }
  return persons.flatMap((each) => each.map(({ person }) => ({ person, identityLevel })));
}

/** The issuer's desk: a licence of the library is offered again, and its offers are watched and taken back. */
export function issuerDeskEndpoints({ claims, index, member }: Context): readonly Endpoint[] {
  const desk = { token: true, staff: ['issuer'] } as const;
  return [
    {
      ...desk,
      method: 'POST',
      path: '/v1/licences/find',
      bodyBytes: LIMITS.singleBodyBytes,
      handle: (call) => ({
        status: 200,
        body: claims.reissue.find(licenceNameOf(call.body), callerOf(call).authority.code),
      }),
    },
    {
      ...desk,
      method: 'POST',
      path: '/v1/offers/again',
      bodyBytes: LIMITS.batchBodyBytes,
      handle: async (call) => {
        const { identifier: of, identityLevel, holders: named, photo } = AgainBody(call.body);
        const gateway = gatewayOf(index, member);
        if (gateway === undefined) throw new Problem('gateway-not-published');
        const reissued = claims.reissue.of(of, callerOf(call).authority.code);
        const holders = offeredTo(reissued, named, identityLevel);
        const { kind, from } = reissued;
        const licence = photo === undefined ? reissued.licence : { ...reissued.licence, photo };
        const [first] = holders;
        const isOne = holders.length === 1 && first !== undefined;
        const { code, codes, expiresAt } = isOne
          ? { codes: [], ...(await claims.offer(kind, licence as unknown as LicenceInput, first, from)) }
          : { code: [], ...(await claims.offerJointly(kind, licence, holders, from)) };
        const offers = [code, codes].flat().map((each, place) => ({ place, ...namedOffer(gateway, each) }));
        return { status: 201, body: { offers, expiresAt: new Date(expiresAt).toISOString() } };
      },
    },
    {
      ...desk,
      method: 'GET',
      path: '/v1/offers/:code/state',
      handle: (call) => ({
        status: 200,
        body: claims.watch.see(call.params['code'] ?? '', callerOf(call).authority.code),
      }),
    },
    {
      ...desk,
      method: 'POST',
      path: '/v1/offers/:code/cancel',
      handle: async (call) => {
        const { code } = callerOf(call).authority;
        const offer = call.params['code'] ?? '';
        await claims.watch.cancel(offer, code);
        return { status: 200, body: claims.watch.see(offer, code) };
      },
    },
  ];
}
